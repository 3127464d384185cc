# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Practice does not end by a slip: the main button comes first, and what was done is asked for."""

import pytest

from tests.simulators.station import ManualClock
from tests.simulators.station_desk import SimulatedDesk
from tests.tui.driving import Driver, driving
from tui.screens.dialogs import ConfirmDialog
from tui.screens.practice.rehearsal import RehearsalScreen
from tui.screens.practice.speaking import SpeakingScreen
from tui.screens.practice.speaking_choice import SpeakingChoiceScreen
from tui.screens.practice.training import TrainingScreen
from tui.screens.welcome import WelcomeScreen


async def to_rehearsal(driver: Driver) -> RehearsalScreen:
    await driver.on(WelcomeScreen)
    await driver.click("#practice")
    await driver.on(TrainingScreen)
    await driver.press("f10")
    run = await driver.on(RehearsalScreen)
    await driver.until(lambda: driver.app.focused is not None)
    return run


async def to_speaking(driver: Driver) -> SpeakingScreen:
    await driver.on(WelcomeScreen)
    await driver.click("#practice")
    await driver.on(TrainingScreen)
    await driver.press("f6")
    await driver.on(SpeakingChoiceScreen)
    await driver.press("f10")
    return await driver.on(SpeakingScreen)


async def test_the_main_button_comes_first_and_stands_last() -> None:
    async with driving(SimulatedDesk(clock=ManualClock())) as driver:
        run = await to_rehearsal(driver)
        order = [part.id for part in run.focus_chain]
        assert order.index("go") < order.index("end")
        assert run.query_one("#go").region.x > run.query_one("#end").region.right
        await driver.press("2", "1", "tab")
        focused = driver.app.focused
        assert focused is not None
        assert focused.id == "go"
        await driver.press("enter")
        await driver.until(lambda: "Right!" in driver.picture())


@pytest.mark.parametrize("how", ["escape", "button"])
async def test_an_answer_is_not_lost_unasked(how: str) -> None:
    async with driving(SimulatedDesk(clock=ManualClock())) as driver:
        run = await to_rehearsal(driver)
        await driver.press("2", "1")
        await (driver.press("escape") if how == "escape" else driver.click("#end"))
        await driver.on(ConfirmDialog)
        assert "Your answer is not checked yet." in driver.picture()
        await driver.press("enter")
        assert await driver.on(RehearsalScreen) is run
        await driver.press("f10")
        await driver.until(lambda: "Right!" in driver.picture())
        await driver.press("escape")
        await driver.until(lambda: "How it went" in driver.picture())


async def test_who_is_sure_ends_with_an_answer() -> None:
    async with driving(SimulatedDesk(clock=ManualClock())) as driver:
        await to_rehearsal(driver)
        await driver.press("2", "escape")
        await driver.on(ConfirmDialog)
        await driver.press("tab", "enter")
        await driver.on(TrainingScreen)


async def test_a_recording_is_not_lost_unasked() -> None:
    async with driving(SimulatedDesk(clock=ManualClock())) as driver:
        run = await to_speaking(driver)
        order = [part.id for part in run.focus_chain]
        assert order.index("go") < order.index("end")
        await driver.press("f6")
        await driver.until(lambda: "Recorded:" in driver.picture())
        await driver.press("escape")
        await driver.on(ConfirmDialog)
        await driver.press("enter")
        assert await driver.on(SpeakingScreen) is run
        assert "Recorded:" in driver.picture()
        await driver.press("escape")
        await driver.on(ConfirmDialog)
        await driver.press("tab", "enter")
        await driver.on(SpeakingChoiceScreen)


async def test_a_recording_under_way_is_not_lost_unasked() -> None:
    async with driving(SimulatedDesk(clock=ManualClock())) as driver:
        await to_speaking(driver)
        await driver.press("f6", "escape")
        await driver.on(ConfirmDialog)
