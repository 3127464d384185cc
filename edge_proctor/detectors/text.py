# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Lines of text on a picture with PP-OCRv6: where they are and what they say.

Owns the detection map's boxes and the greedy decoding. Must not know documents. Stands
on ONNX Runtime; methods: Liao et al., "Differentiable Binarization", 2020; Graves et
al., "Connectionist Temporal Classification", 2006.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_proctor.errors import ModelRefusedError
from edge_proctor.models.session import ModelSession, Tensor
from edge_proctor.models.store import VerifiedModel
from edge_proctor.ports import Pixels

_MEAN = np.asarray([0.485, 0.456, 0.406], np.float32)
_SPREAD = np.asarray([0.229, 0.224, 0.225], np.float32)
_STEP = 32
_MAP_LIMIT, _BOX_LIMIT = 0.3, 0.5
_UNCLIP = 1.6
_LEAST_SIDE = 4
_HEIGHT = 48
_WIDEST = 2400
_TILT_ASPECT = 8.0

Corners = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TextLine:
    """What a line says, and the probability (0..1) of each of its characters."""

    text: str
    chances: tuple[float, ...]


class TextFinder:
    """Finds lines of text: four corners each, in pixels, from top left clockwise."""

    def __init__(self, model: VerifiedModel, *, threads: int = 2) -> None:
        self._session = ModelSession(model, threads)

    @property
    def label(self) -> str:
        """Name and digest of the model, for reports."""
        return self._session.entry.label

    def find(self, pixels: Pixels, side: int = 960) -> list[Corners]:
        """Boxes of text lines on a picture whose longer side is brought to `side`."""
        height, width = pixels.shape[:2]
        ratio = side / max(height, width)
        size = (_to_step(width * ratio), _to_step(height * ratio))
        resized = cv2.resize(pixels, size).astype(np.float32) / 255
        tensor = ((resized - _MEAN) / _SPREAD).transpose(2, 0, 1)[None].astype(np.float32)
        chances = self._session.run_first(np.ascontiguousarray(tensor))[0][0, 0]
        scale = np.asarray([width / size[0], height / size[1]], np.float32)
        return [corners * scale for corners in _boxes(chances)]


def _to_step(length: float) -> int:
    return max(_STEP, round(length / _STEP) * _STEP)


def _boxes(chances: Tensor) -> list[Corners]:
    mask = (chances > _MAP_LIMIT).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found: list[Corners] = []
    for contour in contours:
        (x, y), (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < _LEAST_SIDE or _score(chances, contour) < _BOX_LIMIT:
            continue
        grow = width * height * _UNCLIP / (width + height)  # the map is shrunk by 2·area/perimeter
        corners = cv2.boxPoints(((x, y), (width + grow, height + grow), angle))
        found.append(_ordered(corners.astype(np.float32)))
    return found


def _score(chances: Tensor, contour: cv2.typing.MatLike) -> float:
    x, y, width, height = cv2.boundingRect(contour)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [contour], (1,), offset=(-x, -y))
    return float(chances[y : y + height, x : x + width][mask > 0].mean())


def _ordered(corners: Corners) -> Corners:
    """Clockwise from the top left, as seen along the longer side."""
    by_x = corners[np.argsort(corners[:, 0])]
    left = by_x[:2][np.argsort(by_x[:2, 1])]
    right = by_x[2:][np.argsort(by_x[2:, 1])]
    return np.asarray([left[0], right[0], right[1], left[1]], np.float32)


def tilt_of(boxes: list[Corners]) -> float:
    """The median slope, in degrees, of the long lines among boxes; 0 without any."""
    slopes: list[float] = []
    for corners in boxes:
        across, down = corners[1] - corners[0], corners[3] - corners[0]
        if np.linalg.norm(across) > _TILT_ASPECT * np.linalg.norm(down):
            slopes.append(float(np.degrees(np.arctan2(across[1], across[0]))))
    return float(np.median(slopes)) if slopes else 0.0


def cut_line(pixels: Pixels, corners: Corners) -> Pixels:
    """A line straightened to 48 pixels' height; upright lines are laid down."""
    width = float(np.linalg.norm(corners[1] - corners[0]))
    height = float(np.linalg.norm(corners[3] - corners[0]))
    size = (max(1, min(_WIDEST, round(width * _HEIGHT / max(height, 1)))), _HEIGHT)
    target = np.asarray([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    return cv2.warpPerspective(
        pixels, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8, copy=False)


class TextReader:
    """Reads one straightened line, in all characters or only in those of an alphabet.

    Raises:
        ModelRefusedError: the model carries no character set.
    """

    def __init__(self, model: VerifiedModel, *, threads: int = 2) -> None:
        self._session = ModelSession(model, threads)
        characters = self._session.metadata("character")
        if characters is None:
            raise ModelRefusedError("The text recogniser carries no character set.")
        self._characters = ["", *characters.split("\n"), " "]
        self._numbers = {char: number for number, char in enumerate(self._characters)}

    def read(
        self,
        line: Pixels,
        alphabet: str | None = None,
        alike: Mapping[str, str] | None = None,
    ) -> TextLine:
        """Greedy reading of one line.

        Args:
            line: Straightened, 48 pixels high.
            alphabet: The only characters that may be read (None = all).
            alike: Pairs of characters that the caller can tell apart by their place; a
                character's probability then includes its look-alike's.

        Returns:
            The text with each character's probability among all characters.
        """
        tensor = (line.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None]
        chances = self._session.run_first(np.ascontiguousarray(tensor))[0][0]
        allowed = chances if alphabet is None else np.where(self._mask(alphabet), chances, 0)
        best = allowed.argmax(axis=1)
        keep = (best != 0) & np.concatenate([[True], best[1:] != best[:-1]])
        places = np.flatnonzero(keep)
        text = "".join(self._characters[int(best[place])] for place in places)
        likely = [float(chances[place, best[place]]) for place in places]
        for index, char in enumerate(text):
            twin = (alike or {}).get(char)
            if twin is not None:
                likely[index] += float(chances[places[index], self._numbers[twin]])
        return TextLine(text, tuple(likely))

    def _mask(self, alphabet: str) -> NDArray[np.bool_]:
        allowed = set(alphabet) | {""}
        return np.asarray([char in allowed for char in self._characters])
