# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A face as 128 numbers with MobileFaceNet, and how alike two such faces are.

Owns the ArcFace alignment and the normalisation. Must not decide who somebody is: see
`edge_proctor.identity`. Stands on ONNX Runtime; method: Chen et al., "MobileFaceNets",
2018; alignment: Umeyama, PAMI 1991, to the five points of Deng et al., "ArcFace", 2019.
"""

import cv2
import numpy as np

from edge_proctor.detectors.square import SquareDetector
from edge_proctor.framing import FaceBox
from edge_proctor.models.session import Tensor
from edge_proctor.ports import Pixels

_SIDE = 112
_MEAN: Tensor = np.asarray([0.485, 0.456, 0.406], np.float32)[:, None, None]
_SPREAD: Tensor = np.asarray([0.229, 0.224, 0.225], np.float32)[:, None, None]
_PLACES: Tensor = np.asarray(
    [
        [38.2946, 51.6963],
        [73.5318, 51.5014],
        [56.0252, 71.7366],
        [41.5493, 92.3655],
        [70.7299, 92.2041],
    ],
    np.float32,
)


class FaceEmbedder(SquareDetector):
    """MobileFaceNet: an upright face of 112 pixels to a unit vector of 128 numbers."""

    side = _SIDE

    def embed(self, pixels: Pixels, face: FaceBox) -> Tensor:
        """The unit vector [128] of one face, the mean of the face and its mirror image."""
        aligned = align(pixels, face)
        total = self._run(aligned) + self._run(aligned[:, ::-1])
        return (total / np.linalg.norm(total)).astype(np.float32)

    def glance(self, pixels: Pixels, face: FaceBox) -> Tensor:
        """The same from the face alone, in half the time: for one look among many."""
        return self._run(align(pixels, face)).astype(np.float32)

    def _run(self, aligned: Pixels) -> Tensor:
        vector = self._session.run_first(normalised(aligned))[0][0]
        return vector / np.linalg.norm(vector)


def normalised(aligned: Pixels) -> Tensor:
    """The model's input [1, 3, 112, 112] for an aligned face."""
    planes = aligned[:, :, ::-1].transpose(2, 0, 1).astype(np.float32) / 255
    return ((planes - _MEAN) / _SPREAD)[None].astype(np.float32)


def align(pixels: Pixels, face: FaceBox) -> Pixels:
    """The face turned and scaled so that its five landmarks lie where ArcFace wants them."""
    height, width = pixels.shape[:2]
    points = np.asarray(face.landmarks, np.float32) * np.asarray([width, height], np.float32)
    matrix = similarity_transform(points, _PLACES)
    return cv2.warpAffine(pixels, matrix, (_SIDE, _SIDE), borderValue=(0, 0, 0)).astype(
        np.uint8, copy=False
    )


def similarity_transform(source: Tensor, target: Tensor) -> Tensor:
    """The least-squares rotation, scale and shift [2, 3] of points [n, 2] (Umeyama 1991)."""
    centre_s, centre_t = source.mean(axis=0), target.mean(axis=0)
    from_s, from_t = source - centre_s, target - centre_t
    u, sizes, vt = np.linalg.svd(from_t.T @ from_s / len(source))
    sign = np.asarray([1.0, np.sign(np.linalg.det(u) * np.linalg.det(vt))])
    rotation = u @ np.diag(sign) @ vt
    scale = float((sizes * sign).sum() / max(from_s.var(axis=0).sum(), 1e-9))
    shift = centre_t - scale * rotation @ centre_s
    return np.concatenate([scale * rotation, shift[:, None]], axis=1).astype(np.float32)


def similarity(left: Tensor, right: Tensor) -> float:
    """Cosine of two unit vectors, -1..1."""
    return float(left @ right)
