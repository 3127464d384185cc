# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What can happen to a sitting: one frozen event each, which is also one journal record.

Owns the facts that are journaled, with their units. Must not know what an event leads
to (the machine does) nor how it becomes bytes (the journal does). Stands on the words
of a sitting. Responses and the report stand in their canonical CBOR, because only their
task and the adaptive engine can tell their shape.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from appliance.exam.sitting_words import (
    Actor,
    Agreement,
    CapturePurpose,
    Cause,
    CheckName,
    Finding,
    Incident,
    OutageClock,
    Verdict,
    Zone,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A candidate signed in: everything that the rest of the sitting follows from.

    Attributes:
        pack_digest: SHA-256 of the content pack in use (32 bytes).
        seed: Seed of the adaptive engine, below 2**63.
        questions: How many questions the sitting has.
        time_factor: Accommodation, 1.0 or more; already inside every journaled limit.
        minutes_scale: Factor on all times for a quick look; 1.0 in a real sitting.
        rehearsal: Whether this can never be a real sitting.
        target: CEFR level that decides on the certificate.
        software: Version of the station's software.
    """

    sitting_id: str
    candidate_id: str
    device_id: str
    pack_digest: bytes
    seed: int
    questions: int
    time_factor: float
    minutes_scale: float
    rehearsal: bool
    target: str
    software: str


@dataclass(frozen=True, slots=True)
class DataConfirmed:
    """The candidate checked the personal data; corrections never overwrite the roster."""

    corrections: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Consented:
    """The candidate accepts monitoring, or chooses the path without biometrics."""

    monitoring: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """One equipment check was made."""

    name: CheckName
    verdict: Verdict
    measured: str


@dataclass(frozen=True, slots=True)
class EquipmentDone:
    """The candidate leaves the equipment checks."""


@dataclass(frozen=True, slots=True)
class Captured:
    """A picture was taken for the identity step; refused ones are journaled too."""

    purpose: CapturePurpose
    accepted: bool
    hint: str
    evidence: bytes | None


@dataclass(frozen=True, slots=True)
class Compared:
    """The document that was just captured, beside the selfie and the list.

    It says how each agrees and holds nothing of what the document says.

    Attributes:
        decision: Of both comparisons together.
        similarity: Cosine of the selfie and the document's portrait, None when not compared.
        condition: Of the pictures; it chose the thresholds. Empty when not compared.
    """

    decision: Finding
    similarity: float | None
    condition: str
    zone: Zone
    family_name: Agreement
    given_name: Agreement
    birth_date: Agreement


@dataclass(frozen=True, slots=True)
class HumanChecked:
    """The invigilator checked the identity."""

    note: str


@dataclass(frozen=True, slots=True)
class IdentityDone:
    """The identity step is complete."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The candidate starts the questions."""


@dataclass(frozen=True, slots=True)
class Presented:
    """A question appeared on the screen; its clock runs from this record on."""

    number: int
    item_id: str
    limit_ms: int


@dataclass(frozen=True, slots=True)
class Played:
    """The extract started to play for the `play`-th time (from 1)."""

    number: int
    play: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A question ended, with what was entered and what it is worth.

    Attributes:
        response: Canonical CBOR of the response's journal form.
        elapsed_ms: Time charged to the question.
    """

    number: int
    item_id: str
    response: bytes
    cause: Cause
    elapsed_ms: int
    points: int
    maximum: int
    category: int


@dataclass(frozen=True, slots=True)
class Paused:
    """The invigilator stopped the clock."""

    reason: str


@dataclass(frozen=True, slots=True)
class RestAsked:
    """The candidate, who has the right, asks for a pause before the next question."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The clock goes on: by the invigilator, or by the candidate after a fault or a rest."""

    by: Actor


@dataclass(frozen=True, slots=True)
class Extended:
    """The invigilator gives more time for the present question."""

    extra_ms: int
    reason: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """The station came back after a kill, a crash or a power cut.

    Attributes:
        charged_ms: Time charged to the present question up to the last sign of life.
        outage_ms: How long the station was away, as far as `clock` can tell.
    """

    charged_ms: int
    outage_ms: int
    clock: OutageClock


@dataclass(frozen=True, slots=True)
class IncidentReported:
    """The candidate used the help menu; the clock went on."""

    incident: Incident
    note: str


@dataclass(frozen=True, slots=True)
class Monitored:
    """The monitoring saw something; a person will weigh it.

    Attributes:
        start_ns: Start on the station's monotonic clock.
        models: Role → name and digest of the model that judged.
        thresholds: Those in force.
        evidence: SHA-256 of the sealed clip, when there is one.
    """

    signal: str
    phase: str
    start_ns: int
    duration_s: float
    confidence: float
    models: Mapping[str, str]
    thresholds: Mapping[str, float]
    frames: int
    station_fault: bool
    evidence: bytes | None


@dataclass(frozen=True, slots=True)
class Concluded:
    """The written part is complete.

    Attributes:
        report: Canonical CBOR of the report's claims; central must come to the same.
    """

    report: bytes = field(repr=False)


Event = (
    Opened
    | DataConfirmed
    | Consented
    | Checked
    | EquipmentDone
    | Captured
    | Compared
    | HumanChecked
    | IdentityDone
    | Begun
    | Presented
    | Played
    | Answered
    | Paused
    | RestAsked
    | Resumed
    | Extended
    | Recovered
    | IncidentReported
    | Monitored
    | Concluded
)
"""Every event there is; the journal refuses to write anything else."""
