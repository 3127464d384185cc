# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The interview on site, for the examiner's eyes: script, profile, time, end of each part.

Owns that screen. Must not show the script before the examiner has signed in, nor grade.
Stands on the frame of the oral part.
"""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.oral.views import InterviewView
from tui.language import say
from tui.oral_words import part_name, trade_name
from tui.screens.dialogs import ConfirmDialog
from tui.screens.oral.admission import ask_examiner
from tui.screens.oral.stage import OralStageScreen
from tui.widgets.bars import Key
from tui.widgets.interview_clock import InterviewClock


class InterviewScreen(OralStageScreen[InterviewView]):
    """One part of the interview."""

    AUTO_FOCUS = "#script"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "read(1)", show=False),
        Binding("pageup", "read(-1)", show=False),
    ]

    def place(self) -> str:
        """Which part."""
        return f"{say('Oral part')} · {part_name(self.shown.prompt.part)}"

    def second_row(self) -> Widget:
        """The time of the interview."""
        return InterviewClock(self.shown.elapsed_s)

    def body(self) -> Iterable[Widget]:
        """Who is here and what to ask; nothing of it before the examiner has signed in."""
        if self.shown.examiner_needed:
            yield Vertical(
                Static(say("The station was started again"), classes="title"),
                Static(
                    say("The interview goes on in the same part once the examiner signs in again."),
                    classes="lead",
                ),
                classes="sheet",
            )
            return
        yield Static(self._profile(), id="profile", markup=False)
        yield Horizontal(
            VerticalScroll(*self._script(), id="script"),
            VerticalScroll(*self._guidance(), id="guidance", can_focus=False),
            id="interview",
        )

    def _profile(self) -> str:
        view = self.shown
        return " · ".join(
            (
                view.name,
                say("written part: {level}", level=view.level.label),
                trade_name(view.trade),
            )
        )

    def _script(self) -> Iterable[Widget]:
        prompt = self.shown.prompt
        yield Static(prompt.title, classes="title", markup=False)
        yield Static(prompt.situation, classes="lead", markup=False)
        yield Static(say("To go on"), classes="label")
        for question in prompt.follow_up:
            yield Horizontal(
                Static("•", classes="bullet"), Static(question, markup=False), classes="rule"
            )

    def _guidance(self) -> Iterable[Widget]:
        yield Static(say("For the examiner only"), classes="label")
        yield Static(self.shown.guidance, markup=False)

    def buttons(self) -> Iterable[Widget]:
        """The one action."""
        label = say("Sign in again") if self.shown.examiner_needed else say("End this part")
        yield Button(label, id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """Ending, and reading on."""
        if self.shown.examiner_needed:
            yield Key("F10", say("Sign in again"), "screen.go")
            return
        yield Key("↓", say("Read on"), "screen.read(1)")
        yield Key("F10", say("End this part"), "screen.go")

    def show(self, shown: InterviewView) -> None:
        """Time passes; after the sign-in the script appears."""
        changed = shown.examiner_needed != self.shown.examiner_needed
        super().show(shown)
        self.query_one(InterviewClock).elapsed_s = shown.elapsed_s
        if changed:
            self.run_worker(self._turn_page)

    async def _turn_page(self) -> None:
        await self.recompose()
        for script in self.query("#script"):
            script.focus()

    def action_read(self, direction: int) -> None:
        """Scroll a script that is longer than the screen."""
        for script in self.query("#script").results(VerticalScroll):
            script.scroll_page_down() if direction > 0 else script.scroll_page_up()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Sign in again, or end the part after asking."""
        if event.button.id != "go":
            return
        if self.shown.examiner_needed:
            ask_examiner(self)
            return
        name = part_name(self.shown.prompt.part)
        dialog = ConfirmDialog(
            say("End this part?"),
            say("“{part}” ends; one cannot go back to it.", part=name),
            say("End this part"),
        )
        self.app.push_screen(dialog, self._end)

    def _end(self, sure: bool | None) -> None:
        if sure:
            self.conductor.errand(self.oral.end_part, self.conductor.arrive)
