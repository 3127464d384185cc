# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Bytes that are named by what they are.

Owns the port `BlobStore` and its folder adapter. Must not know what the bytes mean,
nor delete on its own. Stands on `sync.protocol.durable`.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from sync.central.errors import AbsentError, PartDigestError
from sync.protocol.durable import write_durably

_HEX = set("0123456789abcdef")


class BlobStore(Protocol):
    """Content-addressed bytes; names are lower-case hexadecimal SHA-256."""

    def put(self, data: bytes) -> str:
        """Keep these bytes durably; give their name. Twice is once."""
        ...

    def read(self, digest: str, offset: int = 0, length: int | None = None) -> bytes:
        """Bytes from `offset`, at most `length`.

        Raises:
            AbsentError: Nothing of this name is here.
        """
        ...

    def size(self, digest: str) -> int | None:
        """How many bytes there are of this name; `None` when there is nothing."""
        ...

    def delete(self, digest: str) -> None:
        """Forget these bytes; nothing happens when they are not here."""
        ...


@dataclass(frozen=True, slots=True)
class FolderBlobs:
    """A folder with one file per blob, fanned out by the first two digits."""

    root: Path

    def put(self, data: bytes) -> str:
        """Keep these bytes durably; give their name."""
        digest = sha256(data).hexdigest()
        path = self._path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, data)
        return digest

    def read(self, digest: str, offset: int = 0, length: int | None = None) -> bytes:
        """Bytes from `offset`; a whole read checks the digest."""
        try:
            with self._path(digest).open("rb") as file:
                file.seek(offset)
                data = file.read() if length is None else file.read(length)
        except FileNotFoundError as error:
            raise AbsentError(f"there is nothing with the digest {digest}") from error
        if offset == 0 and length is None and sha256(data).hexdigest() != digest:
            raise PartDigestError(
                f"the stored bytes of {digest} were altered",
                advice="Restore this blob from a backup.",
            )
        return data

    def size(self, digest: str) -> int | None:
        """How many bytes there are of this name."""
        try:
            return self._path(digest).stat().st_size
        except FileNotFoundError:
            return None

    def delete(self, digest: str) -> None:
        """Forget these bytes."""
        self._path(digest).unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        if len(digest) != 64 or not set(digest) <= _HEX:
            raise AbsentError("a digest is 64 lower-case hexadecimal digits")
        return self.root / digest[:2] / digest
