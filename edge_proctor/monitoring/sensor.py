# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Whether the pictures still come from the camera that the sitting began with.

Owns the camera's own marks: size, noise and pace, learnt in the first seconds. Must not
see faces or raise flags. Stands on the frames alone; temporal noise of the stillest
blocks as a sensor's mark: Lukas, Fridrich and Goljan, IEEE TIFS 2006, in its plainest form.

A camera counts as replaced when
    1. the picture's size changes;
    2. a picture comes a second time that is not the one before, bit by bit: a sensor's
       noise never repeats, a recording that is played again does;
    3. for three seconds the noise is at least four times larger or smaller than learnt,
       or twice and the camera's own pace differs by a fifth, in unchanged light.
Then the new source is learnt. A good virtual camera with noise of its own is not found.
"""

import zlib
from collections import deque
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np

from edge_proctor.framing import Light
from edge_proctor.ports import Frame, Pixels

_LEARN_FRAMES = 40
_WINDOW_FRAMES = 15
_TELL_S = 5.0
_MEMORY = 6000  # pictures whose mark is kept: twenty minutes at five a second
_BLOCK = 16
_LEAST_NOISE = 0.3  # grey levels; below it compression has eaten the noise
_FLAT_SPREAD = 12.0  # a covered lens may well repeat itself
_MUCH, _SOME = 4.0, 2.0
_PACE, _LIGHT = 0.2, 0.25


@dataclass(frozen=True, slots=True)
class Mark:
    """What one frame says of its sensor: grey levels of noise, camera frames a second, light."""

    noise: float
    pace: float
    light: float


def typical(marks: "deque[Mark] | list[Mark]") -> Mark:
    """The medians of several marks."""
    return Mark(
        median(it.noise for it in marks),
        median(it.pace for it in marks),
        median(it.light for it in marks),
    )


def differs(learnt: Mark, now: Mark) -> bool | None:
    """Whether noise and pace are another sensor's; None where the light differs (pure)."""
    if abs(now.light - learnt.light) > _LIGHT * learnt.light:
        return None
    low, high = sorted((max(learnt.noise, _LEAST_NOISE), max(now.noise, _LEAST_NOISE)))
    other_pace = abs(now.pace - learnt.pace) > _PACE * learnt.pace
    return high / low >= (_SOME if other_pace else _MUCH)


class Sensor:
    """Learns a camera, then says whether it is still the same."""

    def __init__(self) -> None:
        self._before: Pixels | None = None
        self._seen: tuple[int, int] = (0, 0)  # sequence and time of the frame before
        self._learnt: list[Mark] = []
        self._recent: deque[Mark] = deque(maxlen=_WINDOW_FRAMES)
        self._known: dict[int, None] = {}
        self._tell_until_ns = 0

    def look(self, frame: Frame, light: Light, *, identical: bool) -> bool | None:
        """Consider a frame; None while nothing can be said.

        `identical` frames belong to a frozen camera and say nothing here.
        """
        points = np.ascontiguousarray(frame.pixels[::2, ::2, 1])
        before, self._before = self._before, points
        if before is not None and before.shape != points.shape:
            return self._replaced(frame)
        if not identical and light.spread >= _FLAT_SPREAD:
            if self._is_known(points):
                return self._replaced(frame)
            if before is not None:
                self._measure(frame, before, points, light)
        self._seen = (frame.sequence, frame.monotonic_ns)
        if frame.monotonic_ns < self._tell_until_ns:
            return True
        return self._judge(frame)

    def _is_known(self, points: Pixels) -> bool:
        mark = zlib.crc32(points.data)
        known = mark in self._known
        self._known[mark] = None
        if len(self._known) > _MEMORY:
            del self._known[next(iter(self._known))]
        return known

    def _measure(self, frame: Frame, before: Pixels, points: Pixels, light: Light) -> None:
        sequence, at_ns = self._seen
        if frame.monotonic_ns <= at_ns:
            return
        pace = (frame.sequence - sequence) / ((frame.monotonic_ns - at_ns) / 1e9)
        mark = Mark(stillest_noise(before, points), pace, light.mean)
        if len(self._learnt) < _LEARN_FRAMES:
            self._learnt.append(mark)
        else:
            self._recent.append(mark)

    def _judge(self, frame: Frame) -> bool | None:
        if len(self._recent) < _WINDOW_FRAMES:
            return None
        other = differs(typical(self._learnt), typical(self._recent))
        return self._replaced(frame) if other else other

    def _replaced(self, frame: Frame) -> bool:
        self._learnt, self._known = [], {}
        self._recent.clear()
        self._seen = (frame.sequence, frame.monotonic_ns)
        self._tell_until_ns = frame.monotonic_ns + round(_TELL_S * 1e9)
        return True


def stillest_noise(before: Pixels, points: Pixels) -> float:
    """Mean change in grey levels of the stillest tenth of blocks between two pictures."""
    height, width = points.shape
    blocks = (max(1, width // _BLOCK), max(1, height // _BLOCK))
    change = cv2.absdiff(before, points).astype(np.float32)
    means = cv2.resize(change, blocks, interpolation=cv2.INTER_AREA)
    return float(np.percentile(means, 10))
