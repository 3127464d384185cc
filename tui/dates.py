# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Days, times and ages in words, in the station's time zone.

Owns their forms in both languages. Must not read a clock. Stands on the catalogues.
"""

import re
from datetime import date, datetime
from typing import Final

from appliance.service.oral.views import SlotView
from tui.language import Language, chosen, mark, say, say_count

_WEEKDAYS: Final = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)
_MONTHS: Final = (
    mark("January"),
    mark("February"),
    mark("March"),
    mark("April"),
    mark("May"),
    mark("June"),
    mark("July"),
    mark("August"),
    mark("September"),
    mark("October"),
    mark("November"),
    mark("December"),
)
_FIGURES: Final = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400
_TWO: Final = 2
"""From two units on an age is told in the larger one."""


def local(at_s: float) -> datetime:
    """The moment in the station's time zone."""
    return datetime.fromtimestamp(at_s).astimezone()


def day_words(day: date) -> str:
    """``Tuesday 3 March``."""
    weekday, month = say(_WEEKDAYS[day.weekday()]), say(_MONTHS[day.month - 1])
    return say("{weekday} {day} {month}", weekday=weekday, day=_number_of(day), month=month)


def moment_words(moment: datetime) -> str:
    """``3 March 2026, 09:30``."""
    month, time = say(_MONTHS[moment.month - 1]), moment.strftime("%H:%M")
    return say(
        "{day} {month} {year}, {time}",
        day=_number_of(moment),
        month=month,
        year=moment.year,
        time=time,
    )


def written_moment(iso: str) -> str:
    """The words of a moment that the station writes as ``2026-03-03 09:30``."""
    try:
        return moment_words(datetime.fromisoformat(iso))
    except ValueError:
        return iso


def _number_of(day: date) -> str:
    return "1er" if day.day == 1 and chosen() is Language.FRENCH else str(day.day)


def figures_of(iso: str) -> str:
    """``31/12/1990`` for an ISO 8601 day, as both languages write it; other words stay."""
    try:
        return date.fromisoformat(iso).strftime("%d/%m/%Y")
    except ValueError:
        return iso


def iso_of(typed: str) -> str:
    """The ISO 8601 form of a day typed in figures; what is no such day stays as it was typed."""
    found = _FIGURES.fullmatch(typed)
    if found is None:
        return typed
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return typed


def clock_time(at_s: float) -> str:
    """``09:30``."""
    return local(at_s).strftime("%H:%M")


def slot_words(slot: SlotView) -> str:
    """Day, from when to when, and where."""
    ends = clock_time(slot.starts_s + slot.minutes * _MINUTE_S)
    when = f"{day_words(local(slot.starts_s).date())}, {clock_time(slot.starts_s)}–{ends}"
    return f"{when} · {slot.place}" if slot.place else when


def age_words(age_s: float) -> str:
    """How old something is, in the largest unit of which it has two."""
    if age_s >= _TWO * _DAY_S:
        return say_count("{count} day", "{count} days", int(age_s // _DAY_S))
    if age_s >= _TWO * _HOUR_S:
        return say_count("{count} hour", "{count} hours", int(age_s // _HOUR_S))
    return say_count("{count} minute", "{count} minutes", int(age_s // _MINUTE_S))
