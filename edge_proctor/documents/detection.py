# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Where text stands in a picture: slanted boxes from PP-OCR's detector.

Owns the network's input and the way from its map to boxes (differentiable
binarisation, Liao et al., AAAI 2020: threshold, outline, grow back). Must not read
the text. Stands on OpenCV and a verified session.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_proctor.models.session import ModelSession, Tensor
from edge_proctor.models.store import VerifiedModel
from edge_proctor.ports import Pixels

_MEAN = np.array((0.485, 0.456, 0.406), np.float32)
_DEVIATION = np.array((0.229, 0.224, 0.225), np.float32)
_STEP = 32
_THRESHOLD = 0.3
_BOX_SCORE = 0.5
_GROWTH = 1.6  # the network learns shrunken boxes; this is PP-OCR's own ratio
_SMALLEST = 4.0  # pixels of the map


@dataclass(frozen=True, slots=True)
class TextBox:
    """A slanted box around text, in pixels of the picture that was searched.

    Attributes:
        x: Centre, to the right.
        y: Centre, downwards.
        length: Along the reading direction.
        height: Across it.
        angle: Of the reading direction in degrees, −45..135, clockwise positive.
        score: Mean of the network's map inside, 0..1.
    """

    x: float
    y: float
    length: float
    height: float
    angle: float
    score: float


class TextDetector:
    """PP-OCR's small text detector."""

    def __init__(self, model: VerifiedModel, threads: int = 1) -> None:
        self._session = ModelSession(model, threads)
        self.label = model.entry.label

    def detect(self, picture: Pixels, side: int) -> list[TextBox]:
        """Boxes of text, largest first.

        Args:
            picture: uint8 blue-green-red.
            side: The longer side, in pixels, at which the network looks.
        """
        scale = side / max(picture.shape[:2])
        height, width = (max(_STEP, round(n * scale / _STEP) * _STEP) for n in picture.shape[:2])
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        scaled = cv2.resize(picture, (width, height), interpolation=way)
        tensor = ((scaled.astype(np.float32) / 255 - _MEAN) / _DEVIATION).transpose(2, 0, 1)
        heat = self._session.run_first(np.ascontiguousarray(tensor[None]))[0][0, 0]
        stretch = (picture.shape[1] / width, picture.shape[0] / height)
        boxes = [_placed(box, stretch) for box in _outlined(heat)]
        return sorted(boxes, key=lambda box: -box.length)


def _outlined(heat: Tensor) -> list[TextBox]:
    mask = (heat > _THRESHOLD).astype(np.uint8)
    outlines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    boxes = (_box(cast("NDArray[np.int32]", outline), heat) for outline in outlines)
    return [box for box in boxes if box is not None]


def _box(outline: NDArray[np.int32], heat: Tensor) -> TextBox | None:
    (x, y), (width, height), angle = cv2.minAreaRect(outline)
    if width < height:
        width, height, angle = height, width, angle + 90
    if height < _SMALLEST:
        return None
    score = _mean_inside(outline, heat)
    if score < _BOX_SCORE:
        return None
    grown = width * height * _GROWTH / (2 * (width + height))
    angle = (angle + 45) % 180 - 45
    return TextBox(x, y, width + 2 * grown, height + 2 * grown, angle, score)


def _mean_inside(outline: NDArray[np.int32], heat: Tensor) -> float:
    x, y, width, height = cv2.boundingRect(outline)
    mask = np.zeros((height, width), np.uint8)
    cv2.drawContours(mask, [outline - (x, y)], -1, 1, cv2.FILLED)
    return float(heat[y : y + height, x : x + width][mask > 0].mean())


def _placed(box: TextBox, stretch: tuple[float, float]) -> TextBox:
    """The box in the picture's own pixels; both stretches are nearly equal."""
    mean = (stretch[0] + stretch[1]) / 2
    return TextBox(
        box.x * stretch[0],
        box.y * stretch[1],
        box.length * mean,
        box.height * mean,
        box.angle,
        box.score,
    )
