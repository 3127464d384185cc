# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The question is composed and drawn behind the countdown, and is there at zero."""

from collections.abc import Iterable
from dataclasses import replace

from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from appliance.service.views import OpenClozeTask, QuestionView, Rest
from tests.simulators.station import ManualClock, SimulatedStation
from tests.tui.driving import Driver, driving, simulated
from tui.screens.breather import BreatherScreen
from tui.screens.help import HelpScreen
from tui.screens.paused import PausedScreen
from tui.screens.question import QuestionScreen
from tui.screens.stage import StageScreen

PAUSE_S = 3.1


def typed_question(station: SimulatedStation) -> int:
    """Number of a question to type in."""
    kinds = [isinstance(asked.task, OpenClozeTask) for asked in station.script]
    return kinds.index(True) + 1


async def to_countdown(driver: Driver) -> None:
    """Leave the question on the screen as it is; it asks once whether that is meant."""
    await driver.on(QuestionScreen)
    await driver.press("f10", "f10")
    await driver.on(BreatherScreen)


async def to_prepared(driver: Driver) -> QuestionScreen:
    """Wait until a question stands behind the countdown."""
    await driver.until(lambda: len(driver.app.screen_stack) == 3)
    behind = driver.app.screen_stack[1]
    assert isinstance(behind, QuestionScreen)
    assert isinstance(driver.app.screen, BreatherScreen)
    return behind


async def test_the_composed_question_comes_and_takes_keys() -> None:
    station, clock = simulated()
    station.at_question(typed_question(station) - 1)
    async with driving(station) as driver:
        await to_countdown(driver)
        prepared = await to_prepared(driver)
        assert "Get ready" in driver.picture()
        clock.pass_by(PAUSE_S)
        assert await driver.on(QuestionScreen) is prepared
        await driver.press("w")
        assert driver.typed() == "w"
        assert len(driver.app.screen_stack) == 2


async def test_the_language_changes_behind_the_countdown_too() -> None:
    station, clock = simulated()
    station.at_question(1)
    async with driving(station) as driver:
        await to_countdown(driver)
        await to_prepared(driver)
        await driver.press("f2")
        clock.pass_by(PAUSE_S)
        await driver.on(QuestionScreen)
        await driver.until(lambda: "Valider" in driver.picture())


async def test_an_open_window_is_left_alone_and_the_question_is_composed_in_time() -> None:
    station, clock = simulated()
    station.at_question(1)
    async with driving(station) as driver:
        await to_countdown(driver)
        await driver.press("f1")
        await driver.on(HelpScreen)
        await driver.pilot.pause(0.7)
        assert not any(isinstance(it, QuestionScreen) for it in driver.app.screen_stack)
        await driver.press("escape")
        clock.pass_by(PAUSE_S)
        shown = await driver.on(QuestionScreen)
        assert shown.shown.number == 2


async def test_a_pause_takes_the_place_of_a_composed_question() -> None:
    station, clock = simulated()
    station.at_question(1)
    station.rest = Rest.POSSIBLE
    async with driving(station) as driver:
        await to_countdown(driver)
        await to_prepared(driver)
        await driver.press("f6")
        await driver.on(PausedScreen)
        assert len(driver.app.screen_stack) == 2
        await driver.press("f10")
        await driver.on(BreatherScreen)
        clock.pass_by(PAUSE_S)
        await driver.on(QuestionScreen)


class HalfTheTime(SimulatedStation):
    """Gives half the time that it announced."""

    def _question(self) -> QuestionView:
        view = super()._question()
        return replace(view, limit_s=view.limit_s / 2)


async def test_another_question_than_the_composed_one_is_composed_anew() -> None:
    clock = ManualClock()
    station = HalfTheTime(clock).at_question(1)
    async with driving(station) as driver:
        await to_countdown(driver)
        prepared = await to_prepared(driver)
        clock.pass_by(PAUSE_S)
        due = await driver.on(QuestionScreen)
        assert due is not prepared
        assert due.shown.limit_s == prepared.shown.limit_s / 2


class Counting(Static):
    """Counts how often a line of it is drawn."""

    drawn = 0

    def render_line(self, y: int) -> Strip:
        self.drawn += 1
        return super().render_line(y)


class CountingScreen(StageScreen[None]):
    """A stage with one part that counts."""

    def body(self) -> Iterable[Widget]:
        yield Counting("one line\nand another")


async def test_what_was_drawn_behind_a_screen_is_not_drawn_again_when_it_comes() -> None:
    station, _clock = simulated()
    async with driving(station) as driver:
        behind, above = CountingScreen(None), CountingScreen(None)
        await driver.app.push_screen(behind)
        await driver.app.push_screen(above)
        part = behind.query_one(Counting)
        await driver.until(lambda: part.size.height == 2)
        part.refresh()
        part.drawn = 0
        behind.draw_ahead()
        assert part.drawn == part.size.height
        await driver.app.pop_screen()
        await driver.until(lambda: "and another" in driver.picture())
        await driver.pilot.pause(0.1)
        assert part.drawn == part.size.height
