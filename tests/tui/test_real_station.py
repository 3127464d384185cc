# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The screens over the real station: sealed store, real pack, real machine, ten questions."""

from collections.abc import Generator
from pathlib import Path

import pytest

from appliance.service.station import Station
from appliance.service.views import FinishedView
from tests.simulators.clock import SimulatedClock
from tests.tui.driving import TICK_S, Driver, driving
from tests.unit.service.world import PIN, World
from tui.language import Language
from tui.ports import Desk
from tui.practice_port import Trainer
from tui.screens.breather import BreatherScreen
from tui.screens.consent import ConsentScreen
from tui.screens.dialogs import ChoiceDialog, LineDialog, RefusalDialog
from tui.screens.equipment import EquipmentScreen
from tui.screens.finished import FinishedScreen
from tui.screens.identity import IdentityScreen
from tui.screens.paused import PausedScreen
from tui.screens.personal_data import PersonalDataScreen
from tui.screens.question import QuestionScreen
from tui.screens.ready import ReadyScreen
from tui.screens.welcome import WelcomeScreen


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One enrolled station with its content."""
    return World.create(tmp_path_factory.mktemp("world") / "station")


@pytest.fixture
def clock() -> SimulatedClock:
    """Turned by hand."""
    return SimulatedClock()


@pytest.fixture
def station(world: World, clock: SimulatedClock, tmp_path: Path) -> Generator[Station]:
    """A copy of the station, open."""
    station = world.copied_to(tmp_path / "station").station(clock)
    yield station
    station.close()


async def to_ready(driver: Driver, clock: SimulatedClock) -> None:
    await driver.on(WelcomeScreen)
    await driver.type("code-1")
    await driver.press("enter")
    await driver.on(PersonalDataScreen)
    await driver.press("f10")
    await driver.on(ConsentScreen)
    await driver.press("f10")
    await driver.until(lambda: driver.app.screen.query("#by-person"))
    await driver.click("#by-person")
    equipment = await driver.on(EquipmentScreen)
    await driver.press("f5")
    await driver.on(ChoiceDialog)
    word = driver.app.station.test_sound_choices().index(played(driver))
    await driver.press(str(word + 1))
    clock.sleep(2)
    await driver.on(EquipmentScreen)
    await driver.until(lambda: not equipment.untested)
    await driver.press("f10")
    await driver.on(IdentityScreen)
    await driver.press("f10")
    await driver.on(LineDialog)
    await driver.press(*PIN, "enter")
    await driver.on(ReadyScreen)


def played(driver: Driver) -> str:
    """The word that the station has played."""
    station = driver.app.station
    assert isinstance(station, Station)
    word = station._equipment.words.last  # pyright: ignore[reportPrivateUsage] -- it was heard
    assert word is not None
    return word


def test_the_station_is_all_that_the_screens_ask_for(station: Station) -> None:
    assert isinstance(station, Desk)
    assert isinstance(station, Trainer)


@pytest.mark.parametrize("language", list(Language))
async def test_the_whole_journey(
    station: Station, clock: SimulatedClock, language: Language
) -> None:
    async with driving(station, language=language) as driver:
        await to_ready(driver, clock)
        await driver.press("f10")
        for number in range(1, 11):
            await driver.on(BreatherScreen)
            clock.sleep(3)
            question = await driver.on(QuestionScreen)
            assert question.shown.number == number
            await driver.until(lambda: driver.app.focused is not None)
            await driver.press("a", "f10", "f10")
            await driver.until(lambda: driver.app.screen is not question)  # noqa: B023
        await driver.on(FinishedScreen)
    view = station.view()
    assert isinstance(view, FinishedView)
    assert view.answered == 10


async def test_a_pause_that_falls_on_zero_is_resumed_with_the_pin(
    station: Station, clock: SimulatedClock
) -> None:
    async with driving(station) as driver:
        await to_ready(driver, clock)
        await driver.press("f10")
        await driver.on(BreatherScreen)
        clock.sleep(3)
        question = await driver.on(QuestionScreen)
        driver.app.errand(
            lambda: [clock.sleep(question.shown.limit_s), station.pause(PIN, "fire alarm")],
            lambda _: None,
        )
        await driver.on(PausedScreen)
        await driver.pilot.pause(3 * TICK_S)
        await driver.on(PausedScreen)
        await driver.press("f10")
        await driver.on(LineDialog)
        await driver.press(*PIN, "enter")
        following = await driver.on(BreatherScreen)
        assert following.shown.next_number == 2


async def test_a_lock_out_of_the_real_station_counts_down(station: Station) -> None:
    text = ""
    async with driving(station, language=Language.FRENCH) as driver:
        await driver.on(WelcomeScreen)
        await driver.type("wrong")
        for _ in range(6):
            await driver.press("enter")
            await driver.on(RefusalDialog)
            text = driver.picture()
            await driver.press("enter")
            await driver.on(WelcomeScreen)
    assert "Vous pourrez réessayer dans 0:" in text
