# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Time, entries, plays and late answers."""

from pathlib import Path

import pytest

from appliance.exam.errors import InvalidResponseError
from appliance.exam.responses import Order, Picks, Texts, blank
from appliance.exam.sitting_errors import EventRefusedError
from appliance.exam.sitting_events import Answered
from appliance.exam.sitting_words import Cause
from appliance.service.errors import NoPlaysLeftError, NotNowError, WrongPinError
from appliance.service.station import Station
from appliance.service.views import (
    BreatherView,
    CandidateView,
    FinishedView,
    Incident,
    PausedView,
    QuestionView,
    Rest,
)
from appliance.store.errors import StoreFullError
from tests.simulators.clock import SimulatedClock
from tests.unit.service.sitting_through import next_question, some_response, to_question
from tests.unit.service.world import PIN, World, entry, inside


def last_answer(station: Station) -> Answered:
    seat = inside(station).seat
    assert seat is not None
    return seat.state.answered[-1]


def until_audio(station: Station, clock: SimulatedClock) -> QuestionView:
    view = to_question(station, clock)
    while view.audio is None:
        station.answer(some_response(view))
        view = next_question(station, clock)
    return view


def until_no_audio(station: Station, clock: SimulatedClock) -> QuestionView:
    view = to_question(station, clock)
    while view.audio is not None:
        station.answer(some_response(view))
        view = next_question(station, clock)
    return view


def test_at_zero_what_is_entered_is_submitted(station: Station, clock: SimulatedClock) -> None:
    view = to_question(station, clock)
    response = some_response(view)
    station.enter(response)
    clock.sleep(view.limit_s - 0.1)
    assert isinstance(station.advance(), QuestionView)
    clock.sleep(0.2)
    assert isinstance(station.advance(), BreatherView)
    answer = last_answer(station)
    assert answer.cause is Cause.TIMED_OUT
    assert answer.elapsed_ms >= view.limit_s * 1000


def test_nothing_entered_is_an_empty_answer(station: Station, clock: SimulatedClock) -> None:
    view = to_question(station, clock)
    clock.sleep(view.limit_s)
    station.advance()
    assert last_answer(station).points == 0


def test_an_answer_a_moment_late_still_counts(station: Station, clock: SimulatedClock) -> None:
    view = to_question(station, clock)
    clock.sleep(view.limit_s + 0.9)
    station.answer(some_response(view))
    assert last_answer(station).cause is Cause.SUBMITTED


def test_an_answer_too_late_is_what_was_entered(station: Station, clock: SimulatedClock) -> None:
    view = to_question(station, clock)
    clock.sleep(view.limit_s + 30)
    station.answer(some_response(view))
    assert last_answer(station).cause is Cause.TIMED_OUT


def test_pressing_twice_answers_once(station: Station, clock: SimulatedClock) -> None:
    view = to_question(station, clock)
    first = station.answer(some_response(view))
    assert station.answer(some_response(view)) == first
    seat = inside(station).seat
    assert seat is not None
    assert len(seat.state.answered) == 1


@pytest.mark.parametrize("bad", [Picks((99, 99, 99)), Texts(("x" * 500,)), Order((0, 0))])
def test_a_response_that_does_not_fit(
    station: Station, clock: SimulatedClock, bad: Picks | Texts | Order
) -> None:
    to_question(station, clock)
    with pytest.raises(InvalidResponseError):
        station.answer(bad)
    with pytest.raises(InvalidResponseError):
        station.enter(bad)
    assert isinstance(station.view(), QuestionView)


def test_what_is_entered_shows_again(station: Station, clock: SimulatedClock) -> None:
    view = to_question(station, clock)
    assert view.entered == blank(view.task)
    response = some_response(view)
    station.enter(response)
    assert station.view().entered == response  # pyright: ignore


def test_two_plays_and_no_third(station: Station, clock: SimulatedClock) -> None:
    view = until_audio(station, clock)
    assert view.audio is not None
    assert view.audio.plays_left == 2
    heard = station.play_audio()
    assert (heard.plays_left, heard.playing) == (1, True)
    assert station.play_audio().plays_left == 1  # pressed again while it plays
    clock.sleep(heard.duration_s + 1)
    assert station.play_audio().plays_left == 0
    clock.sleep(heard.duration_s + 1)
    with pytest.raises(NoPlaysLeftError):
        station.play_audio()


def test_the_test_word_does_not_move_the_extracts_bar(
    station: Station, clock: SimulatedClock
) -> None:
    until_audio(station, clock)
    station.play_test_sound()
    clock.sleep(0.2)
    view = station.view()
    assert isinstance(view, QuestionView)
    assert view.audio is not None
    assert (view.audio.playing, view.audio.position_s) == (False, 0.0)
    heard = station.play_audio()  # and the word gives way to the extract
    assert (heard.plays_left, heard.playing) == (1, True)


def test_nothing_to_play(station: Station, clock: SimulatedClock) -> None:
    until_no_audio(station, clock)
    with pytest.raises(NotNowError):
        station.play_audio()


def test_the_extract_stops_with_the_answer(station: Station, clock: SimulatedClock) -> None:
    view = until_audio(station, clock)
    station.play_audio()
    station.answer(some_response(view))
    assert not inside(station).output.playing


def test_a_pause_stops_the_clock(station: Station, clock: SimulatedClock) -> None:
    view = to_question(station, clock)
    clock.sleep(5)
    paused = station.pause(PIN, "fire alarm")
    assert paused == PausedView(paused.stage, 1, view.total, "fire alarm")  # pyright: ignore
    clock.sleep(600)
    assert isinstance(station.advance(), PausedView)
    with pytest.raises(WrongPinError):
        station.resume("")
    after = station.resume(PIN)
    assert isinstance(after, QuestionView)
    assert after.remaining_s == view.remaining_s - 5


@pytest.mark.parametrize("late_s", [0.0, 0.4])
def test_a_pause_that_falls_on_zero_waits_and_is_resumed(
    world: World, clock: SimulatedClock, late_s: float
) -> None:
    station = world.station(clock)
    view = to_question(station, clock)
    station.enter(some_response(view))
    clock.sleep(view.limit_s + late_s)
    station.pause(PIN, "fire alarm")
    clock.sleep(600)
    assert isinstance(station.advance(), PausedView)
    station.close()
    station = world.station(clock)
    assert isinstance(station.advance(), PausedView)
    after = station.resume(PIN)
    assert isinstance(after, QuestionView)
    assert after.remaining_s == 0
    assert isinstance(station.advance(), BreatherView)
    assert last_answer(station).cause is Cause.TIMED_OUT
    station.close()


def test_extra_time(station: Station, clock: SimulatedClock) -> None:
    view = to_question(station, clock)
    after = station.extend(PIN, 60, "noise in the corridor")
    assert isinstance(after, QuestionView)
    assert after.remaining_s == view.remaining_s + 60


def test_the_accommodation_lengthens_every_limit_and_lets_rest(tmp_path: Path) -> None:
    clock = SimulatedClock()
    limits = list[float]()
    for factor in (1.0, 1.5):
        world = World.create(tmp_path / f"{factor}", entries=[entry(1, time_factor=factor)])
        station = world.station(clock)
        view = to_question(station, clock)
        limits.append(view.limit_s)
        if factor == 1.0:
            with pytest.raises(EventRefusedError):
                station.ask_rest()
            station.close()
    assert limits[1] == pytest.approx(1.5 * limits[0], abs=1)
    assert view.rest is Rest.POSSIBLE
    station.ask_rest()
    station.close()
    station = world.station(clock)
    station.resume()
    view = station.view()
    assert isinstance(view, QuestionView)
    assert view.rest is Rest.COMING, "a restart does not forget it"
    assert isinstance(station.answer(some_response(view)), PausedView)
    clock.sleep(600)
    assert isinstance(station.resume(), BreatherView)
    station.close()


def test_a_full_disk_keeps_the_question_and_goes_on(
    station: Station, clock: SimulatedClock
) -> None:
    view = to_question(station, clock)
    station.enter(some_response(view))
    connection = inside(station).store.connection
    connection.compact_log()
    [[pages]] = connection.read("PRAGMA page_count")
    [[free]] = connection.read("PRAGMA freelist_count")
    connection.read(f"PRAGMA max_page_count = {pages}")
    fill = 0
    while fill < 50:  # use up what room is left inside the last pages
        try:
            with inside(station).store.transaction():
                inside(station).store.settings.put(f"filler-{fill}", bytes(3000 + free))
            fill += 1
        except StoreFullError:
            break
    with pytest.raises(StoreFullError):
        while True:
            station.report_incident(Incident.FROZEN_SCREEN, "x" * 2000)
    assert isinstance(station.view(), QuestionView)
    connection.read(f"PRAGMA max_page_count = {pages + 10_000}")
    clock.sleep(1)
    assert isinstance(station.answer(some_response(view)), BreatherView)


def test_time_passes_to_the_end_even_if_nobody_answers(
    station: Station, clock: SimulatedClock
) -> None:
    view = to_question(station, clock)
    for _ in range(2 * view.total):
        clock.sleep(400)
        after = station.advance()
        if isinstance(after, FinishedView):
            break
    assert isinstance(station.view(), FinishedView)
    assert station.outbox.pending()


def test_the_view_is_the_candidate_s_before_the_questions(
    station: Station, clock: SimulatedClock
) -> None:
    station.sign_in("CODE-1")
    clock.sleep(500)
    assert isinstance(station.advance(), CandidateView)
    station.enter(Picks((0,)))  # nothing to enter: ignored
