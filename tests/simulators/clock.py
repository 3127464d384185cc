# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A clock that tests turn by hand."""

import time
from dataclasses import dataclass, replace

from sync.protocol.clock import Stamp, TimeTrust

START_S = 1_770_000_000.0
_START = Stamp(5_000_000_000, "boot-1", START_S, TimeTrust.SYNCED)
_BEGAN_NS = time.monotonic_ns()


@dataclass(slots=True)
class SimulatedClock:
    """Monotonic and wall time advance together until the machine is rebooted or set."""

    now: Stamp = _START

    def stamp(self) -> Stamp:
        """The present moment."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now = replace(
            self.now,
            monotonic_ns=self.now.monotonic_ns + round(seconds * 1e9),
            wall_s=self.now.wall_s + seconds,
        )

    def reboot(self, away_s: float, boot_id: str) -> None:
        """Switch off and on again: the monotonic clock starts anew."""
        self.now = replace(
            self.now,
            monotonic_ns=1_000_000_000,
            boot_id=boot_id,
            wall_s=self.now.wall_s + away_s,
        )

    def set_wall(self, wall_s: float, trust: TimeTrust = TimeTrust.NONE) -> None:
        """Somebody sets the clock."""
        self.now = replace(self.now, wall_s=wall_s, trust=trust)


@dataclass(frozen=True, slots=True)
class HurriedClock:
    """The machine's clock, so many times faster: breathers and limits pass in no time.

    It is `START_S` when the process begins, for its forked children too.

    Attributes:
        factor: How many seconds pass in one.
        boot_id: Which boot it claims to be.
    """

    factor: int
    boot_id: str = "boot-1"

    def stamp(self) -> Stamp:
        """The present moment."""
        monotonic_ns = time.monotonic_ns() * self.factor
        lived_s = (monotonic_ns - _BEGAN_NS * self.factor) / 1e9
        return Stamp(monotonic_ns, self.boot_id, START_S + lived_s, TimeTrust.NONE)
