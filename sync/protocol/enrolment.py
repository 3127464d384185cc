# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Enrolment: how a device's own key becomes a device that central knows.

Owns the request that a new device signs with its own key, and the certificate that
the device root signs in return. Must not decide about tokens. Stands on `statement`;
signed as `Kind.ENROLMENT` and `Kind.DEVICE`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sync.protocol.canonical import CborValue
from sync.protocol.cose import PublicKey
from sync.protocol.keys import Signer, key_ring, public_bytes, public_from_bytes
from sync.protocol.kinds import Kind
from sync.protocol.sealing import SealingKey
from sync.protocol.shape import fields, natural
from sync.protocol.statement import open_statement, read_unverified, sign_statement


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """A device asks to be known.

    Attributes:
        token: The single-use word from central that allows it.
        serial: Serial number of the hardware.
        public_key: The signing key that was made on the device.
        sealing_key: The key to which rosters and packs are sealed for it.
        model: What hardware it is.
    """

    token: str
    serial: str
    public_key: PublicKey
    sealing_key: SealingKey
    model: str

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {
            "token": self.token,
            "serial": self.serial,
            "public_key": public_bytes(self.public_key),
            "sealing_key": self.sealing_key.to_bytes(),
            "model": self.model,
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "EnrolmentRequest":
        """Read the travelling form; raises MalformedError."""
        entry = fields(
            claims,
            required={
                "token": str,
                "serial": str,
                "public_key": bytes,
                "sealing_key": bytes,
                "model": str,
            },
        )
        return cls(
            token=entry["token"],
            serial=entry["serial"],
            public_key=public_from_bytes(entry["public_key"]),
            sealing_key=SealingKey.from_bytes(entry["sealing_key"]),
            model=entry["model"],
        )


def sign_request(request: EnrolmentRequest, signer: Signer) -> bytes:
    """The request, signed with the very key that it presents."""
    return sign_statement(Kind.ENROLMENT, request.to_claims(), signer)


def open_request(message: bytes) -> EnrolmentRequest:
    """Open a request with the key it carries: proof that the sender holds that key.

    Raises:
        ProtocolError: Not a request, or not signed by the key it presents.
    """
    claimed = EnrolmentRequest.from_claims(read_unverified(Kind.ENROLMENT, message))
    statement = open_statement(Kind.ENROLMENT, message, key_ring(claimed.public_key))
    return EnrolmentRequest.from_claims(statement.claims)


@dataclass(frozen=True, slots=True)
class DeviceCertificate:
    """The device root vouches for a device.

    Attributes:
        device_id: What central calls it.
        public_key: The signing key of the device.
        sealing_key: The key to which rosters and packs are sealed for it.
        serial: Serial number of the hardware.
        issued_s: When, seconds since 1970 UTC.
        centre: The training centre it belongs to.
    """

    device_id: str
    public_key: PublicKey
    sealing_key: SealingKey
    serial: str
    issued_s: int
    centre: str

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {
            "device_id": self.device_id,
            "public_key": public_bytes(self.public_key),
            "sealing_key": self.sealing_key.to_bytes(),
            "serial": self.serial,
            "issued_s": self.issued_s,
            "centre": self.centre,
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "DeviceCertificate":
        """Read the travelling form; raises MalformedError."""
        entry = fields(
            claims,
            required={
                "device_id": str,
                "public_key": bytes,
                "sealing_key": bytes,
                "serial": str,
                "issued_s": int,
                "centre": str,
            },
        )
        return cls(
            device_id=entry["device_id"],
            public_key=public_from_bytes(entry["public_key"]),
            sealing_key=SealingKey.from_bytes(entry["sealing_key"]),
            serial=entry["serial"],
            issued_s=natural(entry["issued_s"], "the time of issue"),
            centre=entry["centre"],
        )


def sign_device(certificate: DeviceCertificate, root: Signer) -> bytes:
    """The certificate, signed by the device root."""
    return sign_statement(Kind.DEVICE, certificate.to_claims(), root)


def open_device(message: bytes, roots: Mapping[bytes, PublicKey]) -> DeviceCertificate:
    """Open a device certificate with the device roots of the trust list.

    Raises:
        ProtocolError: Not such a certificate, or not signed by one of the roots.
    """
    return DeviceCertificate.from_claims(open_statement(Kind.DEVICE, message, roots).claims)
