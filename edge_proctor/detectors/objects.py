# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Persons and telephones with YOLOX-nano.

Owns the letterbox, the pieces in which small telephones are looked for and the decoding
of the model's grid. Must not claim more than it can: telephones are found near, in a
hand, and a microphone can pass for one. Stands on ONNX Runtime and the slim form of the
model; method: Ge et al., "YOLOX", 2021; pieces: Akyon et al., "Slicing aided hyper
inference", 2022.
"""

from dataclasses import dataclass, replace
from enum import Enum

import cv2
import numpy as np

from edge_proctor.detectors.faces import suppress_overlaps
from edge_proctor.models.session import ModelSession, Tensor
from edge_proctor.models.slim_objects import VALUES, slim_objects
from edge_proctor.models.store import VerifiedModel
from edge_proctor.ports import Pixels

_SIDE = 416
_STRIDES = (8, 16, 32)
_GREY = 114
_OVERLAP = 0.45
_PIECE = 0.6  # of the picture's width and height
_PIECES_LEFT, _PIECES_TOP = (0.0, 0.2, 0.4), 0.2  # the band of hands, ears and desk
VIEWS = 1 + len(_PIECES_LEFT)


class Kind(Enum):
    """What is looked for, by the place of its logit in the slim model."""

    PERSON = 0
    PHONE = 1


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
    """YOLOX-nano, the longer side of a picture scaled to 416 pixels."""

    def __init__(self, model: VerifiedModel, *, score: float = 0.3, threads: int = 1) -> None:
        self._session = ModelSession(slim_objects(model), threads)
        self._score = score
        self._shape: tuple[int, ...] = ()
        self.detect(np.zeros((480, 640, 3), np.uint8))  # warm up

    @property
    def label(self) -> str:
        """Name and digest of the model, for events."""
        return self._session.entry.label

    def detect(self, pixels: Pixels) -> tuple[Thing, ...]:
        """Persons and telephones at or above the score, best first within a kind."""
        tensor, size = letterbox(pixels)
        rows = self._run(tensor)
        return tuple(thing for kind in Kind for thing in self._of_kind(rows, kind, size))

    def phones_in(self, pixels: Pixels, view: int) -> list[Thing]:
        """Telephones in one view: 0 is the whole picture, the others are enlarged pieces of its
        middle, which show what is small in the whole; the boxes are those of the picture.
        """
        if view == 0:
            return [it for it in self.detect(pixels) if it.kind is Kind.PHONE]
        return self._phones_in_piece(pixels, _PIECES_LEFT[view - 1])

    def _phones_in_piece(self, pixels: Pixels, left: float) -> list[Thing]:
        height, width = pixels.shape[:2]
        top, begin = round(_PIECES_TOP * height), round(left * width)
        piece = pixels[top : top + round(_PIECE * height), begin : begin + round(_PIECE * width)]
        tall, wide = piece.shape[0] / height, piece.shape[1] / width
        return [
            replace(
                it,
                x=begin / width + it.x * wide,
                y=top / height + it.y * tall,
                width=it.width * wide,
                height=it.height * tall,
            )
            for it in self.detect(piece)
            if it.kind is Kind.PHONE
        ]

    def _run(self, tensor: Tensor) -> Tensor:
        """The cells' values [n, 7]; the grid follows the input's size."""
        if tensor.shape != self._shape:
            self._shape = tensor.shape
            self._cells, self._steps = _grid(*tensor.shape[2:])
        return self._session.run_first(tensor)[0].reshape(-1, VALUES)

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
    """The model's input [1, 3, h, w] for a picture, and its size within that input.

    The longer side is 416 pixels; grey fills up to the next multiples of 32.
    """
    height, width = pixels.shape[:2]
    ratio = _SIDE / max(height, width)
    size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    wide, tall = (-(-side // _STRIDES[-1]) * _STRIDES[-1] for side in size)
    room = np.full((tall, wide, 3), _GREY, np.uint8)
    room[: size[1], : size[0]] = cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(room.transpose(2, 0, 1)[None]).astype(np.float32), size


def _grid(height: int, width: int) -> tuple[Tensor, Tensor]:
    """Every cell's (column, row) and its stride, over the three levels."""
    cells: list[Tensor] = []
    steps: list[Tensor] = []
    for stride in _STRIDES:
        rows, columns = np.mgrid[: height // stride, : width // stride]
        cells.append(np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float32))
        steps.append(np.full(rows.size, stride, np.float32))
    return np.concatenate(cells), np.concatenate(steps)
