# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The choice of material: level first, then trade, then the seed; the same every time."""

from dataclasses import replace

import pytest

from appliance.exam.levels import Level
from appliance.exam.oral_material import choose, questions_of, trades
from appliance.exam.oral_words import Competence
from appliance.exam.pack import open_pack
from appliance.exam.passages import OralMaterial, OralPart, OralPrompt
from appliance.exam.sitting_errors import NoOralMaterialError
from appliance.service.oral.descriptors import LANGUAGES, descriptors
from sync.protocol.keys import key_ring
from tests.unit.service.world import pack_signer, sample_pack


def prompt(name: str, part: OralPart, level: Level, trade: str = "general") -> OralPrompt:
    return OralPrompt(name, part, level, trade, name, "What?", "", ("Why?", "When?"))


MATERIAL = OralMaterial(
    tuple(
        prompt(f"{part.value}-{level.label}-{trade}", part, level, trade)
        for part in OralPart
        for level in (Level.A2, Level.B2)
        for trade in ("general", "retail", "it")
    )
)


def test_level_then_trade_then_general() -> None:
    script = choose(MATERIAL, Level.B2, "retail", 1)
    assert [each.id for each in script.prompts] == [f"{p.value}-B2-retail" for p in OralPart]
    script = choose(MATERIAL, Level.C2, "fishing", 1)
    assert [each.id for each in script.prompts] == [f"{p.value}-B2-general" for p in OralPart]
    assert choose(MATERIAL, Level.A1, "it", 1).of(OralPart.ROLE_PLAY).level is Level.A2
    between = choose(replace(MATERIAL), Level.B1, "it", 1)
    assert {each.level for each in between.prompts} == {Level.A2}


def test_the_seed_chooses_among_equals_the_same_every_time() -> None:
    many = OralMaterial(
        tuple(prompt(f"{part.value}-{n}", part, Level.B1) for part in OralPart for n in range(5))
    )
    scripts = [choose(many, Level.B1, "it", seed) for seed in range(40)]
    assert scripts == [choose(many, Level.B1, "it", seed) for seed in range(40)]
    assert len({script.of(OralPart.DISCUSSION).id for script in scripts}) == 5
    assert choose(many, Level.B1, "it", 7).identifiers == {  # pinned: central must agree
        "introduction": "introduction-4",
        "role_play": "role_play-0",
        "discussion": "discussion-4",
    }


def test_a_pack_without_material_is_refused() -> None:
    with pytest.raises(NoOralMaterialError, match="introduction"):
        choose(OralMaterial(()), Level.B1, "it", 1)


def test_the_sample_pack_has_material_for_every_level_and_trade() -> None:
    oral = open_pack(sample_pack(), key_ring(pack_signer().public)).pack.oral
    assert trades(oral)[0] == "general"
    for level in Level:
        for trade in trades(oral):
            script = choose(oral, level, trade, 3)
            assert {each.level for each in script.prompts} == {level}
            assert set(script.questions) == {part.value for part in OralPart}
            assert all(len(questions_of(each)) >= 3 for each in script.prompts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_competence_and_level_has_a_descriptor(language: str) -> None:
    told = descriptors(language)
    assert len(told) == len(Competence) * len(Level) == len({each.text for each in told})
    assert all(40 < len(each.text) <= 100 for each in told)
    assert descriptors("de") == descriptors("en")
