# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The face mesh: 468 points in space, whether a face is there, and where the head turns.

Owns the region cut around a face and the rotation between two meshes. Must not
remember a candidate: see `edge_proctor.monitoring.posture`. Stands on ONNX Runtime; methods:
Kartynnik et al., "Real-time Facial Surface Geometry", 2019; Kabsch, 1976.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from edge_proctor.detectors.square import SquareDetector
from edge_proctor.framing import FaceBox
from edge_proctor.models.session import Tensor
from edge_proctor.ports import Pixels

REGION_SIDE = 192
_POINTS = 468
_WIDEN = 1.3  # side of the region over the larger side of the face's box
_RIGHT_EYE = ((33, 133), (159, 145), (158, 153))  # corners, then two pairs of lids
_LEFT_EYE = ((263, 362), (386, 374), (385, 380))


@dataclass(frozen=True, slots=True)
class Mesh:
    """468 points [468, 3] in pixels of the region (z alike), and the presence 0..1.

    A low presence says *turned away or hidden*, never *no data*.
    """

    points: Tensor
    presence: float

    @property
    def eye_openness(self) -> float:
        """Mean ratio of the lids' distance to the eye's width: open ≥ .206, shut ≤ .170."""
        return (self._openness(_RIGHT_EYE) + self._openness(_LEFT_EYE)) / 2

    def _openness(self, eye: tuple[tuple[int, int], ...]) -> float:
        spans = [float(np.linalg.norm(self.points[a, :2] - self.points[b, :2])) for a, b in eye]
        return (spans[1] + spans[2]) / (2 * max(spans[0], 1e-6))


class MeshDetector(SquareDetector):
    """The face mesh on the region around a found face."""

    side = REGION_SIDE

    def detect(self, pixels: Pixels, face: FaceBox) -> Mesh:
        """The mesh of one face; the region is turned so that the eyes lie level."""
        region = cut_region(pixels, face)
        tensor = region[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32) / 255
        points, flag = self._session.run_first(np.ascontiguousarray(tensor))
        presence = 1 / (1 + np.exp(-np.clip(flag.ravel()[0], -60, 60)))
        return Mesh(points.reshape(_POINTS, 3), float(presence))


def cut_region(pixels: Pixels, face: FaceBox) -> Pixels:
    """A square of 192 pixels around a face, 1.3 times its box, eyes level."""
    height, width = pixels.shape[:2]
    centre = (face.centre[0] * width, face.centre[1] * height)
    span = max(face.width * width, face.height * height) * _WIDEN
    degrees = 0.0
    if len(face.landmarks) >= 2:
        (rx, ry), (lx, ly) = face.landmarks[:2]
        degrees = float(np.degrees(np.arctan2((ly - ry) * height, (lx - rx) * width)))
    matrix = cv2.getRotationMatrix2D(centre, degrees, REGION_SIDE / max(span, 1.0))
    matrix[:, 2] += REGION_SIDE / 2 - np.asarray(centre)
    return cv2.warpAffine(pixels, matrix, (REGION_SIDE, REGION_SIDE)).astype(np.uint8, copy=False)


def rotation_between(neutral: Tensor, now: Tensor) -> Tensor:
    """The rotation [3, 3] that turns the neutral points best into the present ones (Kabsch)."""
    from_n, from_p = neutral - neutral.mean(axis=0), now - now.mean(axis=0)
    u, _, vt = np.linalg.svd(from_n.T @ from_p)
    flip = np.diag([1.0, 1.0, np.sign(np.linalg.det(vt.T @ u.T))])
    return (vt.T @ flip @ u.T).astype(np.float32)


def angles(rotation: Tensor) -> tuple[float, float]:
    """(yaw, pitch) in degrees: yaw about the vertical, pitch about the horizontal axis.

    Yaw grows towards the picture's right, pitch downwards.
    """
    forward = rotation @ np.asarray([0.0, 0.0, -1.0])
    yaw = np.degrees(np.arctan2(forward[0], -forward[2]))
    pitch = np.degrees(np.arcsin(np.clip(forward[1], -1, 1)))
    return float(yaw), float(pitch)
