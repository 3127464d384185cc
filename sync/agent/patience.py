# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How long to wait, how fast to send, and whether to go on at all.

Owns the back-off between attempts and the bandwidth cap. Pure but for the sleep it is
given; must not know what is sent.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sync.agent.errors import SetAsideError

_SLICE = 8 << 10


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Patience:
    """Exponential back-off with full jitter.

    Attributes:
        sleep: Waits so many seconds.
        random: A number in [0, 1).
        attempts: Consecutive attempts without progress before giving up.
        first_s: Longest wait after the first failure.
        longest_s: Longest wait ever.
        wanted: Whether the exchange may go on; asked before each request.
    """

    sleep: Callable[[float], None]
    random: Callable[[], float]
    attempts: int = 8
    first_s: float = 0.5
    longest_s: float = 60.0
    wanted: Callable[[], bool] = _always

    def mind(self) -> None:
        """Go on if that is still wanted.

        Raises:
            SetAsideError: It is not; what was acknowledged stays acknowledged.
        """
        if not self.wanted():
            raise SetAsideError("the exchange was set aside")

    def delay_s(self, failures: int) -> float:
        """How long to wait after so many failures in a row (1 and more)."""
        return self.random() * min(self.longest_s, self.first_s * 2 ** (failures - 1))


@dataclass(frozen=True, slots=True)
class Throttle:
    """At most so many bytes per second on average; 0 is no limit."""

    sleep: Callable[[float], None]
    monotonic: Callable[[], float]
    bytes_per_s: int = 0

    def slices(self, data: bytes) -> Iterator[bytes]:
        """The data in slices, each handed out when its time has come."""
        if self.bytes_per_s <= 0:
            yield data
            return
        start = self.monotonic()
        for first in range(0, len(data), _SLICE):
            piece = data[first : first + _SLICE]
            ahead_s = (first + len(piece)) / self.bytes_per_s - (self.monotonic() - start)
            if ahead_s > 0:
                self.sleep(ahead_s)
            yield piece
