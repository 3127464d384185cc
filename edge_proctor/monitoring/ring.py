# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The last seconds in memory, from which clips are cut.

Owns the ring of JPEG frames. Must not touch a disk. Stands on the clip's travelling form.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from sync.protocol.clip import Clip

_ALONE_US = 200_000


@dataclass(frozen=True, slots=True)
class Shot:
    """One encoded frame: a JPEG of `width` x `height` pixels."""

    monotonic_ns: int
    width: int
    height: int
    jpeg: bytes = field(repr=False)


class Ring:
    """The newest `span_s` seconds of shots."""

    def __init__(self, span_s: float) -> None:
        self._span_ns = round(span_s * 1e9)
        self._shots: deque[Shot] = deque()

    def add(self, shot: Shot) -> None:
        """Keep a shot and forget those older than the span."""
        self._shots.append(shot)
        while self._shots[0].monotonic_ns < shot.monotonic_ns - self._span_ns:
            self._shots.popleft()

    def cut(self, from_ns: int, to_ns: int) -> tuple[Shot, ...]:
        """The shots between two moments, both included."""
        return tuple(shot for shot in self._shots if from_ns <= shot.monotonic_ns <= to_ns)


def joined(shots: Sequence[Shot]) -> Clip:
    """The shots as a clip at their mean rate.

    Args:
        shots: At least one; those of another size than the first are left out.
    """
    first = shots[0]
    same = [shot for shot in shots if (shot.width, shot.height) == (first.width, first.height)]
    span_us = (same[-1].monotonic_ns - first.monotonic_ns) / 1000
    frame_us = round(span_us / (len(same) - 1)) if len(same) > 1 else _ALONE_US
    return Clip(first.width, first.height, max(frame_us, 1), tuple(it.jpeg for it in same))
