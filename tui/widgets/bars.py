# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The bars around every screen: header with help, trail of steps, keys at the bottom.

Owns what stays in the same place all along. Must not know a screen. Stands on Textual.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Static

from tui.language import mark, say

STEPS = (
    mark("Sign in"),
    mark("Your details"),
    mark("Rules"),
    mark("Equipment"),
    mark("Identity"),
    mark("Exam"),
)
"""The journey in steps, as the trail names them."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the bar: its name, what it does in words, and the action behind both.

    Attributes:
        everywhere: Whether every screen has it, so that it is known without its words.
    """

    name: str
    words: str
    action: str
    everywhere: bool = False

    @property
    def width(self) -> int:
        """How many cells it takes with its words."""
        return cell_len(self.name) + cell_len(self.words) + 4


class HeaderBar(Horizontal):
    """Name of the exam, where the candidate is, and help: always at the top."""

    def __init__(self, place: str) -> None:
        super().__init__(id="header")
        self._place = place

    def compose(self) -> ComposeResult:
        """Three parts on one row."""
        yield Static(Text.assemble((" Escale ", "bold")), id="brand")
        yield Static(Text(self._place), id="place")
        yield Button(say("F1 Help"), id="help", compact=True, action="app.help")

    def show_place(self, place: str) -> None:
        """Change where the candidate is."""
        self.query_one("#place", Static).update(Text(place))


class StepTrail(Static):
    """The steps of the journey: done, present, to come; told apart by sign and weight."""

    def __init__(self, present: int, steps: Sequence[str] = STEPS) -> None:
        super().__init__(id="second-row")
        self._present = present
        self._steps = steps

    def render(self) -> Text:
        """``✓ Sign in   ● Rules   ○ Exam``; a narrow screen names the present step only."""
        text = Text(no_wrap=True, overflow="ellipsis")
        full = sum(len(say(step)) + 5 for step in self._steps) <= self.size.width
        for number, step in enumerate(self._steps):
            here = number == self._present
            sign = "✓" if number < self._present else "●" if here else "○"
            name = f" {say(step)}" if full or here else ""
            text.append(f"{sign}{name}", style="bold" if here else "")
            text.append("   ")
        return text


class KeyHint(Static):
    """One key of the bar; a click does what the key does."""

    def __init__(self, key: Key, *, brief: bool) -> None:
        label = Text.assemble((f" {key.name} ", "bold reverse"), " " if brief else f" {key.words} ")
        super().__init__(label, id=f"key-{key.action.rpartition('.')[2].partition('(')[0]}")
        self._action = key.action

    async def on_click(self, event: events.Click) -> None:
        """Do what the key does."""
        event.stop()
        await self.run_action(self._action)


class KeyBar(Horizontal):
    """The remaining keys, at the bottom; where they do not fit, those of every screen do without
    their words, so that none is cut off."""

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__(id="keys")
        self._keys = tuple(keys)
        self._brief = False

    def show(self, keys: Sequence[Key]) -> None:
        """Show other keys; nothing moves while they are the same."""
        if tuple(keys) != self._keys:
            self._keys = tuple(keys)
            self.refresh(recompose=True)

    def compose(self) -> ComposeResult:
        """One hint per key."""
        self._brief = self._too_long(self.app.size.width)
        for key in self._keys:
            yield KeyHint(key, brief=self._brief and key.everywhere)

    def on_resize(self, event: events.Resize) -> None:
        """The words come and go with the room for them."""
        if self._too_long(event.size.width) is not self._brief:
            self.refresh(recompose=True)

    def _too_long(self, width: int) -> bool:
        return sum(key.width for key in self._keys) > width
