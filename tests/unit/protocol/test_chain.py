# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The journal's chain, and the clock that stamps it."""

from dataclasses import replace
from typing import cast

import pytest

from sync.protocol.canonical import CborValue, decode, encode
from sync.protocol.chain import GENESIS, RECORD_CEILING, append, read_link, verify_chain
from sync.protocol.clock import Stamp, SystemClock, TimeTrust
from sync.protocol.errors import ChainBrokenError, MalformedError

STAMP = Stamp(1_000, "boot-1", 1_700_000_000.5, TimeTrust.LOWER_BOUND)


def stamp(tick: int, boot: str = "boot-1") -> Stamp:
    return replace(STAMP, monotonic_ns=STAMP.monotonic_ns + tick, boot_id=boot)


def chain_of(stamps: list[Stamp]) -> list[bytes]:
    records: list[bytes] = []
    previous = GENESIS
    for sequence, moment in enumerate(stamps):
        record = append(previous, sequence, moment, "answer", {"item": sequence})
        records.append(record.bytes)
        previous = record.digest
    return records


def altered(record: bytes, **changes: CborValue) -> bytes:
    entries = cast("dict[str, CborValue]", decode(record, ceiling=RECORD_CEILING))
    return encode({**entries, **changes})


CHAIN = chain_of([stamp(tick) for tick in range(4)])


def test_a_chain_is_read_back() -> None:
    links = verify_chain(CHAIN)
    assert [link.sequence for link in links] == [0, 1, 2, 3]
    assert links[0].previous == GENESIS
    assert links[2].previous == links[1].digest
    assert links[3].body == {"item": 3}
    assert links[3].kind == "answer"
    assert links[3].stamp == stamp(3)
    assert verify_chain([]) == ()


def test_another_boot_starts_another_monotonic_clock() -> None:
    assert len(verify_chain(chain_of([stamp(500), stamp(0, "boot-2"), stamp(0, "boot-2")]))) == 3


@pytest.mark.parametrize(
    "records",
    [
        CHAIN[1:],
        [CHAIN[0], CHAIN[2], CHAIN[3]],
        [CHAIN[0], CHAIN[1], CHAIN[1]],
        [CHAIN[1], CHAIN[0]],
        [CHAIN[0], altered(CHAIN[1], body={"item": 9}), CHAIN[2]],
        [altered(CHAIN[0], prev=bytes(31) + b"\x01")],
        [altered(CHAIN[0], wall=1.0), *CHAIN[1:]],
        chain_of([stamp(5), stamp(4)]),
    ],
    ids=["beheaded", "gap", "twice", "swapped", "body", "genesis", "time", "backwards"],
)
def test_a_broken_chain_is_refused(records: list[bytes]) -> None:
    with pytest.raises(ChainBrokenError):
        verify_chain(records)


@pytest.mark.parametrize(
    "record",
    [
        b"",
        encode(5),
        altered(CHAIN[0], v=2),
        altered(CHAIN[0], extra=1),
        altered(CHAIN[0], trust="certain"),
        altered(CHAIN[0], seq=-1),
        altered(CHAIN[0], mono=-1),
        altered(CHAIN[0], prev=b"short"),
        altered(CHAIN[0], wall=1),
        altered(CHAIN[0], wall=float("inf")),
        altered(CHAIN[0], wall=float("nan")),
        altered(CHAIN[0], wall=1e300),
        altered(CHAIN[0], wall=-1.0),
        CHAIN[0] + b"\x00",
    ],
    ids=[
        *("empty", "number", "version", "extra", "trust", "seq", "mono", "prev"),
        *("wall", "endless", "no-number", "far", "before", "tail"),
    ],
)
def test_no_record(record: bytes) -> None:
    with pytest.raises(MalformedError):
        read_link(record)


def test_records_that_may_not_be_written() -> None:
    with pytest.raises(MalformedError, match="too large"):
        append(GENESIS, 0, STAMP, "answer", bytes(RECORD_CEILING))
    with pytest.raises(MalformedError):
        append(b"short", 0, STAMP, "answer", None)
    with pytest.raises(MalformedError, match="1970 to 9999"):
        append(GENESIS, 0, replace(STAMP, wall_s=float("inf")), "answer", None)
    with pytest.raises(MalformedError):
        append(GENESIS, -1, STAMP, "answer", None)


def test_the_system_clock_moves_forward_within_one_boot() -> None:
    clock = SystemClock()
    first, second = clock.stamp(), clock.stamp()
    assert first.boot_id == second.boot_id
    assert first.monotonic_ns <= second.monotonic_ns


@pytest.mark.parametrize(
    ("lower_bound_s", "synchronised", "trust"),
    [
        (None, False, TimeTrust.NONE),
        (None, True, TimeTrust.SYNCED),
        (0.0, False, TimeTrust.LOWER_BOUND),
        (0.0, True, TimeTrust.SYNCED),
        (4e9, False, TimeTrust.NONE),
        (4e9, True, TimeTrust.NONE),
    ],
)
def test_how_far_the_wall_clock_is_trusted(
    lower_bound_s: float | None, synchronised: bool, trust: TimeTrust
) -> None:
    clock = SystemClock(lower_bound_s=lower_bound_s, synchronised=lambda: synchronised)
    assert clock.stamp().trust is trust
