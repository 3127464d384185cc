# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The console's pages read as their language is written, and show words instead of codes."""

import re
from collections.abc import Iterable
from dataclasses import fields

import pytest

from appliance.exam.journal import KINDS
from appliance.exam.levels import Domain
from appliance.exam.oral_words import Competence, OralMode
from appliance.exam.passages import OralPart
from appliance.exam.sitting_events import Compared
from appliance.exam.sitting_words import (
    Actor,
    CapturePurpose,
    Cause,
    CheckName,
    Incident,
    OutageClock,
    Verdict,
)
from appliance.service.views import FramingHint
from edge_proctor.events import Phase
from edge_proctor.models.manifest import Role
from sync.central.oral_intake import OralState
from sync.central.settling import Point
from sync.central.web.console_terms import TERMS
from sync.central.web.console_words import WORDS
from sync.central.web.reading import Reading
from tests.simulators.central import CentralSimulator
from tests.simulators.central_station import Liberties
from tests.unit.central.test_console import reviewing

FR = Reading("fr", WORDS["fr"])
EN = Reading("en", WORDS["en"])
CODES: dict[str, Iterable[str]] = {
    "by": Actor,
    "cause": Cause,
    "clock": OutageClock,
    "competence": Competence,
    "domain": [domain.value for domain in Domain],
    "hint": FramingHint,
    "incident": Incident,
    "kind": KINDS,
    "mode": OralMode,
    "name": CheckName,
    "oral_state": OralState,
    "part": OralPart,
    "phase": Phase,
    "purpose": CapturePurpose,
    "role": Role,
    "verdict": Verdict,
}
NEVER_SHOWN = {"evidence", "models", "thresholds", "start_ns", "response", "report"}


@pytest.mark.parametrize("language", TERMS)
def test_every_code_has_a_word_in_every_language(language: str) -> None:
    for group, codes in CODES.items():
        known = TERMS[language][group]
        assert {str(code) for code in codes} <= known.keys(), group
    listed = [kind for kind in KINDS.values() if kind is not Compared]  # that has a section
    data = {field.name for kind in listed for field in fields(kind)} - NEVER_SHOWN
    assert data <= TERMS[language]["detail"].keys()
    personal = {point for point in Point if not point.endswith("_on")}
    assert personal <= TERMS[language]["field"].keys()
    assert {group: set(words) for group, words in TERMS[language].items()} == {
        group: set(words) for group, words in TERMS["en"].items()
    }


def test_numbers_are_written_as_the_language_does() -> None:
    assert (FR.seconds(2.6), EN.seconds(2.6)) == ("2,6\u00a0s", "2.6 s")
    assert (FR.percent(0.9), EN.percent(0.9)) == ("90\u00a0%", "90%")
    assert (FR.moment(74.25), EN.moment(59.96), EN.moment(None)) == ("1:14,2", "1:00.0", "")
    assert [FR.count(number, "model") for number in (0, 1, 2)] == [
        "0 modèle",
        "1 modèle",
        "2 modèles",
    ]
    assert [EN.count(number, "model") for number in (0, 1)] == ["0 models", "1 model"]
    assert (FR.label("Durée"), EN.label("Lasted")) == ("Durée\u00a0:", "Lasted:")


def test_days_are_in_words_with_their_iso_form() -> None:
    assert FR.day("2026-03-01") == '<time datetime="2026-03-01">1er mars 2026</time>'
    assert EN.day("2026-03-01") == '<time datetime="2026-03-01">1 March 2026</time>'
    assert (FR.day(""), FR.day("soon")) == ("", "soon")


def test_french_words_hold_their_punctuation() -> None:
    texts = [*WORDS["fr"].values(), *(w for group in TERMS["fr"].values() for w in group.values())]
    assert not [text for text in texts if re.search(r" [;:?!]", text)]


def test_a_station_tells_its_capabilities_in_words() -> None:
    assert FR.capability("available (yunet)") == "disponible (yunet)"
    assert FR.capability("missing: none was chosen") == "absent\u00a0: none was chosen"
    assert FR.capability("something else") == "something else"


def test_a_sitting_shows_words_days_and_what_a_correction_changes(
    central: CentralSimulator,
) -> None:
    with reviewing(central, Liberties(corrections={"family_name": "Durand"})) as http:
        page = http.get("/console/sittings/sit-1").text
        lines = http.get("/console").text
    day = '<time datetime="2025-06-15">15 juin 2025</time>'
    assert day in page
    assert day in lines
    assert "<dt>Nom</dt>" in page
    assert re.search(r"<dd>[^<]+ → <strong>Durand</strong>", page)
    assert "Vocabulaire\u00a0:" in page
    assert "Détection des visages\u00a0: disponible" in page
    assert "1 modèle<" in page
    assert "2,5\u00a0s" in page
    shown = re.sub(r"<[^>]+>", " ", page)
    for code in (*KINDS, "family_name", "no_face", "True", "False", "elapsed_ms"):
        assert not re.search(rf"\b{code}\b", shown), code


def test_a_code_without_words_is_still_readable() -> None:
    assert FR.term("kind", "later_code") == "later code"
