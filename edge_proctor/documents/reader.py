# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From a picture to a document's reading: search, straighten, recognise, agree, check.

Owns the order of the tries. Must not keep or write a picture. Stands on the detector,
the recogniser and the pure reading in `mrz`.

Tries, until one is valid or two read the same lines:
    1. the picture as it is, at three sizes of the detector's look;
    2. the card straightened, when one is found.
Each is turned so that its long lines are level, and read both ways up. Each line of a
zone is looked at in several styles; what they do not agree on stays in doubt, and only
check digits settle a doubt. A zone that fewer than two looks saw, or whose letters are
too small, is not valid.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from edge_proctor.documents.detection import TextBox, TextDetector
from edge_proctor.documents.lattice import fit_columns
from edge_proctor.documents.mrz.agreement import Look, agree
from edge_proctor.documents.mrz.correction import Change, correct
from edge_proctor.documents.mrz.layouts import WIDTHS
from edge_proctor.documents.mrz.reading import MrzResult
from edge_proctor.documents.recognition import TextRecogniser
from edge_proctor.documents.straightening import (
    StripStyle,
    Tone,
    cut_strip,
    straightened_card,
    upright,
)
from edge_proctor.documents.zones import Row, Zone, find_zones, likely_neighbours, long_lines
from edge_proctor.models.manifest import Role
from edge_proctor.models.store import ModelStore
from edge_proctor.ports import Pixels

_SIDES = (960, 1408, 640)
_LEVEL = 1.5  # degrees from which the picture is turned and searched again
_FIRST_STYLE = StripStyle(0.1, 1.0, Tone.COLOUR)
_STYLES = (
    StripStyle(0.25, 1.2, Tone.GREY),
    StripStyle(0.0, 1.1, Tone.EVEN),
    StripStyle(0.15, 1.45, Tone.COLOUR),
)
_LEAST_LOOKS = 2  # of every line
_FIRST_DECISION = 3  # looks that are taken before the check digits are asked
_MOST_ZONES = 2
_REAL_ZONE = 2  # checks that hold where other text was not taken for a zone
_LEAST_PITCH = 6.0  # pixels from letter to letter; below, O and D look alike, as do < and C
TOO_SMALL = "the letters are too small to be sure"
ONE_LOOK = "a line was seen in one look only"

NOTHING = MrzResult(None, MappingProxyType({}), MappingProxyType({}), False)


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """What a picture of a document says.

    Attributes:
        mrz: The zone; its format is None when no zone was found.
        changes: Characters that were corrected.
        upright: The picture with the zone level and the right way up, for the
            search of the portrait; the picture as it came when no zone was found.
        models: What read it, role → name and digest.
    """

    mrz: MrzResult
    changes: tuple[Change, ...]
    upright: Pixels = field(repr=False)
    models: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Outcome:
    mrz: MrzResult
    changes: tuple[Change, ...]
    picture: Pixels

    @property
    def rank(self) -> tuple[bool, int]:
        return (self.mrz.valid, sum(self.mrz.checks.values()))


class DocumentReader:
    """Reads documents; built once, used for many pictures.

    Raises:
        ModelMissingError, ModelRefusedError: as the model store says.
    """

    def __init__(self, store: ModelStore, threads: int = 1) -> None:
        self._detector = TextDetector(store.load(Role.TEXT_DETECTION), threads)
        self._recogniser = TextRecogniser(store.load(Role.TEXT_RECOGNITION), threads)
        self.models = {
            Role.TEXT_DETECTION.value: self._detector.label,
            Role.TEXT_RECOGNITION.value: self._recogniser.label,
        }

    def read(self, picture: Pixels, today: date) -> DocumentReading:
        """Read the document in a picture (uint8 blue-green-red); `today` settles centuries."""
        best = _Outcome(NOTHING, (), picture)
        for attempt in self._attempts(picture):
            outcome = attempt(today)
            if outcome is None:
                continue
            same = outcome.mrz.lines == best.mrz.lines
            best = max(best, outcome, key=lambda it: it.rank)
            if best.mrz.valid or same:
                break
        return DocumentReading(best.mrz, best.changes, best.picture, dict(self.models))

    def _attempts(self, picture: Pixels) -> Iterator[Callable[[date], _Outcome | None]]:
        for side in _SIDES:
            yield lambda today, side=side: self._try(picture, side, today)
        card = straightened_card(picture)
        if card is not None:
            yield lambda today: self._try(card, _SIDES[0], today)

    def _try(self, picture: Pixels, side: int, today: date) -> _Outcome | None:
        boxes = self._detector.detect(picture, side)
        lines = long_lines(boxes)
        if not lines:
            return None
        angle = lines[0].angle
        if abs(angle) > _LEVEL:
            picture = upright(picture, angle)
            boxes = self._detector.detect(picture, side)
        for turned in (False, True):
            if turned:
                picture, boxes = _upside_down(picture, boxes)
            zones = self._zones(picture, boxes)
            if zones:
                return self._best_zone(picture, zones[:_MOST_ZONES], today)
        return None

    def _best_zone(self, picture: Pixels, zones: Sequence[Zone], today: date) -> _Outcome:
        best = self._settle(picture, zones[0], today)
        for zone in zones[1:]:
            if sum(best.mrz.checks.values()) >= _REAL_ZONE:
                break
            best = max(best, self._settle(picture, zone, today), key=lambda it: it.rank)
        return best

    def _zones(self, picture: Pixels, boxes: Sequence[TextBox]) -> list[Zone]:
        rows = self._rows(picture, long_lines(boxes))
        zones = find_zones(rows)
        if zones:
            return zones
        pieces = [box for row in rows for box in likely_neighbours(row, boxes)]
        return find_zones([*rows, *self._rows(picture, pieces)])

    def _rows(self, picture: Pixels, boxes: Sequence[TextBox]) -> list[Row]:
        rows: list[Row] = []
        for box in boxes:
            glyphs = self._recogniser.recognise(cut_strip(picture, box, _FIRST_STYLE))
            looks = {width: fit_columns(glyphs, width) for width in WIDTHS}
            fitting = {width: look for width, look in looks.items() if look is not None}
            if fitting:
                rows.append(Row(box, fitting))
        return rows

    def _settle(self, picture: Pixels, zone: Zone, today: date) -> _Outcome:
        """Look in more styles until the check digits decide or the styles are used up."""
        looks = [[row.looks[zone.layout.columns]] for row in zone.rows]
        outcome = _Outcome(NOTHING, (), picture)
        for count, style in enumerate(_STYLES, start=2):
            for row, seen in zip(zone.rows, looks, strict=True):
                strip = cut_strip(picture, row.box, style)
                look = fit_columns(self._recogniser.recognise(strip), zone.layout.columns)
                if look is not None:
                    seen.append(look)
            if count >= _FIRST_DECISION:
                outcome = _decided(looks, zone, picture, today)
            if outcome.mrz.valid:
                break
        return outcome


def _decided(looks: Sequence[Sequence[Look]], zone: Zone, picture: Pixels, today: date) -> _Outcome:
    """Join the looks, let the check digits decide."""
    agreed = agree(looks, zone.layout)
    correction = correct(agreed.lines, today, agreed.doubts)
    result = correction.result
    pitch = min(row.box.length for row in zone.rows) / zone.layout.columns
    reasons = [
        (min(len(seen) for seen in looks) < _LEAST_LOOKS, ONE_LOOK),
        (pitch < _LEAST_PITCH, TOO_SMALL),
    ]
    against = tuple(reason for holds, reason in reasons if holds)
    if against:
        result = replace(result, valid=False, notes=(*result.notes, *against))
    return _Outcome(result, correction.changes, picture)


def _upside_down(picture: Pixels, boxes: Sequence[TextBox]) -> tuple[Pixels, list[TextBox]]:
    height, width = picture.shape[:2]
    turned = [replace(box, x=width - box.x, y=height - box.y) for box in boxes]
    return upright(picture, 180), turned
