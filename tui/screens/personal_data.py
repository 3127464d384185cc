# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Personal data: check, complete, correct.

Owns the form. Must not store anything; only what the candidate changed goes to the
station, which journals it as a correction or names the fields that cannot stand on a
certificate. Stands on the frame of the stages.
"""

from collections.abc import Iterable

from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Static

from appliance.service.errors import PersonalDataError
from appliance.service.views import CandidateView
from sync.protocol.errors import EscaleError
from tui.dates import figures_of, iso_of
from tui.errands import Refused
from tui.language import say
from tui.retelling import compose_again
from tui.screens.stage import StageScreen
from tui.widgets.bars import Key
from tui.widgets.field import Field
from tui.words import field_advice, field_name

_BIRTH_DATE = "birth_date"


class PersonalDataScreen(StageScreen[CandidateView]):
    """One field per datum; one button when they are right."""

    AUTO_FOCUS = "Input"
    step = 1
    types = True

    def __init__(self, shown: CandidateView) -> None:
        super().__init__(shown)
        self._refused: tuple[str, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The form."""
        yield VerticalScroll(
            Static(say("Are your details right?"), classes="title"),
            Static(
                say("They will stand on your certificate. Correct what is wrong."), classes="lead"
            ),
            *(part for name in self.shown.fields for part in self._field(name)),
            classes="sheet",
            can_focus=False,
        )

    def _field(self, name: str) -> Iterable[Widget]:
        label = field_name(name)
        if name == _BIRTH_DATE:
            label = f"{label}\n{say('DD/MM/YYYY')}"
        yield Horizontal(
            Label(label, classes="field-name", markup=False),
            Field(self._written(name), id=f"field-{name}", max_length=120, select_on_focus=False),
            classes="field",
        )
        if name in self._refused:
            yield Static(f"↑ {field_advice(name)}", classes="field-advice", markup=False)

    def _written(self, name: str) -> str:
        known = self.shown.fields[name]
        return figures_of(known) if name == _BIRTH_DATE else known

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

    def _typed(self, name: str) -> str:
        text = self.query_one(f"#field-{name}", Input).value.strip()
        return iso_of(text) if name == _BIRTH_DATE else text

    def _corrections(self) -> dict[str, str]:
        """What was changed, and what is still empty."""
        typed = {name: self._typed(name) for name in self.shown.fields}
        return {
            name: text
            for name, text in typed.items()
            if not text or text != self.shown.fields[name]
        }

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Send what was changed."""
        if event.button.id != "go":
            return
        corrections = self._corrections()
        station, conductor = self.conductor.station, self.conductor
        conductor.errand(
            lambda: station.confirm_personal_data(corrections), conductor.arrive, self._not_taken
        )

    def _not_taken(self, error: EscaleError) -> None:
        """Say beside each field what to type there; another refusal has a dialog of its own."""
        if isinstance(error, PersonalDataError):
            self._refused = error.fields
            self.run_worker(self._ask_again)
        else:
            self.app.post_message(Refused(error, None))

    async def _ask_again(self) -> None:
        await compose_again(self)
        self.query_one(f"#field-{self._refused[0]}", Input).focus()
