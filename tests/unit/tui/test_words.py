# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Words: every table is complete, every refusal has its words, plain signs keep widths."""

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from typing import Any

import pytest
from rich.cells import cell_len

from appliance.audio import AudioError
from appliance.service import errors as service_errors
from appliance.service.corrections import FIELDS
from appliance.service.views import (
    CheckName,
    CheckResult,
    Domain,
    FramingHint,
    Incident,
    ItemType,
    Stage,
    SyncEnd,
    SyncOutcome,
    SyncView,
    Verdict,
)
from appliance.store import errors as store_errors
from edge_proctor.events import Signal
from sync.protocol.errors import EscaleError
from tests.contracts import catalogues
from tui import words
from tui.dates import figures_of, iso_of
from tui.glyphs import PLAIN, plain
from tui.language import Language, choose, said_again, say, say_count
from tui.refusals import in_words
from tui.screens.help import ANSWERS
from tui.service_words import (
    STATION_FAULTS,
    check_advice,
    incident_kind,
    measured,
    seat_state,
    waiting_words,
)
from tui.widgets.level import level_words
from tui.widgets.open_cloze import next_accent
from tui.widgets.time_bar import PHASE_WORDS, Phase, clock_words, phase_of

TABLES: tuple[tuple[Mapping[Any, str], type[Enum]], ...] = (
    (words.DOMAIN_NAMES, Domain),
    (words.TYPE_NAMES, ItemType),
    (words.CHECK_NAMES, CheckName),
    (words.VERDICT_NAMES, Verdict),
    (words.HINTS, FramingHint),
    (words.INCIDENT_NAMES, Incident),
    (ANSWERS, Incident),
    (PHASE_WORDS, Phase),
)


def errors_of(module: object) -> list[type[EscaleError]]:
    return [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, EscaleError) and kind is not EscaleError
    ]


@pytest.mark.parametrize(("table", "kind"), TABLES)
def test_no_word_is_missing(table: Mapping[Any, str], kind: type[Enum]) -> None:
    assert set(table) == set(kind)


def test_every_fault_of_the_station_has_words_for_the_invigilator() -> None:
    assert set(STATION_FAULTS) == {it.value for it in Signal if it.is_station_fault}
    choose(Language.FRENCH)
    assert incident_kind(Signal.BLURRED.value) == "L’image de la caméra est floue"


@pytest.mark.parametrize("end", [end for end in SyncEnd if end is not SyncEnd.DONE])
def test_an_exchange_that_did_not_end_well_is_told_at_the_desk(end: SyncEnd) -> None:
    told = SyncView(1, 48_200, 1_770_000_000.0, SyncOutcome(1_770_000_300.0, end, by_itself=True))
    choose(Language.ENGLISH)
    english = waiting_words(told)
    choose(Language.FRENCH)
    assert "Last try on 2 February 2026" in english
    assert waiting_words(told) != english
    assert waiting_words(replace(told, last=None)) in waiting_words(told)


def test_the_catalogues_are_whole() -> None:
    assert catalogues.main([]) == 0


@pytest.mark.parametrize("kind", [*errors_of(service_errors), *errors_of(store_errors), AudioError])
def test_every_refusal_speaks_french(kind: type[EscaleError]) -> None:
    error = EscaleError.__new__(kind)
    Exception.__init__(error, "in English")
    choose(Language.ENGLISH)
    english = in_words(error)
    choose(Language.FRENCH)
    french = in_words(error)
    assert english.title != french.title
    assert english.advice != french.advice
    assert french.stops_exam == (40 <= kind.exit_code < 50)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.WELCOME])
def test_every_stage_of_the_roster_speaks_french(stage: Stage) -> None:
    choose(Language.FRENCH)
    assert seat_state(stage.value) != stage.value


@pytest.mark.parametrize(
    ("value", "french"),
    [
        ("heard 'pont' instead of 'sept'", "vous avez entendu «\xa0pont\xa0», le mot était"),
        ("heard 'pont'", "vous avez entendu «\xa0pont"),
        ("mains", "sur secteur"),
        ("battery, 70 %", "sur batterie, 70 %"),
        ("battery, 70 %, 95 min", "sur batterie, 70 %, 95 minutes"),
        ("-31 dBFS", "niveau -31 dB"),
        ("734 MiB free", "734 Mo libres"),
        ("77071 MiB free", "75 Go libres"),
        ("320 x 240 pixels", "image de 320 × 240"),
        ("missing: no such thing", "aucun appareil"),
    ],
)
def test_measurements_speak_french(value: str, french: str) -> None:
    choose(Language.FRENCH)
    assert measured(CheckResult(CheckName.SOUND, Verdict.FAIL, value, "")).startswith(french)


def test_a_measurement_of_tomorrow_is_shown_as_it_comes() -> None:
    check = CheckResult(CheckName.POWER, Verdict.PASS, "42 whatevers", "")
    assert measured(check) == "42 whatevers"


@pytest.mark.parametrize("name", CheckName)
def test_reasons_in_the_words_of_others_become_plain_ones(name: CheckName) -> None:
    failed = CheckResult(name, Verdict.FAIL, "[Errno 111] Connection refused", "Ask on the list.")
    choose(Language.FRENCH)
    french = measured(failed), check_advice(failed.advice)
    choose(Language.ENGLISH)
    english = measured(failed), check_advice(failed.advice)
    assert french[1] == "Appelez le surveillant."
    assert not set(french) & set(english)
    assert "Errno" not in french[0] + english[0]


def test_counts() -> None:
    choose(Language.FRENCH)
    one = say_count("{count} gap to fill.", "{count} gaps to fill.", 1)
    two = say_count("{count} gap to fill.", "{count} gaps to fill.", 2)
    assert (one, two) == ("1 trou à remplir.", "2 trous à remplir.")
    assert say("Question {number} of {total}", number=3, total=50) == "Question 3 sur 50"


def test_words_within_words_change_their_language_too() -> None:
    choose(Language.FRENCH)
    part = say("End the {part}…", part=say("Role play"))
    gaps = say_count("{count} gap to fill.", "{count} gaps to fill.", 2)
    choose(Language.ENGLISH)
    assert said_again(part) == "End the Role play…"
    assert said_again(gaps) == "2 gaps to fill."
    assert said_again("Quellbrunn") == "Quellbrunn"


def test_plain_signs_keep_their_width() -> None:
    for sign, replacement in PLAIN.items():
        assert cell_len(chr(sign)) == cell_len(str(replacement)) == 1
    assert plain("┌─ Où ? ─┐") == "+- Où ? -+"


def test_accents_go_round() -> None:
    letter, seen = "e", list[str]()
    for _ in range(6):
        seen.append(letter)
        letter = next_accent(letter)
    assert seen == ["e", "é", "è", "ê", "ë", "e"]
    assert next_accent("E") == "É"
    assert next_accent("x") == "x"


@pytest.mark.parametrize(
    ("left", "phase"),
    [(60, Phase.PLENTY), (31, Phase.PLENTY), (30, Phase.HALF), (13, Phase.HALF), (12, Phase.LAST)],
)
def test_phases_of_time(left: float, phase: Phase) -> None:
    assert phase_of(left, 60) is phase


@pytest.mark.parametrize(
    ("level_dbfs", "bar"), [(-96, "····"), (-60, "····"), (-30, "██··"), (0, "████"), (3, "████")]
)
def test_a_level_is_a_bar_with_a_number(level_dbfs: float, bar: str) -> None:
    assert level_words(level_dbfs, cells=4) == f"▐{bar}▌ {level_dbfs} dB"


def test_zero_means_zero() -> None:
    assert (clock_words(0.2), clock_words(0), clock_words(61)) == ("0:01", "0:00", "1:01")


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("31/12/1994", "1994-12-31"),
        ("1.5.1991", "1991-05-01"),
        ("1991-05-01", "1991-05-01"),
        ("31/12/1994x", "31/12/1994x"),
        ("31/02/1994", "31/02/1994"),
        ("", ""),
    ],
)
def test_a_day_typed_in_figures(typed: str, iso: str) -> None:
    assert iso_of(typed) == iso


def test_a_day_written_in_figures() -> None:
    assert figures_of("1994-12-31") == "31/12/1994"
    assert figures_of("last spring") == "last spring"


def test_every_datum_has_its_name_and_its_advice() -> None:
    assert set(words.FIELD_NAMES) == set(words.FIELD_ADVICE) == set(FIELDS)


@pytest.mark.parametrize(
    ("right", "french"),
    [(0, "0 juste sur 3"), (1, "1 juste sur 3"), (2, "2 justes sur 3")],
)
def test_what_was_right_agrees_with_its_number(right: int, french: str) -> None:
    choose(Language.FRENCH)
    message = "{count} right of {answered}"
    assert say_count(message, message, right, answered=3) == french
