# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The files that an author names on the command line.

Owns what is said when one cannot be read or written. Must not know what they hold.
Stands on the durable writer.
"""

from pathlib import Path

from appliance.bank.errors import MissingError, OutputError
from sync.protocol.durable import write_durably


def read(path: Path, most: int) -> bytes:
    """The bytes of a file; one more than ``most`` at the most, so that the caller may refuse.

    Raises:
        MissingError: It is not there, or may not be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise MissingError(f"{path} cannot be read: {error.strerror}.") from error


def write(path: Path, data: bytes, *, mode: int = 0o644, folders: bool = False) -> None:
    """Replace a file, wholly or not at all; with ``folders``, make those that it needs.

    Raises:
        OutputError: The folder is not there or full, or may not be written to.
    """
    try:
        if folders:
            path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, data, mode=mode)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.") from error
