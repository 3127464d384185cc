# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One process at a time works on a station's folder; an errand never touches a sitting."""

import json
import subprocess
import sys

import pytest

from appliance.command import dispatch
from appliance.service.composition import open_for_errand, open_to_look
from appliance.service.errors import NotNowError, StationInUseError
from appliance.service.holding import StationHold
from appliance.service.station import Station
from appliance.service.views import PausedView, QuestionView, StationView
from appliance.store.errors import StoreError
from tests.simulators.clock import SimulatedClock
from tests.unit.service.sitting_through import next_question, some_response, to_question
from tests.unit.service.test_recovery import cut
from tests.unit.service.world import PIN, World, inside

HOLDER = """
import sys, time
from pathlib import Path
from appliance.service.holding import StationHold
hold = StationHold.take(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(600)
"""


def length_of(station: Station) -> int:
    """How many records the one sitting's journal has on disk."""
    [row] = inside(station).store.sittings.all()
    return row.length


@pytest.mark.parametrize(
    "errand", [("sync",), ("export", ".", "--pin", PIN), ("import", ".", "--pin", PIN)]
)
def test_an_errand_beside_a_running_exam_is_refused_and_leaves_it_alone(
    world: World,
    station: Station,
    clock: SimulatedClock,
    errand: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    view = to_question(station, clock)
    before = length_of(station)
    assert dispatch(["station", *errand, "--dir", str(world.directory)]) == 110
    assert "another process works on the station" in capsys.readouterr().err
    assert length_of(station) == before
    station.answer(some_response(view))
    assert next_question(station, clock).number == 2


@pytest.mark.parametrize("verb", ["practice", "minitest"])
def test_practice_beside_a_running_exam_is_refused(
    world: World, station: Station, clock: SimulatedClock, verb: str
) -> None:
    to_question(station, clock)
    before = length_of(station)
    assert dispatch([verb, "--dir", str(world.directory)]) == 110
    assert length_of(station) == before


def test_the_status_may_be_read_beside_a_running_exam(
    world: World, station: Station, clock: SimulatedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    view = to_question(station, clock)
    before = length_of(station)
    assert dispatch(["station", "status", "--dir", str(world.directory), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["candidates"] == 2
    assert length_of(station) == before
    station.answer(some_response(view))
    assert next_question(station, clock).number == 2


def test_who_only_looks_cannot_write(world: World, station: Station) -> None:
    looking = open_to_look(world.directory, world.settings())
    with pytest.raises(StoreError):
        looking.set_pin("another 1")
    looking.close()
    station.unlock_desk(PIN)


def test_an_errand_does_not_take_up_the_sitting_that_a_kill_left(
    world: World, clock: SimulatedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    station = world.station(clock)
    before = to_question(station, clock)
    length = length_of(station)
    cut(station)
    assert dispatch(["station", "status", "--dir", str(world.directory)]) == 0
    errand = open_for_errand(world.directory, world.settings(clock, rehearsal=True))
    assert isinstance(errand.view(), StationView)
    assert length_of(errand) == length
    for code in ("CODE-1", "CODE-2"):  # nor may somebody sit beside it in a trial
        with pytest.raises(NotNowError, match="interrupted"):
            errand.sign_in(code)
    errand.close()
    station = world.station(clock)
    assert isinstance(station.view(), PausedView)
    after = station.resume()
    assert isinstance(after, QuestionView)
    assert after.task == before.task
    station.close()
    capsys.readouterr()


def test_the_folder_of_a_killed_process_is_free_again(world: World) -> None:
    command = [sys.executable, "-c", HOLDER, str(world.directory)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StationInUseError):
            world.station()
        other.kill()
        other.wait()
    world.station().close()


def test_a_station_that_does_not_open_lets_go_of_its_folder(world: World) -> None:
    (world.directory / "station.db").write_bytes(b"something else, but long enough" * 200)
    with pytest.raises(StoreError):
        world.station()
    StationHold.take(world.directory).release()
    with pytest.raises(StoreError):
        world.station()
