# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Every screen in a state worth a picture: which station shows it, and the keys to it.

Owns the list that the snapshots and the discovery test share. A new screen belongs here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from appliance.service.views import CheckName, Incident, Order, Picks, Stage
from appliance.store.errors import StoreFullError
from tests.simulators.station import (
    LockedOutForError,
    ManualClock,
    SimulatedStation,
)
from tests.simulators.station_desk import SimulatedDesk
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
    """A station at a stage."""
    return lambda: SimulatedDesk(clock=ManualClock(), stage=stage, **more)  # type: ignore[arg-type]


def asked(number: int, spent_s: float = 0.0) -> Make:
    """A station at a question, with some of its time spent."""

    def make() -> SimulatedStation:
        clock = ManualClock()
        station = SimulatedDesk(clock=clock).at_question(number)
        clock.pass_by(spent_s)
        return station

    return make


def breathing() -> SimulatedStation:
    """A station two seconds before its third question."""
    clock = ManualClock()
    station = SimulatedDesk(clock=clock, stage=Stage.BREATHER, deadline_s=clock() + 2)
    station.answers = [Picks((1, 0)), Order((1, 2, 0))]
    return station


def finished() -> SimulatedStation:
    """A station at the end."""
    station = SimulatedDesk(clock=ManualClock(), stage=Stage.FINISHED)
    station.answers = [asked.key for asked in station.script]
    return station


def full_disk() -> SimulatedStation:
    """A station that can store nothing any more."""
    station = SimulatedDesk(clock=ManualClock()).at_question(1)
    station.faults["answer"] = StoreFullError("the disk is full")
    return station


def locked() -> SimulatedStation:
    """A station that has seen too many wrong codes."""
    station = SimulatedDesk(clock=ManualClock())
    station.faults["sign_in"] = LockedOutForError(90.0)
    return station


def heard() -> SimulatedStation:
    """A station whose only question is one to listen to."""
    return SimulatedDesk(clock=ManualClock(), script=SCRIPT[6:7])


def at_desk() -> SimulatedStation:
    """A station whose invigilator looks at a running exam with an incident."""
    station = SimulatedDesk(clock=ManualClock()).at_question(4)
    station.incidents_seen.append((Incident.CALL_INVIGILATOR, ""))
    return station


SCENES: dict[str, Scene] = {
    "welcome": Scene("WelcomeScreen", at(Stage.WELCOME)),
    "welcome_keyboard": Scene("WelcomeScreen", at(Stage.WELCOME), ("f4",)),
    "personal_data": Scene("PersonalDataScreen", at(Stage.PERSONAL_DATA)),
    "consent_rules": Scene("ConsentScreen", at(Stage.CONSENT)),
    "consent_choice": Scene("ConsentScreen", at(Stage.CONSENT), ("f10",)),
    "equipment_open": Scene("EquipmentScreen", at(Stage.EQUIPMENT)),
    "equipment_problem": Scene(
        "EquipmentScreen",
        lambda: SimulatedDesk(stage=Stage.EQUIPMENT).with_checks(CheckName.MICROPHONE),
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
    "finished": Scene("FinishedScreen", finished),
    "help": Scene("HelpScreen", asked(3), ("f1",)),
    "help_noted": Scene("NoteDialog", asked(3), ("f1", "6")),
    "locked_out": Scene("RefusalDialog", locked, ("x", "enter")),
    "pin": Scene("LineDialog", at(Stage.WELCOME), ("f9",)),
    "desk": Scene("DeskScreen", at_desk, ("f9", *PIN, "enter")),
    "close": Scene("ConfirmDialog", at(Stage.WELCOME), ("ctrl+q",)),
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
