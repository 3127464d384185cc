# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""People of central and what they did: accounts, sessions, the audit log.

Owns these tables. Must not decide who may do what (`sync.central.roles`).
"""

from sqlalchemy import BigInteger, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.tables.base import LONG_TEXT, Base, Json


class StaffRow(Base):
    """One person who works at central; `token_hash` is of the API token."""

    __tablename__ = "staff"

    login: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    roles: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_s: Mapped[int]
    closed_s: Mapped[int | None] = mapped_column(BigInteger)


class StaffSessionRow(Base):
    """One sign-in of one person."""

    __tablename__ = "staff_session"

    bearer_hash: Mapped[str] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(ForeignKey("staff.login"), index=True)
    expires_s: Mapped[int]


class AuditRow(Base):
    """One act; each row carries the digest of the one before it."""

    __tablename__ = "audit"

    sequence: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True
    )
    at_s: Mapped[int]
    actor: Mapped[str]
    act: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    detail: Mapped[Json]
    previous: Mapped[str]
    digest: Mapped[str] = mapped_column(LONG_TEXT)
