# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The written part is over: thanks, the oral appointment, what happens next.

Owns that screen, before the appointment is chosen and after. Must not show a result; there
is none before people have verified the whole process. Stands on the frame of the stages.
"""

from collections.abc import Iterable
from typing import cast

from textual.app import App
from textual.containers import Center, Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.oral.views import BookingState, BookingView
from appliance.service.views import Delivery, FinishedView
from tui.dates import slot_words
from tui.language import say, say_count
from tui.oral_port import OralPort
from tui.screens.oral.booking_walk import BookingWalk
from tui.screens.stage import StageScreen
from tui.widgets.bars import Key

UNBOOKED = (BookingState.NONE, BookingState.REFUSED)


def delivery_words(delivery: Delivery) -> str:
    """Whether what was stored has reached the service, as far as the station has proof."""
    match delivery:
        case Delivery.RECEIVED:
            return "✓ " + say("Your exam has reached the certification service.")
        case Delivery.WAITING:
            words = say("Your exam waits, encrypted, for the next connection of this station.")
            return "○ " + words
        case Delivery.REHEARSAL:
            return "○ " + say("This was a rehearsal: it has no result and is not sent.")


def appointment_words(booking: BookingView | None) -> str:
    """The first of the next steps: the appointment as far as it is known."""
    if booking is None:
        return say("Choose a date for the oral part with the invigilator.")
    match booking.state:
        case BookingState.REQUESTED:
            return say("Oral part: {time}, not confirmed yet.", time=slot_words(booking.wishes[0]))
        case BookingState.CONFIRMED if booking.slot is not None:
            return say("Oral part: {time}, confirmed.", time=slot_words(booking.slot))
        case _:
            return say("Choose the date of your oral part, now or any day with your access code.")


class FinishedScreen(StageScreen[FinishedView]):
    """What was stored and what comes; first the appointment."""

    AUTO_FOCUS = "#go"
    step = 6

    def __init__(self, shown: FinishedView) -> None:
        super().__init__(shown)
        self._booking: BookingView | None = None

    def place(self) -> str:
        """The end."""
        return say("Written part finished")

    @property
    def _standing(self) -> BookingView | None:
        """The booking, none until it is known; None where there is no oral part to book."""
        bookable = isinstance(self.conductor.station, OralPort)
        return self._booking or (BookingView(BookingState.NONE) if bookable else None)

    @property
    def _to_book(self) -> bool:
        """Whether the main action is to choose a date."""
        standing = self._standing
        return standing is not None and standing.state in UNBOOKED

    def body(self) -> Iterable[Widget]:
        """Thanks, storage, next steps."""
        answered = say_count(
            "{count} answer is stored.", "{count} answers are stored.", self.shown.answered
        )
        yield Center(
            Vertical(
                Static(say("Thank you, the written part is finished"), classes="title"),
                Static(f"✓ {answered}", classes="lead"),
                Static(delivery_words(self.shown.delivery), id="delivery", classes="lead"),
                Static(say("What happens next"), classes="label"),
                Static(f"1. {appointment_words(self._standing)}", id="appointment", markup=False),
                *(Static(f"{number}. {step}") for number, step in enumerate(self._verified(), 2)),
                Static(say("You may stand up now. Call the invigilator."), classes="quiet"),
                classes="sheet",
            )
        )

    def _verified(self) -> Iterable[str]:
        """What follows the oral part; nothing does after a rehearsal."""
        if self.shown.delivery is not Delivery.REHEARSAL:
            yield say("People check the record of your exam.")
            yield say("Your results come by e-mail one to three days after the oral part.")

    def on_mount(self) -> None:
        """Ask where the booking stands, where there is an oral part to book."""
        self._look()

    def _look(self) -> None:
        station = self.conductor.station
        if isinstance(station, OralPort):
            self.conductor.errand(station.booking, self._booked, lambda _: None)

    def _booked(self, booking: BookingView) -> None:
        changed, self._booking = booking != self._standing, booking
        if changed and self.is_running:
            self.run_worker(self._turn_page)

    async def _turn_page(self) -> None:
        await self.recompose()
        self.query_one("#go", Button).focus()

    def show(self, shown: FinishedView) -> None:
        """What waits may leave while the screen stands."""
        super().show(shown)
        self.query_one("#delivery", Static).update(delivery_words(shown.delivery))

    def buttons(self) -> Iterable[Widget]:
        """Choose a date, or look at it; leave, so that the next candidate can sit."""
        if self._to_book:
            yield Button(say("Leave this station"), id="leave")
            yield Button(say("Choose a date"), id="go", variant="primary")
            return
        if self._standing is not None:
            yield Button(say("My appointment (F7)"), id="book")
        yield Button(say("Leave this station"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """The main action, or the invigilator takes over."""
        if self._standing is not None and not self._to_book:
            yield Key("F7", say("My appointment"), "screen.book")
        yield Key("F10", say("Choose a date") if self._to_book else say("Leave"), "screen.go")
        yield Key("F9", say("Invigilator"), "app.desk")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """To the booking, or back to the welcome screen; everything is stored."""
        name = event.button.id
        if name == "book" or (name == "go" and self._to_book):
            self.action_book()
        elif name in ("go", "leave"):
            self.conductor.errand(self.conductor.station.leave, self.conductor.arrive)

    def key_f7(self) -> None:
        """The appointment."""
        self.action_book()

    def action_book(self) -> None:
        """Choose a date, or look at the appointment."""
        station = self.conductor.station
        if isinstance(station, OralPort):
            app = cast("App[None]", self.app)
            BookingWalk(app, self.conductor, station, None, self._look).begin()
