# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Three seconds to get ready before a question.

Owns the countdown's look, and uses the pause: nobody types in it, so Python looks for what
it can forget (the screens of the last question), which takes too long between two keys.
Must not count; the view says what is left. Stands on the frame of the stages.
"""

import gc
import math
from collections.abc import Iterable

from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Digits, Static

from appliance.service.views import BreatherView
from tui.language import say
from tui.screens.stage import StageScreen

DRAWN_S = 0.5
"""After so long the countdown is on the screen."""


class BreatherScreen(StageScreen[BreatherView]):
    """A large figure and the number of the next question."""

    step = 5

    def on_mount(self) -> None:
        """Clear up once the countdown stands."""
        self.set_timer(DRAWN_S, gc.collect)

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
