# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The appointment of the oral part: requested, confirmed or refused, and how to keep it.

Owns that screen. Must not decide on a booking, nor choose a slot. Stands on the frame of
the oral part.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.containers import Center, Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.oral.views import BookingState, BookingView, SlotView
from sync.protocol.errors import EscaleError
from tui.dates import slot_words
from tui.errands import Lane
from tui.language import mark, say
from tui.oral_port import OralPort
from tui.oral_words import refused_reason
from tui.ports import Desk, StationPort
from tui.screens.dialogs import ChoiceDialog, LineDialog, NoteDialog
from tui.screens.oral.code import AppointmentCodeScreen
from tui.screens.oral.stage import OralStageScreen
from tui.widgets.bars import Key, StepTrail

LOOK_AGAIN_S: Final = 2.0
MOST_STICKS: Final = 9
"""As many as digits can choose from."""
CODE_TITLE: Final = mark("Oral part")
STICK_TITLE: Final = mark("Oral part of the language certification")
STICK_NOTE: Final = mark("Come a few minutes early and bring your identity document.")

STATE_WORDS: Final = {
    BookingState.NONE: mark("You have no appointment yet"),
    BookingState.REQUESTED: mark("○ Requested, not confirmed yet"),
    BookingState.CONFIRMED: mark("✓ Your appointment is confirmed"),
    BookingState.REFUSED: mark("✗ None of your times could be given"),
}

BOOKING_STEPS: Final = (mark("Choice"), mark("Request"), mark("Confirmation"), mark("Interview"))
BOOKING_STEP: Final = {BookingState.REQUESTED: 2, BookingState.CONFIRMED: 3}
"""The step at which a booking stands; before a request and after a refusal it is the first."""


def noted_slot(shown: BookingView) -> SlotView | None:
    """The slot that one may note: the one that was given, or the first wish."""
    if shown.state is BookingState.REQUESTED and shown.wishes:
        return shown.wishes[0]
    return shown.slot


def send_and_look(
    station: StationPort, oral: OralPort, access_code: str | None
) -> tuple[BookingView, bool]:
    """Try the link, then look at the booking; says whether the link worked."""
    try:
        if isinstance(station, Desk):
            station.synchronise()
    except EscaleError:
        return oral.booking(access_code), False
    return oral.booking(access_code), True


class BookingScreen(OralStageScreen[BookingView]):
    """Where the booking stands, and how to take it along.

    Args:
        shown: The booking.
        access_code: Whose; None for the candidate who sits here.
        ended: Called when it is left.
        choose_again: Called instead when other times are to be chosen.
    """

    AUTO_FOCUS = "#go"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "end", show=False)]

    def __init__(
        self,
        shown: BookingView,
        access_code: str | None,
        ended: Callable[[], None],
        choose_again: Callable[[], None],
    ) -> None:
        super().__init__(shown)
        self._code = access_code
        self._ended, self._choose_again = ended, choose_again
        self._sending = False

    def place(self) -> str:
        """The appointment."""
        return say("Oral part · appointment")

    def second_row(self) -> Widget:
        """How far the booking has come."""
        return StepTrail(BOOKING_STEP.get(self.shown.state, 0), BOOKING_STEPS)

    def body(self) -> Iterable[Widget]:
        """State, times, what happens, and ways to keep it."""
        yield Center(
            Vertical(
                Static(say(STATE_WORDS[self.shown.state]), classes="title", markup=False),
                *(Static(words, markup=False) for words in self._times()),
                *(Static(words, classes="quiet", markup=False) for words in self._next()),
                Vertical(*self._ways(), classes="choices-column ways"),
                classes="sheet",
            )
        )

    def _times(self) -> Iterable[str]:
        view = self.shown
        if view.state is BookingState.CONFIRMED and view.slot is not None:
            yield slot_words(view.slot)
            return
        for number, wish in enumerate(view.wishes, start=1):
            yield f"{number}. {slot_words(wish)}"

    def _next(self) -> Iterable[str]:
        match self.shown.state:
            case BookingState.REQUESTED:
                yield say(
                    "Your request waits on this station and leaves with its next connection. "
                    "You get the first of these times that is still free then."
                )
                yield say("A message tells you which; look in the unwanted mail too.")
            case BookingState.CONFIRMED:
                yield say(STICK_NOTE)
                yield say("A message reminds you 24 hours before; look in the unwanted mail too.")
            case BookingState.REFUSED:
                yield refused_reason(self.shown.reason)
                yield say("Choose other times; your written part is not affected.")
            case BookingState.NONE:
                pass

    def _ways(self) -> Iterable[Button]:
        if self.shown.state is BookingState.REQUESTED:
            yield Button(say("Send and look (F5)"), id="send", compact=True)
        if noted_slot(self.shown) is not None:
            yield Button(say("Save to a stick (F6)"), id="save", compact=True)
            yield Button(say("Code for my telephone (F7)"), id="code", compact=True)

    def buttons(self) -> Iterable[Widget]:
        """Go on; after a refusal, choose again."""
        if self.shown.state is BookingState.REFUSED:
            yield Button(say("Back"), id="end")
            yield Button(say("Choose other times"), id="go", variant="primary")
        else:
            yield Button(say("Continue"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """Sending, keeping, going on."""
        if self.shown.state is BookingState.REQUESTED:
            yield Key("F5", say("Send"), "screen.send")
        if noted_slot(self.shown) is not None:
            yield Key("F6", say("Stick"), "screen.save")
            yield Key("F7", say("Code"), "screen.code")
        if self.shown.state is BookingState.REFUSED:
            yield Key("F10", say("Choose other times"), "screen.go")
            yield Key("Esc", say("Back"), "screen.end")
        else:
            yield Key("F10", say("Continue"), "screen.go")

    def on_mount(self) -> None:
        """A decision may arrive while the screen stands; a code is not tried again and again."""
        if self._code is None:
            self.set_interval(LOOK_AGAIN_S, self._look)

    def _look(self) -> None:
        if self.is_current and self.shown.state is BookingState.REQUESTED:
            self.conductor.errand(self.oral.booking, self.take, lambda _: None)

    def take(self, view: BookingView) -> None:
        """Show a newer state."""
        if view != self.shown and self.is_running:
            self.shown = view
            self.run_worker(self._turn_page)

    async def _turn_page(self) -> None:
        await self.recompose()
        self.query_one("#go", Button).focus()

    def key_f5(self) -> None:
        """Send and look."""
        self.action_send()

    def key_f6(self) -> None:
        """Save to a stick."""
        self.action_save()

    def key_f7(self) -> None:
        """Show the code."""
        self.action_code()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Keep it, go on, or choose again."""
        match event.button.id:
            case "send":
                self.action_send()
            case "save":
                self.action_save()
            case "code":
                self.action_code()
            case "end":
                self.action_end()
            case "go" if self.shown.state is BookingState.REFUSED:
                self._leave(self._choose_again)
            case "go":
                self.action_end()
            case _:
                pass

    def action_end(self) -> None:
        """Back to where one came from."""
        self._leave(self._ended)

    def _leave(self, then: Callable[[], None]) -> None:
        self.dismiss(None)
        then()

    def action_send(self) -> None:
        """Try the link now, and look at what came back."""
        if self._sending or self.shown.state is not BookingState.REQUESTED:
            return
        self._sending = True
        self.notice(say("One moment…"))
        station, oral, code = self.conductor.station, self.oral, self._code
        self.conductor.errand(
            lambda: send_and_look(station, oral, code), self._sent, self._not_sent, Lane.LONG
        )

    def _not_sent(self, _error: EscaleError) -> None:
        self._sending = False
        self.notice(say("No connection now: your request is kept and leaves later."))

    def _sent(self, outcome: tuple[BookingView, bool]) -> None:
        view, linked = outcome
        self._sending = False
        if not self.is_running:
            return
        if not linked:
            self.notice(say("No connection now: your request is kept and leaves later."))
        elif view.state is BookingState.REQUESTED:
            self.notice(say("Sent. No answer has come back yet."))
        self.take(view)

    def action_save(self) -> None:
        """Write a calendar file to the stick that is plugged in."""
        if noted_slot(self.shown) is not None:
            self.conductor.errand(self.oral.sticks, self._choose_stick)

    def _choose_stick(self, sticks: Sequence[Path]) -> None:
        if len(sticks) == 1:
            self._save(sticks[0])
        elif sticks:
            names = [stick.name for stick in sticks[:MOST_STICKS]]
            dialog = ChoiceDialog(say("Save to which stick?"), "", names)
            self.app.push_screen(
                dialog, lambda number: None if number is None else self._save(sticks[number])
            )
        else:
            words = say("Plug one in and try again. Or the invigilator types a folder:")
            dialog = LineDialog(say("No stick was found"), words)
            self.app.push_screen(dialog, lambda typed: self._save(Path(typed)) if typed else None)

    def _save(self, folder: Path) -> None:
        oral, code = self.oral, self._code
        title, note = say(STICK_TITLE), say(STICK_NOTE)
        self.conductor.errand(
            lambda: oral.export_appointment(folder, title, note, code), self._saved
        )

    def _saved(self, path: Path) -> None:
        text = say(
            "“{file}” is in {folder}. Open it on your telephone or computer to keep it in your "
            "calendar.",
            file=path.name,
            folder=path.parent,
        )
        self.app.push_screen(NoteDialog(say("The appointment is saved"), text))

    def action_code(self) -> None:
        """Show the code for a telephone."""
        oral, code, slot = self.oral, self._code, noted_slot(self.shown)
        if slot is not None:
            title = say(CODE_TITLE)
            self.conductor.errand(
                lambda: oral.appointment_code(title, code),
                lambda text: self.app.push_screen(AppointmentCodeScreen(text, slot)),
            )
