# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sittings and what belongs to them: uploads, parts, bundles, decisions, results.

Owns these tables. Must not decide what may follow what (`sync.central.lifecycle`).
"""

from sqlalchemy import BigInteger, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.tables.base import LONG_TEXT, Base, Json

_COUNTER = BigInteger().with_variant(Integer, "sqlite")


class UploadRow(Base):
    """One unfinished part; `offset` bytes of it are on disk and acknowledged."""

    __tablename__ = "upload"

    upload_id: Mapped[str] = mapped_column(primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.device_id"), index=True)
    digest: Mapped[str] = mapped_column(index=True)
    length: Mapped[int]
    offset: Mapped[int]
    metadata_text: Mapped[str] = mapped_column(LONG_TEXT)
    created_s: Mapped[int]
    expires_s: Mapped[int] = mapped_column(BigInteger, index=True)
    finished: Mapped[bool]


class PartRow(Base):
    """One whole sealed part in the blob store, whether or not a bundle names it yet."""

    __tablename__ = "part"

    digest: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    device_id: Mapped[str] = mapped_column(index=True)
    received_s: Mapped[int]


class BundleRow(Base):
    """One manifest that central accepted to wait for, and its receipt once it is whole."""

    __tablename__ = "bundle"

    manifest_digest: Mapped[str] = mapped_column(primary_key=True)
    sitting_id: Mapped[str] = mapped_column(index=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.device_id"), index=True)
    manifest: Mapped[bytes]
    received_s: Mapped[int]
    receipt: Mapped[bytes | None]


class SittingRow(Base):
    """One sitting whose results were unsealed, rescored and agreed."""

    __tablename__ = "sitting"

    sitting_id: Mapped[str] = mapped_column(primary_key=True)
    manifest_digest: Mapped[str] = mapped_column(ForeignKey("bundle.manifest_digest"))
    device_id: Mapped[str] = mapped_column(ForeignKey("device.device_id"), index=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.candidate_id"), index=True)
    pack_digest: Mapped[str]
    language: Mapped[str]
    stage: Mapped[str] = mapped_column(index=True)
    person: Mapped[Json]
    report: Mapped[Json]
    timeline: Mapped[Json]
    flags: Mapped[int]
    capabilities: Mapped[Json]
    written_on: Mapped[str]
    received_s: Mapped[int]


class SittingPartRow(Base):
    """One part that a sitting's manifest names."""

    __tablename__ = "sitting_part"

    sitting_id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    size: Mapped[int]


class DecisionRow(Base):
    """What one reviewer decided on one sitting, and why."""

    __tablename__ = "decision"

    identifier: Mapped[int] = mapped_column(_COUNTER, primary_key=True)
    sitting_id: Mapped[str] = mapped_column(ForeignKey("sitting.sitting_id"), index=True)
    reviewer: Mapped[str] = mapped_column(ForeignKey("staff.login"))
    decision: Mapped[str]
    reason: Mapped[str] = mapped_column(LONG_TEXT)
    at_s: Mapped[int]


class OralRow(Base):
    """The graded oral part of one sitting."""

    __tablename__ = "oral"

    sitting_id: Mapped[str] = mapped_column(ForeignKey("sitting.sitting_id"), primary_key=True)
    examiner: Mapped[str] = mapped_column(ForeignKey("staff.login"))
    grid: Mapped[Json]
    level: Mapped[str]
    comment: Mapped[str] = mapped_column(LONG_TEXT)
    oral_on: Mapped[str]
    at_s: Mapped[int]


class CertificateRow(Base):
    """The released documents of one sitting; `cose` only when the target was reached."""

    __tablename__ = "certificate"

    serial: Mapped[str] = mapped_column(primary_key=True)
    sitting_id: Mapped[str] = mapped_column(ForeignKey("sitting.sitting_id"), unique=True)
    result: Mapped[Json]
    log_index: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    cose: Mapped[bytes | None]
    attestation_digest: Mapped[str | None]
    certificate_digest: Mapped[str | None]
    released_s: Mapped[int]
    revoked_s: Mapped[int | None] = mapped_column(BigInteger)
