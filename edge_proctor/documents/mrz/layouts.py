# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Where each field and check digit stands in the formats that we read.

Owns the tables of ICAO Doc 9303 parts 4 to 7 and of the French identity card of
1988–2021, and the choice of a format by its size and first letters. Must not read
a field's meaning. Stands on the alphabets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from edge_proctor.documents.mrz.alphabets import Alphabet

STATE_FIELDS = frozenset({"issuing_state", "nationality"})


class Format(StrEnum):
    """The formats, by their names in Doc 9303."""

    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"
    MRV_A = "MRV-A"
    MRV_B = "MRV-B"
    FRENCH_ID = "FRENCH-ID"


@dataclass(frozen=True, slots=True)
class Span:
    """Positions `start` to `end` (exclusive) of line `line`, all from 0."""

    line: int
    start: int
    end: int

    def cut(self, lines: Sequence[str]) -> str:
        """The characters at these positions."""
        return lines[self.line][self.start : self.end]


@dataclass(frozen=True, slots=True)
class Field:
    """A named stretch of the zone and what may stand in it."""

    name: str
    span: Span
    alphabet: Alphabet


@dataclass(frozen=True, slots=True)
class Check:
    """A check digit: where it stands and what it covers, in order.

    `may_be_filler`: a filler instead of 0 when all that is covered is filler.
    """

    name: str
    digit: Span
    covers: tuple[Span, ...]
    may_be_filler: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One format: its size, fields and check digits."""

    format: Format
    rows: int
    columns: int
    codes: frozenset[str]
    fields: tuple[Field, ...]
    checks: tuple[Check, ...]

    def reading_at(self, line: int, column: int) -> Alphabet:
        """What a reader should expect at a position: a state code is settled as a whole."""
        return _expected(self.format)[line][column]

    @property
    def checked(self) -> frozenset[tuple[int, int]]:
        """The lines and columns that a check digit other than the composite covers."""
        return _checked(self.format)

    def alphabet_at(self, line: int, column: int) -> Alphabet:
        """What may stand at a position."""
        for check in self.checks:
            if check.digit == Span(line, column, column + 1):
                loose = check.may_be_filler or check.name == "document_number"
                return Alphabet.OPEN_DIGIT if loose else Alphabet.DIGIT
        for field in self.fields:
            if field.span.line == line and field.span.start <= column < field.span.end:
                return field.alphabet
        return Alphabet.MIXED


def _heading(names_line: int, names_start: int, columns: int) -> tuple[Field, ...]:
    return (
        Field("document_type", Span(0, 0, 1), Alphabet.LETTER),
        Field("document_subtype", Span(0, 1, 2), Alphabet.SUBTYPE),
        Field("issuing_state", Span(0, 2, 5), Alphabet.LETTERS),
        Field("names", Span(names_line, names_start, columns), Alphabet.LETTERS),
    )


_TWO_ROWS = (
    Field("document_number", Span(1, 0, 9), Alphabet.MIXED),
    Field("nationality", Span(1, 10, 13), Alphabet.LETTERS),
    Field("birth_date", Span(1, 13, 19), Alphabet.OPEN_DIGIT),
    Field("sex", Span(1, 20, 21), Alphabet.SEX),
    Field("expiry_date", Span(1, 21, 27), Alphabet.OPEN_DIGIT),
)
_TWO_ROW_CHECKS = (
    Check("document_number", Span(1, 9, 10), (Span(1, 0, 9),)),
    Check("birth_date", Span(1, 19, 20), (Span(1, 13, 19),)),
    Check("expiry_date", Span(1, 27, 28), (Span(1, 21, 27),)),
)


def _optional(end: int) -> Field:
    return Field("optional_data", Span(1, 28, end), Alphabet.MIXED)


def _composite(end: int) -> Check:
    covers = (Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, end))
    return Check("composite", Span(1, end, end + 1), covers)


_CARDS = frozenset("ACI")

_TD1 = Layout(  # Doc 9303-5 §4.2
    Format.TD1,
    3,
    30,
    _CARDS,
    (
        *_heading(2, 0, 30),
        Field("document_number", Span(0, 5, 14), Alphabet.MIXED),
        Field("optional_data", Span(0, 15, 30), Alphabet.MIXED),
        Field("birth_date", Span(1, 0, 6), Alphabet.OPEN_DIGIT),
        Field("sex", Span(1, 7, 8), Alphabet.SEX),
        Field("expiry_date", Span(1, 8, 14), Alphabet.OPEN_DIGIT),
        Field("nationality", Span(1, 15, 18), Alphabet.LETTERS),
        Field("optional_data_2", Span(1, 18, 29), Alphabet.MIXED),
    ),
    (
        Check("document_number", Span(0, 14, 15), (Span(0, 5, 14),)),
        Check("birth_date", Span(1, 6, 7), (Span(1, 0, 6),)),
        Check("expiry_date", Span(1, 14, 15), (Span(1, 8, 14),)),
        Check(
            "composite",
            Span(1, 29, 30),
            (Span(0, 5, 30), Span(1, 0, 7), Span(1, 8, 15), Span(1, 18, 29)),
        ),
    ),
)

_TD2 = Layout(  # Doc 9303-6 §4.2
    Format.TD2,
    2,
    36,
    _CARDS | {"P"},
    (*_heading(0, 5, 36), *_TWO_ROWS, _optional(35)),
    (*_TWO_ROW_CHECKS, _composite(35)),
)

_TD3 = Layout(  # Doc 9303-4 §4.2
    Format.TD3,
    2,
    44,
    frozenset("P"),
    (
        *_heading(0, 5, 44),
        *_TWO_ROWS,
        Field("personal_number", Span(1, 28, 42), Alphabet.MIXED),
    ),
    (
        *_TWO_ROW_CHECKS,
        Check("personal_number", Span(1, 42, 43), (Span(1, 28, 42),), may_be_filler=True),
        _composite(43),
    ),
)

_MRV_A = Layout(  # Doc 9303-7 §4.1: a visa has no composite check digit
    Format.MRV_A,
    2,
    44,
    frozenset("V"),
    (*_heading(0, 5, 44), *_TWO_ROWS, _optional(44)),
    _TWO_ROW_CHECKS,
)

_MRV_B = Layout(  # Doc 9303-7 §4.2
    Format.MRV_B,
    2,
    36,
    frozenset("V"),
    (*_heading(0, 5, 36), *_TWO_ROWS, _optional(36)),
    _TWO_ROW_CHECKS,
)

_FRENCH_ID = Layout(  # the card before 2021; older than Doc 9303-6 and unlike it
    Format.FRENCH_ID,
    2,
    36,
    frozenset("I"),
    (
        Field("document_type", Span(0, 0, 1), Alphabet.LETTER),
        Field("document_subtype", Span(0, 1, 2), Alphabet.LETTER),
        Field("issuing_state", Span(0, 2, 5), Alphabet.LETTERS),
        Field("surname", Span(0, 5, 30), Alphabet.LETTERS),
        Field("office", Span(0, 30, 36), Alphabet.MIXED),
        Field("document_number", Span(1, 0, 12), Alphabet.MIXED),
        Field("given_names", Span(1, 13, 27), Alphabet.LETTERS),
        Field("birth_date", Span(1, 27, 33), Alphabet.OPEN_DIGIT),
        Field("sex", Span(1, 34, 35), Alphabet.SEX),
    ),
    (
        Check("document_number", Span(1, 12, 13), (Span(1, 0, 12),)),
        Check("birth_date", Span(1, 33, 34), (Span(1, 27, 33),)),
        Check("composite", Span(1, 35, 36), (Span(0, 0, 36), Span(1, 0, 35))),
    ),
)

LAYOUTS = {it.format: it for it in (_TD1, _TD2, _TD3, _MRV_A, _MRV_B, _FRENCH_ID)}
WIDTHS = tuple(sorted({layout.columns for layout in LAYOUTS.values()}))


def layout_of(lines: Sequence[str]) -> Layout | None:
    """The layout that fits the number and length of lines and the first letters."""
    if not lines or any(len(line) != len(lines[0]) for line in lines):
        return None
    size = (len(lines), len(lines[0]))
    if size == (2, 36) and lines[0].startswith("IDFRA"):
        return _FRENCH_ID
    for layout in (_TD1, _TD3, _MRV_A, _TD2, _MRV_B):
        code = Alphabet.LETTER.conform(lines[0][0])
        if size == (layout.rows, layout.columns) and code in layout.codes:
            return layout
    return None


@cache
def _expected(kind: Format) -> tuple[tuple[Alphabet, ...], ...]:
    """The alphabet at every position; kept, since corrections ask for it very often."""
    layout = LAYOUTS[kind]
    states = {
        (field.span.line, column)
        for field in layout.fields
        if field.name in STATE_FIELDS
        for column in range(field.span.start, field.span.end)
    }
    return tuple(
        tuple(
            Alphabet.MIXED if (line, column) in states else layout.alphabet_at(line, column)
            for column in range(layout.columns)
        )
        for line in range(layout.rows)
    )


@cache
def _checked(kind: Format) -> frozenset[tuple[int, int]]:
    return frozenset(
        (span.line, column)
        for check in LAYOUTS[kind].checks
        if check.name != "composite"
        for span in check.covers
        for column in range(span.start, span.end)
    )
