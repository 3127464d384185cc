# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the screens of the oral part ask of the station, as a structural type.

Owns that port, beside those of the written part in `ports`, and the sum of all views that
a screen may have to show. Must not implement anything. Stands on the oral views.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from appliance.service.oral.views import (
    BookingView,
    CalendarView,
    Competence,
    Descriptor,
    Level,
    OralMode,
    OralView,
)
from appliance.service.views import CaptureView, Incident, StationView, View

Present = View | OralView
"""Where a station stands: in the written part, in the oral part, or waiting."""


@runtime_checkable
class OralPort(Protocol):
    """Booking and interview. Every method may raise an EscaleError that a screen may show."""

    def oral_calendar(self) -> CalendarView:
        """The free slots as of the last refresh, and how old that is."""
        ...

    def booking(self, access_code: str | None = None) -> BookingView:
        """Where a booking stands: of who sits here, or of the code's owner."""
        ...

    def request_oral(self, slot_ids: Sequence[str], access_code: str | None = None) -> BookingView:
        """Ask for one of these slots, the preferred one first."""
        ...

    def appointment_code(self, title: str, access_code: str | None = None) -> str:
        """The appointment as short as a code on a terminal needs it."""
        ...

    def sticks(self) -> Sequence[Path]:
        """The folders of the sticks that are plugged in and may be written."""
        ...

    def export_appointment(
        self, folder: Path, title: str, note: str = "", access_code: str | None = None
    ) -> Path:
        """Write the appointment as a calendar file into a folder."""
        ...

    def oral_view(self) -> OralView | None:
        """What the interview's screen shows now; None when none is open. Cheap."""
        ...

    def oral_trades(self) -> Sequence[str]:
        """The fields of work that the pack has material for."""
        ...

    def oral_descriptors(self, language: str) -> Sequence[Descriptor]:
        """What each level of each competence sounds like."""
        ...

    def open_oral(
        self, access_code: str, mode: OralMode, *, monitoring: bool = True, trade: str = "general"
    ) -> OralView | None:
        """Open the interview of the code's owner, or take it up again."""
        ...

    def capture_oral_selfie(self) -> CaptureView:
        """Take the picture of the face."""
        ...

    def capture_oral_document(self) -> CaptureView:
        """Take the picture of the identity document."""
        ...

    def confirm_oral_identity_by_human(self, pin: str, note: str) -> OralView | None:
        """The invigilator has compared face and document."""
        ...

    def oral_identity_done(self) -> OralView | None:
        """Go on to the last screen before the interview."""
        ...

    def admit_examiner(self, code: str) -> OralView | None:
        """The examiner signs in; again after a restart."""
        ...

    def begin_interview(self) -> OralView | None:
        """Begin with the introduction."""
        ...

    def end_part(self) -> OralView | None:
        """On-site: end the present part."""
        ...

    def grade_oral(self, grid: Mapping[Competence, Level], comment: str = "") -> OralView | None:
        """On-site: store the grid."""
        ...

    def hear_question(self) -> OralView | None:
        """Recorded: let a voice read the question. Takes a moment."""
        ...

    def record_answer(self) -> OralView | None:
        """Recorded: listen until `stop_recording` or the limit. Blocks."""
        ...

    def stop_recording(self) -> None:
        """Recorded: end the answer that is being recorded. Returns at once."""
        ...

    def confirm_answer(self) -> OralView | None:
        """Recorded: keep the last take for good."""
        ...

    def report_oral_incident(self, incident: Incident, note: str = "") -> None:
        """Write an incident into the oral journal."""
        ...

    def leave_oral(self) -> StationView:
        """Go back to the welcome screen after the end."""
        ...

    def set_aside_oral(self, pin: str) -> StationView:
        """The invigilator lets the candidate leave before the end."""
        ...
