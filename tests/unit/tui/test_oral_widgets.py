# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The parts of the oral screens: code, clock, recorder, dates, words."""

from collections.abc import Generator
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image
from rich.color import Color

from appliance.service.oral.appointment import CODE_OCTETS, code_text
from appliance.service.oral.views import (
    BookingState,
    BookingView,
    Competence,
    OralMode,
    OralPart,
    OralStage,
    RecordingView,
    SlotView,
    TakeView,
    VoiceView,
)
from tests.simulators.station_oral import PROMPTS
from tests.tui.zone import in_paris
from tui.dates import age_words, day_words, local, slot_words
from tui.language import Language, choose
from tui.oral_words import COMPETENCE_NAMES, MODE_NAMES, ORAL_STAGE_WORDS, PART_NAMES
from tui.screens.oral.booking import STATE_WORDS, noted_slot
from tui.screens.oral.calendar import by_day
from tui.widgets.interview_clock import Pace, pace_of
from tui.widgets.qr_code import MARGIN, lines_of, modules_of
from tui.widgets.recorder import recorder_words

SLOT = SlotView("slot-1", 1_772_521_200, 20, "Salle 2 ; bâtiment B")
"""2026-03-03 07:00 UTC."""
NARROW_ROWS = 24
MODULE_PX = 4
LISTENS = RecordingView(
    OralStage.INTRODUCTION,
    PROMPTS[OralPart.INTRODUCTION],
    "What do you do first?",
    2,
    3,
    60.0,
    True,
    15.0,
    -30.0,
    None,
    VoiceView(available=True, speaking=False),
)


@pytest.fixture(autouse=True)
def zone() -> Generator[None]:
    """Times are those of Paris, words are English."""
    choose(Language.ENGLISH)
    with in_paris():
        yield


@pytest.mark.parametrize("place", ["", "Salle 2", "é" * 90])
def test_a_telephone_reads_the_code_and_it_fits_the_smallest_screen(place: str) -> None:
    text = code_text(replace(SLOT, place=place), title="Partie orale")
    assert len(text.encode()) <= CODE_OCTETS
    strips = lines_of(modules_of(text))
    assert len(strips) <= NARROW_ROWS
    picture = Image.new("1", (strips[0].cell_length, 2 * len(strips)), 1)
    for row, strip in enumerate(strips):
        column = 0
        for segment in strip:
            assert segment.style is not None
            for _ in segment.text:
                for half, colour in enumerate((segment.style.color, segment.style.bgcolor)):
                    white = colour == Color.parse("#ffffff")
                    picture.putpixel((column, 2 * row + half), int(white))
                column += 1
    scaled = picture.resize((picture.width * MODULE_PX, picture.height * MODULE_PX)).convert("L")
    [read] = zxingcpp.read_barcodes(scaled)
    assert read.bytes.decode() == text


def test_the_margin_is_white() -> None:
    modules = modules_of("escale")
    assert not any(any(row) for row in modules[:MARGIN])
    assert not any(row[at] for row in modules for at in range(MARGIN))


@pytest.mark.parametrize(
    ("elapsed_s", "pace"),
    [
        (0.0, Pace.GOING),
        (899.9, Pace.GOING),
        (900.0, Pace.CLOSING),
        (1200.0, Pace.CLOSING),
        (1200.1, Pace.LATE),
    ],
)
def test_the_clock_of_the_interview_has_three_phases(elapsed_s: float, pace: Pace) -> None:
    assert pace_of(elapsed_s) is pace


def test_the_recorder_says_time_and_level_apart() -> None:
    lines = recorder_words(LISTENS).plain.splitlines()
    assert lines[1] == f"Time   ▐{'█' * 6}{'·' * 18}▌ 0:15 / 1:00"
    assert lines[2] == f"Voice  ▐{'█' * 12}{'·' * 12}▌ -30 dB"


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (replace(LISTENS, recording=False), "You have up to 1:00"),
        (replace(LISTENS, recording=False, voice=VoiceView(True, True)), "is read aloud"),
        (replace(LISTENS, recording=False, take=TakeView(1, 9, -20, False, True)), "once more"),
        (replace(LISTENS, recording=False, take=TakeView(2, 9, -20, False, False)), "confirm it"),
        (replace(LISTENS, recording=False, take=TakeView(1, 9, -60, True, True)), "speak louder"),
    ],
)
def test_the_recorder_says_what_may_follow(shown: RecordingView, words: str) -> None:
    assert words in recorder_words(shown).plain


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.ENGLISH, "Tuesday 3 March, 08:00–08:20 · Salle 2 ; bâtiment B"),
        (Language.FRENCH, "mardi 3 mars, 08:00–08:20 · Salle 2 ; bâtiment B"),
    ],
)
def test_a_slot_is_told_in_local_time(language: Language, words: str) -> None:
    choose(language)
    assert slot_words(SLOT).replace("\xa0", " ") == words


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    choose(Language.FRENCH)
    assert day_words(local(SLOT.starts_s - 2 * 86_400).date()) == "dimanche 1er mars"


@pytest.mark.parametrize(
    ("age_s", "words"),
    [(60, "1 minute"), (7_199, "119 minutes"), (7_200, "2 hours"), (172_800, "2 days")],
)
def test_an_age_is_told_in_the_largest_unit_that_has_two(age_s: float, words: str) -> None:
    assert age_words(age_s) == words


def test_days_keep_the_numbers_of_their_slots() -> None:
    times = (0, 3600, 86_400)
    days = by_day([replace(SLOT, starts_s=SLOT.starts_s + later) for later in times])
    assert [[number for number, _ in slots] for _, slots in days] == [[0, 1], [2]]


def test_every_table_of_words_is_complete() -> None:
    assert set(PART_NAMES) == set(OralPart)
    assert set(COMPETENCE_NAMES) == set(Competence)
    assert set(MODE_NAMES) == set(OralMode)
    assert set(ORAL_STAGE_WORDS) == set(OralStage)
    assert set(STATE_WORDS) == set(BookingState)


def test_what_may_be_noted_is_the_slot_or_the_first_wish() -> None:
    other = replace(SLOT, slot_id="slot-2")
    assert noted_slot(BookingView(BookingState.NONE)) is None
    assert noted_slot(BookingView(BookingState.REFUSED, (SLOT,))) is None
    assert noted_slot(BookingView(BookingState.REQUESTED, (SLOT, other))) is SLOT
    assert noted_slot(BookingView(BookingState.CONFIRMED, (SLOT, other), other)) is other
