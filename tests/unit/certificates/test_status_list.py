# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The status list: our own, and the packing against the Token Status List vectors.

One exception, on purpose: the draft's CBOR examples order their keys as written
(`bits`, `lst`), not deterministically, so our reader refuses the bytes as they are.
Their content is read with cbor2 here and must be ours, compressed bytes included.
"""

import base64
import json
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import cast

import cbor2
import pytest

from sync.certificates.status_list import (
    Status,
    Statuses,
    StatusList,
    open_status_list,
    sign_status_list,
)
from sync.protocol.canonical import CborValue, decode
from sync.protocol.errors import MalformedError, UnknownKeyError
from sync.protocol.keys import key_ring
from tests.unit.certificates.issuer import CENTRAL, ISSUER, STATUS

SharedData = Callable[[str], Path]
EXAMPLES = "vectors/cert/status-list/examples"


@pytest.mark.parametrize(
    ("name", "bits", "packed"),
    [("status_list_encoding", 1, "b9a3"), ("status_list_encoding2", 2, "c944f9")],
)
def test_small_vectors(shared_data: SharedData, name: str, bits: int, packed: str) -> None:
    statuses = Statuses(bits, bytes.fromhex(packed))
    folder = shared_data(EXAMPLES)
    cbor = bytes.fromhex((folder / f"{name}_cbor.md").read_text().rpartition("\n")[2])
    assert content_of(cbor) == statuses.to_claims()
    assert Statuses.from_claims(content_of(cbor)) == statuses
    diagram = (folder / f"{name}_cbor_diag.md").read_text()
    shown = "".join(re.match(r" *([0-9a-f]*)", line)[1] for line in diagram.splitlines())  # pyright: ignore[reportOptionalSubscript] -- matches any line
    assert bytes.fromhex(shown) == cbor
    assert from_json(folder / f"{name}_json.md") == statuses


@pytest.mark.parametrize("bits", [4, 8])
def test_large_vectors(shared_data: SharedData, bits: int) -> None:
    """The same sparse list as CBOR and as JSON; the draft gives its statuses in words."""
    folder = shared_data(EXAMPLES)
    text = (folder / f"status_list_encoding{bits}_cbor.md").read_text()
    cbor = bytes.fromhex("".join(text.split()))
    statuses = Statuses.from_claims(content_of(cbor))
    assert statuses.bits == bits
    assert statuses == from_json(folder / f"status_list_encoding{bits}_json.md")
    assert len(statuses.packed) * 8 // bits == 1 << 20
    assert statuses.to_claims() == content_of(cbor)


def content_of(cbor: bytes) -> dict[str, CborValue]:
    with pytest.raises(MalformedError, match="deterministic"):
        decode(cbor, ceiling=4096)
    return cast("dict[str, CborValue]", cbor2.loads(cbor))


def from_json(path: Path) -> Statuses:
    text = path.read_text()
    value = json.loads("".join(text[text.index("{") :].split()))
    data = base64.urlsafe_b64decode(value["lst"] + "=" * (-len(value["lst"]) % 4))
    return Statuses.from_claims({"bits": value["bits"], "lst": data})


def test_statuses_of_the_first_vector() -> None:
    statuses = Statuses(1, bytes.fromhex("b9a3"))
    assert [statuses.at(index) for index in range(16)] == [
        *(1, 0, 0, 1, 1, 1, 0, 1),
        *(1, 1, 0, 0, 0, 1, 0, 1),
    ]
    assert statuses.at(16) is None
    assert statuses.at(-1) is None


def test_our_list() -> None:
    assert [STATUS.at(index) for index in range(7)] == [
        Status.VALID,
        Status.VALID,
        Status.VALID,
        Status.INVALID,
        Status.SUSPENDED,
        Status.INVALID,
        Status.VALID,
    ]
    assert STATUS.at(9) == Status.VALID
    assert STATUS.at(10) is None
    assert StatusList.of(0, 3, revoked=[1], suspended=[1]).at(1) == Status.INVALID
    assert StatusList.of(0, 0).at(0) is None
    with pytest.raises(MalformedError):
        StatusList.of(0, 3, revoked=[3])


def test_it_travels() -> None:
    message = sign_status_list(STATUS, CENTRAL)
    assert open_status_list(message, key_ring(CENTRAL.public)) == STATUS
    with pytest.raises(UnknownKeyError):
        open_status_list(message, key_ring(ISSUER.public))


def test_a_million_certificates_stay_small() -> None:
    status = StatusList.of(0, 1_000_000, revoked=range(0, 1_000_000, 5000))
    assert len(sign_status_list(status, CENTRAL)) < 4096


GOOD = zlib.compress(bytes(3), 9)


@pytest.mark.parametrize(
    "claims",
    [
        {"bits": 3, "lst": GOOD},
        {"bits": 2, "lst": b"junk"},
        {"bits": 2, "lst": GOOD[:-2]},
        {"bits": 2, "lst": GOOD + b"\x00"},
        {"bits": 2, "lst": zlib.compress(bytes((16 << 20) + 1))},
        {"bits": 2, "lst": GOOD, "aggregation_uri": "x"},
    ],
    ids=["bits", "junk", "cut", "trailing", "bomb", "extra"],
)
def test_other_packings_are_refused(claims: CborValue) -> None:
    with pytest.raises(MalformedError):
        Statuses.from_claims(claims)


@pytest.mark.parametrize(("key", "value"), [("v", 2), ("size", 13), ("size", -1), ("issued_s", -1)])
def test_other_lists_are_refused(key: str, value: int) -> None:
    with pytest.raises(MalformedError):
        StatusList.from_claims({**STATUS.to_claims(), key: value})
