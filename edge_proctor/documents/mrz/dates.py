# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Dates of two-digit years: which century was meant.

Owns the windows for birth and expiry. Must not read a clock: today is handed in.
Doc 9303-3 §4.8: a birth date whose parts are unknown has fillers in their place.
"""

from datetime import date

from edge_proctor.documents.mrz.alphabets import FILLER

_EXPIRY_AHEAD = 30  # years; no state issues for longer, what lies beyond is the past


def birth_date(digits: str, today: date) -> date | None:
    """The last such day that is not in the future; None when parts are unknown.

    Raises:
        ValueError: no such day in the calendar.
    """
    if _unknown(digits):
        return None
    return _latest(digits, today)


def expiry_date(digits: str, today: date) -> date | None:
    """The last such day that is at most 30 years ahead; None when there is none.

    Raises:
        ValueError: no such day in the calendar.
    """
    if _unknown(digits):
        return None
    return _latest(digits, date(today.year + _EXPIRY_AHEAD, 12, 31))


def _unknown(digits: str) -> bool:
    """Whether whole parts are fillers; half a part or digits after a filler is an error."""
    parts = (digits[:2], digits[2:4], digits[4:])
    known = [part.isdigit() for part in parts]
    filled = [part == FILLER * 2 for part in parts]
    if len(digits) != 6 or not all(a or b for a, b in zip(known, filled, strict=True)):
        raise ValueError(f"{digits!r} is no date")
    return any(filled)


def _latest(digits: str, limit: date) -> date:
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    century = limit.year // 100 * 100
    for base in (century, century - 100):
        try:
            found = date(base + year, month, day)
        except ValueError:
            continue  # 29 February exists in one century only
        if found <= limit:
            return found
    raise ValueError(f"{digits!r} is no day of the calendar")
