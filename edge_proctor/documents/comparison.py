# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Does a document belong to the person on the roster? Match, unsure, or no match.

Owns the comparison of names and birth date. Must not decide about a person: unsure
and no match go to a human. Stands on the transliteration of Doc 9303.

    all three agree                                → match
    the zone is not valid                          → unsure
    two of the three clearly differ                → no match
    anything else (a typing error, a married name, → unsure
    a name in another script, a date left open)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from edge_proctor.documents.mrz.names import transliterations
from edge_proctor.documents.mrz.reading import TRUNCATED

_SHORTEST_NEAR = 4  # letters; below, one other letter makes another name
_LEAST_TRUNCATED = 10  # letters that a truncated name must still share


class Decision(StrEnum):
    """The outcome, for a human to act on where it is no match."""

    MATCH = "match"
    UNSURE = "unsure"
    NO_MATCH = "no_match"


class Likeness(StrEnum):
    """How one particular of the document compares."""

    SAME = "same"
    NEAR = "near"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Person:
    """What the roster says; the birth date in ISO 8601."""

    family_name: str
    given_name: str
    birth_date: str


class ZoneRead(Protocol):
    """What is asked of a zone's reading, on either side of the process border."""

    @property
    def fields(self) -> Mapping[str, str]:
        """Name → text."""
        ...

    @property
    def valid(self) -> bool:
        """Whether every check holds."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know."""
        ...


@dataclass(frozen=True, slots=True)
class Comparison:
    """The decision and what it rests on."""

    decision: Decision
    family_name: Likeness
    given_name: Likeness
    birth_date: Likeness


def compare_with_roster(mrz: ZoneRead, person: Person) -> Comparison:
    """Compare a document's zone with a person of the roster."""
    surname, given = mrz.fields.get("surname", ""), mrz.fields.get("given_names", "")
    cut = TRUNCATED in mrz.notes
    likenesses = (
        _compare_names(surname, person.family_name, all_words=True, cut=cut),
        _compare_names(given, person.given_name, all_words=False, cut=cut),
        _compare_dates(mrz.fields.get("birth_date", ""), person.birth_date),
    )
    return Comparison(_decide(mrz.valid, likenesses), *likenesses)


def _decide(valid: bool, likenesses: tuple[Likeness, ...]) -> Decision:
    if not valid:
        return Decision.UNSURE
    if all(it is Likeness.SAME for it in likenesses):
        return Decision.MATCH
    if likenesses.count(Likeness.OTHER) >= 2:
        return Decision.NO_MATCH
    return Decision.UNSURE


def _compare_dates(read: str, expected: str) -> Likeness:
    try:
        return (
            Likeness.SAME
            if date.fromisoformat(read) == date.fromisoformat(expected)
            else (Likeness.OTHER)
        )
    except ValueError:
        return Likeness.UNKNOWN


def _compare_names(read: str, expected: str, *, all_words: bool, cut: bool) -> Likeness:
    """Compare in the zone's letters.

    `all_words`: False where the roster may have fewer given names than the document.
    """
    forms = transliterations(expected)
    if not read or not forms:
        return Likeness.UNKNOWN
    if any(_agrees(read, form, all_words=all_words, cut=cut) for form in forms):
        return Likeness.SAME
    if any(_is_near(read, form) for form in forms):
        return Likeness.NEAR
    return Likeness.OTHER


def _agrees(read: str, form: str, *, all_words: bool, cut: bool) -> bool:
    joined, wanted = read.replace(" ", ""), form.replace(" ", "")
    if joined == wanted:
        return True
    if cut and len(joined) >= _LEAST_TRUNCATED and wanted.startswith(joined):
        return True
    return not all_words and f"{read} ".startswith(f"{form} ")


def _is_near(read: str, form: str) -> bool:
    if set(read.split()) & set(form.split()):
        return True
    return len(form) >= _SHORTEST_NEAR and _one_letter_apart(read, form)


def _one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter was replaced, added, left out, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    tails = one[start:], other[start:]
    swapped = tails[0][:2] == tails[1][:2][::-1] and tails[0][2:] == tails[1][2:]
    replaced = tails[0][1:] == tails[1][1:]
    return swapped or replaced or tails[0][1:] == tails[1] or tails[0] == tails[1][1:]
