# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""An identity document on a picture: its machine-readable zone and its portrait.

Owns the search for the zone's lines, upright or turned, and the further checks that
digits cannot give. Must not keep a picture or decide about a person. Stands on the
text models and the pure reading of zones.

A document is valid when
    1. every check digit of its format is true;
    2. birth and expiry are dates of the calendar;
    3. issuer and nationality are known codes;
    4. every letter of the names, which no check digit covers, was read with certainty.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import cv2
import numpy as np

from edge_proctor.country_codes import is_known
from edge_proctor.detectors.text import (
    Corners,
    TextFinder,
    TextLine,
    TextReader,
    cut_line,
    tilt_of,
)
from edge_proctor.framing import DocumentReading
from edge_proctor.mrz import TWINS, Zone, read_zone
from edge_proctor.ports import Pixels

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
_LEAST_LENGTH, _MOST_LENGTH = 24, 52
_LEAST_ASPECT = 6.0
_CERTAIN = 0.65
_LEAST_TILT_DEGREES = 2.0
_DATES, _CODES = ("birth_date", "expiry_date"), ("issuer", "nationality")
_TURNS = (None, cv2.ROTATE_180, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE)
_SIDES = (960, 1280)


@dataclass(frozen=True, slots=True)
class _Line:
    """A candidate line with where it lies."""

    corners: Corners
    text: TextLine

    @property
    def height(self) -> float:
        return float(self.corners[:, 1].mean())


class DocumentReader:
    """Reads identity documents with a finder and a reader of text lines."""

    def __init__(self, finder: TextFinder, reader: TextReader) -> None:
        self._finder = finder
        self._reader = reader

    def read(self, pixels: Pixels, *, thorough: bool = True) -> DocumentReading | None:
        """The best reading of a document, or None where there is no zone.

        Args:
            pixels: The picture.
            thorough: Also try the picture turned and larger; at a live camera the next
                frame is the better second try.
        """
        best: DocumentReading | None = None
        for turn in _TURNS if thorough else _TURNS[:1]:
            turned = pixels if turn is None else cv2.rotate(pixels, turn).astype(np.uint8)
            for side in _SIDES if thorough else _SIDES[:1]:
                found = self._read_upright(turned, side)
                if found is not None and (best is None or _rank(found) > _rank(best)):
                    best = found
                if best is not None and best.valid:
                    return best
            if best is not None:
                return best
        return best

    def _read_upright(self, pixels: Pixels, side: int) -> DocumentReading | None:
        lines = sorted(self._lines(pixels, side), key=lambda line: line.height)
        readings = [_reading(zone, group) for zone, group in _zones(lines)]
        return max(readings, key=_rank, default=None)

    def _lines(self, pixels: Pixels, side: int) -> Iterator[_Line]:
        boxes = self._finder.find(pixels, side)
        tilt = tilt_of(boxes)
        if abs(tilt) >= _LEAST_TILT_DEGREES:
            pixels = straighten(pixels, tilt)
            boxes = self._finder.find(pixels, side)
        for corners in boxes:
            width = float(np.linalg.norm(corners[1] - corners[0]))
            height = float(np.linalg.norm(corners[3] - corners[0]))
            if width < _LEAST_ASPECT * height:
                continue
            text = self._reader.read(cut_line(pixels, corners), _ALPHABET, TWINS)
            if _LEAST_LENGTH <= len(text.text) <= _MOST_LENGTH:
                yield _Line(corners, text)


def straighten(pixels: Pixels, degrees: float) -> Pixels:
    """The picture turned back by a slope, on a canvas that keeps its corners."""
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = (round(width * cosine + height * sine), round(width * sine + height * cosine))
    matrix[:, 2] += (size[0] / 2 - width / 2, size[1] / 2 - height / 2)
    return cv2.warpAffine(pixels, matrix, size).astype(np.uint8, copy=False)


def _rank(reading: DocumentReading) -> tuple[bool, int]:
    return reading.valid, sum(reading.checks.values())


def _zones(lines: Sequence[_Line]) -> Iterator[tuple[Zone, Sequence[_Line]]]:
    """Every run of two or three neighbouring lines that fits a format."""
    for count in (3, 2):
        for start in range(len(lines) - count + 1):
            group = lines[start : start + count]
            texts = [line.text.text for line in group]
            zone = read_zone(texts) if _fillers(texts) else None
            if zone is not None:
                yield zone, group


def _fillers(texts: Sequence[str]) -> bool:
    return any("<<" in text for text in texts)


def _reading(zone: Zone, group: Sequence[_Line]) -> DocumentReading:
    fields = zone.fields
    checks = dict(zone.checks)
    checks["dates"] = all(is_date(fields[name]) for name in _DATES if name in fields)
    checks["codes"] = all(is_known(fields[name]) for name in _CODES if name in fields)
    checks["names"] = zone.certain_letters([line.text.chances for line in group], _CERTAIN)
    return DocumentReading(zone.format, dict(fields), checks, valid=all(checks.values()))


def is_date(text: str) -> bool:
    """Whether six digits YYMMDD are a date in some century; an unknown birth may be fillers."""
    if not text.strip("<"):
        return True
    if len(text) != 6 or not text.isdigit():
        return False
    try:
        date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return text[2:] == "0229"  # a leap day of another century
    return True
