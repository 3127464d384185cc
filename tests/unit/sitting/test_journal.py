# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Record bodies: every kind there and back, every refusal once."""

from typing import get_args

import pytest

from appliance.exam.journal import (
    KINDS,
    body_of,
    decode_results,
    encode_results,
    event_from,
    kind_of,
)
from appliance.exam.sitting_errors import JournalRecordError
from appliance.exam.sitting_events import Event
from sync.protocol.canonical import decode, encode
from tests.unit.sitting.events import ANSWERED, ONE_OF_EACH


def test_every_event_has_one_kind() -> None:
    assert set(KINDS.values()) == set(get_args(Event))
    assert len(set(KINDS.values())) == len(KINDS)


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=kind_of)
def test_there_and_back(event: Event) -> None:
    body = decode(encode(body_of(event)), ceiling=1 << 16)
    assert event_from(kind_of(event), body) == event


GOOD = body_of(ANSWERED)
BAD = {
    "not a map": ("answered", []),
    "unknown kind": ("whispered", {}),
    "missing entry": ("answered", {k: v for k, v in GOOD.items() if k != "cause"}),
    "unknown entry": ("answered", {**GOOD, "mood": "good"}),
    "wrong type": ("answered", {**GOOD, "number": "1"}),
    "bool for a number": ("answered", {**GOOD, "number": True}),
    "below zero": ("answered", {**GOOD, "points": -1}),
    "unknown cause": ("answered", {**GOOD, "cause": "bored"}),
    "map of other things": ("data_confirmed", {"corrections": {"email": 1}}),
}


@pytest.mark.parametrize("name", BAD)
def test_refusals(name: str) -> None:
    kind, body = BAD[name]
    with pytest.raises(JournalRecordError):
        event_from(kind, body)


def test_results_there_and_back() -> None:
    assert decode_results(encode_results([b"one", b"two"])) == (b"one", b"two")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        encode({"version": 2, "records": []}),
        encode({"version": 1, "records": [1]}),
        encode({"version": 1}),
    ],
)
def test_results_that_are_none(data: bytes) -> None:
    with pytest.raises(JournalRecordError):
        decode_results(data)
