# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""People decide: review, second opinion, appeal, oral grid.

Owns how a person's act moves a sitting along its life (`lifecycle`) and the rules that
need to know who acted before. Must not release or issue (`sync.central.releasing`).
Every act is committed together with its audit entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.central import audit
from sync.central.database import Database
from sync.central.errors import (
    AbsentError,
    ConflictError,
    ContentRefusedError,
    SecondLookError,
)
from sync.central.grading import OralGrid
from sync.central.lifecycle import NEEDS_ANOTHER, Event, Stage, Standing, Step, advance
from sync.central.moment import Now, day
from sync.central.roles import Permission
from sync.central.staff import Person
from sync.central.tables import DecisionRow, OralRow, SittingRow
from sync.protocol.errors import MalformedError
from sync.protocol.personal_data import require_person

LONGEST_TEXT = 4_000
_DECISIONS = frozenset({Event.DECIDE_VALID, Event.DECIDE_INVALID, Event.ASK_SECOND_OPINION})


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer says of a sitting.

    Attributes:
        event: Valid, invalid or second opinion.
        reason: Why, in the reviewer's words.
        accept_corrections: Whether the personal data that the candidate corrected are
            right; needed to declare a sitting valid that has corrections.
    """

    event: Event
    reason: str
    accept_corrections: bool | None = None


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """Where reviewers and examiners act on sittings."""

    database: Database
    now: Now

    def decide(self, person: Person, sitting_id: str, decision: Decision) -> Standing:
        """Decide on a sitting.

        1. The person may review.
        2. There is a reason.
        3. The life of the sitting has this step.
        4. Whoever gives a second opinion has not decided on this sitting before.
        5. Corrected personal data are accepted or rejected with a valid decision.

        Raises:
            ForbiddenError: Step 1.
            ContentRefusedError: Step 2.
            ConflictError: Steps 3 and 5.
            SecondLookError: Step 4.
        """
        person.require(Permission.REVIEW)  # 1
        reason = _text(decision.reason, "a decision needs a reason")  # 2
        if decision.event not in _DECISIONS:
            raise ContentRefusedError("a decision is valid, invalid or second_opinion")
        with self.database.transaction() as session:
            sitting, standing = load(session, sitting_id)
            step = advance(standing, decision.event)  # 3
            if standing.stage in NEEDS_ANOTHER:
                _require_another(session, sitting_id, person.login)  # 4
            if decision.event is Event.DECIDE_VALID:
                _settle_corrections(sitting, decision.accept_corrections)  # 5
            session.add(
                DecisionRow(
                    sitting_id=sitting_id,
                    reviewer=person.login,
                    decision=decision.event.value,
                    reason=reason,
                    at_s=self.now(),
                )
            )
            detail = {"decision": decision.event.value, "reason": reason}
            return self._move(session, sitting, step, person, ("review.decide", detail))

    def appeal(self, person: Person, sitting_id: str, reason: str) -> Standing:
        """Take up a candidate's appeal: another reviewer will look again."""
        person.require(Permission.REVIEW)
        grounds = _text(reason, "an appeal needs a reason")
        with self.database.transaction() as session:
            sitting, standing = load(session, sitting_id)
            step = advance(standing, Event.APPEAL)
            detail = {"reason": grounds}
            return self._move(session, sitting, step, person, ("review.appeal", detail))

    def grade_oral(self, person: Person, sitting_id: str, grid: OralGrid, comment: str) -> Standing:
        """Enter the oral grid of a sitting, once.

        Raises:
            ForbiddenError: The person may not grade.
            ConflictError: It is graded already, or released or invalid.
        """
        person.require(Permission.GRADE_ORAL)
        if len(comment) > LONGEST_TEXT:
            raise ContentRefusedError(f"a comment has at most {LONGEST_TEXT} characters")
        with self.database.transaction() as session:
            sitting, standing = load(session, sitting_id)
            step = advance(standing, Event.GRADE_ORAL)
            session.add(
                OralRow(
                    sitting_id=sitting_id,
                    examiner=person.login,
                    grid=dict(grid.labels()),
                    level=grid.level.label,
                    comment=comment,
                    oral_on=day(self.now()),
                    at_s=self.now(),
                )
            )
            detail = {"grid": grid.labels(), "level": grid.level.label}
            return self._move(session, sitting, step, person, ("oral.grade", detail))

    def _move(
        self,
        session: Session,
        sitting: SittingRow,
        step: Step,
        person: Person,
        act: tuple[str, Mapping[str, object]],
    ) -> Standing:
        sitting.stage = step.standing.stage.value
        verb, detail = act
        entry = audit.Act(person.login, verb, sitting.sitting_id, dict(detail))
        audit.record(session, entry, self.now())
        return step.standing


def load(session: Session, sitting_id: str) -> tuple[SittingRow, Standing]:
    """A sitting and where it stands.

    Raises:
        AbsentError: There is no such sitting.
    """
    sitting = session.get(SittingRow, sitting_id)
    if sitting is None:
        raise AbsentError("there is no such sitting")
    graded = session.get(OralRow, sitting_id) is not None
    return sitting, Standing(Stage(sitting.stage), graded)


def _require_another(session: Session, sitting_id: str, login: str) -> None:
    earlier = select(DecisionRow.reviewer).where(DecisionRow.sitting_id == sitting_id)
    if login in set(session.scalars(earlier)):
        raise SecondLookError("you have decided on this sitting before")


def _settle_corrections(sitting: SittingRow, accept: bool | None) -> None:
    if not sitting.person["corrections"]:
        return
    if accept is None:
        raise ConflictError(
            "the candidate corrected personal data",
            advice="Compare them with the ID document and say 'accept_corrections'.",
        )
    corrections: dict[str, str] = sitting.person["corrections"]
    settled: dict[str, str] = sitting.person.get("settled", {})
    if accept:
        _require_fit({**corrections, **settled})
    else:  # the centre's data stand, also against what was entered in place of a correction
        settled = {name: text for name, text in settled.items() if name not in corrections}
    sitting.person = {**sitting.person, "accepted": accept, "settled": settled}


def _require_fit(data: Mapping[str, str]) -> None:
    try:
        require_person(data)
    except MalformedError as error:
        raise ContentRefusedError(
            f"the corrected data cannot stand on a certificate: {error}",
            advice="Enter them as the ID document has them, or keep the centre's.",
        ) from error


def _text(text: str, otherwise: str) -> str:
    stripped = text.strip()
    if not stripped or len(stripped) > LONGEST_TEXT:
        raise ContentRefusedError(otherwise)
    return stripped
