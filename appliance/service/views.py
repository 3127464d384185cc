# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a screen may show: frozen views of the station, one per stage of the journey.

Owns the vocabulary between the service and the screens. Must not hold a key, a
correct answer, a database row or a widget. Stands on the exam's task types, which it
passes on so that screens import this module and nothing below it.
"""

from dataclasses import dataclass
from enum import StrEnum

from appliance.exam.items import (
    InlineChoiceTask,
    MultipleChoiceTask,
    OpenClozeTask,
    ScrambledTask,
    Task,
    TextOrderTask,
    WordBankTask,
)
from appliance.exam.levels import Domain, ItemType, Level
from appliance.exam.responses import Order, Picks, Response, Texts
from appliance.exam.sitting_words import CheckName, Incident, Rest, Stage, Verdict

__all__ = [
    "AudioView",
    "BreatherView",
    "CandidateView",
    "CaptureView",
    "CheckName",
    "CheckResult",
    "Delivery",
    "Domain",
    "FinishedView",
    "FramingHint",
    "IdentityView",
    "Incident",
    "InlineChoiceTask",
    "ItemType",
    "Level",
    "MultipleChoiceTask",
    "OpenClozeTask",
    "Order",
    "PausedView",
    "Picks",
    "PreviewView",
    "QuestionView",
    "Response",
    "Rest",
    "ScrambledTask",
    "Stage",
    "StationView",
    "SyncReport",
    "SyncView",
    "Task",
    "TextOrderTask",
    "Texts",
    "Verdict",
    "View",
    "WordBankTask",
]


class FramingHint(StrEnum):
    """What the person in front of the camera should do next."""

    GOOD = "good"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    TOO_FAR = "too_far"
    TOO_CLOSE = "too_close"
    OFF_CENTRE = "off_centre"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BLURRED = "blurred"
    GLARE = "glare"
    NO_DOCUMENT = "no_document"
    NO_CAMERA = "no_camera"
    LOOK_AHEAD = "look_ahead"
    NO_MODEL = "no_model"


class SyncEnd(StrEnum):
    """How an exchange with central ended."""

    DONE = "done"
    NO_LINK = "no_link"
    REFUSED = "refused"
    CONTENT_WAITS = "content_waits"
    """Results left; new content waits until nobody sits."""


@dataclass(frozen=True, slots=True)
class SyncOutcome:
    """The last exchange: when by the station's clock, how, and whether anybody asked for it."""

    at_s: float
    end: SyncEnd
    by_itself: bool


@dataclass(frozen=True, slots=True)
class SyncView:
    """How much waits to leave the station, as far as the station truthfully knows.

    Attributes:
        last: How the last exchange ended; None before the first since the start.
    """

    waiting_bundles: int
    waiting_bytes: int
    last_contact_s: float | None
    last: SyncOutcome | None = None


class Delivery(StrEnum):
    """Where a finished part is, as far as this station has proof: its own signed receipt."""

    WAITING = "waiting"
    RECEIVED = "received"
    REHEARSAL = "rehearsal"
    """Nobody waits for it: it stays here until the invigilator erases it."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one synchronisation did, truthfully.

    Attributes:
        sent_bytes: Part bytes handed to the network, those that were lost included.
        receipts: Signed receipts taken.
        link_failures: How often the link broke or was not there.
        refusals: Why central refused a bundle, one sentence each.
        sync: What still waits.
    """

    sent_bytes: int
    receipts: int
    link_failures: int
    refusals: tuple[str, ...]
    sync: SyncView


@dataclass(frozen=True, slots=True)
class StationView:
    """The station before anyone signs in.

    Attributes:
        capabilities: role → "available (…)" or "missing: why", as the proctor reports.
        key_tier: which tier guards the keys ("file", "passphrase", "tpm2", …).
    """

    device_id: str
    centre: str
    pack: str | None
    candidates: int
    day_open: bool
    capabilities: dict[str, str]
    key_tier: str
    sync: SyncView


@dataclass(frozen=True, slots=True)
class CandidateView:
    """Stages PERSONAL_DATA, CONSENT, EQUIPMENT and READY.

    Attributes:
        fields: editable personal data, field name → current value
            (given_name, family_name, birth_date as ISO 8601, email).
        checks: equipment results so far, in the order of CheckName.
        by_camera: False when the list says that a person checks the identity, without the camera.
    """

    stage: Stage
    fields: dict[str, str]
    time_factor: float
    monitoring: bool
    checks: tuple["CheckResult", ...] = ()
    by_camera: bool = True


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One equipment check: verdict, the measured value in words, and what to do."""

    name: CheckName
    verdict: Verdict
    measured: str
    advice: str


@dataclass(frozen=True, slots=True)
class IdentityView:
    """Stage IDENTITY.

    Attributes:
        biometric: False when the invigilator checks identity instead of the camera.
        matched: Whether face, document and list were found to agree; else a person will look.
    """

    stage: Stage
    selfie_taken: bool
    document_taken: bool
    biometric: bool
    matched: bool = False


@dataclass(frozen=True, slots=True)
class PreviewView:
    """The newest camera picture, in memory only.

    Attributes:
        rgb: height × width × 3 bytes, row by row.
        faces: (x, y, width, height) in pixels of this picture.
    """

    width: int
    height: int
    rgb: bytes
    faces: tuple[tuple[float, float, float, float], ...]
    hint: FramingHint


@dataclass(frozen=True, slots=True)
class CaptureView:
    """Whether a selfie or document picture was accepted, and what to change if not."""

    accepted: bool
    hint: FramingHint


@dataclass(frozen=True, slots=True)
class AudioView:
    """The extract of a listening question; plays are counted across restarts."""

    duration_s: float
    plays_left: int
    playing: bool
    position_s: float


@dataclass(frozen=True, slots=True)
class QuestionView:
    """Stage QUESTION: all that a screen shows, and nothing that gives the key away.

    Attributes:
        number: 1-based position of the question.
        entered: what the candidate has entered so far (restored after a fault).
        rest: whether a pause may follow, or will.
    """

    stage: Stage
    number: int
    total: int
    domain: Domain
    type: ItemType
    stem: str
    passage_title: str
    passage: str
    task: Task
    audio: AudioView | None
    limit_s: float
    remaining_s: float
    entered: Response
    rest: Rest = Rest.NO_RIGHT


@dataclass(frozen=True, slots=True)
class BreatherView:
    """Stage BREATHER: the seconds to get ready before the next question.

    Attributes:
        may_rest: The candidate may turn them into a pause.
        coming: The question as it will begin, for a screen that makes itself ready behind
            the countdown; None when it is not chosen yet.
    """

    stage: Stage
    next_number: int
    total: int
    remaining_s: float
    may_rest: bool = False
    coming: "QuestionView | None" = None


@dataclass(frozen=True, slots=True)
class PausedView:
    """Stage PAUSED: by the invigilator, by a fault, or by right of the candidate.

    Attributes:
        by_fault: The station came back; the candidate goes on alone (`resume("")`).
        by_right: The candidate asked for it, and goes on alone.
    """

    stage: Stage
    number: int
    total: int
    reason: str
    by_fault: bool = False
    by_right: bool = False

    @property
    def ends_alone(self) -> bool:
        """Whether the candidate goes on without the invigilator's PIN."""
        return self.by_fault or self.by_right


@dataclass(frozen=True, slots=True)
class FinishedView:
    """Stage FINISHED: the written part is stored; no result is shown on the station."""

    stage: Stage
    answered: int
    total: int
    delivery: Delivery


View = (
    StationView
    | CandidateView
    | IdentityView
    | QuestionView
    | BreatherView
    | PausedView
    | FinishedView
)
