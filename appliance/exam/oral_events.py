# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What can happen to an oral part: one frozen event each, which is also one journal record.

Owns the facts that only the oral part has; identity, incidents and outages are those of
the written part. Must not know what an event leads to (the machine does) nor how it
becomes bytes (the journal does). Stands on the words of the oral part.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from appliance.exam.oral_words import OralMode
from appliance.exam.passages import OralPart
from appliance.exam.sitting_events import (
    Captured,
    Compared,
    HumanChecked,
    IdentityDone,
    IncidentReported,
    Recovered,
)


@dataclass(frozen=True, slots=True)
class OralOpened:
    """A candidate came for the interview: everything that the rest follows from.

    Attributes:
        written_id: The written sitting that this oral part belongs to.
        pack_digest: SHA-256 of the content pack in use (32 bytes).
        seed: Of the choice of the material, below 2**63.
        monitoring: Whether the camera may look at the identity; else a person does.
        level: CEFR label that the material was chosen for: what the written part came to.
        trade: Field of work that the material was chosen for.
        script: Part → identifier of its prompt.
        questions: Part → how many questions are answered when answers are recorded.
        time_factor: Accommodation, 1.0 or more, on the longest answer.
        minutes_scale: Factor on all times for a quick look; 1.0 in a real oral part.
        rehearsal: Whether this can never be a real oral part.
        software: Version of the station's software.
    """

    oral_id: str
    written_id: str
    candidate_id: str
    device_id: str
    pack_digest: bytes
    seed: int
    mode: OralMode
    monitoring: bool
    level: str
    trade: str
    script: Mapping[str, str]
    questions: Mapping[str, int]
    time_factor: float
    minutes_scale: float
    rehearsal: bool
    software: str


@dataclass(frozen=True, slots=True)
class ExaminerAdmitted:
    """An examiner proved who they are; after an outage it is asked again."""

    login: str
    name: str


@dataclass(frozen=True, slots=True)
class InterviewBegun:
    """The introduction begins."""


@dataclass(frozen=True, slots=True)
class PartDone:
    """The examiner ends a part of the interview."""

    part: OralPart


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer was recorded and sealed; it does not count before it is confirmed.

    Attributes:
        question: Place of the question in its part, from 1.
        take: 1, or 2 when it was recorded again.
        level_dbfs: Root mean square of the whole recording.
        evidence: SHA-256 of the sealed recording.
    """

    part: OralPart
    question: int
    take: int
    duration_ms: int
    level_dbfs: float
    evidence: bytes


@dataclass(frozen=True, slots=True)
class AnswerConfirmed:
    """The candidate keeps the last recording; takes before it are forgotten."""

    part: OralPart
    question: int
    take: int


@dataclass(frozen=True, slots=True)
class Graded:
    """The examiner's grid: competence → CEFR label, and a comment."""

    grid: Mapping[str, str]
    comment: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OralConcluded:
    """The oral part is complete; nothing follows."""


OralEvent = (
    OralOpened
    | Captured
    | Compared
    | HumanChecked
    | IdentityDone
    | ExaminerAdmitted
    | InterviewBegun
    | PartDone
    | Recorded
    | AnswerConfirmed
    | Graded
    | Recovered
    | IncidentReported
    | OralConcluded
)
"""Every event there is; the journal refuses to write anything else."""
