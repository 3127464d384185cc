# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A camera that replays a picture or a folder of pictures, and the choice of a replay.

Owns pacing and the sensor noise that a still picture lacks. Must not pretend to be a
device: the station shows that it replays. Stands on OpenCV.
"""

import importlib.util
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from edge_proctor.errors import PictureUnreadableError, ToolMissingError
from edge_proctor.pictures import PICTURE_SUFFIXES, picture_files, read_picture, scaled_to_width
from edge_proctor.ports import Frame, Pixels
from edge_proctor.sources.video import VideoReplay

STILL_FRAMES_PER_S = 10.0
_SECONDS_PER_PICTURE = 2.0
_ABSENCE_S = 2.5
_NOISE_SEED = 20250301
_NOISE_SHIFTS = 16
_NOISE_MEAN = np.asarray([2.0, 2.0, 2.0, 0.0])
_PORTRAIT_ROWS, _PORTRAIT_COLUMNS = slice(0, 309), slice(20, 432)  # the face in the circle
_PORTRAIT_SIZE = (640, 480)


class StillReplay:
    """Pictures shown as a camera would film them, each for two seconds, with sensor noise.

    Args:
        pictures: What is shown, in order.
        real_time: Keep a camera's pace; otherwise as fast as frames are taken.
        loop: Begin again after the last picture (a single picture stays).
        noise: Add the noise (±2 grey levels) by which a live camera differs from a
            frozen one. Deterministic.
        absence_every_s: After this long the person is away for two and a half seconds and
            an empty room is shown, so that a demonstration has something to report.
        width: Pictures wider than this are scaled down, as a camera would deliver.
    """

    def __init__(
        self,
        pictures: list[Pixels],
        *,
        real_time: bool = True,
        loop: bool = True,
        noise: bool = True,
        absence_every_s: float | None = None,
        width: int = 1280,
    ) -> None:
        self._pictures = [scaled_to_width(picture, width) for picture in pictures]
        self._absence_every_s = absence_every_s
        self._real_time = real_time
        self._loop = loop
        self._noise = noise
        self._closed = threading.Event()

    def frames(self) -> Iterator[Frame]:
        """Deliver frames at 10 per second of the recording's time."""
        began_ns = time.monotonic_ns()
        for sequence, (picture, noise) in enumerate(self._shown()):
            at_ns = began_ns + round(sequence / STILL_FRAMES_PER_S * 1e9)
            if not self._wait_until(at_ns):
                return
            yield Frame(sequence, at_ns, _with_noise(picture, noise, sequence))

    def _shown(self) -> Iterator[tuple[Pixels, Pixels | None]]:
        """What stands before the camera, frame by frame."""
        held = round(_SECONDS_PER_PICTURE * STILL_FRAMES_PER_S)
        present = 0
        while True:
            for picture in self._pictures:
                noise = _noise_for(picture) if self._noise else None
                for _ in range(held):
                    yield picture, noise
                    present += 1
                    if self._leaves_at(present):
                        empty = empty_room(picture.shape[1], picture.shape[0])
                        yield from [(empty, noise)] * round(_ABSENCE_S * STILL_FRAMES_PER_S)
            if not self._loop:
                return

    def _leaves_at(self, present: int) -> bool:
        every = self._absence_every_s
        return every is not None and present % max(1, round(every * STILL_FRAMES_PER_S)) == 0

    def close(self) -> None:
        """Stop delivering."""
        self._closed.set()

    def _wait_until(self, at_ns: int) -> bool:
        if self._real_time:
            self._closed.wait(max(0.0, (at_ns - time.monotonic_ns()) / 1e9))
        return not self._closed.is_set()


def _noise_for(picture: Pixels) -> Pixels:
    """Grey levels 0..2, margins larger than the picture: one pattern serves every frame."""
    generator = np.random.default_rng(_NOISE_SEED)
    height, width, channels = picture.shape
    shape = (height + 2 * _NOISE_SHIFTS, width + _NOISE_SHIFTS, channels)
    return generator.integers(0, 3, shape, dtype=np.uint8)


def _with_noise(picture: Pixels, noise: Pixels | None, sequence: int) -> Pixels:
    """Two shifts of the pattern added: no frame repeats within 65,536, as from a sensor."""
    if noise is None:
        return picture
    round_, step = divmod(sequence, _NOISE_SHIFTS**2)
    raised = cv2.add(picture, _shifted(noise, picture, step))
    raised = cv2.add(raised, _shifted(noise[_NOISE_SHIFTS:], picture, step * 7 + round_))
    return cv2.subtract(raised, _NOISE_MEAN).astype(np.uint8, copy=False)


def _shifted(noise: Pixels, picture: Pixels, step: int) -> Pixels:
    height, width = picture.shape[:2]
    top, left = divmod(step % _NOISE_SHIFTS**2, _NOISE_SHIFTS)
    return noise[top : top + height, left : left + width]


def empty_room(width: int, height: int) -> Pixels:
    """A drawn wall with frames and a desk: light and sharp, and nobody there."""
    room = np.full((height, width, 3), (196, 204, 208), np.uint8)
    room[height * 3 // 4 :] = (70, 92, 120)
    for index in range(4):
        left, top = width * (2 * index + 1) // 10, height * (1 + index % 2) // 8
        corner = (left + width // 8, top + height // 3)
        cv2.rectangle(room, (left, top), corner, (60 + 30 * index, 90, 110), thickness=6)
    return room


def replay_of(
    path: Path,
    *,
    real_time: bool = True,
    loop: bool = True,
    noise: bool = True,
    absence_every_s: float | None = None,
) -> StillReplay | VideoReplay:
    """The replay that fits a path: a folder or picture is filmed, all else is a video.

    Raises:
        PictureUnreadableError: nothing there, a folder without pictures, or a bad picture.
    """
    if not path.is_dir() and not path.is_file():
        raise PictureUnreadableError(f"There is no picture or video at {path}.")
    if path.is_dir() or path.suffix.lower() in PICTURE_SUFFIXES:
        return StillReplay(
            [read_picture(name) for name in picture_files([path])],
            real_time=real_time,
            loop=loop,
            noise=noise,
            absence_every_s=absence_every_s,
        )
    return VideoReplay(path, real_time=real_time, loop=loop)


def portrait() -> Pixels:
    """The portrait of astronaut Eileen Collins (NASA, public domain) that scikit-image ships.

    Raises:
        ToolMissingError: scikit-image is not installed.
    """
    package = importlib.util.find_spec("skimage")  # found, not imported: that takes 45 MB
    folders = package.submodule_search_locations if package is not None else None
    if not folders:
        raise ToolMissingError(
            "Without a camera the demonstration portrait is needed: scikit-image is not installed."
        )
    whole = read_picture(Path(folders[0]) / "data" / "astronaut.png")
    framed = whole[_PORTRAIT_ROWS, _PORTRAIT_COLUMNS]
    return cv2.resize(framed, _PORTRAIT_SIZE, interpolation=cv2.INTER_CUBIC).astype(
        np.uint8, copy=False
    )
