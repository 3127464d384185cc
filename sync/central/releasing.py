# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Results go out: one release, one result, an attestation, perhaps a certificate.

Owns the release and its documents. A release is committed first, with the signed
certificate and its place in the log; log entry and PDFs follow and may be done again
(`finish`), so a crash in between loses nothing and issues nothing twice.
"""

from base64 import b32encode
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.exam.cat.report import ExamReport
from sync.central import audit
from sync.central.blobs import BlobStore
from sync.central.database import Database
from sync.central.errors import AbsentError, ConflictError
from sync.central.grading import level_from
from sync.central.ledger import Ledger
from sync.central.lifecycle import Event, Stage, advance
from sync.central.moment import Now, day
from sync.central.result import Person as Holder
from sync.central.result import Result, overall_level, written_levels
from sync.central.review import load
from sync.central.roles import Permission
from sync.central.secrets import RandomBytes
from sync.central.settings import Settings
from sync.central.settling import personal_data, require_settled
from sync.central.staff import Person
from sync.central.tables import CandidateRow, CertificateRow, OralRow, SittingRow
from sync.central.tables.base import Json
from sync.central.vault import Vault
from sync.certificates.issue import issue
from sync.certificates.proof import LogProof
from sync.certificates.qr_image import qr_png
from sync.certificates.qr_text import to_text

_SERIAL_BYTES = 5


class Document(StrEnum):
    """What may be fetched of a released sitting."""

    ATTESTATION = "attestation.pdf"
    CERTIFICATE = "certificate.pdf"
    QR_IMAGE = "qr.png"
    QR_TEXT = "qr.txt"
    MESSAGE = "certificate.cose"
    PROOF = "proof.txt"

    @property
    def media_type(self) -> str:
        """Its media type."""
        return {
            "pdf": "application/pdf",
            "png": "image/png",
            "txt": "text/plain; charset=utf-8",
            "cose": "application/cose",
        }[self.value.rpartition(".")[2]]


class Press(Protocol):
    """Makes PDF documents; implemented over `sync.central.documents`."""

    def attestation(self, result: Result) -> bytes:
        """The attestation of results."""
        ...

    def certificate(self, result: Result, message: bytes, proof: LogProof) -> bytes:
        """The certificate with its code and proof."""
        ...


@dataclass(frozen=True, slots=True)
class ReleaseDesk:
    """Releases results and keeps their documents."""

    database: Database
    blobs: BlobStore
    vault: Vault
    ledger: Ledger
    press: Press
    settings: Settings
    now: Now
    random_bytes: RandomBytes

    def release(self, person: Person, sitting_id: str) -> Json:
        """Release a sitting and make its documents.

        Raises:
            ForbiddenError: The person may not release.
            ConflictError: Not valid, the oral part missing, something still to be settled,
                released already, or another sitting of the candidate is.
        """
        person.require(Permission.RELEASE)
        with self.database.transaction() as session:
            sitting, standing = load(session, sitting_id)
            step = advance(standing, Event.RELEASE)
            require_settled(session, sitting)
            _require_only(session, sitting)
            result = self._result(session, sitting)
            sitting.stage = step.standing.stage.value
            session.add(self._row(session, sitting_id, result))
            detail = {"serial": result.serial, "overall": result.overall.label}
            act = audit.Act(person.login, "result.release", sitting_id, detail)
            audit.record(session, act, self.now())
        return self.finish(sitting_id)

    def finish(self, sitting_id: str) -> Json:
        """Bring a released sitting's certificate into the log and make its documents.

        Doing it again changes nothing.
        """
        with self.database.transaction() as session:
            sitting, _ = load(session, sitting_id)
            row = _released(session, sitting_id)
        if sitting.stage == Stage.RELEASED.value:
            self._make_documents(row)
        with self.database.transaction() as session:
            sitting, _ = load(session, sitting_id)
            row = _released(session, sitting_id)
            return {
                "stage": sitting.stage,
                "result": row.result,
                "log_index": row.log_index,
                "qr_text": to_text(row.cose, self.settings.verifier_host) if row.cose else None,
            }

    def unfinished(self) -> list[str]:
        """Sittings whose documents still have to be made."""
        with self.database.transaction() as session:
            wanted = select(SittingRow.sitting_id).where(SittingRow.stage == Stage.RELEASED.value)
            return list(session.scalars(wanted))

    def document(self, person: Person, sitting_id: str, document: Document) -> bytes:
        """One document of a released sitting.

        Raises:
            ForbiddenError: The person may not see documents.
            AbsentError: Not released, not made yet, or no certificate was due.
        """
        person.require(Permission.SEE_DOCUMENTS)
        with self.database.transaction() as session:
            load(session, sitting_id)
            row = _released(session, sitting_id)
            act = audit.Act(person.login, "document.see", sitting_id, {"document": document.value})
            audit.record(session, act, self.now())
        if document in (Document.ATTESTATION, Document.CERTIFICATE):
            attestation = document is Document.ATTESTATION
            digest = row.attestation_digest if attestation else row.certificate_digest
            if digest is None:
                raise AbsentError(f"this sitting has no {document.value}")
            return self.blobs.read(digest)
        if row.cose is None or row.log_index is None:
            raise AbsentError(f"this sitting has no {document.value}: no certificate was due")
        return self._of_certificate(document, row.cose, row.log_index)

    def revoke(self, person: Person, serial: str, reason: str) -> None:
        """Take a certificate back; it enters the next status list."""
        person.require(Permission.RELEASE)
        with self.database.transaction() as session:
            row = session.get(CertificateRow, serial)
            if row is None or row.cose is None:
                raise AbsentError("there is no such certificate")
            if row.revoked_s is not None:
                raise ConflictError("this certificate was revoked before")
            row.revoked_s = self.now()
            act = audit.Act(person.login, "certificate.revoke", serial, {"reason": reason})
            audit.record(session, act, self.now())

    def _of_certificate(self, document: Document, message: bytes, index: int) -> bytes:
        host = self.settings.verifier_host
        match document:
            case Document.QR_IMAGE:
                return qr_png(message, host)
            case Document.QR_TEXT:
                return to_text(message, host).encode()
            case Document.PROOF:
                return self.ledger.prove(index).to_text().encode()
            case _:
                return message

    def _row(self, session: Session, sitting_id: str, result: Result) -> CertificateRow:
        index = self.ledger.next_index(session) if result.reached else None
        message = None if index is None else issue(result.claims(index), self.vault.issuer).message
        return CertificateRow(
            serial=result.serial,
            sitting_id=sitting_id,
            result=result.to_json(),
            log_index=index,
            cose=message,
            attestation_digest=None,
            certificate_digest=None,
            released_s=self.now(),
            revoked_s=None,
        )

    def _make_documents(self, row: CertificateRow) -> None:
        result = Result.from_json(row.result)
        attestation = self.blobs.put(self.press.attestation(result))
        certificate: str | None = None
        if row.cose is not None and row.log_index is not None:
            proof = self.ledger.record(row.log_index)
            certificate = self.blobs.put(self.press.certificate(result, row.cose, proof))
        event = Event.ATTEST if certificate is None else Event.CERTIFY
        with self.database.transaction() as session:
            sitting, standing = load(session, row.sitting_id)
            if standing.stage is not Stage.RELEASED:
                return  # a round of jobs was faster, with the same result
            sitting.stage = advance(standing, event).standing.stage.value
            stored = session.get_one(CertificateRow, row.serial)
            stored.attestation_digest, stored.certificate_digest = attestation, certificate
            act = audit.Act("system", f"documents.{event.value}", row.sitting_id)
            audit.record(session, act, self.now())

    def _result(self, session: Session, sitting: SittingRow) -> Result:
        candidate = session.get_one(CandidateRow, sitting.candidate_id)
        oral = session.get_one(OralRow, sitting.sitting_id)
        report = ExamReport.from_claims(sitting.report)
        data = personal_data(session, sitting)
        holder = Holder(
            data["given_name"], data["family_name"], date.fromisoformat(data["birth_date"])
        )
        oral_level = level_from(oral.level)
        return Result(
            serial=self._serial(),
            person=holder,
            language=sitting.language,
            written=written_levels(report),
            oral=oral_level,
            overall=overall_level(report, oral_level),
            target=level_from(candidate.target),
            written_on=date.fromisoformat(sitting.written_on),
            oral_on=date.fromisoformat(oral.oral_on),
            issued_on=date.fromisoformat(day(self.now())),
        )

    def _serial(self) -> str:
        letters = b32encode(self.random_bytes(_SERIAL_BYTES)).decode("ascii")
        return f"E{day(self.now())[2:4]}-{letters[:4]}-{letters[4:]}"


def _require_only(session: Session, sitting: SittingRow) -> None:
    """Let pass the first sitting of a candidate in a language; one exam has one result.

    A certificate that was taken back does not count: the other sitting may replace it.
    """
    session.get(CandidateRow, sitting.candidate_id, with_for_update=True)  # one after the other
    wanted = (
        select(SittingRow.sitting_id)
        .join(CertificateRow, CertificateRow.sitting_id == SittingRow.sitting_id)
        .where(
            SittingRow.candidate_id == sitting.candidate_id,
            SittingRow.language == sitting.language,
            SittingRow.sitting_id != sitting.sitting_id,
            CertificateRow.revoked_s.is_(None),
        )
    )
    other = session.scalars(wanted).first()
    if other is not None:
        raise ConflictError(
            f"another sitting of this candidate is released already: {other}",
            advice="Compare the two; take the first certificate back before you release this one.",
        )


def _released(session: Session, sitting_id: str) -> CertificateRow:
    wanted = select(CertificateRow).where(CertificateRow.sitting_id == sitting_id)
    row = session.scalars(wanted).first()
    if row is None:
        raise AbsentError(
            "no result of this sitting is released: both parts or nothing",
            advice="Review the sitting and grade its oral part, then release it.",
        )
    return row
