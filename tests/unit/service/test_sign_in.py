# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Who may sit: codes, lock-out, window, day; one refusal each."""

from pathlib import Path

import pytest

from appliance.service.errors import (
    AlreadySatError,
    DayClosedError,
    LockedOutError,
    NoContentError,
    NotNowError,
    WindowClosedError,
    WrongAccessCodeError,
    WrongPinError,
)
from appliance.service.station import Station
from appliance.service.throttle import delay_s
from appliance.service.views import CandidateView, Stage, StationView
from sync.protocol.clock import TimeTrust
from sync.protocol.oral_calendar import WrittenPart
from tests.simulators.clock import START_S, SimulatedClock
from tests.unit.oral.interviewing import bring_calendar
from tests.unit.service.sitting_through import to_end, to_question
from tests.unit.service.world import DAY_S, PIN, World, entry, inside


def test_a_code_opens_the_sitting_with_the_roster_s_data(station: Station) -> None:
    view = station.sign_in("code 1")  # spaces, dashes and case do not matter
    assert isinstance(view, CandidateView)
    assert view.stage is Stage.PERSONAL_DATA
    assert view.fields["family_name"] == "Quellbrunn"
    assert view.fields["birth_date"] == "1990-04-01"


def test_a_wrong_code_is_refused_and_leaves_no_sitting(station: Station) -> None:
    with pytest.raises(WrongAccessCodeError) as refused:
        station.sign_in("CODE-9")
    assert refused.value.exit_code == 51
    assert inside(station).store.sittings.all() == ()


def test_five_wrong_codes_lock_even_the_right_one_out(
    station: Station, clock: SimulatedClock
) -> None:
    for _ in range(5):
        with pytest.raises(WrongAccessCodeError):
            station.sign_in("CODE-9")
    with pytest.raises(LockedOutError):
        station.sign_in("CODE-1")
    clock.sleep(delay_s(5) + 1)
    assert isinstance(station.sign_in("CODE-1"), CandidateView)


def test_the_wait_grows_and_has_an_end() -> None:
    waits = [delay_s(count) for count in range(20)]
    assert waits[:5] == [0] * 5
    assert waits == sorted(waits)
    assert waits[-1] == 900


def test_a_restart_does_not_shorten_the_wait(world: World, clock: SimulatedClock) -> None:
    station = world.station(clock)
    for _ in range(5):
        with pytest.raises(WrongAccessCodeError):
            station.sign_in("CODE-9")
    station.close()
    clock.reboot(away_s=5, boot_id="boot-2")
    station = world.station(clock)
    with pytest.raises(LockedOutError):
        station.sign_in("CODE-1")
    clock.sleep(20)
    with pytest.raises(LockedOutError):
        station.sign_in("CODE-1")
    clock.sleep(11)
    station.sign_in("CODE-1")
    station.close()


@pytest.mark.parametrize("days", [-40, 40])
def test_outside_the_window(world: World, days: int) -> None:
    clock = SimulatedClock()
    station = world.station(clock)
    station.library.install_roster(
        world.roster(
            [
                entry(
                    1,
                    window_from_s=int(START_S) + days * DAY_S,
                    window_to_s=int(START_S) + (days + 1) * DAY_S,
                )
            ],
            issued_s=int(START_S) + 1,
        )
    )
    with pytest.raises(WindowClosedError):
        station.sign_in("CODE-1")
    station.close()


def test_setting_the_clock_back_opens_nothing(world: World) -> None:
    clock = SimulatedClock()
    station = world.station(clock)
    closed = entry(1, window_to_s=int(START_S) - 10)
    station.library.install_roster(world.roster([closed], issued_s=int(START_S) + 1))
    clock.set_wall(START_S - DAY_S / 2, TimeTrust.NONE)
    with pytest.raises(WindowClosedError):
        station.sign_in("CODE-1")
    station.close()


def test_a_vouched_clock_is_remembered(world: World, clock: SimulatedClock) -> None:
    station = world.station(clock)
    clock.sleep(DAY_S)
    station.sign_in("CODE-1")
    clock.set_wall(START_S)
    assert station.library.now_s() == START_S + DAY_S
    station.close()


def test_the_day_must_be_open(station: Station) -> None:
    station.close_day(PIN)
    with pytest.raises(DayClosedError):
        station.sign_in("CODE-1")
    assert station.open_day(PIN).day_open
    station.sign_in("CODE-1")


def test_nobody_sits_twice(station: Station, clock: SimulatedClock) -> None:
    to_end(station, clock, to_question(station, clock))
    assert isinstance(station.leave(), StationView)
    with pytest.raises(AlreadySatError):
        station.sign_in("CODE-1")
    station.sign_in("CODE-2")


def test_two_people_cannot_sit_at_once(station: Station) -> None:
    station.sign_in("CODE-1")
    with pytest.raises(NotNowError):
        station.sign_in("CODE-2")


def test_set_aside_and_taken_up_again(station: Station) -> None:
    station.sign_in("CODE-1")
    station.confirm_personal_data({"email": "other@candidates.example"})
    assert isinstance(station.set_aside(PIN), StationView)
    station.sign_in("CODE-2")
    station.set_aside(PIN)
    view = station.sign_in("CODE-1")
    assert isinstance(view, CandidateView)
    assert view.stage is Stage.CONSENT
    assert view.fields["email"] == "other@candidates.example"


def test_a_wrong_pin_and_its_lock_out(station: Station) -> None:
    for _ in range(5):
        with pytest.raises(WrongPinError):
            station.unlock_desk("0000")
    with pytest.raises(LockedOutError):
        station.unlock_desk(PIN)
    station.sign_in("CODE-1")  # candidates are not locked out by that


def test_no_pin_was_ever_set(world: World) -> None:
    station = world.station()
    with inside(station).store.transaction():
        inside(station).store.connection.write("DELETE FROM setting WHERE name = 'invigilator_pin'")
    with pytest.raises(WrongPinError, match="no invigilator"):
        station.unlock_desk(PIN)
    station.close()


def test_no_content_yet(tmp_path: Path) -> None:
    world = World.create(tmp_path / "fresh", entries=[])
    station = world.station()
    with pytest.raises((DayClosedError, NoContentError)):
        station.sign_in("CODE-1")
    station.close()


def test_who_sat_elsewhere_does_not_sit_again(world: World, station: Station) -> None:
    bring_calendar(world, station, WrittenPart("c-1", "sit-elsewhere", "B1"))
    with pytest.raises(AlreadySatError):
        station.sign_in("CODE-1")
    assert inside(station).store.sittings.all() == ()
    assert isinstance(station.sign_in("CODE-2"), CandidateView)
