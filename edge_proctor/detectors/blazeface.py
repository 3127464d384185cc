# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Near faces with BlazeFace, where YuNet is not present.

Owns its one layer of anchors and the translation of its six points to our five. Must
not be taken for YuNet's equal: faces below about 12 % of the picture are missed.
Stands on ONNX Runtime; method: Bazarevsky et al., "BlazeFace", 2019 (full-range form).
"""

import cv2
import numpy as np

from edge_proctor.detectors.faces import suppress_overlaps
from edge_proctor.framing import FaceBox
from edge_proctor.models.session import ModelSession, Tensor
from edge_proctor.models.store import VerifiedModel
from edge_proctor.ports import Pixels

_SIDE, _CELLS = 192, 48
_OVERLAP = 0.3
_LOGIT_LIMIT = 80.0  # logits reach -3.5e4 and would overflow the exponential
_MOUTH_HALF = 0.38  # of the distance between the eyes


class BlazeFace:
    """BlazeFace, full range, 192 pixels square.

    Args:
        model: The verified, imported file.
        score: Least score (0..1) of a face.
        threads: Threads of the session, 1 or 2.
    """

    def __init__(self, model: VerifiedModel, *, score: float = 0.6, threads: int = 1) -> None:
        self._session = ModelSession(model, threads)
        self._score = score
        rows, columns = np.mgrid[:_CELLS, :_CELLS]
        self._anchors: Tensor = (
            (np.stack([columns.ravel(), rows.ravel()], axis=1) + 0.5) * (_SIDE / _CELLS)
        ).astype(np.float32)
        self._session.run_first(np.zeros((1, 3, _SIDE, _SIDE), np.float32))  # warm up

    @property
    def label(self) -> str:
        """Name and digest of the model, for events."""
        return self._session.entry.label

    def detect(self, pixels: Pixels) -> tuple[FaceBox, ...]:
        """All near faces, most certain first, as fractions of the picture."""
        height, width = pixels.shape[:2]
        ratio = _SIDE / max(height, width)
        size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
        square = np.zeros((_SIDE, _SIDE, 3), np.uint8)
        square[: size[1], : size[0]] = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        tensor = square[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32) / 127.5 - 1
        raw, logits = self._session.run_first(np.ascontiguousarray(tensor))
        scores = 1 / (1 + np.exp(-np.clip(logits[0, :, 0], -_LOGIT_LIMIT, _LOGIT_LIMIT)))
        kept = np.flatnonzero(scores >= self._score)
        values, anchors = raw[0, kept], self._anchors[kept]
        centre, half = values[:, :2] + anchors, values[:, 2:4] / 2
        boxes = np.concatenate([centre - half, centre + half], axis=1)
        points = values[:, 4:].reshape(-1, 6, 2) + anchors[:, None]
        scale = np.asarray(size, np.float32)
        return tuple(
            _face(
                boxes[index] / np.tile(scale, 2), points[index] / scale, float(scores[kept][index])
            )
            for index in suppress_overlaps(boxes, scores[kept], _OVERLAP)
        )


def _face(box: Tensor, points: Tensor, score: float) -> FaceBox:
    """Our five landmarks; the corners are set about the middle of the mouth."""
    right, left, nose, mouth = points[:4]
    across = (left - right) * _MOUTH_HALF
    five = (right, left, nose, mouth - across, mouth + across)
    x0, y0, x1, y1 = (float(value) for value in box)
    places = tuple((float(x), float(y)) for x, y in five)
    return FaceBox(x0, y0, x1 - x0, y1 - y0, score, places)
