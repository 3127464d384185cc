# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The calendar file, by the clauses of RFC 5545."""

from dataclasses import replace

import pytest

from appliance.service.oral.appointment import CODE_OCTETS, calendar_text, code_text
from appliance.service.oral.views import SlotView
from sync.central.errors import ContentRefusedError
from sync.central.slot_file import NewSlot, read_slots

SLOT = SlotView("slot-1", 1_770_000_000, 20, "Salle 2; à gauche, au fond")


def lines(text: str) -> list[str]:
    """The content lines, unfolded (§3.1)."""
    return text.replace("\r\n ", "").split("\r\n")


def made(title: str = "Oral", note: str = "", *, tentative: bool = False) -> str:
    return calendar_text(SLOT, title=title, note=note, tentative=tentative, now_s=1_769_000_000)


def test_lines_end_with_crlf_and_have_at_most_75_octets() -> None:
    text = made("Épreuve orale – entretien avec l'évaluateur " * 4, "été " * 60)
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert f"DESCRIPTION:{'été ' * 60}" in lines(text)


def test_times_are_utc_and_texts_are_escaped() -> None:
    told = lines(made("a,b;c\\d\ne\x07"))
    assert "DTSTART:20260202T024000Z" in told
    assert "DTEND:20260202T030000Z" in told
    assert "DTSTAMP:20260121T125320Z" in told
    assert "SUMMARY:a\\,b\\;c\\\\d\\ne" in told
    assert "LOCATION:Salle 2\\; à gauche\\, au fond" in told
    assert "TRIGGER:-P1D" in told
    assert told.count("BEGIN:VEVENT") == told.count("END:VEVENT") == 1


def test_a_wish_is_tentative() -> None:
    assert "STATUS:TENTATIVE" in lines(made(tentative=True))
    assert "STATUS:CONFIRMED" in lines(made())


@pytest.mark.parametrize("place", ["", "Salle 2", "é" * 60, "a\\;" * 30])
@pytest.mark.parametrize("title", ["Oral", "Épreuve orale", "é" * 90])
def test_the_text_of_a_code_fits_whatever_is_said(title: str, place: str) -> None:
    text = code_text(replace(SLOT, place=place), title=title)
    told = text.split("\r\n")
    assert len(text.encode()) <= CODE_OCTETS
    assert told[:3] == ["BEGIN:VEVENT", "DTSTART:20260202T024000Z", "DTEND:20260202T030000Z"]
    assert told[-2:] == ["END:VEVENT", ""]
    assert told[3].startswith(f"SUMMARY:{title[:9]}")
    assert all(line.replace("\\\\", "").replace("\\;", "")[-1:] != "\\" for line in told)


def test_slots_are_read_from_yaml_and_json() -> None:
    yaml = b"- {starts: 2026-03-02T09:00, place: Room 2}\n- {starts: 2026-03-02T09:30+01:00}\n"
    json = b'[{"starts": "2026-03-02 09:00", "place": "Room 2"}, {"starts": "2026-03-02T08:30Z"}]'
    expected = (NewSlot(1_772_442_000, 20, "Room 2"), NewSlot(1_772_440_200, 20, ""))
    assert read_slots(yaml, "week.yaml") == expected
    assert read_slots(json, "week.json") == expected


@pytest.mark.parametrize(
    "data",
    [
        b"\xff",
        b"{}",
        b"[]",
        b"[1]",
        b"[{place: here}]",
        b"[{starts: soon}]",
        b"[{starts: 2026-03-02T09:00, minutes: 0}]",
        b"[{starts: 2026-03-02T09:00, minutes: long}]",
        b"[{starts: 2026-03-02T09:00, colour: red}]",
        b'[{starts: 2026-03-02T09:00, place: "a\\u0007"}]',
        b" " * ((1 << 20) + 1),
    ],
)
def test_files_of_slots_that_are_refused(data: bytes) -> None:
    with pytest.raises(ContentRefusedError):
        read_slots(data, "week.yaml")
