# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sticks that are plugged in, as Linux mounts them.

Owns which mounted file systems count as a stick. Must not mount, read or write one.
Stands on the kernel's table of mounts (proc(5)).
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MOUNTS: Final = Path("/proc/self/mounts")
_PLACES: Final = (Path("/media"), Path("/run/media"), Path("/mnt"))
"""Where desktops, mounting helpers and technicians put removable file systems (FHS 3.0)."""
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")
_FIELDS: Final = 4
"""Device, mount point, type, options."""


@dataclass(frozen=True, slots=True)
class MountedSticks:
    """The file systems that are mounted where sticks are, and that may be written."""

    mounts: Path = _MOUNTS
    places: tuple[Path, ...] = _PLACES

    def plugged(self) -> tuple[Path, ...]:
        """Their folders, in order of name; none where there is no such table."""
        try:
            table = self.mounts.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return ()
        found = (folder_of(line) for line in table.splitlines())
        return tuple(
            sorted(
                folder
                for folder in found
                if folder is not None
                and any(folder.is_relative_to(place) for place in self.places)
                and os.access(folder, os.W_OK)
            )
        )


def folder_of(line: str) -> Path | None:
    """The mount point that a line of the table names, unless it is mounted read-only."""
    fields = line.split(" ")
    if len(fields) < _FIELDS or "rw" not in fields[3].split(","):
        return None
    return Path(_ESCAPED.sub(lambda escape: chr(int(escape[1], 8)), fields[1]))
