# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The oral calendar of a centre, as its stations shall have it.

Owns the questions to the tables. Read-only; must not seal or publish (`publishing`) nor
decide (`appointments`). Stands on `sync.protocol.oral_calendar`.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.exam.cat.report import ExamReport
from appliance.exam.levels import Level
from sync.central.lifecycle import Stage
from sync.central.roles import GRANTED, Permission, Role
from sync.central.tables import (
    BookingRow,
    CandidateRow,
    ExaminerCodeRow,
    OralRow,
    OralSittingRow,
    OralSlotRow,
    SittingRow,
    StaffRow,
)
from sync.protocol.access_code import AccessCodeHash
from sync.protocol.oral_calendar import (
    Appointment,
    Decided,
    Examiner,
    OralCalendar,
    OralSlot,
    WrittenPart,
)

REMEMBERED_S = 60 * 86_400
"""How long stations are told of a decided request."""


def calendar_of(session: Session, centre: str, now_s: int) -> OralCalendar:
    """The calendar of a centre at a moment; its `issued_s` is left at 0."""
    return OralCalendar(
        centre=centre,
        issued_s=0,
        slots=tuple(_slot(row) for row in _free(session, centre, now_s)),
        appointments=_appointments(session, centre, now_s),
        examiners=_examiners(session),
        written=_written(session, centre),
    )


def is_taken(session: Session, slot_id: str) -> bool:
    """Whether a slot belongs to a booking."""
    wanted = select(BookingRow.request_id).where(BookingRow.slot_id == slot_id)
    return session.scalars(wanted).first() is not None


def _free(session: Session, centre: str, now_s: int) -> list[OralSlotRow]:
    booked = select(BookingRow.slot_id).where(BookingRow.slot_id.is_not(None))
    wanted = (
        select(OralSlotRow)
        .where(
            OralSlotRow.centre == centre,
            OralSlotRow.starts_s > now_s,
            OralSlotRow.slot_id.not_in(booked),
        )
        .order_by(OralSlotRow.starts_s, OralSlotRow.slot_id)
    )
    return list(session.scalars(wanted))


def _appointments(session: Session, centre: str, now_s: int) -> tuple[Appointment, ...]:
    wanted = (
        select(BookingRow, OralSlotRow)
        .join(CandidateRow, CandidateRow.candidate_id == BookingRow.candidate_id)
        .outerjoin(OralSlotRow, OralSlotRow.slot_id == BookingRow.slot_id)
        .where(CandidateRow.centre == centre, BookingRow.decided_s > now_s - REMEMBERED_S)
        .order_by(BookingRow.decided_s, BookingRow.request_id)
    )
    return tuple(
        Appointment(
            booking.request_id,
            booking.candidate_id,
            Decided(booking.decided),
            _slot(slot) if booking.slot_id is not None else None,
            booking.reason,
        )
        for booking, slot in session.execute(wanted)
    )


def _examiners(session: Session) -> tuple[Examiner, ...]:
    wanted = (
        select(StaffRow, ExaminerCodeRow)
        .join(ExaminerCodeRow, ExaminerCodeRow.login == StaffRow.login)
        .where(StaffRow.closed_s.is_(None))
        .order_by(StaffRow.login)
    )
    return tuple(
        Examiner(person.login, person.name, _hash(code))
        for person, code in session.execute(wanted)
        if may_grade(person)
    )


def may_grade(person: StaffRow) -> bool:
    """Whether one of an account's roles lets it grade the oral part."""
    return any(Permission.GRADE_ORAL in GRANTED[Role(role)] for role in person.roles.split(","))


def _written(session: Session, centre: str) -> tuple[WrittenPart, ...]:
    """Written parts of the centre whose oral part is neither graded nor here."""
    done = select(OralRow.sitting_id).union(select(OralSittingRow.written_id))
    wanted = (
        select(SittingRow)
        .join(CandidateRow, CandidateRow.candidate_id == SittingRow.candidate_id)
        .where(
            CandidateRow.centre == centre,
            SittingRow.stage != Stage.INVALID.value,
            SittingRow.sitting_id.not_in(done),
        )
        .order_by(SittingRow.sitting_id)
    )
    return tuple(
        WrittenPart(row.candidate_id, row.sitting_id, _level(row))
        for row in session.scalars(wanted)
    )


def _level(row: SittingRow) -> str:
    return Level(ExamReport.from_claims(row.report).overall.level).label


def _slot(row: OralSlotRow) -> OralSlot:
    return OralSlot(row.slot_id, row.starts_s, row.minutes, row.place)


def _hash(row: ExaminerCodeRow) -> AccessCodeHash:
    code = row.code_hash
    salt, digest = bytes.fromhex(code["salt"]), bytes.fromhex(code["digest"])
    return AccessCodeHash(code["n"], code["r"], code["p"], salt, digest)
