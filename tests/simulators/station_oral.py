# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The oral half of the simulated station: a calendar, a booking, an interview in two modes.

Owns what the oral screens show and a short scripted interview. Must not store anything.
Stands on the simulated desk; the texts are written for the tests.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from appliance.exam.sitting_errors import EventRefusedError
from appliance.service.errors import (
    NotNowError,
    WrittenPartMissingError,
    WrongAccessCodeError,
    WrongExaminerCodeError,
)
from appliance.service.oral.appointment import code_text
from appliance.service.oral.descriptors import descriptors
from appliance.service.oral.views import (
    BookingState,
    BookingView,
    CalendarView,
    Competence,
    Descriptor,
    GradingView,
    InterviewView,
    Level,
    OralFinishedView,
    OralIdentityView,
    OralMode,
    OralPart,
    OralReadyView,
    OralStage,
    OralView,
    PromptView,
    RecordingView,
    SlotView,
    TakeView,
    VoiceView,
)
from appliance.service.views import CaptureView, Incident, Stage, StationView
from sync.agent.errors import LinkError
from tests.simulators.station_desk import SimulatedDesk
from tests.simulators.station_script import CODE

FIRST_SLOT_S = 1_772_434_800
"""2026-03-02 07:00 UTC, a Monday."""
EXAMINER_CODE = "EVA-2345"
HOURS = {0: (1.0, 1.5, 6.0), 1: (0.5, 1.0, 2.5, 5.0), 3: (1.0,), 4: (0.0, 7.5)}
SLOTS = tuple(
    SlotView(f"slot-{day}-{hour}", FIRST_SLOT_S + day * 86_400 + round(hour * 3600), 20, "Salle 2")
    for day, hours in HOURS.items()
    for hour in hours
)
PROMPTS = {
    OralPart.INTRODUCTION: PromptView(
        OralPart.INTRODUCTION,
        "Where you work",
        "Tell me about the place where you work or study: what is it like, and who is there?",
        ("What do you do first when you arrive?", "What would you change there if you could?"),
    ),
    OralPart.ROLE_PLAY: PromptView(
        OralPart.ROLE_PLAY,
        "A late delivery",
        "A customer's order is three days late. The customer calls you. Explain what happened "
        "and agree on what to do. I am the customer; you begin.",
        ("And if it is late again?",),
    ),
    OralPart.DISCUSSION: PromptView(
        OralPart.DISCUSSION,
        "Work from anywhere",
        "Some people say that nobody needs an office any more. What do you think?",
        ("Who would lose something?", "What should a company decide for everybody?"),
    ),
}
GUIDANCE = (
    "Easier: Is it a big place or a small place? How many people work there?\n"
    "Harder: How has it changed since you began, and who decided that?"
)
LONGEST_S = 60.0
ORDER = (*OralStage,)


@dataclass
class SimulatedOral(SimulatedDesk):
    """The simulated station with the oral part; `oral_stage` is None while none is open."""

    calendar: CalendarView = field(default_factory=lambda: CalendarView(SLOTS, 3.0 * 3600))
    booked: BookingView = field(default_factory=lambda: BookingView(BookingState.NONE))
    written: bool = True
    oral_stage: OralStage | None = None
    mode: OralMode = OralMode.ON_SITE
    oral_monitoring: bool = True
    trade: str = "general"
    oral_captured: set[str] = field(default_factory=set[str])
    examiner: str | None = None
    elapsed_s: float = 0.0
    question: int = 1
    take: TakeView | None = None
    recording: bool = False
    read_out: bool = False
    has_voice: bool = True
    grid: dict[Competence, Level] = field(default_factory=dict[Competence, Level])
    comment: str = ""
    exported: list[Path] = field(default_factory=list[Path])
    oral_incidents: list[Incident] = field(default_factory=list[Incident])
    linked: bool = True
    plugged: tuple[Path, ...] = (Path("/media/STICK"),)
    heard: list[str] = field(default_factory=list[str])
    confirmed_takes: list[int] = field(default_factory=list[int])
    stopped: threading.Event = field(default_factory=threading.Event)

    # -- booking ---------------------------------------------------------------------------

    def _recognise(self, access_code: str | None) -> None:
        if access_code is not None and access_code.strip().upper() != CODE:
            raise WrongAccessCodeError("nobody on this station's roster has this code")
        if not self.written:
            raise WrittenPartMissingError("the written part of this candidate is not complete")

    def oral_calendar(self) -> CalendarView:
        return self.calendar

    def booking(self, access_code: str | None = None) -> BookingView:
        self._recognise(access_code)
        return self.booked

    def request_oral(self, slot_ids: Sequence[str], access_code: str | None = None) -> BookingView:
        self._recognise(access_code)
        known = {slot.slot_id: slot for slot in self.calendar.slots}
        wishes = tuple(known[slot_id] for slot_id in slot_ids)
        self.booked = BookingView(BookingState.REQUESTED, wishes)
        return self.booked

    def synchronise(self) -> SimulatedDesk:
        """Where there is a link, the first wish is given."""
        if not self.linked:
            raise LinkError("no central answers")
        if self.booked.state is BookingState.REQUESTED:
            wishes = self.booked.wishes
            self.booked = BookingView(BookingState.CONFIRMED, wishes, wishes[0])
        return self

    def _slot(self) -> SlotView:
        slot = self.booked.slot or (self.booked.wishes[0] if self.booked.wishes else None)
        if slot is None:
            raise NotNowError("there is no appointment")
        return slot

    def appointment_code(self, title: str, access_code: str | None = None) -> str:
        return code_text(self._slot(), title=title)

    def sticks(self) -> tuple[Path, ...]:
        return self.plugged

    def export_appointment(
        self, folder: Path, title: str, note: str = "", access_code: str | None = None
    ) -> Path:
        self._slot()
        self.exported.append(folder / "escale-oral.ics")
        return self.exported[-1]

    # -- the interview ---------------------------------------------------------------------

    def oral_view(self) -> OralView | None:
        stage, name = self.oral_stage, "Camille Exemple"
        parts = {part.value: part for part in OralPart}
        match stage:
            case None:
                return None
            case OralStage.IDENTITY:
                return OralIdentityView(
                    stage,
                    self.mode,
                    name,
                    "selfie" in self.oral_captured,
                    "document" in self.oral_captured,
                    self.oral_monitoring,
                )
            case OralStage.READY:
                return OralReadyView(stage, self.mode, name, self.examiner)
            case OralStage.GRADING:
                return GradingView(
                    stage, name, Level.B1, self.examiner or "", self.examiner is None
                )
            case OralStage.FINISHED:
                return OralFinishedView(stage, self.mode, self.delivery)
            case _:
                prompt = PROMPTS[parts[stage.value]]
                return self._interview(stage, name, prompt)

    def _interview(self, stage: OralStage, name: str, prompt: PromptView) -> OralView:
        if self.mode is OralMode.ON_SITE:
            return InterviewView(
                stage,
                name,
                Level.B1,
                self.trade,
                prompt,
                GUIDANCE,
                self.elapsed_s,
                self.examiner is None,
            )
        questions = (prompt.situation, *prompt.follow_up)
        return RecordingView(
            stage,
            prompt,
            questions[self.question - 1],
            self.question,
            len(questions),
            LONGEST_S,
            self.recording,
            12.0 if self.recording else 0.0,
            -22.0 if self.recording else -96.0,
            self.take,
            VoiceView(self.has_voice, self.read_out),
        )

    def oral_trades(self) -> tuple[str, ...]:
        return (
            "general",
            "construction",
            "healthcare",
            "hospitality",
            "it",
            "logistics",
            "office",
            "retail",
        )

    def oral_descriptors(self, language: str) -> tuple[Descriptor, ...]:
        return descriptors(language)

    def open_oral(
        self, access_code: str, mode: OralMode, *, monitoring: bool = True, trade: str = "general"
    ) -> OralView | None:
        self._recognise(access_code)
        self.stage, self.oral_stage = Stage.WELCOME, OralStage.IDENTITY
        self.mode, self.oral_monitoring, self.trade = mode, monitoring, trade
        return self.oral_view()

    def capture_oral_selfie(self) -> CaptureView:
        self.oral_captured.add("selfie")
        return CaptureView(True, self.hint)

    def capture_oral_document(self) -> CaptureView:
        self.oral_captured.add("document")
        return CaptureView(True, self.hint)

    def confirm_oral_identity_by_human(self, pin: str, note: str) -> OralView | None:
        self.prove(pin)
        self.oral_captured.add("person")
        return self.oral_view()

    def oral_identity_done(self) -> OralView | None:
        if not self.oral_captured:
            raise EventRefusedError("the identity is not checked yet")
        return self._next_stage()

    def _next_stage(self) -> OralView | None:
        assert self.oral_stage is not None
        self.oral_stage = ORDER[ORDER.index(self.oral_stage) + 1]
        return self.oral_view()

    def admit_examiner(self, code: str) -> OralView | None:
        if code.upper() != EXAMINER_CODE:
            raise WrongExaminerCodeError("no examiner whom this station knows has this code")
        self.examiner = "Eva Example"
        return self.oral_view()

    def begin_interview(self) -> OralView | None:
        return self._next_stage()

    def end_part(self) -> OralView | None:
        return self._next_stage()

    def grade_oral(self, grid: Mapping[Competence, Level], comment: str = "") -> OralView | None:
        self.grid, self.comment = dict(grid), comment
        return self._next_stage()

    def hear_question(self) -> OralView | None:
        self._fail_if_told("hear_question")
        view = self.oral_view()
        assert isinstance(view, RecordingView)
        self.heard.append(view.question)
        self.read_out = True
        return self.oral_view()

    def record_answer(self) -> OralView | None:
        self._fail_if_told("record_answer")
        self.read_out, self.recording = False, True
        self.stopped.clear()
        self.stopped.wait(LONGEST_S)
        self.recording = False
        count = 1 if self.take is None else self.take.take + 1
        self.take = TakeView(count, 34.0, -24.0, False, count == 1)
        return self.oral_view()

    def stop_recording(self) -> None:
        self.stopped.set()

    def confirm_answer(self) -> OralView | None:
        assert self.oral_stage is not None
        assert self.take is not None
        self.confirmed_takes.append(self.take.take)
        self.take = None
        prompt = PROMPTS[{part.value: part for part in OralPart}[self.oral_stage.value]]
        if self.question <= len(prompt.follow_up):
            self.question += 1
            return self.oral_view()
        self.question = 1
        self._next_stage()
        if self.oral_stage is OralStage.GRADING:
            self._next_stage()
        return self.oral_view()

    def report_oral_incident(self, incident: Incident, note: str = "") -> None:
        self.oral_incidents.append(incident)

    def leave_oral(self) -> StationView:
        self.oral_stage = None
        return self.station_view()

    def set_aside_oral(self, pin: str) -> StationView:
        self.prove(pin)
        return self.leave_oral()
