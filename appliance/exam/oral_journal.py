# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The oral journal's typed bodies: events to CBOR and strictly back.

Owns the name of each record kind. The first kind differs from the written journal's, so
that neither passes for the other. Must not chain, store or judge records. Stands on the
events and on `records`; the whole journal travels as the written one does.
"""

from collections.abc import Mapping
from typing import Final, get_args

from appliance.exam.oral_events import (
    AnswerConfirmed,
    ExaminerAdmitted,
    Graded,
    InterviewBegun,
    OralConcluded,
    OralEvent,
    OralOpened,
    PartDone,
    Recorded,
)
from appliance.exam.records import Vocabulary
from appliance.exam.sitting_events import (
    Captured,
    Compared,
    HumanChecked,
    IdentityDone,
    IncidentReported,
    Recovered,
)
from sync.protocol.canonical import CborValue

KINDS: Final[Mapping[str, type[OralEvent]]] = {
    "oral_opened": OralOpened,
    "captured": Captured,
    "compared": Compared,
    "human_checked": HumanChecked,
    "identity_done": IdentityDone,
    "examiner_admitted": ExaminerAdmitted,
    "interview_begun": InterviewBegun,
    "part_done": PartDone,
    "recorded": Recorded,
    "answer_confirmed": AnswerConfirmed,
    "graded": Graded,
    "recovered": Recovered,
    "incident_reported": IncidentReported,
    "oral_concluded": OralConcluded,
}
"""Record kind → event; kinds are never renamed or given again."""

_VOCABULARY: Final = Vocabulary(KINDS, get_args(OralEvent))


def kind_of(event: OralEvent) -> str:
    """The record kind of an event."""
    return _VOCABULARY.kind_of(event)


def event_from(kind: str, body: CborValue) -> OralEvent:
    """The event of a record, or a refusal.

    Raises:
        JournalRecordError: An unknown kind, or a body that is not of this kind.
    """
    return _VOCABULARY.event_from(kind, body)
