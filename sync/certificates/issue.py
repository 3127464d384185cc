# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Issuing: claims become a signed certificate and a leaf of the transparency log.

Owns that one step. Must not choose the index (the log's owner does, one at a time)
nor store anything. Stands on `statement`.
"""

from dataclasses import dataclass
from hashlib import sha256

from sync.certificates.claims import CertificateClaims
from sync.protocol.keys import Signer
from sync.protocol.kinds import Kind
from sync.protocol.statement import sign_statement

CERTIFICATE_CEILING = 1 << 10
"""Most bytes of a certificate; one QR code holds fewer."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate as it leaves the issuer.

    Attributes:
        index: Its place in the log.
        message: The COSE_Sign1 message, about 165 bytes.
        entry: What the log records: SHA-256 of the message, which holds no personal data.
    """

    index: int
    message: bytes
    entry: bytes


def issue(claims: CertificateClaims, signer: Signer) -> Issued:
    """Sign a certificate; the same claims and key always give the same bytes.

    Raises:
        MalformedError: Claims out of their range.
    """
    signed = CertificateClaims.from_claims(claims.to_claims()).to_claims()
    message = sign_statement(Kind.CERTIFICATE, signed, signer)
    return Issued(claims.index, message, log_entry(message))


def log_entry(message: bytes) -> bytes:
    """What the transparency log records of a certificate: its SHA-256."""
    return sha256(message).digest()
