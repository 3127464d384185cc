# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A replaced camera is told by its size, its repetitions or its noise; a sitting is not."""

from collections.abc import Iterator

import numpy as np
import pytest

from edge_proctor.framing import Light
from edge_proctor.monitoring.sensor import Mark, Sensor, differs
from edge_proctor.ports import Frame, Pixels
from edge_proctor.sources.replay import StillReplay, empty_room

LIGHT = Light(120, 50, 200)


class Bench:
    """A made camera before a sensor check, five frames a second of thirty."""

    def __init__(self) -> None:
        self.sensor = Sensor()
        self.generator = np.random.default_rng(11)
        self.shown: list[Pixels] = []

    def film(self, noise: int, seconds: float, *, width: int = 320, per_s: int = 30) -> set[bool]:
        """What is said over a scene; nothing said is nothing."""
        room = empty_room(width, 240)
        pictures = (self._noisy(room, noise) for _ in range(round(seconds * 5)))
        return self.show(pictures, per_s=per_s)

    def show(
        self, pictures: Iterator[Pixels], *, per_s: int = 30, light: Light = LIGHT
    ) -> set[bool]:
        said: set[bool] = set()
        for pixels in pictures:
            self.shown.append(pixels)
            count = len(self.shown)
            frame = Frame(count * per_s // 5, count * 200_000_000, pixels)
            answer = self.sensor.look(frame, light, identical=False)
            said |= set() if answer is None else {answer}
        return said

    def _noisy(self, room: Pixels, noise: int) -> Pixels:
        added = self.generator.integers(0, noise + 1, room.shape)
        return (room // 2 + added).astype(np.uint8)


def test_the_same_camera_stays_the_same() -> None:
    assert Bench().film(4, 60) == {False}


def test_much_more_noise_is_another_camera() -> None:
    bench = Bench()
    bench.film(3, 12)
    assert True in bench.film(30, 6)


def still(count: int) -> Iterator[Pixels]:
    """A drawing that changes in one place only, as a virtual camera would send."""
    for step in range(count):
        room = empty_room(320, 240)
        room[:2, :2] = step
        yield room


def test_pictures_without_noise_are_another_camera() -> None:
    bench = Bench()
    bench.film(8, 12)
    assert True in bench.show(still(30))


def test_other_size_is_another_camera_at_once_and_is_then_learnt() -> None:
    bench = Bench()
    bench.film(4, 12)
    assert bench.film(4, 0.2, width=352) == {True}
    bench.film(4, 16, width=352)
    assert bench.film(4, 10, width=352) == {False}


def test_recording_that_begins_again_is_told_at_its_second_picture() -> None:
    bench = Bench()
    bench.film(4, 12)
    assert bench.show(iter(bench.shown[5:7])) == {True}


def test_covered_lens_may_repeat_itself() -> None:
    bench = Bench()
    black = np.zeros((240, 320, 3), np.uint8)
    assert bench.show(iter([black] * 40), light=Light(0, 0, 0)) == set()


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (Mark(1.2, 30, 120), False),
        (Mark(4.1, 30, 120), True),
        (Mark(2.1, 30, 120), False),
        (Mark(2.1, 24.9, 110), False),
        (Mark(2.1, 20, 110), True),
        (Mark(1.0, 15, 120), False),
        (Mark(9.0, 30, 40), None),
    ],
)
def test_noise_and_pace_as_a_table(now: Mark, expected: bool | None) -> None:
    assert differs(Mark(1.0, 30, 120), now) is expected


def test_replayed_still_never_repeats_a_frame() -> None:
    camera = StillReplay([empty_room(64, 48)], real_time=False)
    seen = {frame.pixels.tobytes() for frame, _ in zip(camera.frames(), range(1200), strict=False)}
    assert len(seen) == 1200
