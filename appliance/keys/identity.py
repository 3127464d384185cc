# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The identity of a station: its own keys and what the fleet root says about them.

Owns the signing key, the unsealing key, the device certificate and the pinned root
keys, and the steps of an enrolment on the device's side. Must not talk to central nor
choose where it is kept. Stands on `sync.protocol.enrolment`.
"""

from dataclasses import dataclass, field, replace

from appliance.keys.errors import KeysDamagedError, KeysMissingError
from sync.protocol.canonical import decode, encode
from sync.protocol.cose import PublicKey
from sync.protocol.enrolment import (
    DeviceCertificate,
    EnrolmentRequest,
    open_device,
    sign_request,
)
from sync.protocol.errors import MalformedError
from sync.protocol.keys import Signer, key_ring, public_bytes, public_from_bytes
from sync.protocol.kinds import Kind
from sync.protocol.sealing import UnsealingKey
from sync.protocol.shape import fields, list_of
from sync.protocol.statement import read_unverified

_VERSION = 1
_CEILING = 1 << 16


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """Who this station is.

    Attributes:
        signer: Signs manifests and logins; made on the device, never leaves it.
        unsealing: Opens rosters sealed to this device.
        certificate: COSE message of kind DEVICE; None before the enrolment.
        roots: Keys that sign trust lists, pinned at the enrolment.
    """

    signer: Signer = field(repr=False)
    unsealing: UnsealingKey = field(repr=False)
    certificate: bytes | None = None
    roots: tuple[PublicKey, ...] = ()

    @classmethod
    def generate(cls) -> "DeviceIdentity":
        """New keys, not enrolled yet."""
        return cls(Signer.generate(), UnsealingKey.generate())

    def request(self, token: str, serial: str, model: str) -> bytes:
        """The signed enrolment request that carries the public halves."""
        request = EnrolmentRequest(token, serial, self.signer.public, self.unsealing.public, model)
        return sign_request(request, self.signer)

    def enrolled(
        self, certificate: bytes, device_roots: tuple[PublicKey, ...], roots: tuple[PublicKey, ...]
    ) -> "DeviceIdentity":
        """The identity once the device root has answered.

        Args:
            certificate: The answer, a COSE message of kind DEVICE.
            device_roots: Keys that may sign it.
            roots: Keys that sign trust lists, to be pinned.

        Raises:
            ProtocolError: The certificate is not signed by one of the device roots.
            KeysDamagedError: It is about other keys than ours, or no root is given.
        """
        granted = open_device(certificate, key_ring(*device_roots))
        ours = public_bytes(self.signer.public), self.unsealing.public.to_bytes()
        if (public_bytes(granted.public_key), granted.sealing_key.to_bytes()) != ours:
            raise KeysDamagedError("the device certificate is about another station's keys")
        if not roots:
            raise KeysDamagedError("an enrolment pins at least one root key")
        return replace(self, certificate=certificate, roots=roots)

    @property
    def device(self) -> DeviceCertificate:
        """What the certificate says; it was verified when it was accepted.

        Raises:
            KeysMissingError: The station is not enrolled.
        """
        if self.certificate is None:
            raise KeysMissingError(
                "this station is not enrolled",
                advice="Enrol it first: `escale provision enrol`.",
            )
        return DeviceCertificate.from_claims(read_unverified(Kind.DEVICE, self.certificate))

    @property
    def device_id(self) -> str:
        """What central calls this station; raises KeysMissingError before the enrolment."""
        return self.device.device_id

    def to_bytes(self) -> bytes:
        """All of it, for the key store only."""
        return encode(
            {
                "version": _VERSION,
                "signing": self.signer.private_bytes(),
                "unsealing": self.unsealing.to_bytes(),
                "certificate": self.certificate,
                "roots": [public_bytes(root) for root in self.roots],
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "DeviceIdentity":
        """Read it back.

        Raises:
            KeysDamagedError: The bytes are no identity of a known version.
        """
        shape = {"version": int, "signing": bytes, "unsealing": bytes, "roots": list}
        try:
            entry = fields(
                decode(data, ceiling=_CEILING),
                required={**shape, "certificate": (bytes, type(None))},
            )
            if entry["version"] != _VERSION:
                raise KeysDamagedError("the identity is of an unknown version")
            return cls(
                Signer.from_private_bytes(entry["signing"]),
                UnsealingKey.from_bytes(entry["unsealing"]),
                entry["certificate"],
                tuple(public_from_bytes(root) for root in list_of(entry["roots"], bytes)),
            )
        except MalformedError as error:
            raise KeysDamagedError(f"the identity cannot be read: {error}") from error
