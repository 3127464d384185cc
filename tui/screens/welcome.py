# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Welcome: the language, and the access code.

Owns the first screen. Must not decide who may sit; the station does. Stands on the
frame of the stages.
"""

from collections.abc import Iterable
from functools import partial
from typing import cast

from textual.app import App
from textual.containers import Center, Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from appliance.service.views import StationView
from tui.language import Language, chosen, say, say_count
from tui.oral_port import OralPort
from tui.practice_port import Trainer
from tui.screens.oral.booking_walk import BookingWalk
from tui.screens.oral.door import OralDoorScreen
from tui.screens.stage import StageScreen
from tui.widgets.bars import Key
from tui.widgets.field import Field


def trades_for(oral: OralPort, access_code: str) -> tuple[str, ...]:
    """The fields of work to choose from, once the code's owner may take the oral part."""
    oral.booking(access_code)
    return tuple(oral.oral_trades())


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
            yield Horizontal(
                Static(say("To try before:"), classes="offer"),
                Button(say("Mini-test"), id="minitest", compact=True),
                Button(say("Practise"), id="practice", compact=True),
                classes="choices offers",
            )
        if isinstance(self.conductor.station, OralPort):
            yield Horizontal(
                Static(say("After the written part:"), classes="offer"),
                Button(say("My appointment (F7)"), id="booking", compact=True),
                Button(say("Oral part (F8)"), id="oral", compact=True),
                classes="choices offers",
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

    def key_f7(self) -> None:
        """The oral appointment of the code's owner."""
        self._book()

    def key_f8(self) -> None:
        """The oral part of the code's owner."""
        self._open_oral()

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
        elif name == "booking":
            self._book()
        elif name == "oral":
            self._open_oral()

    def _code(self) -> str:
        """The access code; without one, the screen asks for it."""
        code = self.query_one("#code", Input).value.strip()
        if not code:
            self.notice(say("Type your access code first."))
            self.query_one("#code", Input).focus()
        return code

    def _sign_in(self) -> None:
        code = self._code()
        if code:
            self.notice(say("One moment…"))
            station, conductor = self.conductor.station, self.conductor
            conductor.errand(lambda: station.sign_in(code), conductor.arrive)

    def _book(self) -> None:
        station, code = self.conductor.station, self._code()
        if code and isinstance(station, OralPort):
            self.notice(say("One moment…"))
            app = cast("App[None]", self.app)
            BookingWalk(app, self.conductor, station, code, self._came_back).begin()

    def _open_oral(self) -> None:
        station, code = self.conductor.station, self._code()
        if code and isinstance(station, OralPort):
            self.notice(say("One moment…"))
            self.conductor.errand(
                lambda: trades_for(station, code), lambda trades: self._show_door(trades, code)
            )

    def _show_door(self, trades: tuple[str, ...], code: str) -> None:
        if self.is_current:  # a second press opens no second door
            self.app.push_screen(OralDoorScreen(trades, code), lambda _: self._came_back())

    def _came_back(self) -> None:
        """The code does not stay for the next person."""
        self.notice("")
        self.query_one("#code", Input).clear()
