# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The chained journal: records that each contain the digest of the one before.

Owns the form of a record and the check of a whole chain. Must not know what a
record's body means, nor where records are kept. Stands on `canonical` and `clock`.

    record = CBOR {v, prev, seq, mono, boot, wall, trust, kind, body}
    digest = SHA-256(record);  prev of the first record = 32 zero bytes;  seq from 0
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

from sync.protocol.canonical import CborValue, decode, encode
from sync.protocol.clock import Stamp, TimeTrust
from sync.protocol.errors import ChainBrokenError, MalformedError
from sync.protocol.shape import fields, member_of, natural, sized

Octets: TypeAlias = bytes
"""`bytes`, where a field has that name."""

GENESIS = bytes(32)
"""What the first record names as its predecessor."""

RECORD_CEILING = 1 << 20
"""Most bytes of one record (1 MiB)."""

_VERSION = 1
_LATEST_S = 253_402_300_799.0  # 9999-12-31T23:59:59Z, the last day that a date can name
_ANY = (bool, int, float, bytes, str, list, dict, type(None))
_SHAPE: Mapping[str, type | tuple[type, ...]] = {
    "v": int,
    "prev": bytes,
    "seq": int,
    "mono": int,
    "boot": str,
    "wall": float,
    "trust": str,
    "kind": str,
    "body": _ANY,
}


@dataclass(frozen=True, slots=True)
class ChainRecord:
    """A record as it is stored, and the digest that the next one will name."""

    bytes: Octets
    digest: Octets


@dataclass(frozen=True, slots=True)
class Link:
    """A record as it was read.

    Attributes:
        sequence: Its place, from 0.
        previous: Digest of the record before, `GENESIS` at the first.
        stamp: When it was written, by the device's clock.
        kind: What happened; the journal of the sitting knows the words.
        body: Its content.
        digest: SHA-256 of the record.
    """

    sequence: int
    previous: bytes
    stamp: Stamp
    kind: str
    body: CborValue
    digest: bytes


def append(previous: bytes, sequence: int, stamp: Stamp, kind: str, body: CborValue) -> ChainRecord:
    """The next record of a chain.

    Args:
        previous: Digest of the record before, `GENESIS` for the first.
        sequence: Its place: 0 for the first, one more than the record before.
        stamp: The present moment.
        kind: What happened.
        body: Anything that may travel.

    Raises:
        MalformedError: The body may not travel, the wall time is none that a date can
            name, or the record would be too large.
    """
    data = encode(
        {
            "v": _VERSION,
            "prev": sized(previous, len(GENESIS), "the previous digest"),
            "seq": natural(sequence, "the sequence"),
            "mono": stamp.monotonic_ns,
            "boot": stamp.boot_id,
            "wall": _wall(float(stamp.wall_s)),
            "trust": stamp.trust.value,
            "kind": kind,
            "body": body,
        }
    )
    if len(data) > RECORD_CEILING:
        raise MalformedError(f"a journal record of {len(data)} bytes is too large")
    return ChainRecord(data, sha256(data).digest())


def read_link(record: bytes) -> Link:
    """One record, without regard to its neighbours.

    Raises:
        MalformedError: The bytes are no record.
    """
    entry = fields(decode(record, ceiling=RECORD_CEILING), required=_SHAPE)
    if entry["v"] != _VERSION:
        raise MalformedError(f"journal version {entry['v']} is not known")
    stamp = Stamp(
        natural(entry["mono"], "the monotonic time"),
        entry["boot"],
        _wall(entry["wall"]),
        member_of(TimeTrust, entry["trust"]),
    )
    return Link(
        sequence=natural(entry["seq"], "the sequence"),
        previous=sized(entry["prev"], len(GENESIS), "the previous digest"),
        stamp=stamp,
        kind=entry["kind"],
        body=entry["body"],
        digest=sha256(record).digest(),
    )


def verify_chain(records: Sequence[bytes]) -> tuple[Link, ...]:
    """All links of a whole chain from its first record, or a refusal.

    For every record:
    1. it is a canonical record of a known version;
    2. its sequence is its place;
    3. it names the digest of the record before it, the first one `GENESIS`;
    4. within one boot the monotonic clock never runs backwards.

    Raises:
        MalformedError: Step 1.
        ChainBrokenError: Steps 2 to 4.
    """
    links: list[Link] = []
    for place, record in enumerate(records):
        link = read_link(record)  # 1
        if link.sequence != place:  # 2
            raise ChainBrokenError(f"record {place} says it is record {link.sequence}")
        if link.previous != (links[-1].digest if links else GENESIS):  # 3
            raise ChainBrokenError(f"record {place} does not follow from the one before")
        if links and _runs_backwards(links[-1].stamp, link.stamp):  # 4
            raise ChainBrokenError(f"the clock ran backwards before record {place}")
        links.append(link)
    return tuple(links)


def _wall(seconds: float) -> float:
    if not 0.0 <= seconds <= _LATEST_S:  # false for NaN as well
        raise MalformedError("the wall time of a record lies outside 1970 to 9999")
    return seconds


def _runs_backwards(before: Stamp, after: Stamp) -> bool:
    return before.boot_id == after.boot_id and after.monotonic_ns < before.monotonic_ns
