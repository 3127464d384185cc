# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Driving the app in tests: wait for what should appear, press, click, read the screen."""

import re
import unicodedata
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from html import unescape
from typing import Any, TypeVar, cast

from textual import events
from textual.keys import REPLACED_KEYS
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from tests.simulators.station import ManualClock, SimulatedStation
from tui.app import EscaleApp
from tui.language import Language
from tui.ports import StationPort
from tui.widgets.screen_keyboard import ScreenKeyboard

TICK_S = 0.1
PADDING = 2
PATIENCE = 3000
_TEXT = re.compile(r"<text[^>]*>([^<]*)</text>")
ROUNDS = 3
"""How often every queue is emptied after a key: app, screen, widget."""
Kind = TypeVar("Kind", bound=Screen[Any])


def character_of(key: str) -> str | None:
    """The character that a key types."""
    if len(key) == 1:
        return key
    try:
        return unicodedata.lookup(REPLACED_KEYS.get(key, key).replace("_", " ").upper())
    except KeyError:
        return None


class PromptPilot(Pilot[None]):
    """A pilot that waits for empty queues instead of an idle processor.

    Textual's own waits until the process sleeps, which a loaded machine makes long.
    """

    async def pause(self, delay: float | None = None) -> None:
        """Let every queue be emptied, then sleep for so many seconds."""
        await super().pause(delay or 0)

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            name = (
                unicodedata.name(key).lower().replace(" ", "_").replace("-", "_")
                if len(key) == 1 and not key.isalnum()
                else key
            )
            self.app.post_message(events.Key(name, character_of(key)))
            await self.settle()

    async def settle(self) -> None:
        """Let what was posted arrive and be answered."""
        for _ in range(ROUNDS):
            await self.pause(0)

    @property
    def _busy(self) -> bool:
        composing = any(worker.is_running for worker in self.app.workers)
        # A dialog dims the screens below it, and what they show stays in the picture.
        pressed = any(stacked.query("Button.-active") for stacked in self.app.screen_stack)
        return composing or pressed or cast("EscaleApp", self.app).errands.under_way

    async def rest(self) -> None:
        """Wait until no errand is under way, no button shows its press, nothing arrives."""
        await self.settle()
        while self._busy:
            await self.pause(0.01)
        await self.settle()


class Driver:
    """A pilot with patience."""

    def __init__(self, pilot: PromptPilot, app: EscaleApp) -> None:
        self.pilot = pilot
        self.app = app

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until it holds."""
        for _ in range(PATIENCE):
            if condition():
                await self.pilot.pause()
                return
            await self.pilot.pause(0.01)
        raise AssertionError(f"it never came; the screen is {self.app.screen!r}")

    async def on(self, kind: type[Kind]) -> Kind:
        """Wait for a screen."""
        await self.until(lambda: isinstance(self.app.screen, kind) and self.app.screen.is_running)
        screen = self.app.screen
        assert isinstance(screen, kind)
        return screen

    async def press(self, *keys: str) -> None:
        """Press keys."""
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.pilot.press(*text)

    async def click(self, selector: str) -> None:
        """Click the middle of a widget that is on the screen, once no press shows any more."""
        await self.until(lambda: not self.app.screen.query("Button.-active"))
        assert await self.pilot.click(selector), f"{selector} is not under the pointer"

    async def click_text(self, text: str) -> None:
        """Type with the mouse, on the keyboard of the screen."""
        if not self.app.screen.has_class("-keys"):
            await self.click("#key-keyboard")
        keyboard = self.app.screen.query_one(ScreenKeyboard)
        await self.until(lambda: keyboard.region.height == 4)
        for sign in text.lower():
            await self._click_key(keyboard, sign)

    async def _click_key(self, keyboard: ScreenKeyboard, sign: str) -> None:
        for y, row in enumerate(keyboard.rows):
            for spot in row:
                if spot.sign == sign:
                    await self.pilot.click(keyboard, offset=(spot.start + 1 + PADDING, y))
                    return
        raise AssertionError(f"no key {sign!r}")

    def typed(self) -> str:
        """What stands in the field in use."""
        return self.app.screen.query_one(Input).value

    def picture(self) -> str:
        """The screen as plain text, of its exported picture."""
        drawing = self.app.export_screenshot()
        return " ".join(unescape(piece) for piece in _TEXT.findall(drawing)).replace("\xa0", " ")


@asynccontextmanager
async def driving(
    station: StationPort,
    *,
    language: Language = Language.ENGLISH,
    look: str = "evening",
    size: tuple[int, int] = (80, 24),
    guarded: bool = True,
) -> AsyncGenerator[Driver]:
    """The app over a station, driven by a test."""
    app = EscaleApp(station, language=language, look=look, tick_s=TICK_S, guarded=guarded)
    async with app.run_test(size=size):
        yield Driver(PromptPilot(app), app)


def simulated() -> tuple[SimulatedStation, ManualClock]:
    """A simulated station whose clock stands until the test moves it."""
    clock = ManualClock()
    return SimulatedStation(clock=clock), clock
