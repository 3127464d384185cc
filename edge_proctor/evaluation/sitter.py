# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Somebody who sits quietly: a real picture of a face that moves, blinks and changes light.

Owns what a quiet candidate does and how a still picture is bent to show it. Must not
detect anything or decide what is quiet enough. Stands on OpenCV. A head is taken for half
an ellipsoid in front of the picture, so that a turn moves the nose more than the ears; hair
and shoulders follow with falling weight and the room stays where it is. What cannot be
made of a still picture is missing: speech, gaze, hands, a cup, real shadows.

Quiet is: small sway all the time; a glance aside of up to 24 degrees four times a minute;
head down to the keyboard three times a minute, up to 20 degrees, for up to three seconds;
fifteen blinks a minute; leaning to and fro by a tenth; light that drifts by an eighth and
every other minute steps, as with a cloud; a sensor's noise and a camera's compression.
The landmarks see rather more than half of a turn that is bent into a flat picture: how far
they saw a sitter turn belongs into every report.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_proctor.framing import FaceBox
from edge_proctor.pictures import decode_picture, encode_jpeg
from edge_proctor.ports import Frame, Pixels

WIDTH, HEIGHT = 640, 480
_FACE_HEIGHT = 0.42  # of the frame: in the circle, as at enrolment
_FACE_PLACE = (0.5, 0.47)
_NOISE = 2.5  # grey levels, one standard deviation
_NOISE_SLACK = 128  # each frame cuts its noise elsewhere from one larger field
_QUALITY = 85
_BLINK_S = 0.25
_STILL_S = 3.0  # the selfie is taken and the straight look learnt

Field = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Gesture:
    """A turn of the head that comes and goes: degrees at its middle, seconds."""

    at_s: float
    lasts_s: float
    yaw: float
    pitch: float

    def share(self, t_s: float) -> float:
        """How much of it shows, 0..1: a quarter of the time to turn, a quarter to return."""
        place = (t_s - self.at_s) / self.lasts_s
        if not 0 < place < 1:
            return 0.0
        return min(1.0, 4 * place, 4 * (1 - place))


@dataclass(frozen=True, slots=True)
class Moment:
    """What the sitter does at one time: degrees, fractions of the frame, gain of light."""

    yaw: float
    pitch: float
    roll: float
    shift: tuple[float, float]
    lean: float
    lids: float
    gain: float


@dataclass(frozen=True, slots=True)
class Habits:
    """When things happen in a sitting, drawn once from a seed."""

    gestures: tuple[Gesture, ...]
    blinks: tuple[float, ...]
    steps: tuple[tuple[float, float], ...]
    phases: tuple[float, ...]

    def at(self, t_s: float) -> Moment:
        """The moment at `t_s` seconds (pure)."""
        calm = min(1.0, max(0.0, t_s - _STILL_S))
        yaw = 3.0 * self._sway(0, t_s, 11.0) + 1.5 * self._sway(1, t_s, 3.7)
        pitch = 2.0 * self._sway(2, t_s, 13.0) + 1.0 * self._sway(3, t_s, 4.3)
        for gesture in self.gestures:
            share = gesture.share(t_s)
            yaw, pitch = yaw + share * gesture.yaw, pitch + share * gesture.pitch
        step = next((gain for at_s, gain in reversed(self.steps) if at_s <= t_s), 1.0)
        return Moment(
            yaw=calm * yaw,
            pitch=calm * pitch,
            roll=calm * 2.5 * self._sway(4, t_s, 17.0),
            shift=(
                calm * 0.03 * self._sway(5, t_s, 23.0),
                calm * 0.015 * self._sway(6, t_s, 19.0),
            ),
            lean=1.0 + calm * 0.1 * self._sway(7, t_s, 41.0),
            lids=max((self._lid(t_s - at_s) for at_s in self.blinks), default=0.0),
            gain=step * (1.0 + calm * 0.12 * self._sway(8, t_s, 300.0)),
        )

    def _sway(self, index: int, t_s: float, period_s: float) -> float:
        return math.sin(2 * math.pi * (t_s / period_s + self.phases[index]))

    @staticmethod
    def _lid(since_s: float) -> float:
        return math.sin(math.pi * since_s / _BLINK_S) if 0 <= since_s < _BLINK_S else 0.0


def draw_habits(seed: int, lasts_s: float) -> Habits:
    """A sitting's gestures, blinks and steps of light, from a seed."""
    draw = np.random.default_rng(seed)

    def times(per_minute: float) -> list[float]:
        count = round(per_minute * lasts_s / 60)
        return sorted(float(it) for it in draw.uniform(_STILL_S, lasts_s, count))

    aside = [
        Gesture(at_s, float(draw.uniform(0.6, 1.8)), float(draw.uniform(-24, 24)), 0.0)
        for at_s in times(4)
    ]
    down = [
        Gesture(at_s, float(draw.uniform(0.8, 3.0)), 0.0, float(draw.uniform(4, 20)))
        for at_s in times(3)
    ]
    steps = [(at_s, float(draw.uniform(0.82, 1.18))) for at_s in times(0.5)]
    phases = tuple(float(it) for it in draw.uniform(0, 1, 9))
    gestures = _apart(sorted([*aside, *down], key=lambda it: it.at_s))
    return Habits(gestures, tuple(times(15)), tuple(steps), phases)


def _apart(gestures: Sequence[Gesture]) -> tuple[Gesture, ...]:
    """Without those that begin before the one before is over: turns do not add up."""
    kept: list[Gesture] = []
    for gesture in gestures:
        if not kept or gesture.at_s >= kept[-1].at_s + kept[-1].lasts_s:
            kept.append(gesture)
    return tuple(kept)


class Sitter:
    """A picture that sits: a camera of a sitting, at any pace.

    Args:
        picture: One person, looking ahead.
        face: Where the face is on it, with its landmarks.
        seed: Of the habits and the noise.
        lasts_s: Seconds of the sitting.
        frames_per_s: Frames a second of the sitting's time.
    """

    def __init__(
        self,
        picture: Pixels,
        face: FaceBox,
        *,
        seed: int,
        lasts_s: float,
        frames_per_s: float = 5.0,
    ) -> None:
        self._scene, self._head = framed(picture, face)
        self._habits = draw_habits(seed, lasts_s)
        self._chance = np.random.default_rng(seed)
        size = (HEIGHT + _NOISE_SLACK, WIDTH + _NOISE_SLACK, 3)
        self._noise = np.round(self._chance.standard_normal(size) * _NOISE).astype(np.int16)
        self._count = round(lasts_s * frames_per_s)
        self._rate = frames_per_s
        self._closed = False
        self._weights = _weights(self._head)

    def frames(self) -> Iterator[Frame]:
        """Deliver frames stamped with the sitting's time, from 0, as fast as they are taken."""
        for sequence in range(self._count):
            if self._closed:
                return
            t_s = sequence / self._rate
            yield Frame(sequence, round(t_s * 1e9), self._filmed(self._habits.at(t_s)))

    def close(self) -> None:
        """Stop delivering."""
        self._closed = True

    def _filmed(self, moment: Moment) -> Pixels:
        """The picture at one moment, with noise, as a webcam would compress it."""
        columns, rows = self._bent(moment)
        seen = cv2.remap(
            self._scene, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
        )
        lit = cv2.convertScaleAbs(seen, alpha=moment.gain)
        row, column = (int(it) for it in self._chance.integers(0, _NOISE_SLACK, 2))
        noise = self._noise[row : row + HEIGHT, column : column + WIDTH]
        noisy = cv2.add(lit, noise, dtype=cv2.CV_8U).astype(np.uint8, copy=False)
        return decode_picture(encode_jpeg(noisy, _QUALITY))

    def _bent(self, moment: Moment) -> tuple[Field, Field]:
        """Where each pixel of the moment is found on the still picture."""
        x, y = self._weights.x, self._weights.y
        yaw, pitch = math.radians(moment.yaw), math.radians(moment.pitch)
        turn, scale = math.radians(moment.roll), 1 / moment.lean
        moved_x = x - moment.shift[0] * WIDTH / self._head.half_width
        moved_y = y - moment.shift[1] * HEIGHT / self._head.half_height
        rolled_x = (math.cos(turn) * moved_x - math.sin(turn) * moved_y) * scale
        rolled_y = (math.sin(turn) * moved_x + math.cos(turn) * moved_y) * scale
        depth = self._weights.depth
        from_x = rolled_x * math.cos(yaw) - depth * math.sin(yaw)
        from_y = rolled_y * math.cos(pitch) - depth * math.sin(pitch)
        weight = self._weights.follow
        new_x, new_y = x + weight * (from_x - x), y + weight * (from_y - y)
        new_y = new_y - moment.lids * self._weights.lids
        return (
            (self._head.x + new_x * self._head.half_width).astype(np.float32),
            (self._head.y + new_y * self._head.half_height).astype(np.float32),
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The head on the scene, in pixels: middle, half sizes, and the eyes."""

    x: float
    y: float
    half_width: float
    half_height: float
    eyes: tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Weights:
    """Per pixel: place in half heads, depth of the head, how much it follows, lid's shift."""

    x: Field
    y: Field
    depth: Field
    follow: Field
    lids: Field


def framed(picture: Pixels, face: FaceBox) -> tuple[Pixels, Head]:
    """The picture as a station's camera would frame it, and the head on it.

    Where the picture ends its border is continued.
    """
    scale = _FACE_HEIGHT * HEIGHT / (face.height * picture.shape[0])
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=way)
    x, y = face.centre[0] * small.shape[1], face.centre[1] * small.shape[0]
    move = np.asarray([[1, 0, _FACE_PLACE[0] * WIDTH - x], [0, 1, _FACE_PLACE[1] * HEIGHT - y]])
    scene = cv2.warpAffine(small, move, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
    right, left = (
        (px * small.shape[1] + move[0, 2], py * small.shape[0] + move[1, 2])
        for px, py in face.landmarks[:2]
    )
    head = Head(
        _FACE_PLACE[0] * WIDTH,
        _FACE_PLACE[1] * HEIGHT,
        face.width * small.shape[1] * 0.62,
        face.height * small.shape[0] * 0.62,
        (right, left),
    )
    return scene.astype(np.uint8, copy=False), head


def _weights(head: Head) -> _Weights:
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    x, y = (columns - head.x) / head.half_width, (rows - head.y) / head.half_height
    radius = np.sqrt(x**2 + y**2)
    depth = np.sqrt(np.clip(1 - radius**2, 0, None))
    follow = np.clip((2.2 - radius) / 1.2, 0, 1)
    reach = abs(head.eyes[1][0] - head.eyes[0][0]) * 0.28
    lids = np.zeros_like(x)
    for eye_x, eye_y in head.eyes:
        away = ((columns - eye_x) / reach) ** 2 + ((rows - eye_y) / (reach * 0.6)) ** 2
        lids += np.exp(-(away**2)) * reach * 0.75 / head.half_height
    return _Weights(x, y, depth, (follow**2 * (3 - 2 * follow)), lids)
