# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Time, and how far it may be trusted.

Owns the stamp that records carry and the port through which programs read clocks.
The rest of the floor takes stamps and reads no clock. `SystemClock` is the one
adapter. Stands on the standard library.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_SYNCHRONISED = Path("/run/systemd/timesync/synchronized")


class TimeTrust(StrEnum):
    """How far a wall time may be trusted."""

    NONE = "none"
    """The clock contradicts what is known, or nothing is known."""
    LOWER_BOUND = "lower_bound"
    """Not earlier than the latest signed time that the device has seen."""
    SYNCED = "synced"
    """The operating system reports a synchronised clock."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment on one device.

    Attributes:
        monotonic_ns: Nanoseconds of the monotonic clock; only compares within one boot.
        boot_id: Which boot of the machine it was.
        wall_s: Seconds since 1970-01-01 UTC, as the device believed.
        trust: How far `wall_s` may be trusted.
    """

    monotonic_ns: int
    boot_id: str
    wall_s: float
    trust: TimeTrust


class Clock(Protocol):
    """Where a program takes the time from."""

    def stamp(self) -> Stamp:
        """The present moment."""
        ...


def system_synchronised() -> bool:
    """Whether the operating system's time service has set the clock since boot."""
    return _SYNCHRONISED.exists()


class SystemClock:
    """The clocks of this machine.

    Args:
        lower_bound_s: Latest signed time the device has seen, seconds since 1970 UTC.
        synchronised: Whether the operating system vouches for its wall clock.
    """

    def __init__(
        self,
        *,
        lower_bound_s: float | None = None,
        synchronised: Callable[[], bool] = system_synchronised,
    ) -> None:
        self._lower_bound_s = lower_bound_s
        self._synchronised = synchronised
        # A machine without a boot id gets one per process: monotonic times of two
        # processes are then never compared, which errs on the safe side.
        self._boot_id = _BOOT_ID.read_text().strip() if _BOOT_ID.exists() else str(uuid.uuid4())

    def stamp(self) -> Stamp:
        """The present moment."""
        wall_s = time.time()
        return Stamp(time.monotonic_ns(), self._boot_id, wall_s, self._trust(wall_s))

    def _trust(self, wall_s: float) -> TimeTrust:
        bound = self._lower_bound_s
        if bound is not None and wall_s < bound:
            return TimeTrust.NONE
        if self._synchronised():
            return TimeTrust.SYNCED
        return TimeTrust.NONE if bound is None else TimeTrust.LOWER_BOUND
