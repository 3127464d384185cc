# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The mini-test and practice: never scored, and no exam question is given away."""

from itertools import product
from pathlib import Path

import pytest

from appliance.exam.scoring import key_response
from appliance.service.errors import NoPlaysLeftError, NotNowError
from appliance.service.station import Station
from appliance.service.views import Domain, ItemType, Level, StationView
from tests.simulators.clock import SimulatedClock
from tests.unit.service.world import World, inside, sample_pack


@pytest.fixture(scope="module")
def sample_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World.create(tmp_path_factory.mktemp("sample") / "station", pack=sample_pack())


@pytest.fixture
def sample(sample_world: World, tmp_path: Path) -> Station:
    return sample_world.copied_to(tmp_path / "station").station(SimulatedClock())


def test_seven_questions_one_of_each_type(sample: Station) -> None:
    rehearsal, types = sample.minitest(), list[ItemType]()
    view = rehearsal.view()
    while view is not None:
        types.append(view.type)
        feedback = rehearsal.check(view.entered)
        assert feedback.points < feedback.maximum
        assert rehearsal.check(feedback.solution).points == feedback.maximum
        assert feedback.explanation
        view = rehearsal.following()
    assert sorted(types) == sorted(ItemType)
    with pytest.raises(NotNowError):
        rehearsal.play_audio()
    assert isinstance(sample.view(), StationView)
    assert inside(sample).store.sittings.all() == ()
    sample.close()


def test_the_mini_test_plays_twice(sample: Station) -> None:
    rehearsal = sample.minitest()
    view = rehearsal.view()
    while view is not None and view.audio is None:
        view = rehearsal.following()
    clock = inside(sample).clock
    assert isinstance(clock, SimulatedClock)
    for left in (1, 0):
        audio = rehearsal.play_audio()
        assert audio.plays_left == left
        clock.sleep(audio.duration_s + 1)
    with pytest.raises(NoPlaysLeftError):
        rehearsal.play_audio()
    sample.close()


def test_practice_shows_nothing_that_the_exam_or_the_mini_test_asks(
    sample_world: World, sample: Station
) -> None:
    asked = {item.id for item in sample_world.opened_pack.pack.items}
    for _ in range(12):
        run = sample.practice(None, None)
        while run.view() is not None:
            assert run.item.id not in asked
            run.following()
    sample.close()


def test_practice_by_domain_level_and_type(sample: Station) -> None:
    offer = sample.practice_offer()
    assert {(line.domain, line.level) for line in offer} == set(product(Domain, Level))
    assert {line.type for line in offer} == set(ItemType)
    for line in offer:
        run = sample.practice(line.domain, line.level, line.type)
        view = run.view()
        assert view is not None
        assert view.total == min(10, line.count)
        assert (view.domain, view.type, run.item.level) == (line.domain, line.type, line.level)
    assert sample.practice(Domain.LISTENING, Level.A1, ItemType.TEXT_ORDER).view() is None
    sample.close()


def test_practice_is_counted_by_domain_and_level_and_can_be_forgotten(sample: Station) -> None:
    run = sample.practice(Domain.GRAMMAR, Level.B1)
    run.check(key_response(run.item.body))
    view = run.following()
    assert view is not None
    run.check(view.entered)
    run.check(key_response(run.item.body))  # a second look counts nothing
    met = [line for line in sample.practice_progress() if line.answered]
    assert [(line.domain, line.level) for line in met] == [(Domain.GRAMMAR, Level.B1)]
    assert (met[0].answered, met[0].right) == (2, 1)
    assert not any(line.answered for line in sample.forget_progress())
    sample.close()


def test_the_missed_ones_come_again_and_count_nowhere(sample: Station) -> None:
    run = sample.practice(Domain.VOCABULARY, None)
    run.check(key_response(run.item.body))
    view = run.following()
    assert view is not None
    missed = run.item.id
    run.check(view.entered)
    summary = run.summary()
    assert (summary.answered, summary.right) == (2, 1)
    counted = sample.practice_progress()
    again = run.again()
    assert again.item.id == missed
    again.check(key_response(again.item.body))
    assert again.following() is None
    assert again.again().view() is None
    assert sample.practice_progress() == counted
    sample.close()


def test_progress_outlives_the_station(sample_world: World, tmp_path: Path) -> None:
    world = sample_world.copied_to(tmp_path / "station")
    station = world.station(rehearsal=True)
    run = station.practice(Domain.READING, Level.A2)
    run.check(key_response(run.item.body))
    before = station.practice_progress()
    station.close()
    reopened = world.station(rehearsal=True)
    assert reopened.practice_progress() == before
    assert sum(line.right for line in before) == 1
    reopened.close()
