# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The watchdog over a real datagram socket, and fed by the app's own tick."""

import os
import socket
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.simulators.station import ManualClock, SimulatedStation
from tui.app import EscaleApp
from tui.watchdog import Watchdog


@pytest.fixture
def systemd(tmp_path: Path) -> Generator[tuple[socket.socket, str]]:
    """A socket that listens as systemd does, and its address."""
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(address)
        listener.settimeout(5)
        yield listener, address


def heard(listener: socket.socket) -> list[bytes]:
    """All that waits on the socket."""
    listener.setblocking(False)
    signs: list[bytes] = []
    while True:
        try:
            signs.append(listener.recv(64))
        except BlockingIOError:
            return signs


def test_it_is_fed_at_most_every_half_interval(systemd: tuple[socket.socket, str]) -> None:
    listener, address = systemd
    clock = ManualClock()
    watchdog = Watchdog(address, 10.0, clock)
    watchdog.ready()
    for _ in range(3):
        watchdog.feed()
    assert heard(listener) == [b"READY=1", b"WATCHDOG=1"]
    clock.pass_by(5)
    watchdog.feed()
    assert heard(listener) == [b"WATCHDOG=1"]


def test_the_environment_says_what_systemd_wants(systemd: tuple[socket.socket, str]) -> None:
    listener, address = systemd
    set_up = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "30000000"}
    Watchdog.of_process({**set_up, "WATCHDOG_PID": str(os.getpid())}).feed()
    assert heard(listener) == [b"WATCHDOG=1"]
    Watchdog.of_process({**set_up, "WATCHDOG_PID": "1"}).feed()
    Watchdog.of_process({"NOTIFY_SOCKET": address}).feed()
    assert heard(listener) == []


def test_an_abstract_address_works() -> None:
    name = f"escale-watchdog-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(f"\0{name}")
        Watchdog(f"@{name}", 1.0).feed()
        assert heard(listener) == [b"WATCHDOG=1"]


def test_without_systemd_nothing_happens(tmp_path: Path) -> None:
    Watchdog.of_process({}).ready()
    Watchdog(str(tmp_path / "nobody"), 1.0).feed()


async def test_the_tick_of_the_screens_feeds_it(systemd: tuple[socket.socket, str]) -> None:
    listener, address = systemd
    watchdog = Watchdog(address, 0.0)
    app = EscaleApp(SimulatedStation(clock=ManualClock()), tick_s=0.02, watchdog=watchdog)
    async with app.run_test() as pilot:
        await pilot.pause(0.2)
    signs = heard(listener)
    assert signs[0] == b"READY=1"
    assert signs.count(b"WATCHDOG=1") >= 2
