# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What travels to stations: content files and the candidates of rosters.

Owns these tables. Must not build or open content (`sync.central.content`).
"""

from sqlalchemy import BigInteger, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.tables.base import Base, Json


class ContentRow(Base):
    """One published file in the blob store; `device_id` is empty when it is for all."""

    __tablename__ = "content"
    __table_args__ = (Index("ix_content_current", "role", "device_id", "current"),)

    identifier: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(index=True)
    role: Mapped[str]
    device_id: Mapped[str]
    name: Mapped[str]
    version: Mapped[str]
    size: Mapped[int]
    published_s: Mapped[int]
    current: Mapped[bool]


class CandidateRow(Base):
    """One candidate whom a training centre registered."""

    __tablename__ = "candidate"

    candidate_id: Mapped[str] = mapped_column(primary_key=True)
    centre: Mapped[str] = mapped_column(index=True)
    given_name: Mapped[str]
    family_name: Mapped[str]
    birth_date: Mapped[str]
    email: Mapped[str]
    access_code_hash: Mapped[Json]
    window_from_s: Mapped[int]
    window_to_s: Mapped[int]
    target: Mapped[str]
    time_factor: Mapped[float]
    biometric: Mapped[bool]
    registered_s: Mapped[int]
