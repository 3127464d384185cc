# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the invigilator does beside a candidate: the PIN, the desk, pausing, leaving."""

from appliance.service.views import Stage
from tests.simulators.station import ManualClock
from tests.simulators.station_desk import SimulatedDesk
from tests.simulators.station_script import PIN
from tests.tui.driving import driving
from tui.screens.breather import BreatherScreen
from tui.screens.desk import DeskScreen
from tui.screens.dialogs import ConfirmDialog, LineDialog, RefusalDialog
from tui.screens.paused import PausedScreen
from tui.screens.question import QuestionScreen
from tui.screens.welcome import WelcomeScreen

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
