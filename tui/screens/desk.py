# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The invigilator's desk: today, the sitting, the incidents, the way out of the station.

Owns the panel behind the PIN. Must not keep the PIN longer than it is open, nor show an
answer. Stands on the dialogs and on the desk's half of the façade.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.oral.views import OralFinishedView, OralView
from appliance.service.views import (
    PausedView,
    QuestionView,
    StationView,
    View,
)
from tui.desk_words import incident_words, roster_words
from tui.errands import Lane
from tui.language import say, say_count
from tui.oral_port import OralPort
from tui.oral_words import oral_stage_words
from tui.ports import Desk, IncidentLine, RosterLine, StationPort, Synchronised
from tui.retelling import compose_again
from tui.screens.dialogs import ConfirmDialog, LineDialog
from tui.screens.stage import Conductor
from tui.service_words import seat_state, waiting_words
from tui.widgets.bars import HeaderBar, Key, KeyBar
from tui.widgets.relabelling import relabel

USUAL_EXTRA_S = 60
MOST_EXTRA_S = 3600
DEFAULT_STICK = "/media"


class DeskStation(StationPort, Desk, Protocol):
    """The façade as the desk needs it: the journey and the invigilator's half."""


@dataclass(frozen=True, slots=True)
class DeskView:
    """All that the desk shows, read in one go."""

    station: StationView
    view: View
    roster: Sequence[RosterLine]
    incidents: Sequence[IncidentLine]
    oral: OralView | None


def look(station: DeskStation, pin: str) -> DeskView:
    """Read all that the desk shows."""
    return DeskView(
        station.station_view(),
        station.view(),
        station.roster(pin),
        station.incidents(pin),
        station.oral_view() if isinstance(station, OralPort) else None,
    )


class DeskScreen(ModalScreen[None]):
    """Four parts on one page, each with its few actions."""

    outlives_stage: ClassVar[bool] = True
    AUTO_FOCUS = "#day"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(self, pin: str) -> None:
        super().__init__(classes="stage")
        self._pin = pin
        self._desk: DeskView | None = None

    @property
    def _conductor(self) -> Conductor:
        return cast("Conductor", self.app)

    @property
    def _station(self) -> DeskStation:
        return cast("DeskStation", self._conductor.station)

    def compose(self) -> ComposeResult:
        """Header, parts, keys."""
        yield HeaderBar(say("Invigilator's desk"))
        yield Static(id="second-row", markup=False)
        with VerticalScroll(id="desk", can_focus=False):
            yield from self._parts()
        yield KeyBar((Key("Esc", say("Close the desk"), "screen.leave"),))

    def _parts(self) -> Iterable[Widget]:
        yield self._part(
            say("Today"),
            Button("", id="day", compact=True),
            Button(say("Load a roster…"), id="load", compact=True),
            said=Static(id="roster", markup=False),
        )
        yield self._part(
            say("The sitting"),
            Button("", id="pause", compact=True),
            Button(say("Extra time…"), id="extend", compact=True),
            Button(say("Set aside"), id="aside", compact=True),
            said=Static(id="sitting", markup=False),
        )
        yield self._part(say("Incidents"), said=Static(id="incidents", markup=False))
        yield self._part(
            say("Results and storage"),
            Button(say("Send now"), id="send", compact=True),
            Button(say("Export…"), id="export", compact=True),
            Button(say("Erase received…"), id="erase", compact=True),
            said=Static(id="sync", markup=False),
        )

    @staticmethod
    def _part(title: str, *buttons: Button, said: Static) -> Widget:
        return Vertical(
            Static(title, classes="label"),
            said,
            Horizontal(*buttons, classes="choices"),
            classes="desk-part",
        )

    def on_mount(self) -> None:
        """Read the desk, and again every two seconds."""
        self._read()
        self.set_interval(2.0, self._read)

    def _read(self) -> None:
        station, pin = self._station, self._pin
        if self.is_current:
            self._conductor.errand(lambda: look(station, pin), self._show)

    def _show(self, desk: DeskView) -> None:
        self._desk = desk
        if not self.is_running:
            return
        station = desk.station
        self._say("second-row", f"{station.centre} · {station.device_id} · {station.pack or '–'}")
        self._say("roster", self._roster_words(desk))
        oral = desk.oral
        words = self._sitting_words(desk.view) if oral is None else oral_stage_words(oral.stage)
        self._say("sitting", words)
        self._say("incidents", incident_words(desk.incidents))
        self._say("sync", waiting_words(station.sync))
        day = say("Close the day") if station.day_open else say("Open the day")
        relabel(self.query_one("#day", Button), day)
        paused = isinstance(desk.view, PausedView)
        relabel(self.query_one("#pause", Button), say("Resume") if paused else say("Pause…"))
        running = isinstance(desk.view, QuestionView | PausedView)
        self.query_one("#pause", Button).disabled = not running
        self.query_one("#extend", Button).disabled = not running
        before = not running and not isinstance(desk.view, StationView)
        interview = oral is not None and not isinstance(oral, OralFinishedView)
        self.query_one("#aside", Button).disabled = not (before or interview)

    def on_resize(self) -> None:
        """The columns follow the width."""
        if self._desk is not None:
            self._read()

    def _say(self, name: str, words: str) -> None:
        self.query_one(f"#{name}", Static).update(words)

    def _roster_words(self, desk: DeskView) -> str:
        day = say("The day is open.") if desk.station.day_open else say("The day is not open yet.")
        lines = roster_words(desk.roster, self.query_one("#roster").content_size.width)
        return f"{day}\n{lines}".rstrip()

    @staticmethod
    def _sitting_words(view: View) -> str:
        match view:
            case StationView():
                return say("Nobody sits at this station.")
            case QuestionView() | PausedView():
                number = say("Question {number} of {total}", number=view.number, total=view.total)
                return f"{number} · {seat_state(view.stage.value)}"
            case _:
                return seat_state(view.stage.value)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Each button asks what it still needs, then makes its call."""
        actions: dict[str, Callable[[], None]] = {
            "day": self._toggle_day,
            "load": self._ask_roster,
            "pause": self._toggle_pause,
            "extend": self._ask_extra,
            "aside": self._set_aside,
            "send": self._send,
            "export": self._ask_stick,
            "erase": self._ask_erase,
            "help": lambda: None,
        }
        actions.get(event.button.id or "", lambda: None)()

    def _call(
        self, call: Callable[[], Any], said: Callable[[Any], str], lane: Lane = Lane.SITTING
    ) -> None:
        def done(outcome: object) -> None:
            if self.is_running:  # else a candidate's screen is there
                self.app.notify(said(outcome))
                self._read()

        self._conductor.errand(call, done, lane=lane)

    def _toggle_day(self) -> None:
        station, pin = self._station, self._pin
        if self._desk is not None and self._desk.station.day_open:
            self._call(lambda: station.close_day(pin), lambda _: say("The day is closed."))
        else:
            self._call(lambda: station.open_day(pin), lambda _: say("The day is open."))

    def _ask_roster(self) -> None:
        dialog = LineDialog(
            say("Load a roster"), say("Folder of the stick, or the file:"), value=DEFAULT_STICK
        )
        self.app.push_screen(dialog, self._load)

    def _load(self, folder: str | None) -> None:
        station, pin = self._station, self._pin
        if folder:
            self._call(
                lambda: station.load_roster(pin, Path(folder)),
                lambda count: say_count(
                    "{count} candidate registered", "{count} candidates registered", count
                ),
            )

    def _toggle_pause(self) -> None:
        station, pin = self._station, self._pin
        if self._desk is not None and isinstance(self._desk.view, PausedView):
            self._call(lambda: station.resume(pin), lambda _: say("The exam goes on."))
            return
        dialog = LineDialog(say("Pause the exam"), say("Reason (the candidate reads it):"))
        self.app.push_screen(dialog, self._pause)

    def _pause(self, reason: str | None) -> None:
        station, pin = self._station, self._pin
        if reason:
            self._call(lambda: station.pause(pin, reason), lambda _: say("The exam is paused"))

    def _ask_extra(self) -> None:
        dialog = LineDialog(
            say("Extra time"),
            say("Seconds to add to the question on the screen:"),
            value=str(USUAL_EXTRA_S),
        )
        self.app.push_screen(dialog, self._extend)

    def _extend(self, typed: str | None) -> None:
        if typed is None:
            return
        extra_s = int(typed) if typed.isdecimal() else 0
        if not 0 < extra_s <= MOST_EXTRA_S:
            words = say("Type a number of seconds from 1 to {most}.", most=MOST_EXTRA_S)
            self.app.notify(words, severity="warning")
            return
        station, pin = self._station, self._pin
        reason = say("given by the invigilator")
        self._call(
            lambda: station.extend(pin, extra_s, reason),
            lambda _: say_count(
                "{count} second was added.", "{count} seconds were added.", extra_s
            ),
        )

    def _set_aside(self) -> None:
        station, pin = self._station, self._pin
        if isinstance(station, OralPort) and self._desk is not None and self._desk.oral:
            self._call(
                lambda: station.set_aside_oral(pin), lambda _: say("The interview was set aside.")
            )
        else:
            self._call(lambda: station.set_aside(pin), lambda _: say("The sitting was set aside."))

    def _send(self) -> None:
        def sent(done: Synchronised) -> str:
            return waiting_words(done.sync)

        self.app.notify(say("One moment…"))
        self._call(self._station.synchronise, sent, Lane.LONG)  # the sitting does not wait

    def _ask_stick(self) -> None:
        dialog = LineDialog(
            say("Export to a stick"), say("Folder of the stick:"), value=DEFAULT_STICK
        )
        self.app.push_screen(dialog, self._export)

    def _export(self, folder: str | None) -> None:
        station, pin = self._station, self._pin
        if folder:
            self._call(
                lambda: station.export(pin, Path(folder)),
                lambda count: say_count(
                    "{count} exam was written.", "{count} exams were written.", count
                ),
            )

    def _ask_erase(self) -> None:
        text = say("Only exams whose signed receipt is here are erased. This cannot be undone.")
        dialog = ConfirmDialog(say("Erase what was received?"), text, say("Erase"))
        self.app.push_screen(dialog, self._erase)

    def _erase(self, sure: bool | None) -> None:
        station, pin = self._station, self._pin
        if sure:
            self._call(
                lambda: station.erase_received(pin),
                lambda count: say_count(
                    "{count} exam was erased.", "{count} exams were erased.", count
                ),
            )

    def action_leave(self) -> None:
        """Close the desk, forget the PIN, and leave no notice over a candidate's screen."""
        self.app.clear_notifications()
        self.dismiss(None)

    async def speak_again(self) -> None:
        """Compose anew in the language in force."""
        await compose_again(self)
        self._read()
