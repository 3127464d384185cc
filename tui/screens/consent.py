# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The rules of the sitting, and the choice of how identity and quiet are checked.

Owns the text of the rules and the two ways to go on. Must not decide for the candidate:
both ways are offered alike. Stands on the frame of the stages.
"""

from collections.abc import Iterable
from functools import partial
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.views import CandidateView
from tui.language import mark, say
from tui.practice_port import Trainer
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
    "With the camera: this station watches picture and sound while you answer, not in a pause. "
    "It marks "
    "moments for a person to look at later; it never decides anything itself. Pictures are "
    "encrypted at once and only the certification service can open them."
)
BY_A_PERSON: Final = mark(
    "Without the camera: the invigilator compares your face with your document and stays in "
    "the room. No picture and no sound is recorded."
)
STATION_NOTES: Final = mark(
    "The station notes when its power fails, its clock is set, a USB device is plugged in or "
    "another window comes to the front."
)
EITHER_WAY: Final = mark(
    "Both ways are worth the same. In both the station notes when its power fails, its clock "
    "is set, a USB device is plugged in or another window comes to the front."
)


class ConsentScreen(StageScreen[CandidateView]):
    """First the rules; then the choice, with or without the camera."""

    AUTO_FOCUS = "#go"
    step = 2
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown,down", "read(1)", show=False),
        Binding("pageup,up", "read(-1)", show=False),
    ]

    def __init__(self, shown: CandidateView) -> None:
        super().__init__(shown)
        self._rules_read = False

    def body(self) -> Iterable[Widget]:
        """The rules, or the two ways."""
        parts = self._choice() if self._rules_read else self._rules()
        yield VerticalScroll(*parts, id="rules", classes="sheet", can_focus=False)

    @staticmethod
    def _rules() -> Iterable[Widget]:
        yield Static(say("How the exam works"), classes="title")
        for rule in RULES:
            yield Horizontal(
                Static("•", classes="bullet"), Static(say(rule), markup=False), classes="rule"
            )

    def _choice(self) -> Iterable[Widget]:
        if not self.shown.by_camera:
            yield Static(say("How your exam is watched"), classes="title")
            yield Static(say(BY_A_PERSON), classes="lead", markup=False)
            yield Static(say(STATION_NOTES), classes="quiet", markup=False)
            return
        yield Static(say("How your exam is watched: you choose"), classes="title")
        yield Static(say(MONITORING), classes="lead", markup=False)
        yield Static(say(BY_A_PERSON), classes="lead", markup=False)
        yield Static(say(EITHER_WAY), classes="quiet", markup=False)

    def buttons(self) -> Iterable[Widget]:
        """Go on, or one of the two ways."""
        if self._rules_read and not self.shown.by_camera:
            yield Button(say("Continue without the camera"), id="go", variant="primary")
        elif self._rules_read:
            yield Button(say("Without the camera"), id="by-person")
            yield Button(say("I agree, with the camera"), id="go", variant="primary")
        else:
            if isinstance(self.conductor.station, Trainer):
                yield Button(say("Mini-test"), id="minitest")
                yield Button(say("Practise"), id="practice")
            yield Button(say("I have read the rules"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """Going on, or choosing."""
        if self._rules_read and self.shown.by_camera:
            yield Key("Tab", say("Other choice"), "app.focus_next")
            yield Key("F10", say("With the camera"), "screen.go")
        else:
            yield Key("F10", say("Continue"), "screen.go")

    def action_read(self, direction: int) -> None:
        """Scroll a text that is longer than the screen."""
        text = self.query_one("#rules", VerticalScroll)
        text.scroll_page_down() if direction > 0 else text.scroll_page_up()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Turn the page, try the questions first, or pass the choice on."""
        if event.button.id in ("minitest", "practice"):
            self.run_worker(partial(self.app.run_action, f"app.{event.button.id}"))
        if event.button.id not in ("go", "by-person"):
            return
        if not self._rules_read:
            self._rules_read = True
            self.run_worker(self._turn_page)
            return
        monitoring = event.button.id == "go" and self.shown.by_camera
        station, conductor = self.conductor.station, self.conductor
        conductor.errand(lambda: station.consent(monitoring), conductor.arrive)

    async def _turn_page(self) -> None:
        await self.recompose()
        first = "#by-person" if self.shown.by_camera else "#go"
        self.query_one(first, Button).focus()
