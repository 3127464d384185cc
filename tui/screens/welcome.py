# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Welcome: the language, and the access code.

Owns the first screen. Must not decide who may sit; the station does. Stands on the
frame of the stages.
"""

from collections.abc import Iterable
from functools import partial

from textual.containers import Center, Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from appliance.service.views import StationView
from tui.language import Language, chosen, say, say_count
from tui.practice_port import Trainer
from tui.screens.stage import StageScreen
from tui.widgets.bars import Key
from tui.widgets.field import Field


class WelcomeScreen(StageScreen[StationView]):
    """Choose a language, type the code, sign in."""

    AUTO_FOCUS = "#code"
    types = True

    def body(self) -> Iterable[Widget]:
        """Title, languages, code, and what can be tried before."""
        yield Center(
            Vertical(
                Static(say("Welcome"), classes="title"),
                Horizontal(*self._languages(), classes="choices"),
                Static(say("Type the access code from your invitation."), classes="lead"),
                Field(placeholder=say("Access code"), id="code", max_length=40),
                *self._tries(),
                classes="sheet",
            )
        )
        yield Static(self._station_words(), id="station", markup=False)

    @staticmethod
    def _languages() -> Iterable[Button]:
        for language in Language:
            sign = "●" if language is chosen() else "○"
            yield Button(
                f"{sign} {language.own_name}",
                id=f"speak-{language.value}",
                compact=True,
                classes="choice",
            )

    def _tries(self) -> Iterable[Widget]:
        if isinstance(self.conductor.station, Trainer):
            yield Static(say("Not yet? Get used to the questions first:"), classes="quiet")
            yield Horizontal(
                Button(say("Mini-test"), id="minitest", compact=True),
                Button(say("Practise"), id="practice", compact=True),
                classes="choices",
            )

    def _station_words(self) -> str:
        view = self.shown
        day = say("The day is open.") if view.day_open else say("The day is not open yet.")
        seats = say_count(
            "{count} candidate registered", "{count} candidates registered", view.candidates
        )
        return f"{view.centre} · {view.device_id} · {seats} · {day}"

    def buttons(self) -> Iterable[Widget]:
        """The one action."""
        yield Button(say("Sign in"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """Sign in, and the invigilator's desk."""
        yield Key("Enter", say("Sign in"), "screen.go")
        yield Key("F9", say("Invigilator"), "app.desk")

    def show(self, shown: StationView) -> None:
        """The day may open while the screen waits."""
        super().show(shown)
        self.query_one("#station", Static).update(self._station_words())

    def on_input_submitted(self) -> None:
        """Enter signs in."""
        self.action_go()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Sign in, change the language, or try first."""
        name = event.button.id or ""
        if name == "go":
            self._sign_in()
        elif name.startswith("speak-"):
            self.run_worker(
                partial(self.app.run_action, f"app.speak('{name.removeprefix('speak-')}')")
            )
        elif name in ("minitest", "practice"):
            self.run_worker(partial(self.app.run_action, f"app.{name}"))

    def _sign_in(self) -> None:
        code = self.query_one("#code", Input).value.strip()
        if not code:
            self.notice(say("Type your access code first."))
            self.query_one("#code", Input).focus()
            return
        self.notice(say("One moment…"))
        station, conductor = self.conductor.station, self.conductor
        conductor.errand(lambda: station.sign_in(code), conductor.arrive)
