# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The roster: who may sit, when, and with which accommodations.

Owns the roster's shape and how it travels: signed by central, sealed to one device.
Must not decide who may sit now. Stands on `statement`, `sealing` and `access_code`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from sync.protocol.access_code import AccessCodeHash
from sync.protocol.canonical import CborValue
from sync.protocol.cose import PublicKey
from sync.protocol.errors import MalformedError
from sync.protocol.keys import Signer
from sync.protocol.kinds import Kind
from sync.protocol.sealing import SealingKey, UnsealingKey, seal, unseal
from sync.protocol.shape import fields, list_of, natural
from sync.protocol.statement import open_statement, sign_statement

SEALING_CONTEXT = b"escale/roster"
_CEILING = 16 << 20
_TARGETS = frozenset({"A1", "A2", "B1", "B2", "C1", "C2"})


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One candidate of one centre.

    Attributes:
        candidate_id: Identifier at central.
        access_code_hash: Recognises the code that the centre handed out.
        given_name: As on the identity document.
        family_name: As on the identity document.
        birth_date: ISO 8601 date.
        email: Where results are announced; may be empty.
        window_from_s: First second of the sitting window, since 1970 UTC.
        window_to_s: Last second of the sitting window, since 1970 UTC.
        target: CEFR label that decides on the certificate.
        time_factor: Accommodation on every time limit, 1.0 for none.
        biometric: False for the path with a human identity check.
    """

    candidate_id: str
    access_code_hash: AccessCodeHash
    given_name: str
    family_name: str
    birth_date: str
    email: str
    window_from_s: int
    window_to_s: int
    target: str
    time_factor: float
    biometric: bool

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {
            "candidate_id": self.candidate_id,
            "access_code_hash": self.access_code_hash.to_claims(),
            "given_name": self.given_name,
            "family_name": self.family_name,
            "birth_date": self.birth_date,
            "email": self.email,
            "window_from_s": self.window_from_s,
            "window_to_s": self.window_to_s,
            "target": self.target,
            "time_factor": float(self.time_factor),
            "biometric": self.biometric,
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "RosterEntry":
        """Read the travelling form.

        Raises:
            MalformedError: Another shape, or values out of their range.
        """
        entry = fields(
            claims,
            required={
                "candidate_id": str,
                "access_code_hash": dict,
                "given_name": str,
                "family_name": str,
                "birth_date": str,
                "email": str,
                "window_from_s": int,
                "window_to_s": int,
                "target": str,
                "time_factor": float,
                "biometric": bool,
            },
        )
        _check_ranges(entry["birth_date"], entry["target"], entry["time_factor"])
        window_from_s = natural(entry["window_from_s"], "the start of the window")
        if natural(entry["window_to_s"], "the end of the window") < window_from_s:
            raise MalformedError("the window ends before it starts")
        code = AccessCodeHash.from_claims(entry.pop("access_code_hash"))
        return cls(access_code_hash=code, **entry)


def _check_ranges(birth_date: str, target: str, time_factor: float) -> None:
    try:
        date.fromisoformat(birth_date)
    except ValueError as error:
        raise MalformedError("a birth date is not an ISO 8601 date") from error
    if target not in _TARGETS:
        raise MalformedError(f"{target!r} is no CEFR level")
    if not 1.0 <= time_factor <= 10.0:
        raise MalformedError("a time factor lies outside 1 to 10")


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody a device may seat.

    Attributes:
        centre: The training centre.
        issued_s: When, seconds since 1970 UTC; a newer roster replaces an older one.
        entries: The candidates.
    """

    centre: str
    issued_s: int
    entries: tuple[RosterEntry, ...]

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {
            "centre": self.centre,
            "issued_s": self.issued_s,
            "entries": [entry.to_claims() for entry in self.entries],
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "Roster":
        """Read the travelling form.

        Raises:
            MalformedError: Another shape, or a candidate listed twice.
        """
        entry = fields(claims, required={"centre": str, "issued_s": int, "entries": list})
        entries = tuple(
            RosterEntry.from_claims(cast("CborValue", member))
            for member in list_of(entry["entries"], dict, "a roster entry")
        )
        if len({member.candidate_id for member in entries}) != len(entries):
            raise MalformedError("the roster lists a candidate twice")
        return cls(entry["centre"], natural(entry["issued_s"], "the time of issue"), entries)


def sign_and_seal(roster: Roster, signer: Signer, device: SealingKey) -> bytes:
    """The roster as it travels: signed by central, readable by one device."""
    message = sign_statement(Kind.ROSTER, roster.to_claims(), signer)
    return seal(message, device, context=SEALING_CONTEXT)


def unseal_and_open(sealed: bytes, key: UnsealingKey, central: Mapping[bytes, PublicKey]) -> Roster:
    """The roster that central sealed to this device.

    Raises:
        UnsealError: It is sealed to another device, or was altered.
        ProtocolError: What was inside is no roster signed by one of these keys.
    """
    message = unseal(sealed, key, context=SEALING_CONTEXT)
    statement = open_statement(Kind.ROSTER, message, central, ceiling=_CEILING)
    return Roster.from_claims(statement.claims)
