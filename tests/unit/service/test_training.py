# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The mini-test and practice: never scored, and no exam question is given away."""

from pathlib import Path

import pytest

from appliance.exam.scoring import key_response
from appliance.service.errors import NoPlaysLeftError, NotNowError
from appliance.service.station import Station
from appliance.service.views import Domain, ItemType, StationView
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


def test_practice_keeps_exam_questions_secret(sample_world: World, sample: Station) -> None:
    shown = set(sample_world.opened_pack.pack.minitest)
    practice = sample.practice(None, None)
    assert practice.item.id in shown
    sample.close()


def test_practice_on_a_rehearsal_station_and_its_progress(
    sample_world: World, tmp_path: Path
) -> None:
    station = sample_world.copied_to(tmp_path / "station").station(rehearsal=True)
    practice = station.practice(Domain.GRAMMAR, None)
    item = practice.item
    assert item.domain is Domain.GRAMMAR
    practice.check(key_response(item.body))
    view = practice.following()
    assert view is not None
    practice.check(view.entered)
    line = next(p for p in station.practice_progress() if p.domain is Domain.GRAMMAR)
    assert (line.answered, line.right) == (2, 1)
    station.close()
