# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Personal data: check, complete, correct.

Owns the form. Must not store anything; only what the candidate changed goes to the
station, which journals it as a correction. Stands on the frame of the stages.
"""

from collections.abc import Iterable

from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Static

from appliance.service.views import CandidateView
from tui.language import say
from tui.screens.stage import StageScreen
from tui.widgets.bars import Key
from tui.widgets.field import Field
from tui.words import field_name


class PersonalDataScreen(StageScreen[CandidateView]):
    """One field per datum; one button when they are right."""

    AUTO_FOCUS = "Input"
    step = 1
    types = True

    def body(self) -> Iterable[Widget]:
        """The form."""
        rows = [
            Horizontal(
                Label(field_name(name), classes="field-name"),
                Field(value, id=f"field-{name}", max_length=120),
                classes="field",
            )
            for name, value in self.shown.fields.items()
        ]
        yield VerticalScroll(
            Static(say("Are your details right?"), classes="title"),
            Static(
                say("They will stand on your certificate. Correct what is wrong."), classes="lead"
            ),
            *rows,
            classes="sheet",
            can_focus=False,
        )

    def buttons(self) -> Iterable[Widget]:
        """The one action."""
        yield Button(say("Everything is right"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """Fields and confirmation."""
        yield Key("Tab", say("Next field"), "app.focus_next")
        yield Key("F10", say("Confirm"), "screen.go")

    def on_input_submitted(self) -> None:
        """Enter goes to the next field."""
        self.focus_next()

    def _corrections(self) -> dict[str, str]:
        typed = {name: self.query_one(f"#field-{name}", Input).value for name in self.shown.fields}
        return {
            name: text.strip()
            for name, text in typed.items()
            if text.strip() != self.shown.fields[name]
        }

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Send what was changed."""
        if event.button.id != "go":
            return
        corrections = self._corrections()
        station, conductor = self.conductor.station, self.conductor
        conductor.errand(lambda: station.confirm_personal_data(corrections), conductor.arrive)
