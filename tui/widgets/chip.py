# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A word that can be pressed: by mouse, by Enter or Space, or by its letter.

Owns the look of a pressable word in running text and its one message. Must not know
what pressing means. Stands on the flow.
"""

from string import ascii_uppercase
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.widgets.flow import Gap, GappedText

LETTERS = ascii_uppercase


class Chip(Gap, can_focus=True):
    """A pressable word, shown in brackets so that it is seen without colour."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", show=False)]

    class Pressed(Message):
        """The chip was pressed."""

        def __init__(self, chip: "Chip") -> None:
            super().__init__()
            self.chip = chip

    def __init__(
        self,
        word: str,
        number: int,
        *,
        letter: str = "",
        blank: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.number = number
        self._word = word
        self._letter = letter
        self._blank = blank
        self._measure()

    @property
    def word(self) -> str:
        """What stands in it; empty for an open gap."""
        return self._word

    def put(self, word: str) -> None:
        """Fill or empty it."""
        if word == self._word:
            return
        self._word = word
        self._measure()
        self.set_class(not word, "-open")
        self.refresh(layout=True)
        if isinstance(self.parent, GappedText):
            self.parent.rearrange()

    def use(self, used: bool) -> None:
        """Show it as taken, so that it stays in its place and cannot be pressed."""
        self.set_class(used, "-used")
        self.can_focus = not used
        self.refresh()

    @property
    def _label(self) -> str:
        return self._word or self._blank

    def _measure(self) -> None:
        """Brackets, letter and word."""
        letter = len(self._letter) + 1 if self._letter else 0
        self.cells = 2 + letter + cell_len(self._label)

    def on_mount(self) -> None:
        """An open gap looks open from the start."""
        self.set_class(not self._word, "-open")

    def render(self) -> Text:
        """``[A word]``; a used one leaves its brackets empty."""
        if self.has_class("-used"):
            return Text(f"[{'·' * (self.cells - 2)}]")
        letter = f"{self._letter} " if self._letter else ""
        text = Text(f"[{letter}{self._label}]")
        text.stylize("bold", 1, 1 + len(letter))
        return text

    def action_press(self) -> None:
        """Say that it was pressed."""
        if not self.has_class("-used"):
            self.post_message(self.Pressed(self))

    def on_click(self, event: events.Click) -> None:
        """A click presses."""
        event.stop()
        self.action_press()
