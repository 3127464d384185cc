# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Offline verification: is this certificate genuine, and how sure is that?

Owns the checklist. Must not read files, clocks or networks: everything is handed in.
Stands on the protocol floor. What fails is refused by raising; what merely weakens
the answer (an old list, no proof at hand) is a warning.
"""

from dataclasses import dataclass
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.certificates.claims import CertificateClaims
from sync.certificates.errors import (
    AlteredError,
    LogProofError,
    OutOfRangeError,
    RevokedError,
    UnknownIssuerError,
    UnreadableError,
)
from sync.certificates.issue import CERTIFICATE_CEILING, log_entry
from sync.certificates.notes import NoteVerifier
from sync.certificates.proof import LogProof
from sync.certificates.qr_text import from_text
from sync.certificates.status_list import Status, StatusList
from sync.protocol.errors import (
    MalformedError,
    SignatureInvalidError,
    UnknownKeyError,
    WrongKindError,
)
from sync.protocol.kinds import Kind
from sync.protocol.statement import Statement, open_statement
from sync.protocol.trust import KeyRole, TrustedKey, TrustList

STALE_AFTER_S = 30 * 24 * 3600
"""Age in seconds from which a list is called old."""


class Warn(StrEnum):
    """What weakens an answer without making it wrong."""

    TRUST_OLD = "trust_list_old"
    STATUS_MISSING = "status_list_missing"
    STATUS_OLD = "status_list_old"
    STATUS_BEHIND = "status_list_older_than_certificate"
    CLOCK_BEHIND = "clock_behind_lists"
    PROOF_MISSING = "log_proof_missing"


@dataclass(frozen=True, slots=True)
class Verification:
    """A genuine certificate, and how sure that is.

    Attributes:
        claims: What it says.
        issuer: Who signed it, in the trust list's words.
        kid: Identifier of the issuer's key.
        trust_age_s: Age of the trust list in seconds.
        status_age_s: Age of the status list in seconds, None without one.
        log_size: Size of the log in which it was proven to stand, None without proof.
        warnings: What weakens the answer.
    """

    claims: CertificateClaims
    issuer: str
    kid: bytes
    trust_age_s: float
    status_age_s: float | None
    log_size: int | None
    warnings: tuple[Warn, ...]


def verify_offline(
    text: str,
    trust: TrustList,
    status: StatusList | None,
    now_s: float,
    *,
    proof: LogProof | None = None,
) -> Verification:
    """Verify the text of a QR code; `verify_message` has the checklist.

    Raises:
        CertificateError: Refused; the class says why.
    """
    return verify_message(from_text(text), trust, status, now_s, proof=proof)


def verify_message(
    message: bytes,
    trust: TrustList,
    status: StatusList | None,
    now_s: float,
    *,
    proof: LogProof | None = None,
) -> Verification:
    """Verify a certificate against lists whose own signatures were checked before.

    1. The bytes are one COSE_Sign1 of our profile, not larger than a certificate.
    2. It names a key that the trust list holds as an issuer.
    3. The signature holds and was made for a certificate, not another kind of message.
    4. The signed claims have the shape of a certificate.
    5. The key was valid for the certificate's place in the log.
    6. The status list does not call it invalid or suspended.
    7. The log proof, where one is at hand, is for this certificate at this place and
       leads to a checkpoint of a log that the trust list holds.
    8. Lists that are old, behind or absent are named as warnings.

    Args:
        message: The certificate's bytes.
        trust: Opened with the root's key.
        status: Opened with a central key of that list; None weakens the answer.
        now_s: Seconds since 1970 UTC.
        proof: From the PDF's attachment or a download; None weakens the answer.

    Raises:
        UnreadableError: Steps 1 and 4.
        UnknownIssuerError: Step 2.
        AlteredError: Step 3.
        OutOfRangeError: Step 5.
        RevokedError: Step 6.
        LogProofError: Step 7.
    """
    statement = _open(message, trust)  # 1, 2, 3
    claims = _read(statement)  # 4
    issuer = _issuer(trust, statement.kid, claims.index)  # 5
    _check_status(status, claims.index)  # 6
    log_size = None if proof is None else _check_proof(proof, trust, message, claims.index)  # 7
    return Verification(  # 8
        claims=claims,
        issuer=issuer.name,
        kid=statement.kid,
        trust_age_s=trust.age_s(now_s),
        status_age_s=None if status is None else status.age_s(now_s),
        log_size=log_size,
        warnings=_warnings(trust, status, proof, claims.index, now_s),
    )


def _open(message: bytes, trust: TrustList) -> Statement:
    issuers = trust.ring(KeyRole.ISSUER)
    try:
        return open_statement(Kind.CERTIFICATE, message, issuers, ceiling=CERTIFICATE_CEILING)
    except MalformedError as error:
        raise UnreadableError(f"this is no certificate: {error}") from error
    except UnknownKeyError as error:
        raise UnknownIssuerError(f"the issuer is not known: {error}") from error
    except (SignatureInvalidError, WrongKindError) as error:
        raise AlteredError(f"the certificate was altered or forged: {error}") from error


def _read(statement: Statement) -> CertificateClaims:
    try:
        return CertificateClaims.from_claims(statement.claims)
    except MalformedError as error:
        raise UnreadableError(
            f"the certificate is of a version that this program cannot read: {error}",
            advice="Update this program and check again.",
        ) from error


def _issuer(trust: TrustList, kid: bytes, index: int) -> TrustedKey:
    issuer = trust.find(KeyRole.ISSUER, kid)
    if issuer is None or not issuer.covers(index):
        raise OutOfRangeError(f"the issuer's key was not valid for certificate {index}")
    return issuer


def _check_status(status: StatusList | None, index: int) -> None:
    match None if status is None else status.at(index):
        case None | Status.VALID:
            return
        case Status.SUSPENDED:
            raise RevokedError("the certificate is suspended by its issuer")
        case _:
            raise RevokedError("the certificate was taken back by its issuer")


def _check_proof(proof: LogProof, trust: TrustList, message: bytes, index: int) -> int:
    if proof.index != index:
        raise LogProofError("the log proof is for another certificate")
    refusal = LogProofError("the trust list names no transparency log")
    for key in trust.keys:
        if key.role is not KeyRole.LOG or not isinstance(key.public, Ed25519PublicKey):
            continue
        try:
            return proof.verify(log_entry(message), NoteVerifier(key.name, key.public)).size
        except LogProofError as error:
            refusal = error
    raise refusal


def _warnings(
    trust: TrustList, status: StatusList | None, proof: LogProof | None, index: int, now_s: float
) -> tuple[Warn, ...]:
    found: list[Warn] = []
    if trust.age_s(now_s) > STALE_AFTER_S:
        found.append(Warn.TRUST_OLD)
    if trust.age_s(now_s) < 0 or (status is not None and status.age_s(now_s) < 0):
        found.append(Warn.CLOCK_BEHIND)
    if status is None:
        found.append(Warn.STATUS_MISSING)
    elif status.at(index) is None:
        found.append(Warn.STATUS_BEHIND)
    elif status.age_s(now_s) > STALE_AFTER_S:
        found.append(Warn.STATUS_OLD)
    if proof is None:
        found.append(Warn.PROOF_MISSING)
    return tuple(found)
