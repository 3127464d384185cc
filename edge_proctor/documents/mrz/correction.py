# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Correcting what OCR mixed up, only where the check digits then decide.

Owns the search over look-alikes. Must not invent: a character is replaced by one of
its own look-alikes only, and the zone counts as read only when exactly one way of
reading it holds together. Stands on the exact reading.

    1. where a position allows letters only, or digits only, a look-alike of the other
       kind is replaced (its twin is unique);
    2. doubtful positions are tried with each of their characters, all combinations;
    3. of valid combinations those whose state codes are known go before others;
    4. exactly one combination is valid → it is the reading; none or several → the
       zone stays invalid, and several are told as ambiguous.

A check digit sees a single wrong character in most but not all cases (S and 8, G and
6, L and 1 weigh the same modulo 10): such a pair in doubt leaves two valid
combinations, hence an ambiguous zone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, product

from edge_proctor.documents.mrz.alphabets import Alphabet, look_alikes
from edge_proctor.documents.mrz.layouts import STATE_FIELDS, Layout, layout_of
from edge_proctor.documents.mrz.reading import MrzResult, read_zone
from edge_proctor.documents.mrz.states import STATE_CODES, STATE_NAMES

Place = tuple[int, int]  # line and column
Doubts = Mapping[Place, frozenset[str]]

AMBIGUOUS = "several readings hold together"
_MOST_COMBINATIONS = 4096
_MOST_OPTIONS = 64  # look-alikes to try without a recogniser's own doubt


@dataclass(frozen=True, slots=True)
class Change:
    """One character that was replaced."""

    line: int
    column: int
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Correction:
    """The reading after correction, and what was replaced to get there."""

    result: MrzResult
    changes: tuple[Change, ...]


def correct(lines: Sequence[str], today: date, doubts: Doubts | None = None) -> Correction:
    """Read a zone with correction.

    Args:
        lines: As recognised.
        today: For the century of dates.
        doubts: What else the recogniser saw, by position. Without them a zone that
            does not hold is tried with at most two look-alikes where letters and
            digits may both stand.
    """
    layout = layout_of(lines)
    if layout is None:
        return Correction(read_zone(lines, today), ())
    rows = conform(lines, layout)
    plain = read_zone(rows, today)
    if doubts is None:
        if plain.valid:
            return Correction(plain, changes_between(lines, rows))
        ways = _guesses(rows, layout)
    else:
        ways = _combinations(rows, doubts)
    if ways is None:
        return Correction(_ambiguous(plain), changes_between(lines, rows))
    found = _valid_readings(ways, layout, today)
    if len(found) == 1:
        return Correction(found[0], changes_between(lines, found[0].lines))
    return Correction(_ambiguous(plain) if found else plain, changes_between(lines, rows))


def conform(lines: Sequence[str], layout: Layout) -> tuple[str, ...]:
    """Each character, or its one twin where only that kind may stand.

    A state code becomes letters only when a code that exists comes out: specimens are
    known that print digits there, and these are not ours to change.
    """
    rows = [
        "".join(layout.reading_at(row, column).conform(it) for column, it in enumerate(line))
        for row, line in enumerate(lines)
    ]
    for field in layout.fields:
        if field.name in STATE_FIELDS:
            span, row = field.span, rows[field.span.line]
            code = "".join(field.alphabet.conform(it) for it in span.cut(rows))
            if code in STATE_CODES:
                rows[span.line] = row[: span.start] + code + row[span.end :]
    return tuple(rows)


def changes_between(before: Sequence[str], after: Sequence[str]) -> tuple[Change, ...]:
    """The positions at which two readings of a zone differ."""
    return tuple(
        Change(row, column, was, now)
        for row, (old, new) in enumerate(zip(before, after, strict=True))
        for column, (was, now) in enumerate(zip(old, new, strict=True))
        if was != now
    )


def _valid_readings(ways: Sequence[Sequence[str]], layout: Layout, today: date) -> list[MrzResult]:
    """At most two different valid readings; known state codes go before unknown ones."""
    distinct = dict.fromkeys(conform(way, layout) for way in ways)
    valid = [it for it in (read_zone(way, today) for way in distinct) if it.valid]
    known = [it for it in valid if all(_state_known(it, name) for name in STATE_FIELDS)]
    return (known or valid)[:2]


def _state_known(result: MrzResult, field: str) -> bool:
    return field not in result.fields or result.fields[field] in STATE_NAMES


def _ambiguous(result: MrzResult) -> MrzResult:
    return replace(result, valid=False, notes=(*result.notes, AMBIGUOUS))


def _combinations(rows: Sequence[str], doubts: Doubts) -> list[tuple[str, ...]] | None:
    """Every way to settle the doubts; None when there are too many to try."""
    choices = [
        [(place, it) for it in sorted({rows[place[0]][place[1]]} | characters)]
        for place, characters in sorted(doubts.items())
    ]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > _MOST_COMBINATIONS:
        return None
    return [_replaced(rows, dict(settled)) for settled in product(*choices)]


def _guesses(rows: Sequence[str], layout: Layout) -> list[tuple[str, ...]] | None:
    """The rows with one or two look-alikes where letters and digits may both stand.

    None when there are too many to try: a part of them could hide a second solution.
    """
    options = [
        ((row, column), twin)
        for row, line in enumerate(rows)
        for column, character in enumerate(line)
        if layout.alphabet_at(row, column) is Alphabet.MIXED
        for twin in sorted(look_alikes(character))
    ]
    if len(options) > _MOST_OPTIONS:
        return None
    pairs = ((one, other) for one, other in combinations(options, 2) if one[0] != other[0])
    ways = [_replaced(rows, {place: twin}) for place, twin in options]
    return ways + [_replaced(rows, dict(pair)) for pair in pairs]


def _replaced(rows: Sequence[str], characters: Mapping[Place, str]) -> tuple[str, ...]:
    changed = [list(row) for row in rows]
    for (row, column), character in characters.items():
        changed[row][column] = character
    return tuple("".join(row) for row in changed)
