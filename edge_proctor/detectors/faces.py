# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Faces and their five landmarks with YuNet, in our own pre- and post-processing.

Owns the placing of a picture, the decoding of cells and the suppression of overlaps.
Must not know rules or frames' time. Stands on ONNX Runtime and the slim form of the
model; method: Wu, Peng and Yu, "YuNet: A Tiny Millisecond-level Face Detector", 2023.
"""

import math
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from edge_proctor.framing import FaceBox
from edge_proctor.models.session import ModelSession, Tensor
from edge_proctor.models.slimming import (
    CHANNELS,
    HEIGHT_OFFSET,
    HEIGHT_STEP,
    STRIDES,
    WIDTH_STEP,
    map_rows,
    slim,
)
from edge_proctor.models.store import VerifiedModel
from edge_proctor.ports import Pixels

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
    """How a picture was placed in the model's input: scaled size in pixels."""

    width: int
    height: int

    @property
    def padded(self) -> tuple[int, int]:
        """Height and width of the input: the next ones that the slim model takes."""
        tall = _up(self.height - HEIGHT_OFFSET, HEIGHT_STEP) + HEIGHT_OFFSET
        return (tall, _up(self.width, WIDTH_STEP))


def _up(size: int, step: int) -> int:
    return max(0, -(-size // step) * step)


class YuNet:
    """YuNet with the longer side scaled to 320 or 640 pixels.

    Args:
        model: A verified YuNet file.
        score: Least score (0..1) of a face, the root of class times objectness.
        threads: Threads of the session, 1 or 2.
    """

    def __init__(self, model: VerifiedModel, *, score: float = 0.6, threads: int = 1) -> None:
        self._session = ModelSession(slim(model), threads)
        self._score = max(score, _LEAST_SCORE)
        # class and objectness are at most 1 each, so either alone must reach the square
        self._least_logit = -math.log(1 / self._score**2 - 1) if self._score < 1 else math.inf
        self._side = 640 if "640" in model.entry.name else 320
        self._shape_for(_Scale(self._side, self._side * 3 // 4))
        self._session.run_first(self._tensor)  # warm up

    @property
    def label(self) -> str:
        """Name and digest of the model, for events."""
        return self._session.entry.label

    def detect(self, pixels: Pixels) -> tuple[FaceBox, ...]:
        """All faces, most certain first, as fractions of the picture."""
        scale = self._place(pixels)
        boxes, points, scores = self._decode(self._session.run_first(self._tensor))
        kept = suppress_overlaps(boxes, scores, _OVERLAP)
        size = np.asarray([scale.width, scale.height], np.float32)
        corners, spans = boxes[kept, :2] / size, (boxes[kept, 2:] - boxes[kept, :2]) / size
        places = points[kept] / size
        rows = zip(
            corners.tolist(), spans.tolist(), scores[kept].tolist(), places.tolist(), strict=True
        )
        return tuple(
            FaceBox(x, y, width, height, score, tuple((px, py) for px, py in five))
            for (x, y), (width, height), score, five in rows
        )

    def prepare(self, pixels: Pixels) -> Tensor:
        """The model's own input for a picture, [1, 3, h, w]: what calibration needs."""
        self._place(pixels)
        return self._tensor.copy()

    def _place(self, pixels: Pixels) -> _Scale:
        height, width = pixels.shape[:2]
        ratio = self._side / max(height, width)
        scale = _Scale(max(1, round(width * ratio)), max(1, round(height * ratio)))
        if scale != self._filled:
            self._shape_for(scale)
        if (scale.width, scale.height) != (width, height):
            way = cv2.INTER_AREA if ratio < 0.5 else cv2.INTER_LINEAR
            pixels = _resized(pixels, scale, way)
        for index, plane in enumerate(cv2.split(pixels)):
            self._tensor[0, index, : scale.height, : scale.width] = plane
        return scale

    def _decode(self, levels: list[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Boxes [n, 4] (corners), points [n, 5, 2] and scores [n], in the input's pixels."""
        cells = np.concatenate([level.reshape(CHANNELS, -1) for level in levels], axis=1)
        kept = np.flatnonzero(np.minimum(cells[0], cells[1]) >= self._least_logit)
        raw = cells[:, kept].T
        odds = 1 + np.exp(-raw[:, :2])
        scores = 1 / np.sqrt(odds[:, 0] * odds[:, 1])
        sure = scores >= self._score
        raw, kept = raw[sure], kept[sure]
        corners, strides = self._corners[kept], self._strides[kept]
        centre, half = raw[:, 2:4] * strides + corners, np.exp(raw[:, 4:6]) * (strides / 2)
        points = (raw[:, 6:] * strides).reshape(-1, 5, 2) + corners[:, None]
        return np.concatenate([centre - half, centre + half], axis=1), points, scores[sure]

    def _shape_for(self, scale: _Scale) -> None:
        """The input for this size, and every cell's corner and stride in its pixels."""
        height, width = scale.padded
        self._filled = scale
        self._tensor = np.zeros((1, 3, height, width), np.float32)
        grids = [_corners(height, width, stride) for stride in STRIDES]
        self._corners: Tensor = np.concatenate(grids)
        self._strides: Tensor = np.concatenate(
            [
                np.full((len(it), 1), step, np.float32)
                for it, step in zip(grids, STRIDES, strict=True)
            ]
        )


def _corners(height: int, width: int, stride: int) -> Tensor:
    """The upper left corner [n, 2] of every cell of one stride, in pixels."""
    rows, columns = np.mgrid[: map_rows(height, stride), : width // stride] * stride
    return np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float32)


def _resized(pixels: Pixels, scale: _Scale, way: int) -> Pixels:
    size = (scale.width, scale.height)
    return cv2.resize(pixels, size, interpolation=way).astype(np.uint8, copy=False)


def suppress_overlaps(boxes: Tensor, scores: Tensor, overlap: float) -> list[int]:
    """Greedy non-maximum suppression: indices kept, best score first.

    Args:
        boxes: [n, 4] corners x0, y0, x1, y1.
        scores: [n].
        overlap: Intersection over union above which the weaker box goes.
    """
    if not len(boxes):
        return []
    sized = np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], axis=1)
    kept = cv2.dnn.NMSBoxes(sized.tolist(), scores.tolist(), 0.0, overlap)
    return [int(index) for index in kept]
