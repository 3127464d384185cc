# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The oral calendar of a centre: free slots, decided bookings, examiners, written parts.

Owns the calendar's shape and how it travels: signed by central, sealed to one device, as
the content file of the role `slots`. Must not decide on a booking. Stands on `statement`,
`sealing` and `access_code`; signed as `Kind.ORAL_CALENDAR`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from sync.protocol.access_code import AccessCodeHash
from sync.protocol.canonical import CborValue
from sync.protocol.cose import PublicKey
from sync.protocol.errors import MalformedError
from sync.protocol.keys import Signer
from sync.protocol.kinds import Kind
from sync.protocol.sealing import SealingKey, UnsealingKey, seal, unseal
from sync.protocol.shape import fields, list_of, member_of, natural
from sync.protocol.statement import open_statement, sign_statement

SEALING_CONTEXT = b"escale/oral-calendar"
_CEILING = 16 << 20
_LEVELS = frozenset({"A1", "A2", "B1", "B2", "C1", "C2"})


class Decided(StrEnum):
    """What central decided on a booking request."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class OralSlot:
    """One time at which one candidate may be interviewed.

    Attributes:
        starts_s: First second, since 1970 UTC.
        minutes: Length.
        place: Where, in words, or the link to a call.
    """

    slot_id: str
    starts_s: int
    minutes: int
    place: str

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {
            "slot_id": self.slot_id,
            "starts_s": self.starts_s,
            "minutes": self.minutes,
            "place": self.place,
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "OralSlot":
        """Read the travelling form; raises MalformedError."""
        entry = fields(
            claims, required={"slot_id": str, "starts_s": int, "minutes": int, "place": str}
        )
        natural(entry["starts_s"], "the start of a slot")
        natural(entry["minutes"], "the length of a slot", most=24 * 60)
        return cls(**entry)


@dataclass(frozen=True, slots=True)
class Appointment:
    """What central decided on one booking request.

    Attributes:
        slot: The slot that was given; None when the request was refused.
        reason: Why it was refused: `taken`, `over`, `unknown` or `already_booked`.
    """

    request_id: str
    candidate_id: str
    decided: Decided
    slot: OralSlot | None
    reason: str

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {
            "request_id": self.request_id,
            "candidate_id": self.candidate_id,
            "decided": self.decided.value,
            "slot": None if self.slot is None else self.slot.to_claims(),
            "reason": self.reason,
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "Appointment":
        """Read the travelling form; raises MalformedError."""
        entry = fields(
            claims,
            required={
                "request_id": str,
                "candidate_id": str,
                "decided": str,
                "slot": (dict, type(None)),
                "reason": str,
            },
        )
        decided = member_of(Decided, entry["decided"])
        slot = None if entry["slot"] is None else OralSlot.from_claims(entry["slot"])
        if (slot is None) is (decided is Decided.CONFIRMED):
            raise MalformedError("a confirmed appointment, and no other, has a slot")
        return cls(entry["request_id"], entry["candidate_id"], decided, slot, entry["reason"])


@dataclass(frozen=True, slots=True)
class Examiner:
    """Who may grade at a station of this centre, recognised by a code."""

    login: str
    name: str
    code_hash: AccessCodeHash

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {"login": self.login, "name": self.name, "code_hash": self.code_hash.to_claims()}

    @classmethod
    def from_claims(cls, claims: CborValue) -> "Examiner":
        """Read the travelling form; raises MalformedError."""
        entry = fields(claims, required={"login": str, "name": str, "code_hash": dict})
        code = AccessCodeHash.from_claims(entry["code_hash"])
        return cls(entry["login"], entry["name"], code)


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """A written part that central holds and whose oral part is due.

    Attributes:
        sitting_id: The written sitting.
        level: CEFR label that it came to; the oral material is chosen by it.
    """

    candidate_id: str
    sitting_id: str
    level: str

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {
            "candidate_id": self.candidate_id,
            "sitting_id": self.sitting_id,
            "level": self.level,
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "WrittenPart":
        """Read the travelling form; raises MalformedError."""
        entry = fields(claims, required={"candidate_id": str, "sitting_id": str, "level": str})
        if entry["level"] not in _LEVELS:
            raise MalformedError(f"{entry['level']!r} is no CEFR level")
        return cls(**entry)


@dataclass(frozen=True, slots=True)
class OralCalendar:
    """Everything that a station of one centre has to know about oral parts.

    Attributes:
        issued_s: When central last changed it, seconds since 1970 UTC.
        slots: The free ones, in order of time.
        appointments: Decided requests of the centre's candidates.
    """

    centre: str
    issued_s: int
    slots: tuple[OralSlot, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    examiners: tuple[Examiner, ...] = ()
    written: tuple[WrittenPart, ...] = ()

    def slot(self, slot_id: str) -> OralSlot | None:
        """The free slot of this identifier."""
        return next((slot for slot in self.slots if slot.slot_id == slot_id), None)

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {
            "centre": self.centre,
            "issued_s": self.issued_s,
            "slots": [slot.to_claims() for slot in self.slots],
            "appointments": [each.to_claims() for each in self.appointments],
            "examiners": [each.to_claims() for each in self.examiners],
            "written": [each.to_claims() for each in self.written],
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "OralCalendar":
        """Read the travelling form; raises MalformedError."""
        entry = fields(
            claims,
            required={
                "centre": str,
                "issued_s": int,
                "slots": list,
                "appointments": list,
                "examiners": list,
                "written": list,
            },
        )
        return cls(
            entry["centre"],
            natural(entry["issued_s"], "the time of issue"),
            tuple(OralSlot.from_claims(each) for each in _maps(entry["slots"])),
            tuple(Appointment.from_claims(each) for each in _maps(entry["appointments"])),
            tuple(Examiner.from_claims(each) for each in _maps(entry["examiners"])),
            tuple(WrittenPart.from_claims(each) for each in _maps(entry["written"])),
        )


def sign_and_seal_calendar(calendar: OralCalendar, signer: Signer, device: SealingKey) -> bytes:
    """The calendar as it travels: signed by central, readable by one device."""
    message = sign_statement(Kind.ORAL_CALENDAR, calendar.to_claims(), signer)
    return seal(message, device, context=SEALING_CONTEXT)


def unseal_calendar(
    sealed: bytes, key: UnsealingKey, central: Mapping[bytes, PublicKey]
) -> OralCalendar:
    """The calendar that central sealed to this device.

    Raises:
        UnsealError: It is sealed to another device, or was altered.
        ProtocolError: What was inside is no calendar signed by one of these keys.
    """
    message = unseal(sealed, key, context=SEALING_CONTEXT)
    statement = open_statement(Kind.ORAL_CALENDAR, message, central, ceiling=_CEILING)
    return OralCalendar.from_claims(statement.claims)


def _maps(value: CborValue) -> tuple[CborValue, ...]:
    return cast("tuple[CborValue, ...]", list_of(value, dict, "an entry of the calendar"))
