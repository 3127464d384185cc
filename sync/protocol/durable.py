# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The one durable writer: after it returns, a power cut cannot undo the file.

Owns how a file is replaced: temporary sibling, fsync, rename, fsync of the
directory. Nobody else calls `os.replace`. Must not know what it writes. Stands on
the standard library.
"""

import os
import tempfile
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


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
