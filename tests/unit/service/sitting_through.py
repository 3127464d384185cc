# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A candidate who goes through a whole sitting at a simulated station."""

from appliance.exam.responses import Picks, Response, Texts, blank
from appliance.service.station import Station
from appliance.service.views import BreatherView, CheckName, FinishedView, QuestionView, View
from tests.simulators.clock import SimulatedClock
from tests.unit.service.world import PIN


def to_ready(station: Station, clock: SimulatedClock, code: str = "CODE-1") -> View:
    """Sign in and pass everything up to the last screen, identity by a person."""
    station.sign_in(code)
    station.confirm_personal_data({})
    station.consent(monitoring=False)
    heard = station.play_test_sound()
    clock.sleep(2)
    for name in CheckName:
        station.check_equipment(name, heard if name is CheckName.SOUND else None)
    station.equipment_done()
    station.confirm_identity_by_human(PIN, "passport seen")
    return station.identity_done()


def to_question(station: Station, clock: SimulatedClock, code: str = "CODE-1") -> QuestionView:
    """Go on to the first question."""
    to_ready(station, clock, code)
    station.begin()
    return next_question(station, clock)


def next_question(station: Station, clock: SimulatedClock) -> QuestionView:
    """Let the breather pass."""
    clock.sleep(3)
    view = station.advance()
    assert isinstance(view, QuestionView), view
    return view


def some_response(view: QuestionView) -> Response:
    """A response that fits: the first option everywhere, or a typed word."""
    empty = blank(view.task)
    match empty:
        case Texts(texts):
            return Texts(("word",) * len(texts))
        case Picks(picks):
            return Picks((0, *picks[1:]))
        case _:
            return empty


def to_end(station: Station, clock: SimulatedClock, view: QuestionView) -> FinishedView:
    """Answer everything that is left."""
    while True:
        clock.sleep(5)
        after = station.answer(some_response(view))
        if isinstance(after, FinishedView):
            return after
        assert isinstance(after, BreatherView), after
        view = next_question(station, clock)
        assert after.coming == view, "a screen composed behind the countdown would be another"
