# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The exam cannot go on: a full or failing disk, or something unexpected.

Owns the screen that stands before everything else until the station works again. Must
not hide that something is wrong, nor show a traceback. Stands on the dialogs.
"""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Button, Static

from tui.language import said_again, say
from tui.refusals import Refusal
from tui.screens.dialogs import Dialog


def unexpected() -> Refusal:
    """The refusal for what should not happen."""
    return Refusal(
        say("Something unexpected happened"),
        say("Call the invigilator. Every confirmed answer is kept; restart the station if asked."),
        "",
        None,
        stops_exam=True,
    )


class StoppedScreen(Dialog[bool]):
    """What is wrong, who helps, and one button to try again."""

    outlives_stage = True
    AUTO_FOCUS = "#ok"

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(classes="stopped")
        self._refusal = refusal

    def title_words(self) -> str:
        """What is wrong."""
        return f"⚠ {said_again(self._refusal.title)}"

    def content(self) -> Iterable[Widget]:
        """Who helps."""
        yield Static(said_again(self._refusal.advice), markup=False)
        if self._refusal.own_words:
            yield Static(self._refusal.own_words, classes="quiet", markup=False)

    def buttons(self) -> Iterable[Widget]:
        """Try again."""
        yield Button(say("Try again"), id="ok", variant="primary")

    def action_give_up(self) -> None:
        """Escape tries again."""
        self.dismiss(True)

    def on_button_pressed(self) -> None:
        """Try again."""
        self.dismiss(True)
