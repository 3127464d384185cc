# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The one durable writer: after it returns, a power cut cannot undo the file.

Owns how a file, or a folder of files, is replaced: temporary sibling, fsync, rename, fsync
of the directory. Nobody else calls `os.replace`. Must not know what it writes. Stands on
the standard library.
"""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_durably(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Replace the file by these bytes, wholly or not at all.

    Args:
        path: Where; its directory must exist.
        data: The whole new content.
        mode: Permission bits of the new file; private unless the caller says otherwise.

    Raises:
        OSError: The disk is full or refuses; the former file is then untouched.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_directory(path.parent)


def write_folder_durably(path: Path, files: Mapping[str, bytes], *, mode: int = 0o600) -> None:
    """Replace the folder by one with exactly these files, wholly or not at all.

    A power cut between the two renames leaves no folder of this name; the former one is
    then beside it, in a hidden folder.

    Args:
        path: Where; its parent must exist.
        files: Every file's name and content.
        mode: Permission bits of the files; who may read them may enter the folder.

    Raises:
        OSError: The disk is full or refuses; the former folder is then where it was.
    """
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as beside:
        fresh, former = Path(beside) / "fresh", Path(beside) / "former"
        fresh.mkdir()
        for name, data in files.items():
            write_durably(fresh / name, data, mode=mode)
        fresh.chmod(mode | (mode & 0o444) >> 2)
        replaces = path.exists()
        if replaces:
            path.rename(former)
        try:
            fresh.rename(path)
        except OSError:
            if replaces:
                former.rename(path)
            raise
    _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
