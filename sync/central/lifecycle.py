# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The life of a sitting at central, as one table.

Owns which event may follow in which stage and what it brings about. Pure: no clock,
no store. Must not know people; that two opinions come from two persons is checked by
`sync.central.review` with `NEEDS_ANOTHER`.

    received ──complete──▶ in_review ──valid──────────▶ valid ──release──▶ released
                            │      └──second_opinion──▶ second_opinion ─valid▶ valid
                            └──invalid──▶ invalid ◀──invalid──┘          │
                                            └──appeal──▶ second_opinion  ├─attest──▶ attested
                                                                         └─certify─▶ certified

The oral part is graded once, at any moment before the release, beside this line:
``release`` asks for both parts or gives nothing. A release is recorded first and the
documents follow (`Effect.MAKE_DOCUMENTS`), so that a crash between the two is finished
by the jobs.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from sync.central.errors import ConflictError


class Stage(StrEnum):
    """Where a sitting stands."""

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    SECOND_OPINION = "second_opinion"
    VALID = "valid"
    INVALID = "invalid"
    RELEASED = "released"
    ATTESTED = "attested"
    CERTIFIED = "certified"


class Event(StrEnum):
    """What may happen to a sitting."""

    COMPLETE = "complete"
    DECIDE_VALID = "valid"
    DECIDE_INVALID = "invalid"
    ASK_SECOND_OPINION = "second_opinion"
    APPEAL = "appeal"
    GRADE_ORAL = "grade_oral"
    RELEASE = "release"
    ATTEST = "attest"
    CERTIFY = "certify"


class Effect(StrEnum):
    """What must be done once the new standing is committed."""

    MAKE_DOCUMENTS = "make_documents"


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of the machine."""

    stage: Stage
    oral_graded: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The new state and what follows from it."""

    standing: Standing
    effects: tuple[Effect, ...] = ()


TABLE: dict[tuple[Stage, Event], Stage] = {
    (Stage.RECEIVED, Event.COMPLETE): Stage.IN_REVIEW,
    (Stage.IN_REVIEW, Event.DECIDE_VALID): Stage.VALID,
    (Stage.IN_REVIEW, Event.DECIDE_INVALID): Stage.INVALID,
    (Stage.IN_REVIEW, Event.ASK_SECOND_OPINION): Stage.SECOND_OPINION,
    (Stage.SECOND_OPINION, Event.DECIDE_VALID): Stage.VALID,
    (Stage.SECOND_OPINION, Event.DECIDE_INVALID): Stage.INVALID,
    (Stage.INVALID, Event.APPEAL): Stage.SECOND_OPINION,
    (Stage.VALID, Event.RELEASE): Stage.RELEASED,
    (Stage.RELEASED, Event.ATTEST): Stage.ATTESTED,
    (Stage.RELEASED, Event.CERTIFY): Stage.CERTIFIED,
    (Stage.RECEIVED, Event.GRADE_ORAL): Stage.RECEIVED,
    (Stage.IN_REVIEW, Event.GRADE_ORAL): Stage.IN_REVIEW,
    (Stage.SECOND_OPINION, Event.GRADE_ORAL): Stage.SECOND_OPINION,
    (Stage.VALID, Event.GRADE_ORAL): Stage.VALID,
}

EFFECTS: dict[Event, tuple[Effect, ...]] = {Event.RELEASE: (Effect.MAKE_DOCUMENTS,)}

NEEDS_ANOTHER = frozenset({Stage.SECOND_OPINION})
"""Stages whose decision must come from somebody who has not decided before."""


def advance(standing: Standing, event: Event) -> Step:
    """The step that an event makes from a standing.

    Raises:
        ConflictError: The table has no such step, or a part is missing for a release.
    """
    stage = TABLE.get((standing.stage, event))
    if stage is None:
        raise ConflictError(
            f"'{event.value}' cannot follow while the sitting is '{standing.stage.value}'"
        )
    if event is Event.GRADE_ORAL and standing.oral_graded:
        raise ConflictError("the oral part has been graded already")
    if event is Event.RELEASE and not standing.oral_graded:
        raise ConflictError(
            "the oral part is not graded yet: both parts or no result",
            advice="Grade the oral part first.",
        )
    graded = standing.oral_graded or event is Event.GRADE_ORAL
    return Step(replace(standing, stage=stage, oral_graded=graded), EFFECTS.get(event, ()))
