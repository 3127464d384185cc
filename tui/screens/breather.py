# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Three seconds to get ready before a question.

Owns the countdown's look, and uses the pause, in which nobody types, to clear up and to
have the question composed. Must not count; the view says what is left. Stands on the
frame of the stages.
"""

import math
from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Digits, Static

from appliance.service.views import BreatherView
from tui.clearing import clear_up
from tui.language import say
from tui.screens.stage import StageScreen
from tui.widgets.bars import Key

DRAWN_S = 0.5
"""After so long the countdown is on the screen."""


class BreatherScreen(StageScreen[BreatherView]):
    """A large figure and the number of the next question."""

    step = 5
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f6", "rest", show=False)]

    def on_mount(self) -> None:
        """Clear up and make ready once the countdown stands."""
        self.set_timer(DRAWN_S, self._prepare)

    def _prepare(self) -> None:
        clear_up()
        if self.shown.coming is not None:
            self.conductor.prepare(self.shown.coming)

    def place(self) -> str:
        """The next question's number."""
        view = self.shown
        return say("Question {number} of {total}", number=view.next_number, total=view.total)

    def body(self) -> Iterable[Widget]:
        """The countdown."""
        yield Vertical(
            Static(say("Get ready"), classes="title"),
            Digits(self._seconds(), id="countdown"),
            Static(
                say("Question {number} of {total}", number=self.shown.next_number,
                    total=self.shown.total),
                classes="lead",
            ),
            *self._stored(),
            id="breather",
        )  # fmt: skip

    def keys(self) -> Iterable[Key]:
        """A pause, for those who have the right."""
        if self.shown.may_rest:
            yield Key("F6", say("Pause"), "screen.rest")

    def action_rest(self) -> None:
        """Stop before the next question."""
        if self.shown.may_rest:
            self.conductor.errand(self.conductor.station.ask_rest, self.conductor.arrive)

    def _stored(self) -> Iterable[Widget]:
        """Before the first question nothing is stored yet."""
        if self.shown.next_number > 1:
            yield Static(say("Your last answer is stored."), classes="quiet")

    def _seconds(self) -> str:
        return str(max(1, math.ceil(self.shown.remaining_s)))

    def show(self, shown: BreatherView) -> None:
        """Count on."""
        super().show(shown)
        self.query_one("#countdown", Digits).update(self._seconds())
