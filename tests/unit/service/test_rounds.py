# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Results leave first and by themselves, and never beside a question."""

import time
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.command import dispatch
from appliance.service.errors import NoContentError, NotNowError
from appliance.service.rounds import LONGEST_S, Pace
from appliance.service.station import Station
from appliance.service.views import QuestionView, SyncEnd, SyncOutcome
from sync.agent.errors import LinkError
from tests.simulators.central import CENTRE, new_central
from tests.simulators.clock import START_S
from tests.unit.oral.line import Line, laid
from tests.unit.service.sitting_through import next_question, to_end, to_ready

NOWHERE = "http://127.0.0.1:9"
PATIENCE_S = 30.0


@pytest.fixture
def line(tmp_path: Path) -> Generator[Line]:
    """A central that listens, and a wire to it."""
    simulator = new_central(tmp_path)
    with laid(simulator, tmp_path / "stations") as line:
        yield line
    simulator.central.close()


def finished(line: Line) -> Station:
    """A station with one finished written part in its outbox, and nobody seated."""
    line.prepare(candidates=2)
    station = line.station()
    line.sit(station)
    station.leave()
    assert len(station.outbox.pending()) == 1
    return station


def register_another(line: Line) -> None:
    """Publish a roster that is newer than the station's."""
    row = {
        "candidate_id": "c-9",
        "given_name": "Ines",
        "family_name": "Moreau",
        "birth_date": "1990-05-17",
        "email": "ines9@example.org",
        "window_from": "2026-01-01",
        "window_to": "2026-12-31",
        "target": "A1",
    }
    answer = line.simulator.browser().post("/rosters", params={"centre": CENTRE}, json=[row])
    assert answer.status_code == 201, answer.text


def question_of(line: Line, station: Station, candidate_id: str) -> QuestionView:
    """Seat the candidate and go to the first question."""
    to_ready(station, line.clock, line.codes[candidate_id])
    station.begin()
    return next_question(station, line.clock)


def last_of(station: Station) -> SyncOutcome:
    """How the last exchange ended."""
    last = station.station_view().sync.last
    assert last is not None
    return last


def until(holds: Callable[[], bool]) -> None:
    """Wait until it holds."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.05)


def test_a_new_roster_during_a_sitting_keeps_no_result_from_leaving(line: Line) -> None:
    station = finished(line)
    question_of(line, station, "c-2")
    register_another(line)
    with pytest.raises(NotNowError, match="cannot change during a sitting"):
        station.synchronise()
    assert station.outbox.pending() == ()
    assert last_of(station).end is SyncEnd.CONTENT_WAITS
    assert not last_of(station).by_itself


def test_a_content_list_that_is_refused_keeps_no_result_from_leaving(line: Line) -> None:
    station = finished(line)
    line.simulator.clock.now_s = int(START_S) - 60  # central's clock went back: an older list
    with pytest.raises(NoContentError, match="older"):
        station.synchronise()
    assert station.outbox.pending() == ()


def test_the_station_sends_by_itself(line: Line) -> None:
    station = finished(line)
    station.synchronise_by_itself(0.1)
    until(lambda: not station.outbox.pending())
    until(lambda: last_of(station).by_itself)
    assert last_of(station).end is SyncEnd.DONE


def test_new_content_comes_by_itself(line: Line) -> None:
    line.prepare()
    station = line.station(sync_every_s=0.1)
    register_another(line)
    until(lambda: station.library.candidates == 2)


def test_nothing_is_sent_beside_a_question_and_all_of_it_after_the_end(line: Line) -> None:
    station = finished(line)
    view = question_of(line, station, "c-2")
    station.synchronise_by_itself(0.05)
    time.sleep(1.0)
    assert len(station.outbox.pending()) == 1
    assert not last_of(station).by_itself
    to_end(station, line.clock, view)
    until(lambda: not station.outbox.pending())


def test_a_link_that_is_down_is_told_and_asking_by_hand_still_works(line: Line) -> None:
    station = finished(line)
    station.close()
    station = line.reopen(central_url=NOWHERE, sync_every_s=0.1)
    until(lambda: station.station_view().sync.last is not None)
    assert last_of(station).end is SyncEnd.NO_LINK
    assert last_of(station).by_itself
    with pytest.raises(LinkError):
        station.synchronise()
    assert len(station.outbox.pending()) == 1


def test_the_bandwidth_of_the_command_line_is_kept_to(
    line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    station = finished(line)
    size = station.station_view().sync.waiting_bytes
    station.close()
    folder = str(line.directory / "st")
    began = time.monotonic()
    assert dispatch(["station", "sync", "--dir", folder, "--bandwidth", "5", "--json"]) == 0
    assert time.monotonic() - began >= size / 5000
    assert '"receipts": 1' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("failures", "least_s", "most_s"),
    [(0, 225, 375), (1, 450, 750), (3, 1800, 3000), (4, 2700, 4500), (1000, 2700, 4500)],
)
def test_failures_lengthen_the_wait_up_to_an_end(
    failures: int, least_s: float, most_s: float
) -> None:
    pace = Pace(300.0, lambda: 0.0)
    assert pace.after_s(failures) == least_s
    assert replace(pace, random=lambda: 1.0).after_s(failures) == most_s
    assert most_s <= 1.25 * LONGEST_S


def test_the_first_round_comes_soon() -> None:
    assert Pace(300.0, lambda: 0.5).first_s() == 15
    assert Pace(10.0, lambda: 0.5).first_s() == 5


def test_a_round_under_way_is_set_aside_for_the_questions(line: Line) -> None:
    station = finished(line)
    rate = station.station_view().sync.waiting_bytes // 12  # bytes a second: it takes twelve
    station.close()
    station = line.reopen(upload_bytes_per_s=rate)
    station.synchronise_by_itself(0.05)
    time.sleep(0.5)  # the results are on their way
    question_of(line, station, "c-2")
    until(lambda: not station.outbox.pending())  # the request that was under way ends
    time.sleep(0.5)
    assert station.station_view().sync.last is None  # and nothing was fetched after it
