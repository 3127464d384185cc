# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The electronic seal on a PDF: any later change shows in a PDF reader.

Owns the call of pyHanko. Must not make keys nor pages. The key is central's own
document key with a self-signed X.509 certificate: readers call it unknown until the
certificate is trusted, which is why the code on the page, not the seal, is the proof.
"""

import io
from dataclasses import dataclass

from asn1crypto import keys, x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from sync.central.documents.errors import SealError

_FIELD = "EscaleSeal"


@dataclass(frozen=True, slots=True)
class Seal:
    """A key that seals documents.

    Attributes:
        signer: The key and its certificate, as pyHanko takes them.
        reason: What the seal says it is for.
    """

    signer: signers.SimpleSigner
    reason: str

    @classmethod
    def from_pem(cls, key_pem: bytes, certificate_pem: bytes, *, reason: str) -> "Seal":
        """A seal from an unencrypted private key and its certificate.

        Raises:
            SealError: They cannot be read.
        """
        try:
            der = load_pem_private_key(key_pem, None).private_bytes(
                Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
            )
            key = keys.PrivateKeyInfo.load(der)
            der = load_pem_x509_certificate(certificate_pem).public_bytes(Encoding.DER)
            certificate = x509.Certificate.load(der, strict=True)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise SealError("the document key or its certificate cannot be read") from error
        signer = signers.SimpleSigner(
            signing_cert=certificate, signing_key=key, cert_registry=SimpleCertificateStore()
        )
        return cls(signer, reason)

    def press(self, pdf: bytes) -> bytes:
        """The PDF with the seal added to it; the page itself stays byte for byte."""
        metadata = signers.PdfSignatureMetadata(
            field_name=_FIELD,
            reason=self.reason,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
        )
        out = signers.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), metadata, signer=self.signer
        )
        return out.getvalue()
