# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""On site, before the interview: the examiner signs in and begins.

Owns that screen, and the sign-in that the other on-site screens ask for after a restart.
Must not show the candidate's level. Stands on the frame of the oral part.
"""

from collections.abc import Iterable
from typing import Any

from textual.containers import Center, Vertical
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from appliance.service.oral.views import OralReadyView
from tui.language import say
from tui.screens.dialogs import LineDialog
from tui.screens.oral.stage import OralStageScreen
from tui.widgets.bars import Key
from tui.widgets.field import Field


def ask_examiner(screen: OralStageScreen[Any]) -> None:
    """Ask for the examiner's code, then go on where the interview stood."""
    oral, conductor = screen.oral, screen.conductor

    def admit(code: str | None) -> None:
        if code:
            conductor.errand(lambda: oral.admit_examiner(code), conductor.arrive)

    dialog = LineDialog(say("Examiner"), say("Type your examiner's code."), hidden=True)
    screen.app.push_screen(dialog, admit)


class AdmissionScreen(OralStageScreen[OralReadyView]):
    """The examiner's code, then the start."""

    AUTO_FOCUS = "#examiner-code"
    step = 1
    types = True

    def body(self) -> Iterable[Widget]:
        """Who is here, the code, and what comes."""
        yield Center(
            Vertical(
                Static(say("Before the interview"), classes="title"),
                Static(say("Candidate: {name}", name=self.shown.name), markup=False),
                Static(id="examiner", classes="lead", markup=False),
                Static(say("Examiner: type your code."), id="asks", classes="label"),
                Field(
                    placeholder=say("Examiner's code"),
                    id="examiner-code",
                    password=True,
                    max_length=40,
                ),
                Static(
                    say(
                        "Three parts without preparation, 15 to 20 minutes: introduction, role "
                        "play, discussion. The next screens are for the examiner: turn the "
                        "screen now."
                    ),
                    classes="quiet",
                    markup=False,
                ),
                classes="sheet",
            )
        )

    def buttons(self) -> Iterable[Widget]:
        """Sign in, then begin."""
        yield Button("", id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """The one action."""
        yield Key("F10", say("Continue"), "screen.go")

    def on_mount(self) -> None:
        """Show who has signed in."""
        self.show(self.shown)

    def show(self, shown: OralReadyView) -> None:
        """The field goes once the examiner has signed in."""
        super().show(shown)
        present = shown.examiner is not None
        if present:
            words = say("✓ Examiner: {name}", name=shown.examiner)
        else:
            words = say("○ No examiner has signed in yet.")
        self.query_one("#examiner", Static).update(words)
        self.query_one("#asks", Static).display = not present
        self.query_one("#examiner-code", Input).display = not present
        go = self.query_one("#go", Button)
        go.label = say("Begin the interview") if present else say("Sign in")
        if present:
            self.notice("")
            go.focus()

    async def speak_again(self) -> None:
        """Compose anew, then fill in again."""
        await super().speak_again()
        self.show(self.shown)

    def on_input_submitted(self) -> None:
        """Enter signs in."""
        self.action_go()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Sign in, or begin."""
        if event.button.id != "go":
            return
        if self.shown.examiner is not None:
            self.conductor.errand(self.oral.begin_interview, self.conductor.arrive)
            return
        code = self.query_one("#examiner-code", Input).value.strip()
        if not code:
            self.notice(say("Type the examiner's code first."))
            return
        oral = self.oral
        self.notice(say("One moment…"))
        self.conductor.errand(lambda: oral.admit_examiner(code), self.conductor.arrive)
