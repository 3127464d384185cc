# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Back after a kill, a crash or a power cut: same question, same time, same plays."""

from pathlib import Path

import pytest

from appliance.exam.rescoring import rescore
from appliance.exam.sitting_words import Stage
from appliance.service.sealed_journal import read_journal
from appliance.service.station import Station
from appliance.service.views import (
    BreatherView,
    CandidateView,
    FinishedView,
    PausedView,
    QuestionView,
    StationView,
)
from appliance.store.errors import StoreDamagedError
from tests.simulators.clock import SimulatedClock
from tests.simulators.power import CountingTripwire, PowerCutError
from tests.unit.service.sitting_through import some_response, to_end, to_question, to_ready
from tests.unit.service.test_questions import until_audio
from tests.unit.service.world import World, inside


def cut(station: Station) -> None:
    """The process is gone: nothing is closed in order, and the kernel takes the folder back."""
    inside(station).store.connection.close()
    hold = inside(station).hold
    assert hold is not None
    hold.release()


def test_a_kill_in_a_question(world: World, clock: SimulatedClock) -> None:
    station = world.station(clock)
    before = to_question(station, clock)
    station.enter(some_response(before))
    clock.sleep(7)
    station.advance()  # the screen's tick: a sign of life
    cut(station)
    clock.sleep(300)
    station = world.station(clock)
    paused = station.view()
    assert isinstance(paused, PausedView)
    assert (paused.by_fault, paused.number) == (True, 1)
    clock.sleep(60)  # the candidate takes a breath; the clock stands
    after = station.resume()
    assert isinstance(after, QuestionView)
    assert after.task == before.task
    assert after.remaining_s == before.remaining_s - 7
    assert after.entered == some_response(before)
    station.close()


def test_a_power_cut_with_a_reboot_costs_less_than_a_second(
    world: World, clock: SimulatedClock
) -> None:
    station = world.station(clock)
    before = to_question(station, clock)
    for _ in range(50):
        clock.sleep(0.1)
        station.advance()
    clock.sleep(0.9)  # since the last sign of life
    cut(station)
    clock.reboot(away_s=3600, boot_id="boot-2")
    station = world.station(clock)
    after = station.resume()
    assert isinstance(after, QuestionView)
    lost = after.remaining_s - (before.remaining_s - 5.9)
    assert 0 <= lost <= 1.0
    seat = inside(station).seat
    assert seat is not None
    assert seat.state.outages == 1
    to_end(station, clock, after)
    row = inside(station).store.sittings.all()[0]
    records = read_journal(inside(station).store, inside(station).keys, row)
    assert rescore(world.opened_pack, records).sitting.outages == 1
    station.close()


def test_plays_are_counted_across_a_restart(world: World, clock: SimulatedClock) -> None:
    station = world.station(clock)
    until_audio(station, clock)
    station.play_audio()
    cut(station)
    station = world.station(clock)
    after = station.resume()
    assert isinstance(after, QuestionView)
    assert after.audio is not None
    assert after.audio.plays_left == 1
    station.close()


def test_a_kill_in_a_breather_gives_the_next_question(world: World, clock: SimulatedClock) -> None:
    station = world.station(clock)
    first = to_question(station, clock)
    station.answer(some_response(first))
    cut(station)
    station = world.station(clock)
    assert isinstance(station.view(), PausedView)
    assert isinstance(station.resume(), BreatherView)
    clock.sleep(3)
    second = station.advance()
    assert isinstance(second, QuestionView)
    assert second.number == 2
    station.close()


@pytest.mark.parametrize("steps", range(1, 5))
def test_a_kill_before_the_questions(world: World, clock: SimulatedClock, steps: int) -> None:
    station = world.station(clock)
    station.sign_in("CODE-1")
    if steps > 1:
        station.confirm_personal_data({"email": "x@candidates.example"})
    if steps > 2:
        station.consent(monitoring=False)
    if steps > 3:
        station.set_aside("4711")
        to_ready(station, clock, "CODE-2")
    before = station.view()
    cut(station)
    station = world.station(clock)
    after = station.view()
    assert isinstance(after, CandidateView)
    assert isinstance(before, CandidateView)
    assert (after.stage, after.fields) == (before.stage, before.fields)
    station.close()


def test_a_kill_between_the_last_answer_and_the_bundle(world: World, clock: SimulatedClock) -> None:
    wire = CountingTripwire()
    station = world.station(clock, tripwire=wire)
    view = to_question(station, clock)
    while view.number < view.total:
        station.answer(some_response(view))
        clock.sleep(3)
        view = station.advance()
        assert isinstance(view, QuestionView)
    wire.points.clear()
    wire.cut_at = 8  # the points of the answer's commit are seven
    with pytest.raises(PowerCutError):
        station.answer(some_response(view))
    assert station.outbox.pending() == ()
    cut(station)
    station = world.station(clock)
    assert len(station.outbox.pending()) == 1
    assert isinstance(station.view(), StationView)  # the next candidate may come
    [row] = inside(station).store.sittings.all()
    records = read_journal(inside(station).store, inside(station).keys, row)
    assert len(rescore(world.opened_pack, records).items) == view.total
    station.close()


def test_a_kill_after_the_end_changes_nothing(world: World, clock: SimulatedClock) -> None:
    station = world.station(clock)
    assert isinstance(to_end(station, clock, to_question(station, clock)), FinishedView)
    [row] = inside(station).store.sittings.all()
    cut(station)
    station = world.station(clock)
    [after] = inside(station).store.sittings.all()
    assert (after.length, after.head) == (row.length, row.head)
    assert len(station.outbox.pending()) == 1
    station.close()


def test_an_orderly_close_loses_no_time(world: World, clock: SimulatedClock) -> None:
    station = world.station(clock)
    before = to_question(station, clock)
    clock.sleep(0.7)
    station.close()
    clock.sleep(100)
    station = world.station(clock)
    after = station.resume()
    assert isinstance(after, QuestionView)
    assert after.remaining_s == before.remaining_s - 0.7
    station.close()


def test_a_journal_that_was_shortened_is_noticed(world: World, clock: SimulatedClock) -> None:
    station = world.station(clock)
    to_question(station, clock)
    store = inside(station).store
    seat = inside(station).seat
    assert seat is not None
    with store.transaction():
        store.connection.write("DELETE FROM journal WHERE sequence = ?", (seat.journal.length - 1,))
    cut(station)
    with pytest.raises(StoreDamagedError):
        world.station(clock)


def test_with_a_passphrase(tmp_path: Path, clock: SimulatedClock) -> None:
    world = World.create(tmp_path / "station", passphrase="correct horse")
    station = world.station(clock)
    to_question(station, clock)
    cut(station)
    station = world.station(clock)
    assert station.station_view().key_tier == "passphrase"
    seat = inside(station).seat
    assert seat is not None
    assert seat.state.stage is Stage.PAUSED
    station.close()
