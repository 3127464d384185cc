# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""An oral appointment as a calendar file that every calendar program takes.

Owns the small part of iCalendar (RFC 5545) that one appointment needs: an own writer of
some sixty lines instead of a dependency. Pure. A QR code on a terminal of 80 × 24 has room
for the bare event only, which the cameras of telephones read as well.
"""

from datetime import UTC, datetime
from typing import Final

from appliance.service.oral.views import SlotView

_LINE_OCTETS: Final = 75
CODE_OCTETS: Final = 134
"""What a QR code of version 6 holds at the lowest level of correction (ISO/IEC 18004): with
its margin, 24 rows of half blocks."""
_PRODUCT: Final = "-//Escale//Oral appointment//EN"


def calendar_text(slot: SlotView, *, title: str, note: str, tentative: bool, now_s: float) -> str:
    """The appointment as an iCalendar object with a reminder a day before.

    Args:
        slot: When and where.
        title: What the calendar shows, in the candidate's language.
        note: A sentence below it; may be empty.
        tentative: True while it is asked for and not confirmed.
        now_s: The present moment, seconds since 1970 UTC (DTSTAMP, RFC 5545 §3.8.7.2).
    """
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{slot.slot_id}@escale",
        f"DTSTAMP:{_utc(now_s)}",
        f"DTSTART:{_utc(slot.starts_s)}",
        f"DTEND:{_utc(slot.starts_s + 60 * slot.minutes)}",
        f"SUMMARY:{_text(title)}",
        *((f"LOCATION:{_text(slot.place)}",) if slot.place else ()),
        *((f"DESCRIPTION:{_text(note)}",) if note else ()),
        f"STATUS:{'TENTATIVE' if tentative else 'CONFIRMED'}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(title)}",
        "TRIGGER:-P1D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def code_text(slot: SlotView, *, title: str) -> str:
    """The appointment as the bare event, in at most `CODE_OCTETS`, for a small QR code.

    A long place is cut, a longer title too; the times are always whole.
    """
    times = (f"DTSTART:{_utc(slot.starts_s)}", f"DTEND:{_utc(slot.starts_s + 60 * slot.minutes)}")
    room = CODE_OCTETS - _octets(("BEGIN:VEVENT", *times, "END:VEVENT"))
    summary = _cut(f"SUMMARY:{_text(title)}", room - _octets(("",)))
    place = _cut(f"LOCATION:{_text(slot.place)}", room - _octets((summary, "")))
    told = (summary, place) if slot.place and place.partition(":")[2] else (summary,)
    return "".join(f"{line}\r\n" for line in ("BEGIN:VEVENT", *times, *told, "END:VEVENT"))


def _octets(lines: tuple[str, ...]) -> int:
    """What content lines take with their ends."""
    return sum(len(line.encode()) + 2 for line in lines)


def _cut(line: str, octets: int) -> str:
    """As much of a line as fits, never within a character nor after half an escape."""
    cut = line.encode()[: max(octets, 0)].decode(errors="ignore")
    escapes = len(cut) - len(cut.rstrip("\\"))
    return cut[:-1] if escapes % 2 and cut != line else cut


def _utc(at_s: float) -> str:
    """A moment in the form of RFC 5545 §3.3.5, form 2."""
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """A TEXT value, escaped (RFC 5545 §3.3.11); control characters are left out."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    broken = escaped.replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(letter for letter in broken if letter.isprintable())


def _folded(line: str) -> str:
    """A content line, folded after at most 75 octets, never within a character (§3.1)."""
    pieces: list[str] = [""]
    room = _LINE_OCTETS
    for letter in line:
        size = len(letter.encode())
        if size > room:
            pieces.append("")
            room = _LINE_OCTETS - 1  # the space that begins a continuation
        pieces[-1] += letter
        room -= size
    return "\r\n ".join(pieces)
