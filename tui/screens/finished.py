# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The written part is over: thanks, what happens next, and where the answers are.

Owns that screen. Must not show a result; there is none before people have verified the
whole process. Stands on the frame of the stages.
"""

from collections.abc import Iterable

from textual.containers import Center, Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.views import Delivery, FinishedView
from tui.language import say, say_count
from tui.screens.stage import StageScreen
from tui.widgets.bars import Key


class FinishedScreen(StageScreen[FinishedView]):
    """What was stored and what comes."""

    AUTO_FOCUS = ""
    step = 6

    def place(self) -> str:
        """The end."""
        return say("Written part finished")

    def body(self) -> Iterable[Widget]:
        """Thanks, storage, next steps."""
        answered = say_count(
            "{count} answer is stored.", "{count} answers are stored.", self.shown.answered
        )
        results = say("Your results come by e-mail one to three days after the oral part.")
        yield Center(
            Vertical(
                Static(say("Thank you, the written part is finished"), classes="title"),
                Static(f"✓ {answered}", classes="lead"),
                Static(self._sync_words(), id="sync", classes="lead"),
                Static(say("What happens next"), classes="label"),
                Static(f"1. {say('Choose a date for the oral part with the invigilator.')}"),
                Static(f"2. {say('People check the record of your exam.')}"),
                Static(f"3. {results}"),
                Static(say("You may stand up now. Call the invigilator."), classes="quiet"),
                classes="sheet",
            )
        )  # fmt: skip

    def _sync_words(self) -> str:
        match self.shown.delivery:
            case Delivery.RECEIVED:
                return "✓ " + say("Your exam has reached the certification service.")
            case Delivery.WAITING:
                words = say("Your exam waits, encrypted, for the next connection of this station.")
                return "○ " + words
            case Delivery.REHEARSAL:
                return "○ " + say("This was a rehearsal: it has no result and is not sent.")

    def show(self, shown: FinishedView) -> None:
        """What waits may leave while the screen stands."""
        super().show(shown)
        self.query_one("#sync", Static).update(self._sync_words())

    def buttons(self) -> Iterable[Widget]:
        """Leave, so that the next candidate can sit."""
        yield Button(say("Leave this station"), id="go", variant="primary")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Back to the welcome screen; everything is stored."""
        if event.button.id == "go":
            self.conductor.errand(self.conductor.station.leave, self.conductor.arrive)

    def keys(self) -> Iterable[Key]:
        """Leave, or the invigilator takes over."""
        yield Key("F10", say("Leave"), "screen.go")
        yield Key("F9", say("Invigilator"), "app.desk")
