# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The way through a booking: the appointment, or the calendar before it, and back.

Owns which of the two screens comes next. Must not show anything itself. Stands on the two
screens.
"""

from collections.abc import Callable

from textual.app import App
from textual.screen import Screen

from appliance.service.oral.views import BookingState, BookingView, CalendarView
from tui.oral_port import OralPort
from tui.screens.oral.booking import BookingScreen
from tui.screens.oral.calendar import CalendarScreen
from tui.screens.stage import Conductor


class BookingWalk:
    """One visit to the booking desk.

    Args:
        app: Where the screens are put.
        conductor: Makes the calls.
        oral: The oral half of the façade.
        access_code: Whose booking; None for the candidate who sits here.
        ended: Called once the visit is over.
    """

    def __init__(
        self,
        app: App[None],
        conductor: Conductor,
        oral: OralPort,
        access_code: str | None,
        ended: Callable[[], None],
    ) -> None:
        self._app, self._conductor, self._oral = app, conductor, oral
        self._code, self._ended = access_code, ended
        self._start = app.screen

    def _put(self, screen: Screen[None]) -> None:
        """Show a screen of the visit, unless a second press has begun a visit before."""
        if self._app.screen is self._start:
            self._app.push_screen(screen)

    def begin(self) -> None:
        """Look at the booking; without one, at the calendar."""
        oral, code = self._oral, self._code
        self._conductor.errand(lambda: oral.booking(code), self._show)

    def _show(self, booking: BookingView) -> None:
        if booking.state is BookingState.NONE:
            self._choose()
            return
        self._put(BookingScreen(booking, self._code, self._ended, self._choose))

    def _choose(self) -> None:
        self._conductor.errand(self._oral.oral_calendar, self._show_calendar)

    def _show_calendar(self, calendar: CalendarView) -> None:
        self._put(CalendarScreen(calendar, self._code, self._ended, self._show))
