# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The rules of the sitting, and the choice of how identity and quiet are checked.

Owns the text of the rules and the two ways to go on. Must not decide for the candidate:
both ways are offered alike. Stands on the frame of the stages.
"""

from collections.abc import Iterable
from typing import Final

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.views import CandidateView
from tui.language import mark, say
from tui.screens.stage import StageScreen
from tui.widgets.bars import Key

RULES: Final = (
    mark("50 questions in five parts, about 50 minutes. They adapt to your answers."),
    mark("Each question has its own time, shown by a bar. At zero, what you entered counts."),
    mark("You have three seconds to get ready before each question."),
    mark("A sound extract can be played twice at most."),
    mark("You are alone, look at the screen, and use no telephone or other device."),
    mark("Help is one key away: F1. Calling for help does not stop the clock."),
    mark("If the power fails nothing is lost: the same question comes back with its time."),
)
MONITORING: Final = mark(
    "With the camera: this station watches picture and sound while you answer. It marks "
    "moments for a person to look at later; it never decides anything itself. Pictures are "
    "encrypted at once and only the certification service can open them."
)
BY_A_PERSON: Final = mark(
    "Without the camera: the invigilator compares your face with your document and stays in "
    "the room. Nothing is recorded, and your result is worth the same."
)


class ConsentScreen(StageScreen[CandidateView]):
    """Read the rules, then choose with or without the camera."""

    AUTO_FOCUS = "#rules"
    step = 2

    def body(self) -> Iterable[Widget]:
        """The rules, then the two ways."""
        yield VerticalScroll(
            Static(say("How the exam works"), classes="title"),
            *(Static(f"• {say(rule)}", classes="rule", markup=False) for rule in RULES),
            Static(say("How you are watched: your choice"), classes="title"),
            Static(say(MONITORING), classes="rule", markup=False),
            Static(say(BY_A_PERSON), classes="rule", markup=False),
            id="rules",
            classes="sheet",
        )

    def buttons(self) -> Iterable[Widget]:
        """Two ways to go on."""
        yield Button(say("Without the camera"), id="by-person")
        yield Button(say("I agree, with the camera"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """Reading and choosing."""
        yield Key("↓ ↑", say("Read"), "screen.read")
        yield Key("F10", say("I agree"), "screen.go")

    def action_read(self) -> None:
        """Scroll the rules one page on."""
        self.query_one("#rules", VerticalScroll).scroll_page_down()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Pass the choice on."""
        if event.button.id not in ("go", "by-person"):
            return
        monitoring = event.button.id == "go"
        station, conductor = self.conductor.station, self.conductor
        conductor.errand(lambda: station.consent(monitoring), conductor.arrive)
