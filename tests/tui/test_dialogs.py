# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A dialog closes itself and nothing else, at whatever moment it is closed."""

import pytest
from textual.widgets import Static

from appliance.service.errors import NotNowError
from appliance.service.views import Stage
from tests.tui.driving import driving, simulated
from tui.refusals import in_words
from tui.screens.breather import BreatherScreen
from tui.screens.consent import ConsentScreen
from tui.screens.dialogs import RefusalDialog
from tui.screens.help import HelpScreen
from tui.screens.question import QuestionScreen
from tui.screens.stage import StageScreen


async def test_the_end_of_a_question_closes_the_help_menu() -> None:
    station, clock = simulated()
    station.at_question(2)
    async with driving(station) as driver:
        await driver.on(QuestionScreen)
        await driver.press("f1")
        await driver.on(HelpScreen)
        clock.pass_by(90)
        await driver.on(BreatherScreen)


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.QUESTION, "The clock goes on. What you entered is kept."),
        (Stage.PAUSED, "The clock stands. What you entered is kept."),
        (Stage.PERSONAL_DATA, "What you entered is kept."),
        (Stage.FINISHED, "What you entered is kept."),
    ],
)
async def test_help_says_what_becomes_of_the_time(stage: Stage, words: str) -> None:
    station, _ = simulated()
    station.at_question(2)
    station.stage = stage
    async with driving(station) as driver:
        await driver.until(lambda: isinstance(driver.app.screen, StageScreen))
        await driver.press("f1")
        menu = await driver.on(HelpScreen)
        quiet = [str(line.render()) for line in menu.query(".quiet").results(Static)]
        assert quiet[0] == words


async def test_a_refusal_at_the_wrong_moment_is_closed_again() -> None:
    station, _ = simulated()
    station.stage = Stage.CONSENT
    for name in ("view", "advance"):
        station.faults[name] = NotNowError("somebody sits here")
    async with driving(station) as driver:
        refusal = await driver.on(RefusalDialog)
        await driver.press("enter")
        await driver.until(lambda: refusal not in driver.app.screen_stack)
        station.faults.clear()
        await driver.until(lambda: "How the exam works" in driver.picture())


async def test_a_dialog_that_is_gone_closes_nothing_else() -> None:
    station, clock = simulated()
    station.stage = Stage.CONSENT
    async with driving(station) as driver:
        stage = await driver.on(ConsentScreen)
        dialog = RefusalDialog(in_words(NotNowError("somebody sits here")), clock)
        await driver.app.push_screen(dialog)
        await driver.app.pop_screen()
        dialog.dismiss(None)
        assert driver.app.screen is stage


async def test_a_stage_that_was_closed_by_mistake_comes_back() -> None:
    station, _ = simulated()
    station.stage = Stage.CONSENT
    async with driving(station) as driver:
        await driver.on(ConsentScreen)
        await driver.app.pop_screen()
        await driver.until(lambda: "How the exam works" in driver.picture())
