# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Who works on a station's folder: one process at a time.

Owns the lock on the folder. Must not know what is done under it. Stands on flock(2), which
the kernel takes back with the process that held it: a killed one bars nobody.
"""

import fcntl
import os
from dataclasses import dataclass, field
from pathlib import Path

from appliance.keys.errors import KeysMissingError
from appliance.service.errors import StationInUseError

_NOT_HELD = -1


@dataclass(slots=True)
class StationHold:
    """The right to write into one station's folder, until it is released."""

    descriptor: int = field(repr=False)

    @classmethod
    def take(cls, directory: Path) -> "StationHold":
        """Take the folder for this process.

        Raises:
            StationInUseError: Another process has it.
            KeysMissingError: There is no such folder.
        """
        try:
            descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            raise KeysMissingError(f"there is no station's folder {directory}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            raise StationInUseError(
                f"another process works on the station in {directory}"
            ) from error
        return cls(descriptor)

    def release(self) -> None:
        """Let the next one work; a second time does nothing."""
        if self.descriptor != _NOT_HELD:
            os.close(self.descriptor)
            self.descriptor = _NOT_HELD
