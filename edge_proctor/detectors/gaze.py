# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Where the eyes point within the head, coarsely: the iris between the corners of each eye.

Owns the cut around an eye and the ratio read from it. Must not say what somebody looks at:
left, straight or right of the head's own direction is all that it tells, and no flag is
raised from it (decision 0016). Stands on ONNX Runtime and the mesh; method: Ablavatski et al.,
"Real-time Pupil Tracking from Monocular Video for Digital Puppetry", 2020.
"""

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from edge_proctor.detectors.landmarks import Mesh, cut_region
from edge_proctor.detectors.square import SquareDetector
from edge_proctor.framing import FaceBox
from edge_proctor.models.session import Tensor
from edge_proctor.ports import Pixels

_SIDE = 64
_WIDEN = 2.3  # side of the cut over the eye's width
_PICTURES_LEFT_EYE, _PICTURES_RIGHT_EYE = (33, 133), (362, 263)  # corners, left one first
_CORNERS = (0, 8)  # among the model's 71 points of the eye's outline
_LEAST_OPENNESS = 0.2  # below it lids hide the iris
_MOST_APART = 0.5  # eyes that say things so different were not both seen
_ASIDE = 0.18  # people who look into the lens stay within .13


class Side(StrEnum):
    """Where the eyes point, as seen on the picture."""

    LEFT = "left"
    STRAIGHT = "straight"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Gaze:
    """The irises' place between the eyes' corners: −1 the picture's left one, 1 the right one.

    `apart` is the distance between what the two eyes say.
    """

    offset: float
    apart: float

    @property
    def side(self) -> Side:
        """The offset in a word."""
        if abs(self.offset) < _ASIDE:
            return Side.STRAIGHT
        return Side.LEFT if self.offset < 0 else Side.RIGHT


class GazeDetector(SquareDetector):
    """The iris model on both eyes of a face whose mesh is known."""

    side = _SIDE

    def detect(self, pixels: Pixels, face: FaceBox, mesh: Mesh) -> Gaze | None:
        """The gaze of one face, or None while its eyes are shut or not both seen."""
        if mesh.eye_openness < _LEAST_OPENNESS:
            return None
        region = cut_region(pixels, face)
        left = self._offset(region, mesh.points[list(_PICTURES_LEFT_EYE), :2], mirrored=False)
        right = self._offset(region, mesh.points[list(_PICTURES_RIGHT_EYE), :2], mirrored=True)
        gaze = Gaze((left + right) / 2, abs(left - right))
        return gaze if gaze.apart <= _MOST_APART else None

    def _offset(self, region: Pixels, corners: Tensor, *, mirrored: bool) -> float:
        """Where the iris is between the corners of one eye; the model knows one side only."""
        eye = cut_eye(region, corners)
        if mirrored:
            eye = eye[:, ::-1]
        tensor = eye[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32) / 255
        outline, iris = self._session.run_first(np.ascontiguousarray(tensor))
        ends = outline.reshape(-1, 3)[list(_CORNERS), 0]
        middle, half = ends.mean(), abs(ends[1] - ends[0]) / 2
        offset = float((iris.reshape(-1, 3)[0, 0] - middle) / max(half, 1.0))
        return -offset if mirrored else offset


def cut_eye(region: Pixels, corners: Tensor) -> Pixels:
    """A square of 64 pixels around an eye [2, 2], its corners level."""
    centre, across = corners.mean(axis=0), corners[1] - corners[0]
    scale = _SIDE / max(float(np.linalg.norm(across)) * _WIDEN, 1.0)
    degrees = float(np.degrees(np.arctan2(across[1], across[0])))
    matrix = cv2.getRotationMatrix2D((float(centre[0]), float(centre[1])), degrees, scale)
    matrix[:, 2] += _SIDE / 2 - centre
    return cv2.warpAffine(region, matrix, (_SIDE, _SIDE)).astype(np.uint8, copy=False)
