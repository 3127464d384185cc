# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a screen may show of the oral part: slots, a booking, an interview in progress.

Owns the frozen views of the oral part, beside those of the written part in `views`. Must
not hold a key, a database row or a widget. Stands on the words of the oral part.

Two screens outside an interview: `CalendarView` (choose slots) and `BookingView` (what
became of it). During one, `Station.oral_view()` gives the view of its stage:

    IDENTITY      OralIdentityView     circle, frame, or the invigilator's PIN
    READY         OralReadyView        on-site: the examiner signs in; recorded: sound check
    INTRODUCTION, ROLE_PLAY, DISCUSSION
                  InterviewView        on-site, for the examiner
                  RecordingView        recorded, for the candidate
    GRADING       GradingView          on-site, for the examiner
    FINISHED      OralFinishedView
"""

from dataclasses import dataclass
from enum import StrEnum

from appliance.exam.levels import Level
from appliance.exam.oral_words import Competence, OralMode, OralStage
from appliance.exam.passages import OralPart
from appliance.service.views import Delivery

__all__ = [
    "BookingState",
    "BookingView",
    "CalendarView",
    "Competence",
    "Descriptor",
    "GradingView",
    "InterviewView",
    "Level",
    "OralFinishedView",
    "OralIdentityView",
    "OralMode",
    "OralPart",
    "OralReadyView",
    "OralStage",
    "OralView",
    "PromptView",
    "RecordingView",
    "SlotView",
    "TakeView",
    "VoiceView",
]


class BookingState(StrEnum):
    """Where a booking stands.

    REQUESTED becomes CONFIRMED or REFUSED with a synchronisation. After REFUSED, and only
    then, the candidate may ask again.
    """

    NONE = "none"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SlotView:
    """One time for an interview: start in seconds since 1970 UTC, minutes, where."""

    slot_id: str
    starts_s: int
    minutes: int
    place: str


@dataclass(frozen=True, slots=True)
class CalendarView:
    """The free slots as far as this station knows.

    Attributes:
        slots: In order of time; those that are over are left out.
        age_s: Seconds since the last refresh; None when there never was one. Say it: what
            is free here may be taken meanwhile, which is why a request names several.
    """

    slots: tuple[SlotView, ...]
    age_s: float | None


@dataclass(frozen=True, slots=True)
class BookingView:
    """A candidate's booking.

    Attributes:
        wishes: What was asked for, the preferred slot first.
        slot: The slot that was given, when CONFIRMED.
        reason: When REFUSED: `taken`, `over`, `unknown` or `already_booked`.
    """

    state: BookingState
    wishes: tuple[SlotView, ...] = ()
    slot: SlotView | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PromptView:
    """What opens a part of the interview, for both to read."""

    part: OralPart
    title: str
    situation: str
    follow_up: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OralIdentityView:
    """Stage IDENTITY: who is here for the interview.

    Attributes:
        biometric: False when the invigilator looks instead of the camera.
        matched: Whether face, document and list were found to agree; else a person will look.
    """

    stage: OralStage
    mode: OralMode
    name: str
    selfie_taken: bool
    document_taken: bool
    biometric: bool
    matched: bool = False


@dataclass(frozen=True, slots=True)
class OralReadyView:
    """Stage READY.

    Attributes:
        examiner: Name of the examiner who signed in; None before. On-site, the interview
            begins only then.
    """

    stage: OralStage
    mode: OralMode
    name: str
    examiner: str | None


@dataclass(frozen=True, slots=True)
class InterviewView:
    """Stages INTRODUCTION, ROLE_PLAY and DISCUSSION on-site, for the examiner's eyes.

    Attributes:
        name: The candidate.
        level: What the written part came to; the candidate must not see this.
        trade: Field of work that the material was chosen for.
        guidance: For the examiner alone: an easier and a harder way to go on.
        elapsed_s: Since the interview began; 15 to 20 minutes are meant.
        examiner_needed: True after a restart: the examiner has to sign in again.
    """

    stage: OralStage
    name: str
    level: Level
    trade: str
    prompt: PromptView
    guidance: str
    elapsed_s: float
    examiner_needed: bool


@dataclass(frozen=True, slots=True)
class TakeView:
    """A recording that waits to be confirmed.

    Attributes:
        take: 1, or 2 when it was recorded again.
        quiet: Hardly anything was heard: say so before it is confirmed.
        may_repeat: Whether it may be recorded once more.
    """

    take: int
    duration_s: float
    level_dbfs: float
    quiet: bool
    may_repeat: bool


@dataclass(frozen=True, slots=True)
class VoiceView:
    """The voice that may read the question aloud; reading alone is always possible.

    Attributes:
        available: Whether there is a voice and something to hear it with.
        speaking: Whether it is heard now.
    """

    available: bool
    speaking: bool


@dataclass(frozen=True, slots=True)
class RecordingView:
    """Stages INTRODUCTION, ROLE_PLAY and DISCUSSION when answers are recorded.

    Attributes:
        question: What to answer now: the situation's own question or a follow-up.
        number: Place of the question in its part, from 1.
        total: Questions of the part.
        limit_s: Longest answer; the recording stops by itself.
        recording: Whether the microphone listens now.
        position_s: How long it has listened.
        level_dbfs: Last level heard while it listens, for the bar; -96 is silence.
        take: The recording that waits to be confirmed, if there is one.
        voice: Reads the question aloud.
    """

    stage: OralStage
    prompt: PromptView
    question: str
    number: int
    total: int
    limit_s: float
    recording: bool
    position_s: float
    level_dbfs: float
    take: TakeView | None
    voice: VoiceView


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What a level of a competence sounds like, in one or two sentences."""

    competence: Competence
    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class GradingView:
    """Stage GRADING: the examiner gives one level to each competence.

    Attributes:
        examiner_needed: True after a restart: the examiner has to sign in again.
    """

    stage: OralStage
    name: str
    level: Level
    examiner: str
    examiner_needed: bool


@dataclass(frozen=True, slots=True)
class OralFinishedView:
    """Stage FINISHED: the oral part is stored; no result is shown on the station."""

    stage: OralStage
    mode: OralMode
    delivery: Delivery


OralView = (
    OralIdentityView
    | OralReadyView
    | InterviewView
    | RecordingView
    | GradingView
    | OralFinishedView
)
