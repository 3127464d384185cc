# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Faces and their five landmarks with YuNet, in our own pre- and post-processing.

Owns the letterbox, the decoding of anchors and the suppression of overlaps. Must not
know rules or frames' time. Stands on ONNX Runtime; method: Wu, Peng and Yu,
"YuNet: A Tiny Millisecond-level Face Detector", 2023.
"""

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_proctor.framing import FaceBox
from edge_proctor.models.session import ModelSession, Tensor
from edge_proctor.models.store import VerifiedModel
from edge_proctor.ports import Pixels

_STRIDES = (8, 16, 32)
_OVERLAP = 0.3
_LEAST_SCORE = 0.02


class FaceDetector(Protocol):
    """Finds faces in a picture, most certain first."""

    @property
    def label(self) -> str:
        """Name and digest of the model, for events."""
        ...

    def detect(self, pixels: Pixels) -> tuple[FaceBox, ...]:
        """All faces at or above the detector's score, as fractions of the picture."""
        ...


@dataclass(frozen=True, slots=True)
class _Scale:
    """How a picture was placed in the model's square: scaled size in pixels."""

    width: int
    height: int


class YuNet:
    """YuNet at a fixed square input of 320 or 640 pixels.

    Args:
        model: A verified YuNet file.
        score: Least score (0..1) of a face, the root of class times objectness.
        threads: Threads of the session, 1 or 2.
    """

    def __init__(self, model: VerifiedModel, *, score: float = 0.6, threads: int = 1) -> None:
        self._session = ModelSession(model, threads)
        self._score = max(score, _LEAST_SCORE)
        self._side = 640 if "640" in model.entry.name else 320
        self._cells = _cells(self._side)
        self._square = np.zeros((self._side, self._side, 3), np.uint8)
        self._tensor: Tensor = np.zeros((1, 3, self._side, self._side), np.float32)
        self._filled = _Scale(0, 0)
        self._session.run_first(self._tensor)  # warm up

    @property
    def label(self) -> str:
        """Name and digest of the model, for events."""
        return self._session.entry.label

    def detect(self, pixels: Pixels) -> tuple[FaceBox, ...]:
        """All faces, most certain first, as fractions of the picture."""
        scale = self._place(pixels)
        outputs = self._session.run_first(self._tensor)
        boxes, points, scores = self._decode(outputs)
        return tuple(
            _face(boxes[i], points[i], float(scores[i]), scale)
            for i in suppress_overlaps(boxes, scores, _OVERLAP)
        )

    def prepare(self, pixels: Pixels) -> Tensor:
        """The model's own input for a picture, [1, 3, side, side]: what calibration needs."""
        self._place(pixels)
        return self._tensor.copy()

    def _place(self, pixels: Pixels) -> _Scale:
        height, width = pixels.shape[:2]
        ratio = self._side / max(height, width)
        scale = _Scale(
            min(self._side, round(width * ratio)), min(self._side, round(height * ratio))
        )
        if scale != self._filled:
            self._square[:] = 0
            self._filled = scale
        part = self._square[: scale.height, : scale.width]
        if (scale.width, scale.height) == (width, height):
            part[:] = pixels
        else:
            way = cv2.INTER_AREA if ratio < 0.5 else cv2.INTER_LINEAR
            cv2.resize(pixels, (scale.width, scale.height), dst=part, interpolation=way)
        np.copyto(self._tensor[0], self._square.transpose(2, 0, 1))
        return scale

    def _decode(self, outputs: list[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Boxes [n, 4] (corners), points [n, 10] and scores [n], in the square's pixels."""
        boxes: list[Tensor] = []
        points: list[Tensor] = []
        scores: list[Tensor] = []
        for level, stride in enumerate(_STRIDES):
            score = np.sqrt(
                np.clip(outputs[level][0, :, 0], 0, 1) * np.clip(outputs[3 + level][0, :, 0], 0, 1)
            )
            kept = np.flatnonzero(score >= self._score)
            if not kept.size:
                continue
            cells = self._cells[level][kept]
            raw = outputs[6 + level][0, kept]
            centre = (raw[:, :2] + cells) * stride
            half = np.exp(raw[:, 2:]) * (stride / 2)
            boxes.append(np.concatenate([centre - half, centre + half], axis=1))
            points.append((outputs[9 + level][0, kept] + np.tile(cells, 5)) * stride)
            scores.append(score[kept])
        if not boxes:
            return (
                np.zeros((0, 4), np.float32),
                np.zeros((0, 10), np.float32),
                np.zeros(0, np.float32),
            )
        return np.concatenate(boxes), np.concatenate(points), np.concatenate(scores)


def _cells(side: int) -> tuple[Tensor, ...]:
    """Per stride, the (column, row) of every cell, row by row."""
    grids: list[Tensor] = []
    for stride in _STRIDES:
        count = side // stride
        rows, columns = np.mgrid[:count, :count]
        grids.append(np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float32))
    return tuple(grids)


def suppress_overlaps(boxes: Tensor, scores: Tensor, overlap: float) -> list[int]:
    """Greedy non-maximum suppression: indices kept, best score first.

    Args:
        boxes: [n, 4] corners x0, y0, x1, y1.
        scores: [n].
        overlap: Intersection over union above which the weaker box goes.
    """
    order: NDArray[np.intp] = np.argsort(-scores, kind="stable")
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    kept: list[int] = []
    while order.size:
        best, rest = int(order[0]), order[1:]
        kept.append(best)
        low = np.maximum(boxes[best, :2], boxes[rest, :2])
        high = np.minimum(boxes[best, 2:], boxes[rest, 2:])
        shared = np.prod(np.clip(high - low, 0, None), axis=1)
        order = rest[shared <= overlap * (area[best] + area[rest] - shared)]
    return kept


def _face(box: Tensor, points: Tensor, score: float, scale: _Scale) -> FaceBox:
    x0, y0, x1, y1 = (float(value) for value in box)
    pairs = points.reshape(5, 2)
    return FaceBox(
        x0 / scale.width,
        y0 / scale.height,
        (x1 - x0) / scale.width,
        (y1 - y0) / scale.height,
        score,
        tuple((float(x) / scale.width, float(y) / scale.height) for x, y in pairs),
    )
