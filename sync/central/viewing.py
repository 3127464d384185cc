# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What staff may look at: lists, one sitting, its sealed evidence.

Owns read-only views of sittings. Must not change a sitting; looking at evidence is
recorded all the same. Evidence is unsealed in memory and handed over; nothing of it
touches the disk in the clear.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.central import audit
from sync.central.blobs import BlobStore
from sync.central.database import Database
from sync.central.errors import AbsentError, BundleRefusedError
from sync.central.flags import flags_of
from sync.central.identity import identity_of
from sync.central.moment import Now
from sync.central.rescore import CONTEXTS
from sync.central.review import load
from sync.central.roles import Permission
from sync.central.settling import open_points
from sync.central.staff import Person
from sync.central.tables import (
    CandidateRow,
    CertificateRow,
    DecisionRow,
    DeviceRow,
    OralRow,
    OralSittingRow,
    PartRow,
    SittingPartRow,
    SittingRow,
)
from sync.central.tables.base import Json
from sync.central.vault import Vault
from sync.protocol.errors import UnsealError
from sync.protocol.manifest import PartRole
from sync.protocol.sealing import unseal

_PAGE = 200
CLIP_TYPE = "video/x-msvideo"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG", "image/png"),
    (b"OggS", "audio/ogg"),
    (b"RIFF", CLIP_TYPE),
)
_MP4_BRAND = slice(4, 8)


@dataclass(frozen=True, slots=True)
class Medium:
    """An unsealed piece of evidence and its media type."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class ViewingDesk:
    """Shows sittings to those who may see them."""

    database: Database
    blobs: BlobStore
    vault: Vault
    now: Now

    def sittings(self, person: Person, stage: str | None = None) -> list[Json]:
        """The newest sittings, one line each."""
        person.require(Permission.SEE_SITTINGS)
        wanted = select(SittingRow).order_by(SittingRow.received_s.desc()).limit(_PAGE)
        if stage is not None:
            wanted = wanted.where(SittingRow.stage == stage)
        with self.database.transaction() as session:
            return [_line(session, row) for row in session.scalars(wanted)]

    def sitting(self, person: Person, sitting_id: str) -> Json:
        """One sitting: report, timeline, flags, evidence, decisions, oral grid."""
        person.require(Permission.SEE_SITTINGS)
        with self.database.transaction() as session:
            row, _ = load(session, sitting_id)
            records: list[Json] = row.timeline["records"]
            return {
                **_line(session, row),
                "person": row.person,
                "report": row.report,
                "timeline": records,
                "flags": flags_of(records),
                "identity": identity_of(records),
                "capabilities": row.capabilities,
                "evidence": _parts(session, sitting_id),
                "decisions": _decisions(session, sitting_id),
                "oral": _oral(session, sitting_id),
                "oral_sitting": _oral_sitting(session, sitting_id),
                "open_points": [point.value for point in open_points(session, row)],
                "same_candidate": _same_candidate(session, row),
            }

    def evidence(self, person: Person, sitting_id: str, digest: str) -> Medium:
        """A piece of evidence or a recorded answer, unsealed in memory; the look is recorded.

        Raises:
            ForbiddenError: The person may not see evidence, or hear answers.
            AbsentError: The sitting has no such part, or it is still on its way.
        """
        with self.database.transaction() as session:
            part = session.get(SittingPartRow, (sitting_id, digest))
            oral = part is not None and part.role == PartRole.ORAL.value
            person.require(Permission.HEAR_ORAL if oral else Permission.SEE_EVIDENCE)
            if part is None or part.role == PartRole.RESULTS.value:
                raise AbsentError("this sitting has no such evidence")
            act = audit.Act(person.login, "evidence.see", sitting_id, {"digest": digest})
            audit.record(session, act, self.now())
            context = CONTEXTS[PartRole(part.role)]
        sealed = self.blobs.read(digest)
        try:
            data = unseal(sealed, self.vault.evidence, context=context)
        except UnsealError as error:
            raise BundleRefusedError(f"this evidence cannot be opened: {error}") from error
        return Medium(data, media_type(data))


def media_type(data: bytes) -> str:
    """The media type by the first bytes; never one that a browser would execute."""
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    return "video/mp4" if data[_MP4_BRAND] == b"ftyp" else "application/octet-stream"


def _line(session: Session, row: SittingRow) -> Json:
    candidate = session.get_one(CandidateRow, row.candidate_id)
    device = session.get_one(DeviceRow, row.device_id)
    certificate = session.scalars(
        select(CertificateRow.serial).where(CertificateRow.sitting_id == row.sitting_id)
    ).first()
    return {
        "sitting_id": row.sitting_id,
        "stage": row.stage,
        "oral_graded": session.get(OralRow, row.sitting_id) is not None,
        "candidate": {
            "candidate_id": candidate.candidate_id,
            "given_name": candidate.given_name,
            "family_name": candidate.family_name,
            "birth_date": candidate.birth_date,
            "target": candidate.target,
        },
        "centre": device.centre,
        "device_id": row.device_id,
        "written_on": row.written_on,
        "received_s": row.received_s,
        "flags_count": row.flags,
        "serial": certificate,
    }


def _parts(session: Session, sitting_id: str) -> list[Json]:
    wanted = select(SittingPartRow).where(
        SittingPartRow.sitting_id == sitting_id,
        SittingPartRow.role != PartRole.RESULTS.value,
    )
    return [
        {
            "digest": part.digest,
            "role": part.role,
            "size": part.size,
            "here": session.get(PartRow, part.digest) is not None,
        }
        for part in session.scalars(wanted)
    ]


def _same_candidate(session: Session, row: SittingRow) -> list[Json]:
    """The candidate's other sittings: one exam has one result."""
    wanted = (
        select(SittingRow)
        .where(SittingRow.candidate_id == row.candidate_id, SittingRow.sitting_id != row.sitting_id)
        .order_by(SittingRow.received_s)
    )
    return [
        {"sitting_id": it.sitting_id, "stage": it.stage, "written_on": it.written_on}
        for it in session.scalars(wanted)
    ]


def _decisions(session: Session, sitting_id: str) -> list[Json]:
    wanted = (
        select(DecisionRow)
        .where(DecisionRow.sitting_id == sitting_id)
        .order_by(DecisionRow.identifier)
    )
    return [
        {"reviewer": d.reviewer, "decision": d.decision, "reason": d.reason, "at_s": d.at_s}
        for d in session.scalars(wanted)
    ]


def _oral(session: Session, sitting_id: str) -> Json | None:
    oral = session.get(OralRow, sitting_id)
    if oral is None:
        return None
    return {
        "examiner": oral.examiner,
        "grid": oral.grid,
        "level": oral.level,
        "comment": oral.comment,
        "oral_on": oral.oral_on,
    }


def _oral_sitting(session: Session, sitting_id: str) -> Json | None:
    """The oral part that came from a station: prompts, answers to be heard, grid."""
    wanted = select(OralSittingRow).where(OralSittingRow.written_id == sitting_id)
    row = session.scalars(wanted).first()
    if row is None:
        return None
    return {
        "oral_id": row.oral_id,
        "mode": row.mode,
        "state": row.state,
        "reason": row.reason,
        "examiner": row.examiner,
        "oral_on": row.oral_on,
        "identity": identity_of(row.content["timeline"]),
        **row.content,
    }
