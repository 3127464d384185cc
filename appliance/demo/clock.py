# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A clock that can be hurried, so that an hour's sitting is shown in seconds.

Owns the difference between demonstrated and real time. Must not shorten any rule: time
limits and pauses are the real ones; it is the waiting that is left out. Has a boot
identifier of its own, so that no later process compares monotonic times with it.
"""

import uuid

from sync.protocol.clock import Clock, Stamp

NANOSECONDS = 1_000_000_000


class HurriedClock:
    """The clock of the machine, plus the time that was skipped.

    Args:
        real: Where real time comes from.
    """

    def __init__(self, real: Clock) -> None:
        self._real = real
        self._skipped_ns = 0
        self._boot_id = f"demonstration-{uuid.uuid4()}"

    def skip(self, seconds: float) -> None:
        """Let this much time pass at once."""
        self._skipped_ns += round(seconds * NANOSECONDS)

    @property
    def skipped_s(self) -> float:
        """How much was skipped so far, in seconds."""
        return self._skipped_ns / NANOSECONDS

    def stamp(self) -> Stamp:
        """The present moment of the demonstration."""
        real = self._real.stamp()
        return Stamp(
            real.monotonic_ns + self._skipped_ns,
            self._boot_id,
            real.wall_s + self.skipped_s,
            real.trust,
        )
