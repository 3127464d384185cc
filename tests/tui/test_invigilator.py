# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the invigilator does beside a candidate: the PIN, the desk, pausing, leaving."""

from dataclasses import replace

from textual.widgets import Button

from appliance.service.views import Stage
from tests.simulators.station import ManualClock
from tests.simulators.station_desk import SimulatedDesk, SimulatedLine
from tests.simulators.station_script import PIN
from tests.tui.driving import Driver, driving
from tui.language import Language
from tui.screens.breather import BreatherScreen
from tui.screens.desk import DeskScreen
from tui.screens.dialogs import ConfirmDialog, LineDialog, RefusalDialog
from tui.screens.paused import PausedScreen
from tui.screens.question import QuestionScreen
from tui.screens.stage import StageScreen
from tui.screens.welcome import WelcomeScreen

LONG_NAME = "Vandenbroucke-Castelmontagne Marie-Antoinette"
LEAVING = ("ctrl+q", "ctrl+c", "ctrl+z", "ctrl+d", "ctrl+backslash", "ctrl+p")


async def test_the_invigilator_pauses_and_resumes() -> None:
    station = SimulatedDesk(clock=ManualClock())
    station.at_question(2)
    async with driving(station) as driver:
        await driver.on(QuestionScreen)
        await driver.press("f9")
        await driver.on(LineDialog)
        await driver.press(*PIN, "enter")
        desk = await driver.on(DeskScreen)
        await driver.until(lambda: "Pause" in str(desk.query_one("#pause").render()))
        await driver.click("#pause")
        await driver.on(LineDialog)
        await driver.type("fire")
        await driver.press("enter")
        await driver.until(lambda: station.stage is Stage.PAUSED)
        await driver.on(DeskScreen)
        await driver.press("escape")
        await driver.on(PausedScreen)
        assert "fire" in driver.picture()
        await driver.press("f10")
        await driver.on(LineDialog)
        await driver.press(*PIN, "enter")
        await driver.on(QuestionScreen)


async def test_an_empty_line_is_asked_for() -> None:
    station = SimulatedDesk(clock=ManualClock()).at_question(2)
    async with driving(station) as driver:
        await driver.on(QuestionScreen)
        await driver.press("f9")
        dialog = await driver.on(LineDialog)
        await driver.press("enter")
        await driver.until(lambda: "Nothing is typed yet" in driver.picture())
        await driver.press(*PIN, "enter")
        desk = await driver.on(DeskScreen)
        await driver.until(lambda: not desk.query_one("#pause").disabled)
        await driver.click("#pause")
        await driver.on(LineDialog)
        assert "the candidate reads it" in driver.picture()
        await driver.press("space", "f2", "enter")
        await driver.until(lambda: "Rien n’est saisi" in driver.picture())
        assert isinstance(driver.app.screen, LineDialog)
        await driver.type("alarme")
        await driver.press("enter")
        await driver.until(lambda: station.stage is Stage.PAUSED)
        assert station.reason == "alarme"
        assert not dialog.is_attached


async def test_a_wrong_pin_opens_nothing() -> None:
    station = SimulatedDesk(clock=ManualClock())
    async with driving(station) as driver:
        await driver.on(WelcomeScreen)
        await driver.press("f9")
        await driver.on(LineDialog)
        await driver.press("1", "enter")
        await driver.on(RefusalDialog)
        assert "This is not the invigilator's PIN" in driver.picture()


async def test_an_open_desk_outlives_a_question() -> None:
    station = SimulatedDesk(clock=ManualClock())
    station.at_question(2)
    async with driving(station) as driver:
        await driver.on(QuestionScreen)
        await driver.press("f9")
        await driver.on(LineDialog)
        await driver.press(*PIN, "enter")
        await driver.on(DeskScreen)
        assert isinstance(station.clock, ManualClock)
        station.clock.pass_by(90)
        await driver.until(lambda: station.stage is Stage.BREATHER)
        await driver.on(DeskScreen)
        await driver.press("escape")
        await driver.on(BreatherScreen)


async def test_beside_a_candidate_only_the_pin_closes_the_screens() -> None:
    station = SimulatedDesk(clock=ManualClock()).at_question(1)
    async with driving(station) as driver:
        question = await driver.on(QuestionScreen)
        await driver.press(*LEAVING)
        assert driver.app.is_running
        await driver.on(LineDialog)
        await driver.press(*LEAVING, "0", "0", "0", "0", "enter")
        await driver.on(RefusalDialog)
        await driver.press(*LEAVING, "enter")
        assert await driver.on(QuestionScreen) is question
        assert driver.app.return_code is None
        await driver.press("ctrl+q")
        await driver.on(LineDialog)
        await driver.press(*PIN, "enter")
        await driver.until(lambda: driver.app.return_code is not None)


async def test_who_tries_the_station_out_just_closes_it() -> None:
    station = SimulatedDesk(clock=ManualClock()).at_question(1)
    async with driving(station, guarded=False) as driver:
        await driver.on(QuestionScreen)
        await driver.press("ctrl+q")
        await driver.on(ConfirmDialog)
        await driver.press("tab", "enter")
        await driver.until(lambda: driver.app.return_code is not None)


async def test_the_notices_of_the_desk_do_not_stay_over_a_question() -> None:
    station = SimulatedDesk(clock=ManualClock()).at_question(2)
    async with driving(station) as driver:
        await to_desk(driver)
        await driver.click("#day")
        await driver.until(lambda: notices(driver) == ["The day is closed."])
        await driver.press("escape")
        await driver.on(QuestionScreen)
        assert notices(driver) == []


async def test_a_long_name_has_the_room_that_there_is() -> None:
    station = LongNames(clock=ManualClock())
    async with driving(station, language=Language.FRENCH) as driver:
        await to_desk(driver)
        await driver.until(lambda: "2026" in driver.picture())
        assert "Vandenbroucke-Castelmontagne Marie…  pas encore" in driver.picture()
        assert "→ 6 mars 2026, 18:00" in driver.picture()
        await driver.pilot.resize_terminal(120, 36)
        await driver.until(
            lambda: "Vandenbroucke-Castelmontagne Marie-Antoinette" in driver.picture()
        )


class LongNames(SimulatedDesk):
    """A station whose roster names somebody at length."""

    def roster(self, pin: str) -> tuple[SimulatedLine, ...]:
        lines = super().roster(pin)
        return tuple(replace(line, name=LONG_NAME, state="waiting") for line in lines)


def notices(driver: Driver) -> list[str]:
    """What is announced; without a terminal no picture shows it."""
    shown = driver.app._notifications  # pyright: ignore[reportPrivateUsage] -- no other way
    return [notice.message for notice in shown]


async def to_desk(driver: Driver) -> None:
    await driver.until(lambda: isinstance(driver.app.screen, StageScreen))
    await driver.press("f9")
    await driver.on(LineDialog)
    await driver.press(*PIN, "enter")
    desk = await driver.on(DeskScreen)
    await driver.until(lambda: str(desk.query_one("#day", Button).label))
