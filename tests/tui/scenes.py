# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Every screen in a state worth a picture: which station shows it, and the keys to it.

Owns the list that the snapshots and the discovery test share. A new screen belongs here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from appliance.service.oral.views import (
    BookingState,
    BookingView,
    CalendarView,
    OralMode,
    OralStage,
    TakeView,
)
from appliance.service.views import CheckName, Incident, Order, Picks, Rest, Stage
from appliance.store.errors import StoreFullError
from tests.simulators.station import (
    LockedOutForError,
    ManualClock,
    SimulatedStation,
)
from tests.simulators.station_oral import SLOTS, SimulatedOral
from tests.simulators.station_script import PIN, SCRIPT

Make = Callable[[], SimulatedStation]


@dataclass(frozen=True, slots=True)
class Scene:
    """A screen class's name, its station, and the keys that lead to the picture.

    Attributes:
        again: Keys that open again what a change of language closes.
    """

    screen: str
    station: Make
    keys: tuple[str, ...] = ()
    again: tuple[str, ...] = ()


def at(stage: Stage, **more: object) -> Make:
    """A station at a stage; at the end every question is answered."""

    def make() -> SimulatedStation:
        station = SimulatedOral(clock=ManualClock(), stage=stage, **more)  # type: ignore[arg-type]
        if stage is Stage.FINISHED:
            station.answers = [asked.key for asked in station.script]
        return station

    return make


def asked(number: int, spent_s: float = 0.0) -> Make:
    """A station at a question, with some of its time spent."""

    def make() -> SimulatedStation:
        clock = ManualClock()
        station = SimulatedOral(clock=clock).at_question(number)
        clock.pass_by(spent_s)
        return station

    return make


def breathing() -> SimulatedStation:
    """A station two seconds before its third question."""
    clock = ManualClock()
    station = SimulatedOral(clock=clock, stage=Stage.BREATHER, deadline_s=clock() + 2)
    station.answers = [Picks((1, 0)), Order((1, 2, 0))]
    return station


def resting() -> SimulatedStation:
    """A station whose candidate may pause between two questions."""
    return SimulatedOral(clock=ManualClock(), rest=Rest.POSSIBLE).at_question(6)


def full_disk() -> SimulatedStation:
    """A station that can store nothing any more."""
    station = SimulatedOral(clock=ManualClock()).at_question(1)
    station.faults["answer"] = StoreFullError("the disk is full")
    return station


def locked() -> SimulatedStation:
    """A station that has seen too many wrong codes."""
    station = SimulatedOral(clock=ManualClock())
    station.faults["sign_in"] = LockedOutForError(90.0)
    return station


def heard() -> SimulatedStation:
    """A station whose only question is one to listen to."""
    return SimulatedOral(clock=ManualClock(), script=SCRIPT[6:7])


def at_desk() -> SimulatedStation:
    """A station whose invigilator looks at a running exam with an incident."""
    station = SimulatedOral(clock=ManualClock()).at_question(4)
    station.incidents_seen.append((Incident.CALL_INVIGILATOR, ""))
    return station


def booked(state: BookingState, **more: object) -> Make:
    """A station whose candidate has just finished, with a booking in this state."""
    slot = SLOTS[3] if state is BookingState.CONFIRMED else None
    reason = "taken" if state is BookingState.REFUSED else ""
    booking = BookingView(state, SLOTS[3:5], slot, reason)
    return at(Stage.FINISHED, booked=booking, **more)


def interviewed(stage: OralStage, **more: object) -> Make:
    """A station at a stage of an interview on site, whose examiner has signed in."""
    present: dict[str, object] = {"oral_stage": stage, "examiner": "Eva Example", **more}
    return at(Stage.WELCOME, **present)


def recorded(**more: object) -> Make:
    """A station at the first question of the introduction, recorded."""
    stage, mode = OralStage.INTRODUCTION, OralMode.RECORDED
    present: dict[str, object] = {"oral_stage": stage, "mode": mode, **more}
    return at(Stage.WELCOME, **present)


CODE_KEYS = tuple("lune-2026")
TAKEN = TakeView(1, 34.0, -24.0, False, True)
SCENES: dict[str, Scene] = {
    "welcome": Scene("WelcomeScreen", at(Stage.WELCOME)),
    "welcome_keyboard": Scene("WelcomeScreen", at(Stage.WELCOME), ("f4",)),
    "personal_data": Scene("PersonalDataScreen", at(Stage.PERSONAL_DATA)),
    "personal_data_refused": Scene(
        "PersonalDataScreen", at(Stage.PERSONAL_DATA), ("tab", "tab", "x", "f10")
    ),
    "consent_rules": Scene("ConsentScreen", at(Stage.CONSENT)),
    "consent_choice": Scene("ConsentScreen", at(Stage.CONSENT), ("f10",)),
    "equipment_open": Scene("EquipmentScreen", at(Stage.EQUIPMENT)),
    "equipment_problem": Scene(
        "EquipmentScreen",
        lambda: SimulatedOral(stage=Stage.EQUIPMENT).with_checks(CheckName.MICROPHONE),
    ),
    "equipment_by_person": Scene("EquipmentScreen", at(Stage.EQUIPMENT, monitoring=False)),
    "sound_choice": Scene("ChoiceDialog", at(Stage.EQUIPMENT), ("f5",)),
    "identity_face": Scene("IdentityScreen", at(Stage.IDENTITY)),
    "identity_document": Scene("IdentityScreen", at(Stage.IDENTITY, captured={"selfie"})),
    "identity_by_person": Scene("IdentityScreen", at(Stage.IDENTITY, monitoring=False)),
    "ready": Scene("ReadyScreen", at(Stage.READY)),
    "breather": Scene("BreatherScreen", breathing),
    "inline_choice": Scene("QuestionScreen", asked(1), ("2", "enter"), again=("enter",)),
    "text_order": Scene("QuestionScreen", asked(2), ("b",)),
    "word_bank": Scene("QuestionScreen", asked(3, 31), ("b",)),
    "scrambled": Scene("QuestionScreen", asked(4, 40), ("c", "e")),
    "open_cloze": Scene("QuestionScreen", asked(5), ("n", "o", "t")),
    "reading": Scene("QuestionScreen", asked(6), ("a",)),
    "listening_choice": Scene("QuestionScreen", asked(7), ("f5",)),
    "listening_gaps": Scene("QuestionScreen", asked(8)),
    "unanswered": Scene("QuestionScreen", asked(6), ("f10",)),
    "paused": Scene("PausedScreen", at(Stage.PAUSED, reason="Alarme incendie")),
    "paused_by_fault": Scene("PausedScreen", at(Stage.PAUSED, by_fault=True)),
    "finished": Scene("FinishedScreen", at(Stage.FINISHED)),
    "help": Scene("HelpScreen", asked(3), ("f1",)),
    "help_noted": Scene("NoteDialog", asked(3), ("f1", "6")),
    "locked_out": Scene("RefusalDialog", locked, ("x", "enter")),
    "pin": Scene("LineDialog", at(Stage.WELCOME), ("f9",)),
    "desk": Scene("DeskScreen", at_desk, ("f9", *PIN, "enter")),
    "close": Scene("ConfirmDialog", at(Stage.WELCOME), ("ctrl+q",)),
    "paused_by_right": Scene("PausedScreen", at(Stage.PAUSED, by_right=True)),
    "rest_asked": Scene("QuestionScreen", resting, ("f6",)),
    "close_seated": Scene("LineDialog", asked(1), ("ctrl+q",)),
    "stopped": Scene("StoppedScreen", full_disk, ("f10", "f10")),
    "practice": Scene("TrainingScreen", at(Stage.WELCOME), ("PRACTICE",)),
    "practice_nothing": Scene("TrainingScreen", at(Stage.WELCOME, questions=0), ("PRACTICE",)),
    "progress": Scene("ProgressScreen", at(Stage.WELCOME), ("PRACTICE", "f7")),
    "progress_nothing": Scene("ProgressScreen", at(Stage.WELCOME, answered={}), ("PRACTICE", "f7")),
    "speaking_choice": Scene("SpeakingChoiceScreen", at(Stage.WELCOME), ("PRACTICE", "f6")),
    "speaking_nothing": Scene(
        "SpeakingChoiceScreen", at(Stage.WELCOME, prompts=()), ("PRACTICE", "f6")
    ),
    "speaking": Scene("SpeakingScreen", at(Stage.WELCOME), ("PRACTICE", "f6", "f10")),
    "speaking_recorded": Scene(
        "SpeakingScreen", at(Stage.WELCOME), ("PRACTICE", "f6", "f10", "f6")
    ),
    "speaking_end": Scene("SpeakingScreen", at(Stage.WELCOME), ("PRACTICE", "f6", *("f10",) * 5)),
    "minitest": Scene("RehearsalScreen", at(Stage.WELCOME), ("MINITEST",)),
    "feedback": Scene("RehearsalScreen", at(Stage.WELCOME), ("MINITEST", "1", "1", "f10")),
    "finished_requested": Scene("FinishedScreen", booked(BookingState.REQUESTED)),
    "calendar": Scene(
        "CalendarScreen", at(Stage.FINISHED), ("f10", "down", "enter", "up", "enter")
    ),
    "calendar_empty": Scene(
        "CalendarScreen", at(Stage.FINISHED, calendar=CalendarView((), None)), ("f10",)
    ),
    "booking_requested": Scene("BookingScreen", booked(BookingState.REQUESTED), ("f7",)),
    "booking_confirmed": Scene("BookingScreen", booked(BookingState.CONFIRMED), ("f7",)),
    "booking_refused": Scene(
        "BookingScreen",
        at(Stage.WELCOME, booked=BookingView(BookingState.REFUSED, SLOTS[3:5], None, "taken")),
        (*CODE_KEYS, "f7"),
    ),
    "booking_no_stick": Scene(
        "LineDialog", booked(BookingState.CONFIRMED, plugged=()), ("f7", "f6")
    ),
    "booking_code": Scene("AppointmentCodeScreen", booked(BookingState.CONFIRMED), ("f7", "f7")),
    "written_missing": Scene("RefusalDialog", at(Stage.WELCOME, written=False), (*CODE_KEYS, "f8")),
    "oral_door": Scene("OralDoorScreen", at(Stage.WELCOME), (*CODE_KEYS, "f8")),
    "oral_identity": Scene("OralIdentityScreen", interviewed(OralStage.IDENTITY)),
    "oral_identity_by_person": Scene(
        "OralIdentityScreen", interviewed(OralStage.IDENTITY, oral_monitoring=False)
    ),
    "admission": Scene("AdmissionScreen", interviewed(OralStage.READY, examiner=None)),
    "admission_done": Scene("AdmissionScreen", interviewed(OralStage.READY)),
    "interview": Scene("InterviewScreen", interviewed(OralStage.ROLE_PLAY, elapsed_s=431.0)),
    "interview_late": Scene("InterviewScreen", interviewed(OralStage.DISCUSSION, elapsed_s=1261.0)),
    "interview_again": Scene("InterviewScreen", interviewed(OralStage.DISCUSSION, examiner=None)),
    "end_part": Scene("ConfirmDialog", interviewed(OralStage.ROLE_PLAY), ("f10",)),
    "grading": Scene("GradingScreen", interviewed(OralStage.GRADING), ("4", "3", "right")),
    "oral_ready": Scene(
        "OralReadyScreen", interviewed(OralStage.READY, mode=OralMode.RECORDED), ("f6",)
    ),
    "recording_question": Scene("RecordingScreen", recorded()),
    "recording_listening": Scene("RecordingScreen", recorded(recording=True, question=2)),
    "recording_taken": Scene("RecordingScreen", recorded(take=TAKEN, question=2)),
    "recording_again": Scene(
        "RecordingScreen", recorded(take=TakeView(2, 8.0, -58.0, True, False), has_voice=False)
    ),
    "oral_finished": Scene(
        "OralFinishedScreen", interviewed(OralStage.FINISHED, mode=OralMode.RECORDED)
    ),
    "feedback_partly": Scene(
        "RehearsalScreen", at(Stage.WELCOME), ("MINITEST", "2", "enter", "f10")
    ),
    "feedback_heard": Scene("RehearsalScreen", heard, ("MINITEST", "c", "f10")),
    "run_summary": Scene(
        "RehearsalScreen",
        at(Stage.WELCOME),
        ("MINITEST", "2", "enter", "f10", "f10", "f10", "f10", "f10", "f10", "escape"),
    ),
    "too_small": Scene("TooSmallScreen", asked(1)),
}
