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
from tui.screens.dialogs import LineDialog
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
        yield Center(
            Vertical(
                Static(say("The exam is paused"), classes="title"),
                Static(self._why(), classes="lead", markup=False),
                Static(self._promise(), classes="lead"),
                Static(self._who(), classes="quiet"),
                classes="sheet",
            )
        )

    def _why(self) -> str:
        if self.shown.by_right:
            return say("You asked for a pause.")
        return self.shown.reason or say("The station was interrupted.")

    def _promise(self) -> str:
        if self.shown.by_right:
            return say("The clock stands. Take the time you need; the next question waits.")
        return say("The clock stands. No answer is lost; your question comes back as it was.")

    def _who(self) -> str:
        if self.shown.ends_alone:
            return say("Press Resume when you are ready.")
        return say("The invigilator resumes the exam.")

    def buttons(self) -> Iterable[Widget]:
        """The one action."""
        yield Button(say("Resume"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """Resuming."""
        yield Key("F10", say("Resume"), "screen.go")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """After a fault or a rest the candidate goes on alone; otherwise the PIN is asked."""
        if event.button.id != "go":
            return
        if self.shown.ends_alone:
            self._resume("")
        else:
            dialog = LineDialog(
                say("Resume the exam"), say("Type the invigilator's PIN."), hidden=True
            )
            self.app.push_screen(dialog, self._resume)

    def _resume(self, pin: str | None) -> None:
        if pin is not None:
            station = self.conductor.station
            self.conductor.errand(lambda: station.resume(pin), self.conductor.arrive)
