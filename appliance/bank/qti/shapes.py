# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Areas of a picture and whether a point lies inside.

Owns the shapes of QTI (those of HTML image maps, and the ellipse). Must not know
variables. Stands on plane geometry.
"""

import math
from dataclasses import dataclass
from typing import Final

from appliance.bank.errors import QtiError
from appliance.bank.qti.values import Scalar
from appliance.bank.qti.xml_reader import Element

_COUNTS: Final = {"default": (0,), "rect": (4,), "circle": (3,), "ellipse": (4,)}


@dataclass(frozen=True, slots=True)
class Area:
    """A shape and its coordinates in pixels, borders included."""

    shape: str
    coords: tuple[float, ...]

    def holds(self, point: Scalar) -> bool:
        """Whether a point lies inside; anything but a point lies outside."""
        match point:
            case (float() as x, float() as y):
                return self._holds(x, y)
            case _:
                return False

    def _holds(self, x: float, y: float) -> bool:
        match self.shape, self.coords:
            case "rect", (left, top, right, bottom):
                return left <= x <= right and top <= y <= bottom
            case "circle", (centre_x, centre_y, radius):
                return math.hypot(x - centre_x, y - centre_y) <= radius
            case "ellipse", (centre_x, centre_y, half_width, half_height):
                across, down = (x - centre_x) / half_width, (y - centre_y) / half_height
                return math.hypot(across, down) <= 1.0
            case "poly", coords:
                return _inside_polygon(x, y, coords)
            case _:
                return True


def read_area(element: Element) -> Area:
    """The area that the attributes ``shape`` and ``coords`` describe.

    Raises:
        QtiError: An unknown shape, or coordinates that do not fit it.
    """
    shape = element.required("shape")
    text = element.attributes.get("coords", "")
    try:
        coords = tuple(float(part) for part in text.replace(",", " ").split())
    except ValueError as error:
        raise QtiError(f"`{text}` are no coordinates", line=element.line) from error
    polygon = shape == "poly" and len(coords) >= 6 and len(coords) % 2 == 0
    if not polygon and len(coords) not in _COUNTS.get(shape, ()):
        raise QtiError(f"{len(coords)} coordinates for the shape {shape}", line=element.line)
    if shape == "ellipse" and min(coords[2:]) <= 0:
        raise QtiError("an ellipse without extent", line=element.line)
    return Area(shape, coords)


def _inside_polygon(x: float, y: float, coords: tuple[float, ...]) -> bool:
    """Even-odd rule by counting crossings of a ray to the right."""
    corners = list(zip(coords[::2], coords[1::2], strict=True))
    inside = False
    for (x1, y1), (x2, y2) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
