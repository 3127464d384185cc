# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The oral part besides its grade: slots, bookings, examiners' codes, oral sittings.

Owns these tables. Must not decide anything (`sync.central.appointments`, `oral_intake`).
A slot belongs to one booking at most: the unique column says so, whoever comes in between.
"""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.tables.base import LONG_TEXT, Base, Json


class OralSlotRow(Base):
    """One time at which a centre may have one candidate interviewed."""

    __tablename__ = "oral_slot"

    slot_id: Mapped[str] = mapped_column(primary_key=True)
    centre: Mapped[str] = mapped_column(index=True)
    starts_s: Mapped[int]
    minutes: Mapped[int]
    place: Mapped[str]
    published_s: Mapped[int]


class BookingRow(Base):
    """One decided booking request; `slot_id` only when it was confirmed."""

    __tablename__ = "oral_booking"

    request_id: Mapped[str] = mapped_column(primary_key=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.candidate_id"), index=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.device_id"))
    request: Mapped[Json]
    decided: Mapped[str]
    slot_id: Mapped[str | None] = mapped_column(ForeignKey("oral_slot.slot_id"), unique=True)
    reason: Mapped[str]
    decided_s: Mapped[int]


class ExaminerCodeRow(Base):
    """The slow hash of the code by which stations recognise an examiner."""

    __tablename__ = "examiner_code"

    login: Mapped[str] = mapped_column(ForeignKey("staff.login"), primary_key=True)
    code_hash: Mapped[Json]
    set_s: Mapped[int]


class OralSittingRow(Base):
    """One oral part from a station; `written_id` may still be on its way."""

    __tablename__ = "oral_sitting"

    oral_id: Mapped[str] = mapped_column(primary_key=True)
    written_id: Mapped[str] = mapped_column(index=True)
    manifest_digest: Mapped[str] = mapped_column(ForeignKey("bundle.manifest_digest"))
    device_id: Mapped[str] = mapped_column(ForeignKey("device.device_id"), index=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.candidate_id"), index=True)
    mode: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(LONG_TEXT)
    examiner: Mapped[str | None]
    content: Mapped[Json]
    oral_on: Mapped[str]
    received_s: Mapped[int]


class LostSittingRow(Base):
    """A written part that somebody declared missing for good."""

    __tablename__ = "lost_sitting"

    sitting_id: Mapped[str] = mapped_column(primary_key=True)
    declared_by: Mapped[str] = mapped_column(ForeignKey("staff.login"))
    reason: Mapped[str] = mapped_column(LONG_TEXT)
    at_s: Mapped[int]
