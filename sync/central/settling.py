# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a person has to settle before a result may go out: days and names.

Owns which points of a sitting are open and how a reviewer settles them. Must not move a
sitting along its life. Stands on `dating` and `sync.protocol.personal_data`.

A point is open when what is known cannot stand on a certificate: the day of a part whose
station had no trustworthy clock, a name that is too long or cannot be printed. Nothing
else can be changed here, and what was entered is in the audit log with its reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.central import audit
from sync.central.database import Database
from sync.central.dating import Days
from sync.central.errors import ConflictError, ContentRefusedError
from sync.central.lifecycle import Stage
from sync.central.moment import Now
from sync.central.review import LONGEST_TEXT, load
from sync.central.roles import Permission
from sync.central.staff import Person
from sync.central.tables import CandidateRow, DeviceRow, OralRow, OralSittingRow, SittingRow
from sync.protocol.errors import MalformedError
from sync.protocol.personal_data import require_person

SETTLEABLE = frozenset({Stage.RECEIVED, Stage.IN_REVIEW, Stage.SECOND_OPINION, Stage.VALID})
"""Stages in which open points can still be entered."""


class Point(StrEnum):
    """What may have to be settled."""

    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    BIRTH_DATE = "birth_date"
    WRITTEN_ON = "written_on"
    ORAL_ON = "oral_on"


_OF_PERSON = (Point.GIVEN_NAME, Point.FAMILY_NAME, Point.BIRTH_DATE)


@dataclass(frozen=True, slots=True)
class SettlingDesk:
    """Where reviewers settle what is open."""

    database: Database
    now: Now

    def settle(
        self, person: Person, sitting_id: str, entered: Mapping[str, str], reason: str
    ) -> None:
        """Enter open points of a sitting.

        1. The person may review. 2. There is a reason. 3. The sitting is not released, and
        every point entered is open. 4. Names and days are what a certificate takes; a day
        lies between the station's enrolment and the arrival of its bundle.

        Raises:
            ForbiddenError: Step 1.
            ContentRefusedError: Steps 2 and 4.
            ConflictError: Step 3.
        """
        person.require(Permission.REVIEW)  # 1
        grounds = reason.strip()
        if not grounds or len(grounds) > LONGEST_TEXT or not entered:  # 2
            raise ContentRefusedError("something to settle and a reason are needed")
        with self.database.transaction() as session:
            sitting, standing = load(session, sitting_id)
            points = open_points(session, sitting)
            if standing.stage not in SETTLEABLE or not set(entered) <= set(points):  # 3
                raise ConflictError("only open points of a sitting under review can be settled")
            for name, text in entered.items():
                self._enter(session, sitting, Point(name), text.strip())  # 4
            detail = {"entered": dict(entered), "reason": grounds}
            act = audit.Act(person.login, "review.settle", sitting_id, detail)
            audit.record(session, act, self.now())

    def _enter(self, session: Session, sitting: SittingRow, point: Point, text: str) -> None:
        if point in _OF_PERSON:
            try:
                require_person({point.value: text})
            except MalformedError as error:
                raise ContentRefusedError(str(error), advice="Enter it anew.") from error
            settled = {**settled_data(sitting), point.value: text}
            sitting.person = {**sitting.person, "settled": settled}
            return
        days = _days(session, sitting, point)
        if not _is_day(text) or not days.hold(text):
            raise ContentRefusedError(
                f"the day must lie between {days.first} and {days.last}",
                advice="Enter it as 2026-03-31; the centre knows when the candidate sat.",
            )
        if point is Point.WRITTEN_ON:
            sitting.written_on = text
        else:
            session.get_one(OralRow, sitting.sitting_id).oral_on = text


def open_points(session: Session, sitting: SittingRow) -> tuple[Point, ...]:
    """What has to be settled before this sitting can be released."""
    data = personal_data(session, sitting)
    points = [point for point in _OF_PERSON if not _stands(point, data[point.value])]
    if not _days(session, sitting, Point.WRITTEN_ON).hold(sitting.written_on):
        points.append(Point.WRITTEN_ON)
    oral = session.get(OralRow, sitting.sitting_id)
    if oral is not None and not _days(session, sitting, Point.ORAL_ON).hold(oral.oral_on):
        points.append(Point.ORAL_ON)
    return tuple(points)


def require_settled(session: Session, sitting: SittingRow) -> None:
    """Let pass a sitting without open points; raises ConflictError."""
    points = open_points(session, sitting)
    if points:
        raise ConflictError(
            f"still to be settled by a reviewer: {', '.join(points)}",
            advice="Enter them on the sitting's page, from the ID document and the centre.",
        )


def personal_data(session: Session, sitting: SittingRow) -> dict[str, str]:
    """Names and birth date in force: registered, corrected unless rejected, settled."""
    candidate = session.get_one(CandidateRow, sitting.candidate_id)
    registered: dict[str, str] = {name.value: getattr(candidate, name.value) for name in _OF_PERSON}
    corrections: dict[str, str] = {}
    if sitting.person["accepted"] is not False:
        corrections = sitting.person["corrections"]
    return {**registered, **corrections, **settled_data(sitting)}


def settled_data(sitting: SittingRow) -> dict[str, str]:
    """The personal data that a reviewer entered."""
    return dict(sitting.person.get("settled", {}))


def _stands(point: Point, text: str) -> bool:
    try:
        require_person({point.value: text})
    except MalformedError:
        return False
    return True


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _days(session: Session, sitting: SittingRow, point: Point) -> Days:
    """The days on which a part can have been sat."""
    if point is Point.WRITTEN_ON:
        device = session.get_one(DeviceRow, sitting.device_id)
        return Days.between(device.enrolled_s, sitting.received_s)
    oral = session.get_one(OralRow, sitting.sitting_id)
    wanted = (
        select(DeviceRow.enrolled_s)
        .join(OralSittingRow, OralSittingRow.device_id == DeviceRow.device_id)
        .where(OralSittingRow.written_id == sitting.sitting_id)
    )
    enrolled_s = session.scalars(wanted).first()
    return Days.between(0 if enrolled_s is None else enrolled_s, oral.at_s)
