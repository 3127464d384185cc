# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Persons and telephones with YOLOX-nano.

Owns the letterbox and the decoding of its grid. Must not claim more than it can: only
near, hand-held telephones are found, and a microphone can pass for one. Stands on
ONNX Runtime; method: Ge et al., "YOLOX", 2021.
"""

from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np

from edge_proctor.detectors.faces import suppress_overlaps
from edge_proctor.models.session import ModelSession, Tensor
from edge_proctor.models.store import VerifiedModel
from edge_proctor.ports import Pixels

_SIDE = 416
_STRIDES = (8, 16, 32)
_GREY = 114
_OVERLAP = 0.45


class Kind(Enum):
    """What is looked for, by its number in COCO."""

    PERSON = 0
    PHONE = 67


@dataclass(frozen=True, slots=True)
class Thing:
    """A person or telephone: box as fractions of the picture, and score 0..1."""

    kind: Kind
    x: float
    y: float
    width: float
    height: float
    score: float


class ObjectDetector:
    """YOLOX-nano at 416 pixels square."""

    def __init__(self, model: VerifiedModel, *, score: float = 0.3, threads: int = 1) -> None:
        self._session = ModelSession(model, threads)
        self._score = score
        self._cells, self._steps = _grid()
        self._session.run_first(np.zeros((1, 3, _SIDE, _SIDE), np.float32))  # warm up

    @property
    def label(self) -> str:
        """Name and digest of the model, for events."""
        return self._session.entry.label

    def detect(self, pixels: Pixels) -> tuple[Thing, ...]:
        """Persons and telephones at or above the score, best first within a kind."""
        tensor, size = letterbox(pixels)
        rows = self._session.run_first(tensor)[0][0]
        return tuple(thing for kind in Kind for thing in self._of_kind(rows, kind, size))

    def _of_kind(self, rows: Tensor, kind: Kind, size: tuple[int, int]) -> list[Thing]:
        scores = rows[:, 4] * rows[:, 5 + kind.value]
        kept = np.flatnonzero(scores >= self._score)
        steps = self._steps[kept, None]
        centre = (rows[kept, :2] + self._cells[kept]) * steps
        half = np.exp(rows[kept, 2:4]) * steps / 2
        boxes = np.concatenate([centre - half, centre + half], axis=1)
        scale = np.asarray([*size, *size], np.float32)
        found: list[Thing] = []
        for index in suppress_overlaps(boxes, scores[kept], _OVERLAP):
            x0, y0, x1, y1 = (float(value) for value in boxes[index] / scale)
            found.append(Thing(kind, x0, y0, x1 - x0, y1 - y0, float(scores[kept][index])))
        return found


def letterbox(pixels: Pixels) -> tuple[Tensor, tuple[int, int]]:
    """The model's input [1, 3, 416, 416] for a picture, and its size within the square."""
    height, width = pixels.shape[:2]
    ratio = _SIDE / max(height, width)
    size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    square = np.full((_SIDE, _SIDE, 3), _GREY, np.uint8)
    square[: size[1], : size[0]] = cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)
    return square.transpose(2, 0, 1)[None].astype(np.float32), size


def _grid() -> tuple[Tensor, Tensor]:
    """Every cell's (column, row) and its stride, over the three levels."""
    cells: list[Tensor] = []
    steps: list[Tensor] = []
    for stride in _STRIDES:
        count = _SIDE // stride
        rows, columns = np.mgrid[:count, :count]
        cells.append(np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float32))
        steps.append(np.full(count * count, stride, np.float32))
    return np.concatenate(cells), np.concatenate(steps)
