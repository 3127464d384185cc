# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""An exam on a file system that gets full: run by its test in a mount namespace of its own.

Stands on the screens over the real station, on a disk of a few megabytes.
"""

import asyncio
import contextlib
import sys
from pathlib import Path

from appliance.service.station import Station
from appliance.service.views import BreatherView, Incident
from appliance.store.errors import StoreFullError
from sync.protocol.keys import Signer
from sync.protocol.sealing import UnsealingKey
from tests.simulators.clock import SimulatedClock
from tests.tui.driving import Driver, driving
from tests.tui.test_real_station import to_ready
from tests.unit.service.world import World
from tui.screens.breather import BreatherScreen
from tui.screens.question import QuestionScreen
from tui.screens.stopped import StoppedScreen

CHUNK = 4096


def fill(disk: Path) -> Path:
    """Use up every byte of the disk."""
    filler = disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(bytes(CHUNK)):
            pass
    return filler


def use_up_the_rest(station: Station) -> None:
    """Write until the store has no room left in the pages that it holds."""
    with contextlib.suppress(StoreFullError):
        while True:
            station.report_incident(Incident.FROZEN_SCREEN, "x" * 1000)


async def sit(driver: Driver, station: Station, clock: SimulatedClock, disk: Path) -> None:
    """From the sign-in to the second question, across a full disk."""
    await to_ready(driver, clock)
    await driver.press("f10")
    await driver.on(BreatherScreen)
    clock.sleep(3)
    question = await driver.on(QuestionScreen)
    await driver.until(lambda: driver.app.focused is not None)
    filler = fill(disk)
    use_up_the_rest(station)
    await driver.press("f10", "f10")
    await driver.on(StoppedScreen)
    assert "The station's disk is full" in driver.picture()
    filler.unlink()
    await driver.press("enter")
    await driver.until(lambda: driver.app.screen is question)
    await driver.press("f10", "f10")
    await driver.on(BreatherScreen)


def main() -> None:
    """Sit at the station of a folder, brought to this disk; look once more after a restart."""
    folder, disk = map(Path, sys.argv[1:])
    keys = Signer.generate(), Signer.generate(), UnsealingKey.generate()
    world = World(folder, *keys, pack_file=b"").copied_to(disk / "station")
    clock = SimulatedClock()
    station = world.station(clock)

    async def walk() -> None:
        async with driving(station) as driver:
            await sit(driver, station, clock, disk)

    asyncio.run(walk())
    station.close()
    station = world.station(clock)
    view = station.resume("")
    assert isinstance(view, BreatherView), view
    assert view.next_number == 2, "the answer that was given again is stored"
    station.close()


if __name__ == "__main__":
    main()
