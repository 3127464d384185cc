# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Files that a command writes for people: refused before the work, written at its end.

Owns that check. Must not write evidence: that leaves sealed only. Stands on the durable
writer.
"""

import os
from pathlib import Path

from edge_proctor.errors import OutputUnwritableError
from sync.protocol.durable import write_durably

_READABLE = 0o644


def demand_writable(path: Path) -> None:
    """Refuse a place where no file can be written, before minutes are spent for it.

    Raises:
        OutputUnwritableError: it is a folder, its folder is missing or may not be written.
    """
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise OutputUnwritableError(f"No file can be written at {path}.")


def write_text(path: Path, text: str) -> None:
    """Replace a file by this text, wholly or not at all.

    Raises:
        OutputUnwritableError: the disk is full or refuses.
    """
    try:
        write_durably(path, text.encode(), mode=_READABLE)
    except OSError as error:
        raise OutputUnwritableError(f"{path} cannot be written ({error.strerror}).") from error
