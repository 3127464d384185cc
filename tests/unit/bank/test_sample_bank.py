# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The sample English bank is clean, complete and builds at once."""

import time
from collections import Counter

import pytest

from appliance.bank.bank import Bank, load_bank
from appliance.bank.build import SAMPLE, build_sample_pack
from appliance.bank.linting.lint import Report, lint
from appliance.exam.cat.parameters import Provenance
from appliance.exam.levels import DOMAINS, ItemType, Level
from appliance.exam.oral_material import GENERAL
from appliance.exam.pack import OpenedPack, open_pack
from appliance.exam.passages import AudioKind, OralPart
from appliance.exam.scoring import key_response, score
from appliance.exam.timing import time_limit_s
from sync.protocol.keys import Signer, key_ring

SIGNER = Signer.from_private_bytes(bytes(range(32)))


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(SAMPLE)


@pytest.fixture(scope="module")
def report(bank: Bank) -> Report:
    return lint(bank)


@pytest.fixture(scope="module")
def opened() -> OpenedPack:
    return open_pack(build_sample_pack(SIGNER), key_ring(SIGNER.public))


def test_the_lint_has_nothing_to_say(report: Report) -> None:
    assert [str(problem) for problem in report.problems] == []


def test_every_domain_has_items_of_every_level(bank: Bank) -> None:
    shown = set(bank.minitest)
    counts = Counter((item.domain, item.level) for item in bank.items if item.id not in shown)
    assert len(counts) == len(DOMAINS) * len(Level)
    assert min(counts.values()) >= 10


def test_there_is_enough_of_everything(report: Report, bank: Bank) -> None:
    assert report.items >= 300
    assert report.passages == 12
    assert report.extracts >= 60
    assert {extract.kind for extract in bank.extracts.values()} == set(AudioKind)
    dialogues = [one for one in bank.extracts.values() if one.kind is AudioKind.DIALOGUE]
    assert all({line.voice for line in one.lines} == {"a", "b"} for one in dialogues)


def test_the_mini_test_has_one_item_of_each_type(opened: OpenedPack) -> None:
    pack = opened.pack
    assert Counter(pack.item(identity).type for identity in pack.minitest) == Counter(ItemType)
    assert len(pack.items) - len(pack.exam_items) == 7


@pytest.mark.parametrize("part", OralPart)
def test_oral_material_is_general_and_by_trade_at_every_level(bank: Bank, part: OralPart) -> None:
    prompts = bank.oral.of(part)
    assert len(prompts) >= 12
    general = {prompt.level for prompt in prompts if prompt.trade == GENERAL}
    by_trade = {prompt.level for prompt in prompts if prompt.trade != GENERAL}
    assert general == by_trade == set(Level)


def test_parameters_are_priors_and_keys_earn_everything(opened: OpenedPack) -> None:
    for item in opened.pack.items:
        assert item.parameters.provenance is Provenance.PRIOR
        scored = score(item, key_response(item.body))
        assert scored.points == scored.maximum
        assert scored.category == len(item.parameters.b)


def test_an_average_sitting_takes_about_fifty_minutes(report: Report) -> None:
    assert 45 <= report.minutes <= 60


def test_every_limit_allows_two_plays_and_then_an_answer(opened: OpenedPack) -> None:
    pack = opened.pack
    for item in pack.items:
        limit_s = time_limit_s(item, pack.passage_words(item), pack.audio_s(item))
        assert limit_s >= 2 * pack.audio_s(item) + 15
        assert limit_s < 300


def test_building_needs_no_voice_and_little_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    begin = time.monotonic()
    data = build_sample_pack(SIGNER)
    assert time.monotonic() - begin < 10
    assert len(data) < 8 << 20
    assert data == build_sample_pack(SIGNER)
