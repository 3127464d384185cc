# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Weak signals of a picture held before the camera: measured, told, and not relied on.

Owns three measures that are written about. Must not decide: no threshold stands here, and no
flag is raised from them. Stands on OpenCV. A screen of today or a good print passes them all;
a person compares face and document.

    glare       share of the face that is burnt out: glossy paper and glass shine
    fine grain  share of the face's energy in the highest third of frequencies: a screen's
                pixels beat with the sensor's, a print has lost what is fine
    frame       length of the longest straight edge over the picture's width: a tablet has rims
"""

from dataclasses import dataclass

import cv2
import numpy as np

from edge_proctor.framing import FaceBox
from edge_proctor.pictures import scaled_to_width
from edge_proctor.ports import Pixels

_BURNT = 250
_SIDE = 128
_HIGH = 2 / 3  # of the highest frequency


@dataclass(frozen=True, slots=True)
class WeakSignals:
    """Three measures of one picture; see the module."""

    glare: float
    fine_grain: float
    frame: float

    def as_json(self) -> dict[str, float]:
        """For the report."""
        return {
            "glare": round(self.glare, 4),
            "fine_grain": round(self.fine_grain, 5),
            "frame": round(self.frame, 3),
        }


def weak_signals(pixels: Pixels, face: FaceBox) -> WeakSignals:
    """Measure a picture and the face on it."""
    height, width = pixels.shape[:2]
    rows = slice(max(0, round(face.y * height)), round((face.y + face.height) * height))
    columns = slice(max(0, round(face.x * width)), round((face.x + face.width) * width))
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    cut = cv2.resize(grey[rows, columns], (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    return WeakSignals(
        glare=float((grey[rows, columns] >= _BURNT).mean()),
        fine_grain=_fine_grain(cut.astype(np.float32)),
        frame=_longest_edge(pixels),
    )


def _fine_grain(face: np.ndarray) -> float:
    window = np.outer(np.hanning(_SIDE), np.hanning(_SIDE))
    energy = np.abs(np.fft.fft2((face - face.mean()) * window)) ** 2
    steps = np.abs(np.fft.fftfreq(_SIDE)) * 2
    high = np.maximum.outer(steps, steps) > _HIGH
    return float(energy[high].sum() / energy.sum())


def _longest_edge(pixels: Pixels) -> float:
    grey = cv2.cvtColor(scaled_to_width(pixels, 320), cv2.COLOR_BGR2GRAY)
    lines = cv2.HoughLinesP(cv2.Canny(grey, 60, 160), 1, np.pi / 180, 60, None, 60, 6)
    if lines is None:
        return 0.0
    ends = np.asarray(lines, np.float32).reshape(-1, 4)
    return float(np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]).max() / 320)
