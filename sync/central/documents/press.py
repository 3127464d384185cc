# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The press: results become sealed documents.

Owns nothing but the order: typeset, then seal. This is what the release desk calls.
"""

from dataclasses import dataclass

from sync.central.documents.pages import House, attestation_page, certificate_page
from sync.central.documents.seal import Seal
from sync.central.result import Result
from sync.certificates.proof import LogProof


def attestation_pdf(result: Result, house: House, seal: Seal) -> bytes:
    """The sealed attestation of results; raises DocumentError."""
    return seal.press(attestation_page(result, house))


def certificate_pdf(
    result: Result, house: House, seal: Seal, *, message: bytes, proof: LogProof
) -> bytes:
    """The sealed certificate with its signed form and log proof; raises DocumentError."""
    return seal.press(certificate_page(result, house, message, proof.to_text()))


@dataclass(frozen=True, slots=True)
class DocumentPress:
    """Both documents, for one house and one seal.

    Attributes:
        house: Who hands them out.
        seal: What seals them.
    """

    house: House
    seal: Seal

    def attestation(self, result: Result) -> bytes:
        """The sealed attestation of results; raises DocumentError."""
        return attestation_pdf(result, self.house, self.seal)

    def certificate(self, result: Result, message: bytes, proof: LogProof) -> bytes:
        """The sealed certificate; raises DocumentError."""
        return certificate_pdf(result, self.house, self.seal, message=message, proof=proof)
