# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The log on disk and on the wire: C2SP tlog-tiles.

Owns the paths of tiles and entry bundles, and the port through which they are kept.
Must not sign nor know certificates. A folder of these files, served as it lies, is a
log that any tlog-tiles client can read.

    checkpoint                     the latest signed note
    tile/<L>/<N>[.p/<W>]           up to 256 hashes, 256**L leaves apart
    tile/entries/<N>[.p/<W>]       up to 256 entries, each after its 16-bit length
"""

from pathlib import Path
from typing import Protocol

from sync.protocol.durable import write_durably

CHECKPOINT = "checkpoint"
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
_PUBLIC_MODE = 0o644


class TileStore(Protocol):
    """Where the log's owner keeps its files; names are those of tlog-tiles."""

    def read(self, name: str) -> bytes | None:
        """The content of a file, None when there is none."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Keep a file durably before returning."""
        ...

    def drop_partials(self, name: str) -> None:
        """Forget the partial forms of a tile or bundle that is full; none is no error."""
        ...


class FolderTiles:
    """Tiles in a folder, each file replaced wholly or not at all.

    Args:
        folder: Where; it is made when it does not exist.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> bytes | None:
        """The content of a file, None when there is none."""
        path = self._folder / name
        return path.read_bytes() if path.is_file() else None

    def write(self, name: str, data: bytes) -> None:
        """Keep a file durably before returning."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, data, mode=_PUBLIC_MODE)

    def drop_partials(self, name: str) -> None:
        """Forget the partial forms of a tile or bundle that is full; none is no error."""
        for partial in (self._folder / f"{name}.p").glob("*"):
            partial.unlink()


def tile_name(level: int, number: int, width: int) -> str:
    """Path of the tile with the hashes of 256**level leaves each; width is 1..256."""
    return f"tile/{level}/{_grouped(number)}{_partial(width)}"


def entries_name(number: int, width: int) -> str:
    """Path of the bundle with the entries from 256 * number on; width is 1..256."""
    return f"tile/entries/{_grouped(number)}{_partial(width)}"


def width_of(size: int, level: int, number: int) -> int:
    """How many hashes a tile holds in a log of this size; 0 when it does not exist."""
    return max(0, min(TILE_WIDTH, (size >> TILE_HEIGHT * level) - number * TILE_WIDTH))


def _grouped(number: int) -> str:
    """Groups of three digits, all but the last with an x: 1234067 is x001/x234/067."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    return "/".join(groups)


def _partial(width: int) -> str:
    return "" if width == TILE_WIDTH else f".p/{width}"
