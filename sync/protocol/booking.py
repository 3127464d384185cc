# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A booking request: which oral slots a candidate would take, in order of preference.

Owns its shape and how it travels: signed by the device, sealed to central. Must not know
which slots are free. Stands on `statement` and `sealing`; signed as `Kind.BOOKING`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sync.protocol.canonical import CborValue
from sync.protocol.cose import PublicKey
from sync.protocol.errors import MalformedError
from sync.protocol.keys import Signer
from sync.protocol.kinds import Kind
from sync.protocol.sealing import SealingKey, UnsealingKey, seal, unseal
from sync.protocol.shape import fields, list_of, natural
from sync.protocol.statement import open_statement, sign_statement

SEALING_CONTEXT = b"escale/booking"
MOST_SLOTS = 10
_LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """What a candidate asks for.

    Attributes:
        request_id: Drawn by the station; the same request may arrive any number of times.
        slots: Identifiers of slots, the preferred one first.
        requested_s: When, seconds since 1970 UTC by the station.
    """

    request_id: str
    candidate_id: str
    device_id: str
    slots: tuple[str, ...]
    requested_s: int

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {
            "request_id": self.request_id,
            "candidate_id": self.candidate_id,
            "device_id": self.device_id,
            "slots": list(self.slots),
            "requested_s": self.requested_s,
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "BookingRequest":
        """Read the travelling form.

        Raises:
            MalformedError: Another shape, no slots, too many or one named twice.
        """
        entry = fields(
            claims,
            required={
                "request_id": str,
                "candidate_id": str,
                "device_id": str,
                "slots": list,
                "requested_s": int,
            },
        )
        slots = list_of(entry["slots"], str, "a slot")
        if not 0 < len(slots) <= MOST_SLOTS or len(set(slots)) != len(slots):
            raise MalformedError(f"a booking names 1 to {MOST_SLOTS} slots, each once")
        if not 0 < len(entry["request_id"]) <= _LONGEST_ID:
            raise MalformedError("a booking has an identifier")
        return cls(
            entry["request_id"],
            entry["candidate_id"],
            entry["device_id"],
            slots,
            natural(entry["requested_s"], "the time of the request"),
        )


def sign_and_seal_booking(request: BookingRequest, signer: Signer, central: SealingKey) -> bytes:
    """The request as it travels: signed by the device, readable by central."""
    message = sign_statement(Kind.BOOKING, request.to_claims(), signer)
    return seal(message, central, context=SEALING_CONTEXT)


def unseal_booking(
    sealed: bytes, key: UnsealingKey, device: Mapping[bytes, PublicKey]
) -> BookingRequest:
    """The request that a device sealed to central.

    Raises:
        UnsealError: It is sealed to another central, or was altered.
        ProtocolError: What was inside is no booking signed by this device.
    """
    message = unseal(sealed, key, context=SEALING_CONTEXT)
    return BookingRequest.from_claims(open_statement(Kind.BOOKING, message, device).claims)
