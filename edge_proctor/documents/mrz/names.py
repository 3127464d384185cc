# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Names in the zone: apart into surname and given names, and into its letters.

Owns Doc 9303-3 §4.6 (name field) and the recommended transliteration of its §6 A
(Latin) for comparing names of a roster. Other scripts are not transliterated: a
name in them cannot be compared here. Must not compare. Stands on `unicodedata`.
"""

import unicodedata
from dataclasses import dataclass

from edge_proctor.documents.mrz.alphabets import FILLER, LETTERS


@dataclass(frozen=True, slots=True)
class Names:
    """Surname and given names, words parted by one space."""

    surname: str
    given_names: str
    truncated: bool


# Doc 9303-3 §6 A, where the recommendation is not "leave the mark away". Where two are
# recommended ("AE or A", "UE or UXX or U") the first is canonical, others are variants.
_LATIN = {
    "Æ": "AE", "Œ": "OE", "ß": "SS", "ẞ": "SS", "Þ": "TH", "Ð": "D", "Đ": "D", "Ħ": "H",
    "ı": "I", "Ĳ": "IJ", "ĸ": "Q", "Ł": "L", "Ŋ": "N", "Ø": "OE", "Ŧ": "T", "Ŀ": "L", "ſ": "S",
    "Å": "AA", "Ä": "AE", "Ö": "OE", "Ü": "UE",
}  # fmt: skip
_PLAIN = {"Ø": "O", "Å": "A", "Ä": "A", "Ö": "O", "Ü": "U", "Ñ": "N"}
_DOUBLED = {"Ñ": "NXX", "Ü": "UXX", "Å": "AA", "Ä": "AE", "Ö": "OE", "Ø": "OE"}
_BETWEEN = frozenset(" -–‐\u00a0/.,")
_DROPPED = frozenset("'’‘`´ʼ")


def split_names(field: str) -> Names:
    """Read a name field: two fillers part surname from given names, one parts words.

    A field that ends in a letter may have been truncated.

    Raises:
        ValueError: it begins with a filler, has a digit, or fillers inside that the
            format does not allow.
    """
    body = field.rstrip(FILLER)
    if not body or body[0] == FILLER or set(body) - LETTERS - {FILLER}:
        raise ValueError(f"{field!r} is no name field")
    surname, gap, given = body.partition(FILLER * 2)
    if gap and (not given or given[0] == FILLER or FILLER * 2 in given):
        raise ValueError(f"{field!r} has fillers where no name field has them")
    return Names(_words(surname), _words(given), len(body) == len(field))


def _words(part: str) -> str:
    return part.replace(FILLER, " ")


def transliterations(name: str) -> frozenset[str]:
    """Every recommended form of a name in A–Z and single spaces.

    Empty when the name has letters of another script.
    """
    tables = (_LATIN, _LATIN | _PLAIN, _LATIN | _DOUBLED)
    forms = (_transliterate(name, table) for table in tables)
    return frozenset(form for form in forms if form)


def _transliterate(name: str, table: dict[str, str]) -> str:
    """One form, or the empty string when a letter has none."""
    written: list[str] = []
    for character in unicodedata.normalize("NFC", name):
        upper = character if character in table else character.upper()
        letters = "".join(table.get(it) or _base(it) for it in upper)
        if character in _BETWEEN:
            letters = " "
        elif character in _DROPPED:
            letters = ""
        elif not letters or set(letters) - LETTERS:
            return ""
        written.append(letters)
    return " ".join("".join(written).split())


def _base(character: str) -> str:
    """The letter without its marks."""
    parts = unicodedata.normalize("NFD", character)
    return "".join(it for it in parts if not unicodedata.combining(it))
