# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The oral part: the half of the façade that books an appointment and holds the interview.

Owns the order of a call: lock, recognise, act, show. Must not hold rules; they are in
`booking`, `interview` and `appliance.exam.oral`. Stands on the concerns.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from appliance.exam.levels import Level
from appliance.exam.oral_words import Competence, OralMode, OralStage
from appliance.exam.sitting_events import IncidentReported
from appliance.exam.sitting_words import CapturePurpose, Incident, Stage
from appliance.service.concerns import Concerns
from appliance.service.errors import NotNowError
from appliance.service.oral.answering import Answering
from appliance.service.oral.appointment import calendar_text, code_text
from appliance.service.oral.booking import BookingDesk, require_written
from appliance.service.oral.descriptors import descriptors
from appliance.service.oral.interview import Interview
from appliance.service.oral.showing import OralShowing
from appliance.service.oral.views import (
    BookingView,
    CalendarView,
    Descriptor,
    OralView,
    RecordingView,
    SlotView,
)
from appliance.service.seating import clear_seat
from appliance.service.views import CaptureView, StationView
from appliance.service.workplace import Workplace
from appliance.store.sittings import SittingRow
from sync.protocol.durable import write_durably

APPOINTMENT_FILE = "escale-oral.ics"


class OralDesk(Concerns):
    """What candidate and examiner may do about the oral part.

    Booking. Every booking method is about the candidate whose written part has just ended
    at this station (the seat is still theirs), or about the owner of `access_code`, who
    may come back any day to look. A wrong code counts as a failed sign-in.

    Interview. `open_oral` leads to IDENTITY, then READY. On-site: `admit_examiner`,
    `begin_interview`, three times `end_part`, `grade_oral`. Recorded: `begin_interview`,
    then for every question `record_answer` (in a worker; `stop_recording` ends it) and
    `confirm_answer`. `oral_view` shows where it stands; `leave_oral` frees the station.
    After a restart the station comes back to the same stage by itself.
    """

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._booking = BookingDesk(place)
        self._interview = Interview(place, self._signing)
        self._answering = Answering(place)
        self._oral_showing = OralShowing(place, self._showing, self._answering)

    def oral_calendar(self) -> CalendarView:
        """The free slots as of the last refresh, and how old that is."""
        return self._booking.calendar()

    def booking(self, access_code: str | None = None) -> BookingView:
        """Where the candidate's booking stands.

        Raises:
            NotNowError: Nobody sits here whose written part is complete, and no code.
            WrittenPartMissingError: The written part of the code's owner is not complete.
            WrongAccessCodeError, LockedOutError, DayClosedError: As for a sign-in.
        """
        with self._place.lock:
            candidate_id = self._candidate(access_code)
            require_written(self._place, candidate_id)
            return self._booking.booking(candidate_id)

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
        """The appointment as iCalendar text.

        The confirmed slot, or the preferred wish marked as tentative.

        Args:
            title: What the calendar shall show, in the candidate's language.
            note: A sentence below it.
            access_code: Whose; None for the candidate who sits here.

        Raises:
            NotNowError: Nothing is requested or confirmed.
        """
        slot, tentative = self._appointment(access_code)
        now_s = self._place.library.now_s()
        return calendar_text(slot, title=title, note=note, tentative=tentative, now_s=now_s)

    def appointment_code(self, title: str, access_code: str | None = None) -> str:
        """The same appointment as short as a QR code on a terminal needs it.

        Raises:
            NotNowError: Nothing is requested or confirmed.
        """
        slot, _ = self._appointment(access_code)
        return code_text(slot, title=title)

    def sticks(self) -> tuple[Path, ...]:
        """The folders of the sticks that are plugged in and may be written."""
        return self._place.sticks.plugged()

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

    def _appointment(self, access_code: str | None) -> tuple[SlotView, bool]:
        """The slot to note, and whether it is only a wish so far."""
        with self._place.lock:
            booking = self._booking.booking(self._candidate(access_code))
        wished = booking.wishes[0] if booking.wishes and not booking.reason else None
        slot = booking.slot or wished
        if slot is None:
            raise NotNowError("there is no appointment", advice="Choose a time first.")
        return slot, booking.slot is None

    def _candidate(self, access_code: str | None) -> str:
        if access_code is not None:
            return self._signing.identify(access_code).candidate_id
        return self._place.seated(Stage.FINISHED).state.opened.candidate_id

    # -- the interview ---------------------------------------------------------------------

    def oral_view(self) -> OralView | None:
        """What the interview's screen shows now; None when none is open. Cheap, takes no
        lock, may be called ten times a second."""
        return self._oral_showing.view()

    def oral_trades(self) -> tuple[str, ...]:
        """The fields of work that the pack has material for, `general` first."""
        return self._interview.trades()

    def oral_descriptors(self, language: str) -> tuple[Descriptor, ...]:
        """What each level of each competence sounds like, in the order of the grid."""
        return descriptors(language)

    def open_oral(
        self,
        access_code: str,
        mode: OralMode,
        *,
        monitoring: bool = True,
        trade: str = "general",
    ) -> OralView | None:
        """Open the interview of the code's owner, or take up the one that was set aside.

        Args:
            access_code: The candidate's, as for the written part.
            mode: An examiner in the room, or recorded answers.
            monitoring: Whether the camera may check the identity; else the invigilator does.
            trade: One of `oral_trades`.

        Raises:
            WrongAccessCodeError, LockedOutError, DayClosedError: As for a sign-in.
            NotNowError: Somebody sits here, or there is no microphone to record with.
            WrittenPartMissingError: The written part is not complete.
            AlreadySatError: The oral part is stored already.
            NoOralMaterialError: The pack has nothing to talk about.
        """
        with self._place.lock:
            self._interview.open(access_code, mode, monitoring=monitoring, trade=trade)
            return self.oral_view()

    def capture_oral_selfie(self) -> CaptureView:
        """Take the picture of the face; waits for a good one."""
        return self._interview.capture(CapturePurpose.SELFIE)

    def capture_oral_document(self) -> CaptureView:
        """Take the picture of the identity document; waits for a good one."""
        return self._interview.capture(CapturePurpose.DOCUMENT)

    def confirm_oral_identity_by_human(self, pin: str, note: str) -> OralView | None:
        """The invigilator has compared face and document.

        Raises:
            WrongPinError, LockedOutError: The PIN does not pass.
        """
        with self._place.lock:
            self._signing.require_pin(pin)
            self._interview.confirm_by_human(note)
            return self.oral_view()

    def oral_identity_done(self) -> OralView | None:
        """Go on to READY.

        Raises:
            EventRefusedError: Neither both pictures nor a human check are there.
        """
        with self._place.lock:
            self._interview.leave_identity()
            return self.oral_view()

    def admit_examiner(self, code: str) -> OralView | None:
        """The examiner signs in with the code that central gave; again after a restart.

        Raises:
            WrongAccessCodeError: No examiner whom this station knows has it.
            LockedOutError: Too many wrong ones in a row.
            NotNowError: The interview is recorded, or it is not the moment.
        """
        with self._place.lock:
            self._interview.admit(code)
            return self.oral_view()

    def begin_interview(self) -> OralView | None:
        """Begin with the introduction.

        Raises:
            EventRefusedError: On-site and no examiner has signed in.
        """
        with self._place.lock:
            self._interview.begin()
            return self.oral_view()

    def end_part(self) -> OralView | None:
        """On-site: end the present part; after the discussion comes the grading."""
        with self._place.lock:
            self._interview.end_part()
            return self.oral_view()

    def grade_oral(self, grid: Mapping[Competence, Level], comment: str = "") -> OralView | None:
        """On-site: give a level to each competence. When this returns, it is on disk.

        Raises:
            EventRefusedError: A competence is missing, or the examiner has not signed in.
            StoreError: It could not be stored; grade again.
        """
        with self._place.lock:
            self._interview.grade(grid, comment)
            return self.oral_view()

    def hear_question(self) -> OralView | None:
        """Recorded: let the voice read the question, as often as wanted. Takes a moment;
        call it in a worker.

        Raises:
            NotNowError: Nothing is to be answered, or the microphone listens.
            AudioError: There is no voice, or nothing to hear it with.
        """
        shown = self.oral_view()
        if not isinstance(shown, RecordingView):
            raise NotNowError("there is no question to read aloud")
        self._answering.read_aloud(shown.question)
        return self.oral_view()

    def record_answer(self) -> OralView | None:
        """Recorded: listen until `stop_recording` or the limit, then keep the take. Blocks;
        call it in a worker and show `oral_view` meanwhile.

        Raises:
            NothingHeardError: Too short, or nobody can be heard; this was no take.
            NotNowError: No take is left, or the microphone listens already.
            AudioError: The microphone failed; this was no take.
        """
        self._answering.record()
        return self.oral_view()

    def stop_recording(self) -> None:
        """Recorded: end the answer that is being recorded."""
        self._answering.stop()

    def confirm_answer(self) -> OralView | None:
        """Recorded: keep the last take for good. When this returns, it is on disk.

        Raises:
            NotNowError: Nothing was recorded yet.
        """
        with self._place.lock:
            self._interview.follow(*self._answering.confirm())
            return self.oral_view()

    def report_oral_incident(self, incident: Incident, note: str = "") -> None:
        """Write an incident into the oral journal."""
        with self._place.lock:
            self._place.interviewed().commit(IncidentReported(incident, note))

    def leave_oral(self) -> StationView:
        """Go back to the welcome screen after the end."""
        with self._place.lock:
            self._place.interviewed(OralStage.FINISHED)
            clear_seat(self._place)
            return self._showing.station()

    def set_aside_oral(self, pin: str) -> StationView:
        """The invigilator lets the candidate leave before the end; the code takes it up again.

        Raises:
            WrongPinError, LockedOutError: The PIN does not pass.
        """
        with self._place.lock:
            self._signing.require_pin(pin)
            seat = self._place.interviewed()
            self._answering.stop()
            self._interview.stop_watching()
            with self._place.store.transaction():
                self._place.store.sittings.set_active(seat.oral_id, active=False)
            self._place.oral = None
            return self._showing.station()

    def _take_up_oral(self, row: SittingRow) -> None:
        """At the start of the station: the interview that a fault interrupted."""
        self._interview.take_up(row)
        seat = self._place.oral
        if seat is not None and seat.state.concluded:
            clear_seat(self._place)
