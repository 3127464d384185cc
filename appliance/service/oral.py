# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The oral part: the half of the façade that books an appointment and holds the interview.

Owns the order of a call: lock, recognise, act, show. Must not hold rules; they are in
`booking`, `interview` and `appliance.exam.oral`. Stands on the concerns.
"""

from collections.abc import Sequence
from pathlib import Path

from appliance.exam.sitting_words import Stage
from appliance.service.appointment import calendar_text
from appliance.service.booking import BookingDesk
from appliance.service.concerns import Concerns
from appliance.service.errors import NotNowError
from appliance.service.oral_views import BookingView, CalendarView
from appliance.service.workplace import Workplace
from sync.protocol.durable import write_durably

APPOINTMENT_FILE = "escale-oral.ics"


class OralDesk(Concerns):
    """What candidate and examiner may do about the oral part.

    Booking. Every booking method is about the candidate whose written part has just ended
    at this station (the seat is still theirs), or about the owner of `access_code`, who
    may come back any day to look. A wrong code counts as a failed sign-in.
    """

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._booking = BookingDesk(place)

    def oral_calendar(self) -> CalendarView:
        """The free slots as of the last refresh, and how old that is."""
        return self._booking.calendar()

    def booking(self, access_code: str | None = None) -> BookingView:
        """Where the candidate's booking stands.

        Raises:
            NotNowError: Nobody sits here whose written part is complete, and no code.
            WrongAccessCodeError, LockedOutError, DayClosedError: As for a sign-in.
        """
        with self._place.lock:
            return self._booking.booking(self._candidate(access_code))

    def request_oral(self, slot_ids: Sequence[str], access_code: str | None = None) -> BookingView:
        """Ask for one of these slots, the preferred one first; REQUESTED until a sync.

        Raises:
            NotNowError: As `booking`; or a slot that is not free here, or a booking that is
                requested or confirmed already.
            WrittenPartMissingError: The written part is not complete.
            StoreError: It could not be stored; nothing was asked for.
        """
        with self._place.lock:
            return self._booking.request(self._candidate(access_code), slot_ids)

    def appointment_text(self, title: str, note: str = "", access_code: str | None = None) -> str:
        """The appointment as iCalendar text, for a QR code.

        The confirmed slot, or the preferred wish marked as tentative.

        Args:
            title: What the calendar shall show, in the candidate's language.
            note: A sentence below it.
            access_code: Whose; None for the candidate who sits here.

        Raises:
            NotNowError: Nothing is requested or confirmed.
        """
        with self._place.lock:
            booking = self._booking.booking(self._candidate(access_code))
        wished = booking.wishes[0] if booking.wishes and not booking.reason else None
        slot = booking.slot or wished
        if slot is None:
            raise NotNowError("there is no appointment", advice="Choose a time first.")
        now_s = self._place.library.now_s()
        tentative = booking.slot is None
        return calendar_text(slot, title=title, note=note, tentative=tentative, now_s=now_s)

    def export_appointment(
        self, folder: Path, title: str, note: str = "", access_code: str | None = None
    ) -> Path:
        """Write the appointment as a calendar file into a folder, such as a stick.

        Raises:
            NotNowError: Nothing is requested or confirmed, or the folder cannot be written.
        """
        text = self.appointment_text(title, note, access_code)
        path = folder / APPOINTMENT_FILE
        try:
            write_durably(path, text.encode())
        except OSError as error:
            raise NotNowError(
                f"{folder.name} cannot be written: {error.strerror}",
                advice="Check that the stick is plugged in, not full and not write-protected.",
            ) from error
        return path

    def _candidate(self, access_code: str | None) -> str:
        if access_code is not None:
            return self._signing.identify(access_code).candidate_id
        return self._place.seated(Stage.FINISHED).state.opened.candidate_id
