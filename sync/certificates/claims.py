# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a certificate says: a small map with integer keys.

Owns the certificate's content and its bytes. Must not sign nor render. Stands on
`shape` and the exam's levels. Nothing but what a verifier needs stands here, since
everybody who scans the code reads it.

    1 log index   2 serial   3 given name   4 family name   5 birth date (day)
    6 language    7 levels, one byte each: five written domains, oral, overall, target
    8 written on (day)   9 oral on (day)   10 issued on (day)

A day counts from 1970-01-01; it may be negative.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from appliance.exam.levels import DOMAINS, Domain, Level
from sync.protocol.canonical import CborValue
from sync.protocol.errors import MalformedError
from sync.protocol.shape import fields, member_of, natural, sized

_EPOCH = date(1970, 1, 1)
_LEVELS = len(DOMAINS) + 3
_MAX_TEXT = 80
_SHAPE = {
    1: int,
    2: str,
    3: str,
    4: str,
    5: int,
    6: str,
    7: bytes,
    8: int,
    9: int,
    10: int,
}


@dataclass(frozen=True, slots=True)
class CertificateClaims:
    """The content of one certificate.

    Attributes:
        index: Place in the transparency log and in the status list.
        serial: Number that people quote.
        given_name: As on the identity document.
        family_name: As on the identity document.
        birth_date: As on the identity document.
        language: Language that was certified, BCP 47.
        written: Level per domain, in the order of `DOMAINS`.
        oral: Level of the oral part.
        overall: Level of the whole.
        target: Level that the centre had asked for.
        written_on: Day of the written part.
        oral_on: Day of the oral part.
        issued_on: Day of issue.
    """

    index: int
    serial: str
    given_name: str
    family_name: str
    birth_date: date
    language: str
    written: tuple[Level, ...]
    oral: Level
    overall: Level
    target: Level
    written_on: date
    oral_on: date
    issued_on: date

    def by_domain(self) -> dict[Domain, Level]:
        """The written levels by domain."""
        return dict(zip(DOMAINS, self.written, strict=True))

    def to_claims(self) -> dict[int, CborValue]:
        """The signed form."""
        levels = (*self.written, self.oral, self.overall, self.target)
        return {
            1: natural(self.index, "the log index"),
            2: self.serial,
            3: self.given_name,
            4: self.family_name,
            5: _day(self.birth_date),
            6: self.language,
            7: sized(bytes(levels), _LEVELS, "the list of levels"),
            8: _day(self.written_on),
            9: _day(self.oral_on),
            10: _day(self.issued_on),
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "CertificateClaims":
        """Read the signed form.

        Raises:
            MalformedError: Another shape, or values out of their range.
        """
        entry = fields(claims, required=_SHAPE)
        for key in (2, 3, 4, 6):
            if len(entry[key]) > _MAX_TEXT:
                raise MalformedError(f"the text {key} of the certificate is too long")
        levels = [
            member_of(Level, level) for level in sized(entry[7], _LEVELS, "the list of levels")
        ]
        return cls(
            index=natural(entry[1], "the log index"),
            serial=entry[2],
            given_name=entry[3],
            family_name=entry[4],
            birth_date=_date(entry[5]),
            language=entry[6],
            written=tuple(levels[: len(DOMAINS)]),
            oral=levels[-3],
            overall=levels[-2],
            target=levels[-1],
            written_on=_date(entry[8]),
            oral_on=_date(entry[9]),
            issued_on=_date(entry[10]),
        )


def _day(value: date) -> int:
    return (value - _EPOCH).days


def _date(days: int) -> date:
    try:
        return _EPOCH + timedelta(days=days)
    except OverflowError as error:
        raise MalformedError("a day of the certificate is out of range") from error
