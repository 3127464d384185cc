# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Stations that central knows: tokens, devices, challenges, sessions.

Owns these tables. Must not judge a signature (`sync.central.enrolment`).
"""

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.tables.base import Base


class EnrolmentTokenRow(Base):
    """One permission to enrol one station, usable once."""

    __tablename__ = "enrolment_token"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    centre: Mapped[str]
    created_by: Mapped[str]
    created_s: Mapped[int]
    expires_s: Mapped[int]
    used_s: Mapped[int | None] = mapped_column(BigInteger)
    device_id: Mapped[str | None]


class DeviceRow(Base):
    """One enrolled station and the certificate that it was given."""

    __tablename__ = "device"

    device_id: Mapped[str] = mapped_column(primary_key=True)
    serial: Mapped[str]
    model: Mapped[str]
    centre: Mapped[str] = mapped_column(index=True)
    public_key: Mapped[bytes]
    sealing_key: Mapped[bytes]
    certificate: Mapped[bytes]
    enrolled_s: Mapped[int]
    seen_s: Mapped[int | None] = mapped_column(BigInteger)
    revoked_s: Mapped[int | None] = mapped_column(BigInteger)


class ChallengeRow(Base):
    """One nonce given to one device, good for one login."""

    __tablename__ = "challenge"

    nonce_hash: Mapped[str] = mapped_column(primary_key=True)
    device_id: Mapped[str]
    expires_s: Mapped[int]


class DeviceSessionRow(Base):
    """One login of one device."""

    __tablename__ = "device_session"

    bearer_hash: Mapped[str] = mapped_column(primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.device_id"), index=True)
    expires_s: Mapped[int]
