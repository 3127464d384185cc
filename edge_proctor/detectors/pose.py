# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The head's yaw from a second model, adas-0001, to check the mesh against.

Owns the crop and the sign. Must not be asked where the mesh sees no face: it finds the
backs of heads plausible. Stands on ONNX Runtime; model: Intel Open Model Zoo,
head-pose-estimation-adas-0001 (60 x 60 pixels, degrees).
"""

import cv2
import numpy as np

from edge_proctor.detectors.square import SquareDetector
from edge_proctor.framing import FaceBox
from edge_proctor.ports import Pixels

_SIDE = 60
_OUTPUT = "fc_y"


class HeadPose(SquareDetector):
    """adas-0001 on the square around a found face."""

    side = _SIDE

    def yaw(self, pixels: Pixels, face: FaceBox) -> float:
        """Degrees from the camera's axis, growing towards the picture's right, as the mesh's."""
        height, width = pixels.shape[:2]
        half = max(face.width * width, face.height * height) / 2
        x, y = face.centre[0] * width, face.centre[1] * height
        scale = _SIDE / max(2 * half, 1.0)
        matrix = np.asarray([[scale, 0, (half - x) * scale], [0, scale, (half - y) * scale]])
        crop = cv2.warpAffine(pixels, matrix, (_SIDE, _SIDE), borderMode=cv2.BORDER_REPLICATE)
        tensor = crop.transpose(2, 0, 1)[None].astype(np.float32)
        outputs = dict(zip(self._session.outputs, self._session.run_first(tensor), strict=True))
        return float(outputs[_OUTPUT].ravel()[0])
