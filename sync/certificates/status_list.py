# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The status list: which certificates were taken back, downloaded whole.

Owns the list's shape. Asking about one certificate tells nobody which, because
everybody fetches the same list. Must not refuse certificates (`verification` does).
Stands on `statement`; signed by central as `Kind.STATUS_LIST`. The packing of the
statuses is that of the IETF Token Status List: the first status in the lowest bits
of the first byte, then zlib.
"""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from sync.protocol.canonical import CborValue
from sync.protocol.cose import PublicKey
from sync.protocol.errors import MalformedError
from sync.protocol.keys import Signer
from sync.protocol.kinds import Kind
from sync.protocol.shape import fields, natural
from sync.protocol.statement import open_statement, sign_statement

_VERSION = 1
_BITS = (1, 2, 4, 8)
_CEILING = 4 << 20
_MAX_BYTES = 16 << 20


class Status(IntEnum):
    """Status of one certificate (Token Status List §7)."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2


@dataclass(frozen=True, slots=True)
class Statuses:
    """Packed statuses.

    Attributes:
        bits: Bits per status: 1, 2, 4 or 8.
        packed: The statuses, the first in the lowest bits of the first byte.
    """

    bits: int
    packed: bytes

    def at(self, index: int) -> int | None:
        """The status at an index, None beyond the end."""
        byte, place = divmod(index * self.bits, 8)
        if not 0 <= byte < len(self.packed):
            return None
        return self.packed[byte] >> place & (1 << self.bits) - 1

    def to_claims(self) -> dict[str, CborValue]:
        """The compressed form."""
        return {"bits": self.bits, "lst": zlib.compress(self.packed, 9)}

    @classmethod
    def from_claims(cls, claims: CborValue) -> "Statuses":
        """Read the compressed form.

        Raises:
            MalformedError: Another shape, damaged, trailing bytes, or more than 16 MiB.
        """
        entry = fields(claims, required={"bits": int, "lst": bytes})
        if entry["bits"] not in _BITS:
            raise MalformedError("the status list has a number of bits that does not exist")
        return cls(entry["bits"], _inflate(entry["lst"]))


def _inflate(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        packed = inflater.decompress(data, _MAX_BYTES)
    except zlib.error as error:
        raise MalformedError("the status list is damaged") from error
    if not inflater.eof or inflater.unused_data or inflater.unconsumed_tail:
        raise MalformedError("the status list is incomplete, too large or has trailing bytes")
    return packed


@dataclass(frozen=True, slots=True)
class StatusList:
    """The statuses of all certificates at one time.

    Attributes:
        issued_s: When central signed it, seconds since 1970 UTC.
        size: Number of certificates that it covers.
        statuses: Their statuses by log index.
    """

    issued_s: int
    size: int
    statuses: Statuses

    @classmethod
    def of(
        cls,
        issued_s: int,
        size: int,
        *,
        revoked: Iterable[int] = (),
        suspended: Iterable[int] = (),
    ) -> "StatusList":
        """The list for this many certificates, all valid but those named.

        Raises:
            MalformedError: An index beyond the size.
        """
        packed = bytearray((size + 3) // 4)
        for status, indices in ((Status.SUSPENDED, suspended), (Status.INVALID, revoked)):
            for index in indices:
                byte, place = divmod(natural(index, "a revoked index", most=size - 1), 4)
                packed[byte] = packed[byte] & ~(3 << 2 * place) | status << 2 * place
        return cls(issued_s, size, Statuses(2, bytes(packed)))

    def at(self, index: int) -> int | None:
        """The status of a certificate, None when the list is older than it."""
        return self.statuses.at(index) if 0 <= index < self.size else None

    def age_s(self, now_s: float) -> float:
        """Seconds since central signed the list; negative when a clock is wrong."""
        return now_s - self.issued_s

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {
            "v": _VERSION,
            "issued_s": self.issued_s,
            "size": self.size,
            "status_list": self.statuses.to_claims(),
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "StatusList":
        """Read the travelling form.

        Raises:
            MalformedError: Another shape, or fewer statuses than the size says.
        """
        entry = fields(
            claims, required={"v": int, "issued_s": int, "size": int, "status_list": dict}
        )
        if entry["v"] != _VERSION:
            raise MalformedError(f"status list version {entry['v']} is not known")
        statuses = Statuses.from_claims(entry["status_list"])
        size = natural(entry["size"], "the size", most=8 * len(statuses.packed) // statuses.bits)
        return cls(natural(entry["issued_s"], "the time of issue"), size, statuses)


def sign_status_list(status: StatusList, central: Signer) -> bytes:
    """The list, signed by central."""
    return sign_statement(Kind.STATUS_LIST, status.to_claims(), central)


def open_status_list(message: bytes, central: Mapping[bytes, PublicKey]) -> StatusList:
    """Open a status list with the central keys of the trust list.

    Raises:
        ProtocolError: Not a status list, or not signed by one of these keys.
    """
    statement = open_statement(Kind.STATUS_LIST, message, central, ceiling=_CEILING)
    return StatusList.from_claims(statement.claims)
