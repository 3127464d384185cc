# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Turning pictures upright, cutting strips of text, and straightening a card.

Owns the geometry between a picture and the strips that are recognised. Must not
recognise. Stands on OpenCV.
"""

from dataclasses import dataclass
from enum import Enum
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_proctor.documents.detection import TextBox
from edge_proctor.documents.recognition import STRIP_HEIGHT
from edge_proctor.ports import Pixels

_LONGEST_STRIP = 2400
_CARD_WIDTH = 1280
_CARD_ASPECTS = (1.25, 1.75)  # ID-1 is 1.586, ID-2 1.419, ID-3 1.408
_LEAST_CARD = 0.15  # of the picture's area
_QUARTERS: dict[float, int] = {
    90: cv2.ROTATE_90_COUNTERCLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_CLOCKWISE,
}


class Tone(Enum):
    """How a strip's light is treated before it is recognised."""

    COLOUR = "colour"
    GREY = "grey"
    EVEN = "even"  # contrast limited adaptive histogram equalisation


@dataclass(frozen=True, slots=True)
class StripStyle:
    """One way to look at a line: margin in heights, stretch along it, tone."""

    margin: float
    stretch: float
    tone: Tone


def upright(picture: Pixels, angle: float) -> Pixels:
    """The picture turned by `angle` degrees against the clock, on a canvas that holds all."""
    quarter = _QUARTERS.get(round(angle, 3) % 360)
    if quarter is not None:
        return cv2.rotate(picture, quarter).astype(np.uint8, copy=False)
    height, width = picture.shape[:2]
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1), np.float64)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = (int(height * sine + width * cosine), int(height * cosine + width * sine))
    matrix[:, 2] += (size[0] / 2 - width / 2, size[1] / 2 - height / 2)
    return _warped(picture, matrix, size)


def cut_strip(picture: Pixels, box: TextBox, style: StripStyle) -> Pixels:
    """The box as a level strip of the recogniser's height."""
    scale = STRIP_HEIGHT / (box.height * (1 + style.margin))
    along = scale * style.stretch
    width = min(_LONGEST_STRIP, int((box.length + box.height * style.margin) * along))
    matrix = np.asarray(cv2.getRotationMatrix2D((box.x, box.y), box.angle, 1), np.float64)
    matrix *= np.array([[along], [scale]])
    matrix[:, 2] += np.array([width / 2, STRIP_HEIGHT / 2]) - matrix @ (box.x, box.y, 1)
    return _toned(_warped(picture, matrix, (max(width, 8), STRIP_HEIGHT)), style.tone)


def _warped(picture: Pixels, matrix: NDArray[np.float64], size: tuple[int, int]) -> Pixels:
    way = cv2.INTER_CUBIC
    edge = cv2.BORDER_REPLICATE
    warped = cv2.warpAffine(picture, matrix, size, flags=way, borderMode=edge)
    return warped.astype(np.uint8, copy=False)


def _toned(strip: Pixels, tone: Tone) -> Pixels:
    if tone is Tone.COLOUR:
        return strip
    grey = cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY)
    if tone is Tone.EVEN:
        grey = cv2.createCLAHE(2.0, (1, 8)).apply(grey)
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR).astype(np.uint8, copy=False)


def straightened_card(picture: Pixels) -> Pixels | None:
    """The card that lies in the picture, seen from straight above; None when none is found.

    The largest convex outline of four corners with a card's proportions.
    """
    height, width = picture.shape[:2]
    scale = min(1.0, 800 / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (5, 5), 0)
    edges = cv2.dilate(cv2.Canny(grey, 40, 120), np.ones((5, 5), np.uint8))
    outlines, _ = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    least = _LEAST_CARD * grey.shape[0] * grey.shape[1]
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True):
        if cv2.contourArea(outline) < least:
            return None
        corners = _corners(cast("NDArray[np.int32]", outline))
        if corners is not None:
            return _flattened(picture, corners / scale)
    return None


def _corners(outline: NDArray[np.int32]) -> NDArray[np.float32] | None:
    """Four corners, clockwise from the top left, when the outline is a card's."""
    hull = cv2.convexHull(outline)
    shape = cv2.approxPolyDP(hull, 0.02 * cv2.arcLength(hull, True), True)
    if len(shape) != 4:
        return None
    points = shape[:, 0].astype(np.float32)
    middle = points.mean(axis=0)
    turn = np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0])
    points = points[np.argsort(turn)]
    across, down = _sides(points)
    if across < down:
        points = np.roll(points, -1, axis=0)
        across, down = down, across
    least, most = _CARD_ASPECTS
    return points if least <= across / max(down, 1) <= most else None


def _sides(points: NDArray[np.float32]) -> tuple[float, float]:
    lengths = np.linalg.norm(points - np.roll(points, -1, axis=0), axis=1)
    return float(lengths[0] + lengths[2]) / 2, float(lengths[1] + lengths[3]) / 2


def _flattened(picture: Pixels, corners: NDArray[np.float32]) -> Pixels:
    across, down = _sides(corners)
    size = (_CARD_WIDTH, round(_CARD_WIDTH * down / across))
    target = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    flat = cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_CUBIC)
    return flat.astype(np.uint8, copy=False)
