# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The machine-readable zone of passports, cards and visas: fields and check digits, pure.

Owns the layouts of ICAO Doc 9303 parts 4 to 7 (TD3, TD1, TD2, MRV-A, MRV-B) and of the
French identity card of before 2021 (2 x 36). Must not see a picture. Stands on nothing.

Correction never invents: a character is changed only to its look-alike of the class
that its place demands (a letter where digits stand, a digit where letters stand), or,
in a place of both classes, when exactly one change makes every check digit true.
Fillers at the end of a line carry nothing and are restored to the line's length.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

_WEIGHTS = (7, 3, 1)
_TO_DIGIT = str.maketrans("OQDIZSGB", "00012568")
_TO_LETTER = str.maketrans("012568", "OIZSGB")
PAIRS = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}
"""Digits and the letters that look like them."""
TWINS = PAIRS | {letter: digit for digit, letter in PAIRS.items()}
_LOOK_ALIKE = {**TWINS, "D": "0", "Q": "0"}
_MOST_CHANGES = 2


class Class(Enum):
    """What may stand in a field."""

    DIGITS = "digits"
    LETTERS = "letters"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Field:
    """A field's place: line, first column, column after the last, class."""

    name: str
    line: int
    start: int
    end: int
    kind: Class


@dataclass(frozen=True, slots=True)
class Check:
    """A check digit's place and the pieces (line, start, end) that it covers.

    `optional` digits may be a filler when what they cover is empty.
    """

    name: str
    line: int
    column: int
    over: tuple[tuple[int, int, int], ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One format: number of lines, their length, first letters, fields and check digits."""

    name: str
    lines: int
    length: int
    fields: tuple[Field, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """What was read: format, fields, checks by name, and the corrected lines."""

    format: str
    fields: dict[str, str]
    checks: dict[str, bool]
    lines: tuple[str, ...]

    def certain_letters(self, chances: Sequence[Sequence[float]], least: float) -> bool:
        """Whether every letter of the names was read at least that certainly.

        Args:
            chances: Per line, each character's probability. Where a line's length was
                restored within, characters no longer match them: uncertain.
            least: The least probability.
        """
        for field in LAYOUTS[self.format].fields:
            if field.name not in _NAMES:
                continue
            line, likely = self.lines[field.line], chances[field.line]
            if len(line) != len(likely) and field.end != len(line):
                return False
            body = line[field.start : field.end].rstrip("<")
            read = zip(body, likely[field.start :], strict=False)
            if any(char != "<" and chance < least for char, chance in read):
                return False
        return True

    @property
    def valid(self) -> bool:
        """Whether every check is true (there is always at least one)."""
        return bool(self.checks) and all(self.checks.values())


def _two_lines(name: str, length: int, *, visa: bool) -> Layout:
    end = length if visa else length - (2 if length == 44 else 1)
    fields = (
        Field("type", 0, 0, 2, Class.BOTH),
        Field("issuer", 0, 2, 5, Class.LETTERS),
        Field("names", 0, 5, length, Class.LETTERS),
        Field("number", 1, 0, 9, Class.BOTH),
        Field("nationality", 1, 10, 13, Class.LETTERS),
        Field("birth_date", 1, 13, 19, Class.DIGITS),
        Field("sex", 1, 20, 21, Class.LETTERS),
        Field("expiry_date", 1, 21, 27, Class.DIGITS),
        Field("optional", 1, 28, end, Class.BOTH),
    )
    checks = [
        Check("number", 1, 9, ((1, 0, 9),)),
        Check("birth_date", 1, 19, ((1, 13, 19),)),
        Check("expiry_date", 1, 27, ((1, 21, 27),)),
    ]
    if name == "TD3":
        checks.append(Check("optional", 1, 42, ((1, 28, 42),), optional=True))
    if not visa:
        covered = ((1, 0, 10), (1, 13, 20), (1, 21, length - 1))
        checks.append(Check("composite", 1, length - 1, covered))
    return Layout(name, 2, length, fields, tuple(checks))


TD3 = _two_lines("TD3", 44, visa=False)
TD2 = _two_lines("TD2", 36, visa=False)
MRV_A = _two_lines("MRV-A", 44, visa=True)
MRV_B = _two_lines("MRV-B", 36, visa=True)
TD1 = Layout(
    "TD1",
    3,
    30,
    (
        Field("type", 0, 0, 2, Class.BOTH),
        Field("issuer", 0, 2, 5, Class.LETTERS),
        Field("number", 0, 5, 14, Class.BOTH),
        Field("optional", 0, 15, 30, Class.BOTH),
        Field("birth_date", 1, 0, 6, Class.DIGITS),
        Field("sex", 1, 7, 8, Class.LETTERS),
        Field("expiry_date", 1, 8, 14, Class.DIGITS),
        Field("nationality", 1, 15, 18, Class.LETTERS),
        Field("optional_2", 1, 18, 29, Class.BOTH),
        Field("names", 2, 0, 30, Class.LETTERS),
    ),
    (
        Check("number", 0, 14, ((0, 5, 14),)),
        Check("birth_date", 1, 6, ((1, 0, 6),)),
        Check("expiry_date", 1, 14, ((1, 8, 14),)),
        Check("composite", 1, 29, ((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29))),
    ),
)
FRENCH_ID = Layout(
    "FRENCH-ID",
    2,
    36,
    (
        Field("type", 0, 0, 2, Class.BOTH),
        Field("issuer", 0, 2, 5, Class.LETTERS),
        Field("surname", 0, 5, 30, Class.LETTERS),
        Field("office", 0, 30, 36, Class.BOTH),
        Field("number", 1, 0, 12, Class.BOTH),
        Field("given_names", 1, 13, 27, Class.LETTERS),
        Field("birth_date", 1, 27, 33, Class.DIGITS),
        Field("sex", 1, 34, 35, Class.LETTERS),
    ),
    (
        Check("number", 1, 12, ((1, 0, 12),)),
        Check("birth_date", 1, 33, ((1, 27, 33),)),
        Check("composite", 1, 35, ((0, 0, 36), (1, 0, 35))),
    ),
)


LAYOUTS = {layout.name: layout for layout in (TD3, TD2, TD1, MRV_A, MRV_B, FRENCH_ID)}
_NAMES = frozenset({"names", "surname", "given_names"})


def check_digit(text: str) -> str:
    """The check digit of ICAO Doc 9303 part 3, § 4.9: weights 7, 3, 1, modulo 10."""
    values = (0 if char == "<" else int(char, 36) for char in text)
    total = sum(value * _WEIGHTS[index % 3] for index, value in enumerate(values))
    return str(total % 10)


def layout_of(lines: Sequence[str]) -> Layout | None:
    """The format of lines by their number, first letters and rough length."""
    if len(lines) == 3:
        return TD1 if all(24 <= len(line) <= 34 for line in lines) else None
    if len(lines) != 2:
        return None
    first = lines[0].translate(_TO_LETTER)
    long = max(len(line) for line in lines) >= 41
    if first.startswith("V"):
        return MRV_A if long else MRV_B
    if first.startswith("IDFRA") and not long:
        return FRENCH_ID
    return TD3 if long else TD2


def read_zone(lines: Sequence[str]) -> Zone | None:
    """Parse lines of A–Z, 0–9 and `<`; None when they fit no format.

    Where OCR lost or doubled fillers inside a line, every place that restores the
    length is tried and the one with most true checks is taken.
    """
    layout = layout_of(lines)
    if layout is None:
        return None
    variants = [_of_length(line, layout.length) for line in lines]
    if not all(variants):
        return None
    zones = (_parse(layout, list(chosen)) for chosen in itertools.product(*variants))
    return max(zones, key=lambda zone: sum(zone.checks.values()))


def _of_length(line: str, length: int) -> list[str]:
    """The line at its length: fillers restored or taken away at each run of them."""
    if len(line) == length:
        return [line]
    missing = length - len(line)
    if abs(missing) > 8:
        return []
    found: list[str] = []
    for index, char in enumerate(line):
        starts_run = char == "<" and (index == 0 or line[index - 1] != "<")
        if not starts_run:
            continue
        run = len(line[index:]) - len(line[index:].lstrip("<"))
        if run + missing >= 1:
            found.append(line[:index] + "<" * (run + missing) + line[index + run :])
    if missing > 0 and line.endswith("<"):
        return found or [line + "<" * missing]
    return found


def _parse(layout: Layout, lines: list[str]) -> Zone:
    lines = _classed(layout, lines)
    lines = _corrected(layout, lines)
    checks = {check.name: _is_true(check, lines) for check in layout.checks}
    fields = {
        field.name: lines[field.line][field.start : field.end].strip("<") for field in layout.fields
    }
    return Zone(layout.name, _named(fields), checks, tuple(lines))


def _classed(layout: Layout, lines: list[str]) -> list[str]:
    """Look-alikes of the wrong class replaced where a place demands one class."""
    rows = [list(line) for line in lines]
    tables = {Class.DIGITS: _TO_DIGIT, Class.LETTERS: _TO_LETTER}
    for field in layout.fields:
        table = tables.get(field.kind)
        if table is not None:
            row = rows[field.line]
            row[field.start : field.end] = "".join(row[field.start : field.end]).translate(table)
    for check in layout.checks:
        rows[check.line][check.column] = rows[check.line][check.column].translate(_TO_DIGIT)
    return ["".join(row) for row in rows]


def _corrected(layout: Layout, lines: list[str]) -> list[str]:
    """The one change of look-alikes, in places of both classes, that makes all checks true."""
    if all(_is_true(check, lines) for check in layout.checks):
        return lines
    places = [
        (field.line, column)
        for field in layout.fields
        if field.kind is Class.BOTH
        for column in range(field.start, field.end)
        if lines[field.line][column] in _LOOK_ALIKE
    ]
    for count in range(1, _MOST_CHANGES + 1):
        right = [
            changed
            for chosen in itertools.combinations(places, count)
            if all(_is_true(check, changed := _changed(lines, chosen)) for check in layout.checks)
        ]
        if len(right) == 1:
            return right[0]
        if right:
            return lines  # several readings fit: people must look
    return lines


def _changed(lines: list[str], places: Sequence[tuple[int, int]]) -> list[str]:
    rows = [list(line) for line in lines]
    for line, column in places:
        rows[line][column] = _LOOK_ALIKE[rows[line][column]]
    return ["".join(row) for row in rows]


def _is_true(check: Check, lines: Sequence[str]) -> bool:
    covered = "".join(lines[line][start:end] for line, start, end in check.over)
    digit = lines[check.line][check.column]
    if check.optional and digit == "<":
        return not covered.strip("<")
    return digit == check_digit(covered)


def _named(fields: dict[str, str]) -> dict[str, str]:
    """Surname and given names apart, inner fillers as spaces."""
    names = fields.pop("names", None)
    if names is not None:
        surname, _, given = names.partition("<<")
        fields["surname"], fields["given_names"] = surname, given
    return {name: value.replace("<", " ").strip() for name, value in fields.items()}
