# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The clock stands: the invigilator stopped it, or the station came back from a fault.

Owns that screen. Must not resume without the station's consent. Stands on the frame of
the stages.
"""

from collections.abc import Iterable

from textual.containers import Center, Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.views import PausedView
from tui.language import say
from tui.screens.stage import StageScreen
from tui.widgets.bars import Key


class PausedScreen(StageScreen[PausedView]):
    """Why the clock stands, and how it goes on."""

    AUTO_FOCUS = "#go"
    step = 5

    def place(self) -> str:
        """The question that waits."""
        view = self.shown
        return say("Question {number} of {total}", number=view.number, total=view.total)

    def body(self) -> Iterable[Widget]:
        """The reason, and the promise."""
        reason = self.shown.reason or say("The station was interrupted.")
        yield Center(
            Vertical(
                Static(say("The exam is paused"), classes="title"),
                Static(reason, classes="lead", markup=False),
                Static(
                    say("The clock stands. No answer is lost; your question comes back as it was."),
                    classes="lead",
                ),
                Static(say("The invigilator resumes the exam."), classes="quiet"),
                classes="sheet",
            )
        )

    def buttons(self) -> Iterable[Widget]:
        """The one action."""
        yield Button(say("Resume"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """Resuming."""
        yield Key("F10", say("Resume"), "screen.go")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Resuming asks for the PIN."""
        if event.button.id == "go":
            self.run_worker(self.app.run_action("app.resume"))
