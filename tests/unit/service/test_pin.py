# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The invigilator's PIN at a real station: set, changed, refused; never on a command line."""

import json
import os
import pty
import sys

import pytest

from appliance.command import dispatch
from appliance.service.errors import PinTooShortError, WrongPinError
from appliance.service.station import Station
from sync.protocol.access_code import AccessCodeHash
from tests.simulators.clock import SimulatedClock
from tests.unit.service.sitting_through import to_ready
from tests.unit.service.world import PIN, World, inside

MODULE = "from appliance.command import main; import sys; sys.argv[0] = 'escale'; main()"


@pytest.fixture
def fresh(world: World) -> World:
    """A station as an enrolment leaves it: without a PIN."""
    station = world.station()
    with inside(station).store.transaction():
        inside(station).store.connection.write("DELETE FROM setting WHERE name = 'invigilator_pin'")
    station.close()
    return world


def typed(world: World, *lines: str) -> tuple[int, str]:
    """Run `escale station pin` on a terminal of its own and type lines when it asks."""
    child, terminal = pty.fork()
    if child == 0:
        command = [sys.executable, "-c", MODULE, "station", "pin", "--dir", str(world.directory)]
        os.execv(sys.executable, command)
    shown = b""
    waiting = list(lines)
    while True:
        try:
            piece = os.read(terminal, 1024)
        except OSError:  # the other end of the terminal is closed
            break
        if not piece:
            break
        shown += piece
        if waiting and shown.endswith(b": "):  # the blank comes once nothing is echoed
            os.write(terminal, waiting.pop(0).encode() + b"\n")
            shown += b"|"
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()


def test_a_pin_is_set_on_a_terminal_and_opens_the_desk(fresh: World, clock: SimulatedClock) -> None:
    code, shown = typed(fresh, "47-11", "47-11")
    assert code == 0, shown
    assert "PIN is set" in shown
    assert "47-11" not in shown
    station = fresh.station()
    to_ready(station, clock, "CODE-1")
    station.unlock_desk(PIN)
    station.close()


def test_two_different_entries_are_asked_for_again(fresh: World) -> None:
    code, shown = typed(fresh, "first 1", "second 2", "third 3", "third 3")
    assert code == 0, shown
    station = fresh.station()
    station.unlock_desk("third 3")
    station.close()


def test_the_present_pin_is_asked_for_before_a_change(world: World) -> None:
    code, shown = typed(world, "0000", "new pin", "new pin")
    assert code == 57, shown
    code, shown = typed(world, PIN, "new pin", "new pin")
    assert code == 0, shown
    assert "PIN is changed" in shown
    station = world.station()
    station.unlock_desk("NEWPIN")
    with pytest.raises(WrongPinError):
        station.unlock_desk(PIN)
    station.close()


def test_a_pin_from_the_environment(
    fresh: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["station", "pin", "--dir", str(fresh.directory), "--json"]
    monkeypatch.setenv("ESCALE_PIN", "8 2 5 3")
    assert dispatch(command) == 0
    assert json.loads(capsys.readouterr().out) == {"pin": "set"}
    assert dispatch(command) == 57  # changing it takes the present one
    assert "ESCALE_PRESENT_PIN" in capsys.readouterr().err
    monkeypatch.setenv("ESCALE_PRESENT_PIN", "8253")
    monkeypatch.setenv("ESCALE_PIN", "1948")
    assert dispatch(command) == 0
    assert json.loads(capsys.readouterr().out) == {"pin": "changed"}
    station = fresh.station()
    station.unlock_desk("1948")
    station.close()


def test_without_terminal_and_environment_it_says_what_to_do(
    fresh: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ESCALE_PIN", raising=False)
    assert dispatch(["station", "pin", "--dir", str(fresh.directory)]) == 57
    assert "Run this on a terminal, or set ESCALE_PIN" in capsys.readouterr().err


def test_the_desk_without_a_pin_says_which_command_sets_one(
    fresh: World, capsys: pytest.CaptureFixture[str]
) -> None:
    station = fresh.station()
    with pytest.raises(WrongPinError) as refused:
        station.unlock_desk(PIN)
    assert "escale station pin" in refused.value.advice
    station.close()
    assert dispatch(["station", "status", "--dir", str(fresh.directory)]) == 0
    assert "escale station pin" in capsys.readouterr().out


@pytest.mark.parametrize("weak", ["", "----", "#*#*!", "1-2-3", "  7 "])
def test_a_pin_that_is_easy_to_guess_is_refused(station: Station, weak: str) -> None:
    with pytest.raises(PinTooShortError):
        station.set_pin(weak)
    with pytest.raises(PinTooShortError):
        station.change_pin(PIN, weak)
    with pytest.raises(WrongPinError):
        station.unlock_desk(weak)
    station.unlock_desk(PIN)


def test_nothing_but_signs_is_nobody_s_code() -> None:
    hashed = AccessCodeHash.of("#*#*!")
    assert not hashed.matches("")
    assert not hashed.matches("#*#*!")
