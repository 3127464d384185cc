# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The oral part is over: thanks, where it is stored, and what happens next.

Owns that screen. Must not show a grade; results come when people have verified the whole
process. Stands on the frame of the oral part.
"""

from collections.abc import Iterable

from textual.containers import Center, Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.oral.views import OralFinishedView, OralMode
from appliance.service.views import Delivery
from tui.language import say
from tui.screens.finished import delivery_words
from tui.screens.oral.stage import OralStageScreen
from tui.widgets.bars import Key


class OralFinishedScreen(OralStageScreen[OralFinishedView]):
    """What was stored and what comes."""

    AUTO_FOCUS = "#go"
    step = 6

    def place(self) -> str:
        """The end."""
        return say("Oral part finished")

    def body(self) -> Iterable[Widget]:
        """Thanks, storage, next steps."""
        recorded = self.shown.mode is OralMode.RECORDED
        stored = say("Your answers are stored.") if recorded else say("The grades are stored.")
        yield Center(
            Vertical(
                Static(say("Thank you, the oral part is finished"), classes="title"),
                Static(f"✓ {stored}", classes="lead"),
                Static(delivery_words(self.shown.delivery), id="delivery", classes="lead"),
                *self._what_follows(),
                classes="sheet",
            )
        )

    def _what_follows(self) -> Iterable[Widget]:
        """The way to the results; there are none after a rehearsal."""
        if self.shown.delivery is Delivery.REHEARSAL:
            return
        steps = [
            say("People check the record of both parts."),
            say("Your results come by e-mail, on average one to three days later."),
        ]
        if self.shown.mode is OralMode.RECORDED:
            steps.insert(0, say("An examiner listens to your answers and grades them."))
        yield Static(say("What happens next"), classes="label")
        yield from (Static(f"{number}. {step}") for number, step in enumerate(steps, start=1))
        yield Static(
            say("Nothing in your mailbox? Look in the folder for unwanted mail too."),
            classes="quiet",
        )

    def show(self, shown: OralFinishedView) -> None:
        """What waits may leave while the screen stands."""
        super().show(shown)
        self.query_one("#delivery", Static).update(delivery_words(shown.delivery))

    def buttons(self) -> Iterable[Widget]:
        """Leave, so that the next candidate can sit."""
        yield Button(say("Leave this station"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """Leave, or the invigilator takes over."""
        yield Key("F10", say("Leave"), "screen.go")
        yield Key("F9", say("Invigilator"), "app.desk")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Back to the welcome screen; everything is stored."""
        if event.button.id == "go":
            self.conductor.errand(self.oral.leave_oral, self.conductor.arrive)
