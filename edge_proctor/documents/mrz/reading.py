# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From the characters of a machine readable zone to fields and checks.

Owns the exact reading: nothing is corrected here. Must not look at pictures nor
read a clock. Stands on the layouts, dates and names beside it.

A zone is valid when:
    1. its lines have the number, length and first letter of a format;
    2. every character is one that its position allows, but for state codes (7);
    3. every check digit holds (Doc 9303-3 §4.9);
    4. the composite check digit holds, in formats that have one;
    5. birth and expiry are days of the calendar, or left open as §4.8 allows;
    6. the name field has its form (§4.6), with a surname;
    7. a state code that is not letters is told as a note: no check digit covers it
       and specimens are known that print digits there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from edge_proctor.documents.mrz.alphabets import CHARACTERS, DIGITS, FILLER, check_digit
from edge_proctor.documents.mrz.dates import birth_date, expiry_date
from edge_proctor.documents.mrz.layouts import STATE_FIELDS, Check, Format, Layout, layout_of
from edge_proctor.documents.mrz.names import split_names

EXPIRED = "the document has expired"
TRUNCATED = "the names may be truncated"
_LONG_NUMBER = frozenset({Format.TD1, Format.TD2})


@dataclass(frozen=True, slots=True)
class MrzResult:
    """What a zone says, and whether it holds together.

    Attributes:
        format: The format; None when the lines fit none.
        fields: Name → text; dates in ISO 8601, empty when left open.
        checks: Check digit → whether it holds; also `form`: steps 2, 5 and 6.
        valid: Every entry of `checks` holds.
        notes: What a person should know though it does not make the zone invalid.
        lines: The characters that were read.
    """

    format: Format | None
    fields: Mapping[str, str]
    checks: Mapping[str, bool]
    valid: bool
    notes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


def read_zone(lines: Sequence[str], today: date) -> MrzResult:
    """Read the lines of a zone exactly as they are."""
    rows = tuple(lines)
    layout = layout_of(rows)
    if layout is None or any(set(row) - CHARACTERS for row in rows):
        return MrzResult(None, MappingProxyType({}), MappingProxyType({}), False, (), rows)
    notes: list[str] = []
    fields = {field.name: field.span.cut(rows) for field in layout.fields}
    checks = {check.name: _holds(check, rows) for check in layout.checks}
    if layout.format in _LONG_NUMBER and not checks["document_number"]:
        _read_long_number(fields, checks, layout, rows)
    formed = _characters_fit(layout, rows, notes)
    formed = _read_names(fields, notes) and formed
    formed = _read_dates(fields, today, notes) and formed
    _tidy(fields)
    checks["form"] = formed
    return MrzResult(
        layout.format,
        MappingProxyType(fields),
        MappingProxyType(checks),
        all(checks.values()),
        tuple(notes),
        rows,
    )


def _holds(check: Check, rows: Sequence[str]) -> bool:
    covered = "".join(span.cut(rows) for span in check.covers)
    digit = check.digit.cut(rows)
    if check.may_be_filler and digit == FILLER:
        return not covered.strip(FILLER)
    return digit == check_digit(covered)


def _read_long_number(
    fields: dict[str, str], checks: dict[str, bool], layout: Layout, rows: Sequence[str]
) -> None:
    """A number of more than nine characters goes on in the optional data.

    Doc 9303-5 §4.2.2.1 note (j) and 9303-6: a filler stands at the check digit's place,
    the rest and then the check digit stand first in the optional data, then a filler.
    """
    check = next(it for it in layout.checks if it.name == "document_number")
    rest, gap, remaining = fields["optional_data"].partition(FILLER)
    if check.digit.cut(rows) != FILLER or not gap or len(rest) < 2 or rest[-1] not in DIGITS:
        return
    number = fields["document_number"] + rest[:-1]
    fields["document_number"] = number
    fields["optional_data"] = remaining
    checks["document_number"] = check_digit(number) == rest[-1]


def _characters_fit(layout: Layout, rows: Sequence[str], notes: list[str]) -> bool:
    fit = True
    for field in layout.fields:
        text = field.span.cut(rows)
        if all(field.alphabet.allows(character) for character in text):
            continue
        if field.name in STATE_FIELDS:
            notes.append(f"{field.name} is not letters")
        else:
            fit = False
    return fit


def _read_names(fields: dict[str, str], notes: list[str]) -> bool:
    if "names" not in fields:
        return _read_french_names(fields, notes)
    try:
        names = split_names(fields["names"])
    except ValueError:
        return False
    del fields["names"]
    fields["surname"], fields["given_names"] = names.surname, names.given_names
    if names.truncated:
        notes.append(TRUNCATED)
    return True


def _read_french_names(fields: dict[str, str], notes: list[str]) -> bool:
    """The French card has one field each; two fillers part given names there."""
    surname, given = fields["surname"].rstrip(FILLER), fields["given_names"].rstrip(FILLER)
    if len(surname) == len(fields["surname"]) or len(given) == len(fields["given_names"]):
        notes.append(TRUNCATED)
    fields["surname"] = surname.replace(FILLER, " ")
    fields["given_names"] = given.replace(FILLER * 2, " ").replace(FILLER, " ")
    formed = (not name.startswith(FILLER) for name in (surname, given))
    return bool(surname) and all(formed) and FILLER * 2 not in surname


def _read_dates(fields: dict[str, str], today: date, notes: list[str]) -> bool:
    try:
        born = birth_date(fields["birth_date"], today)
        expires = expiry_date(fields["expiry_date"], today) if "expiry_date" in fields else None
    except ValueError:
        return False
    fields["birth_date"] = born.isoformat() if born else ""
    if "expiry_date" in fields:
        fields["expiry_date"] = expires.isoformat() if expires else ""
    if expires is not None and expires < today:
        notes.append(EXPIRED)
    return True


def _tidy(fields: dict[str, str]) -> None:
    """Trailing fillers carry no meaning; the document's code is one field of two letters."""
    subtype = fields.pop("document_subtype")
    fields["document_code"] = fields.pop("document_type") + subtype
    for name, text in fields.items():
        fields[name] = text.rstrip(FILLER)
