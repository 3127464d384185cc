# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a station hangs on: power that can be cut at any write point, disk, USB."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.service.ports import PowerReading
from appliance.store.tripwires import WritePoint

_MAINS = PowerReading(mains=True)


class PowerCutError(BaseException):
    """The process is gone; nothing in it may catch this."""


def die() -> None:
    """What a power cut or SIGKILL is to a process."""
    os.kill(os.getpid(), signal.SIGKILL)


def raise_cut() -> None:
    """A power cut within one process, for tests that look at the disk afterwards."""
    raise PowerCutError


@dataclass(slots=True)
class CountingTripwire:
    """Cuts the power when the n-th write point is reached, counted from 1; 0 never.

    Attributes:
        points: Every point that was reached, in order.
    """

    cut_at: int = 0
    cut: Callable[[], None] = raise_cut
    points: list[WritePoint] = field(default_factory=list[WritePoint])

    def reach(self, point: WritePoint) -> None:
        """Count, and perhaps cut."""
        self.points.append(point)
        if len(self.points) == self.cut_at:
            self.cut()


@dataclass(slots=True)
class SimulatedPower:
    """A supply that tests set by hand."""

    reading: PowerReading = _MAINS

    def read(self) -> PowerReading:
        """The present supply."""
        return self.reading


@dataclass(slots=True)
class SimulatedUsb:
    """Sockets in which a test plugs things."""

    plugged: frozenset[str] = frozenset({"usb1/1", "1-1/2"})

    def devices(self) -> frozenset[str]:
        """What is plugged in."""
        return self.plugged


@dataclass(slots=True)
class SimulatedDisk:
    """A disk with as much room as a test likes."""

    free: int = 10 << 30

    def free_bytes(self) -> int:
        """Bytes that may still be written."""
        return self.free
