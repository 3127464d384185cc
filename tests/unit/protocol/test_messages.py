# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Manifest, receipt, enrolment, roster and trust list: shapes and their refusals."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sync.protocol.access_code import AccessCodeHash, normalise
from sync.protocol.canonical import CborValue, decode, encode
from sync.protocol.cose import PublicKey
from sync.protocol.enrolment import (
    DeviceCertificate,
    EnrolmentRequest,
    open_device,
    open_request,
    sign_device,
    sign_request,
)
from sync.protocol.errors import (
    MalformedError,
    ProtocolError,
    SignatureInvalidError,
    UnknownKeyError,
    UnsealError,
    WrongKindError,
)
from sync.protocol.keys import Signer, key_ring
from sync.protocol.kinds import Kind
from sync.protocol.manifest import Manifest, Part, PartRole
from sync.protocol.receipt import Receipt
from sync.protocol.roster import Roster, RosterEntry, sign_and_seal, unseal_and_open
from sync.protocol.sealing import UnsealingKey
from sync.protocol.statement import sign_statement
from sync.protocol.trust import KeyRole, TrustedKey, TrustList, open_trust_list, sign_trust_list

ROOT, CENTRAL, DEVICE = (Signer.from_private_bytes(bytes((n,)) * 32) for n in (1, 2, 3))
UNSEALING = UnsealingKey.generate()
DIGEST = bytes(range(32))
CODE = AccessCodeHash.of("ab 12-CD", salt=bytes(16))

MANIFEST = Manifest(
    "sitting-1",
    "device-1",
    DIGEST,
    DIGEST,
    61,
    (Part(PartRole.RESULTS, DIGEST, 9), Part(PartRole.EVIDENCE, bytes(32), 7)),
    {"faces": "available (c0ffee)", "voice": "missing: no model"},
    1_700_000_000,
)
RECEIPT = Receipt("sitting-1", DIGEST, 1_700_000_100, (DIGEST, bytes(32)))
REQUEST = EnrolmentRequest("token", "serial", DEVICE.public, UNSEALING.public, "Pi 5")
CERTIFICATE = DeviceCertificate(
    "device-1", DEVICE.public, UNSEALING.public, "serial", 1_700_000_000, "Centre"
)
ENTRY = RosterEntry(
    "candidate-1", CODE, "Ada", "Example", "1990-02-03", "", 10, 20, "B1", 1.5, biometric=False
)
ROSTER = Roster("Centre", 1_700_000_000, (ENTRY,))
TRUST = TrustList(
    1_700_000_000,
    3,
    (
        TrustedKey(KeyRole.ISSUER, CENTRAL.public, "Issuer 2026", 10, 19),
        TrustedKey(KeyRole.CENTRAL, CENTRAL.public, "Central"),
    ),
)
SHAPES: list[Any] = [MANIFEST, RECEIPT, REQUEST, CERTIFICATE, ENTRY, ROSTER, TRUST, CODE]


@pytest.mark.parametrize("shape", SHAPES, ids=[type(shape).__name__ for shape in SHAPES])
def test_shapes_travel_and_are_strict(shape: Any) -> None:
    claims: Any = decode(encode(shape.to_claims()), ceiling=1 << 16)
    assert type(shape).from_claims(claims) == shape
    with pytest.raises(MalformedError, match="not known"):
        type(shape).from_claims({**claims, "extra": 1})
    for key in claims:
        with pytest.raises(MalformedError, match="missing"):
            type(shape).from_claims({k: v for k, v in claims.items() if k != key})
        with pytest.raises(MalformedError):
            type(shape).from_claims({**claims, key: object()})
    with pytest.raises(MalformedError, match="map"):
        type(shape).from_claims([1])


def changed(shape: Any, key: str, value: CborValue) -> dict[str, CborValue]:
    return {**shape.to_claims(), key: value}


PART = Part(PartRole.RESULTS, DIGEST, 9).to_claims()
ISSUER = TRUST.keys[0].to_claims()
BAD: dict[str, tuple[type[Any], dict[str, CborValue]]] = {
    "manifest version": (Manifest, changed(MANIFEST, "v", 2)),
    "manifest digest": (Manifest, changed(MANIFEST, "pack_digest", b"x")),
    "manifest head": (Manifest, changed(MANIFEST, "journal_head", b"x")),
    "manifest length": (Manifest, changed(MANIFEST, "journal_length", -1)),
    "manifest without results": (Manifest, changed(MANIFEST, "parts", [])),
    "manifest with a part twice": (Manifest, changed(MANIFEST, "parts", [PART, PART])),
    "manifest with too many parts": (Manifest, changed(MANIFEST, "parts", [PART] * 4097)),
    "manifest capability": (Manifest, changed(MANIFEST, "capabilities", {"faces": 1})),
    "manifest capability key": (Manifest, {**MANIFEST.to_claims(), "capabilities": {1: "x"}}),
    "part role": (Part, {**PART, "role": "photo"}),
    "part size": (Part, {**PART, "size": -1}),
    "receipt part": (Receipt, changed(RECEIPT, "parts", [b"x"])),
    "receipt part type": (Receipt, changed(RECEIPT, "parts", ["x"])),
    "request key": (EnrolmentRequest, changed(REQUEST, "public_key", b"x")),
    "request sealing key": (EnrolmentRequest, changed(REQUEST, "sealing_key", b"x")),
    "device key": (DeviceCertificate, changed(CERTIFICATE, "public_key", b"x")),
    "device time": (DeviceCertificate, changed(CERTIFICATE, "issued_s", -1)),
    "roster birth date": (RosterEntry, changed(ENTRY, "birth_date", "03/02/1990")),
    "roster target": (RosterEntry, changed(ENTRY, "target", "B3")),
    "roster factor": (RosterEntry, changed(ENTRY, "time_factor", 0.5)),
    "roster factor NaN": (RosterEntry, changed(ENTRY, "time_factor", float("nan"))),
    "roster window": (RosterEntry, changed(ENTRY, "window_to_s", 9)),
    "roster twice": (Roster, changed(ROSTER, "entries", [ENTRY.to_claims()] * 2)),
    "code cost": (AccessCodeHash, changed(CODE, "n", 1 << 30)),
    "code cost not a power": (AccessCodeHash, changed(CODE, "n", 1000)),
    "code block": (AccessCodeHash, changed(CODE, "r", 0)),
    "code lanes": (AccessCodeHash, changed(CODE, "p", 99)),
    "code salt": (AccessCodeHash, changed(CODE, "salt", b"x")),
    "trust version": (TrustList, changed(TRUST, "v", 9)),
    "trust twice": (TrustList, changed(TRUST, "keys", [ISSUER, ISSUER])),
    "key role": (TrustedKey, {**ISSUER, "role": "king"}),
    "key range": (TrustedKey, {**ISSUER, "to_index": 9}),
}


@pytest.mark.parametrize("name", BAD)
def test_values_out_of_range_are_refused(name: str) -> None:
    shape, claims = BAD[name]
    with pytest.raises(MalformedError):
        shape.from_claims(claims)


def test_enrolment() -> None:
    assert open_request(sign_request(REQUEST, DEVICE)) == REQUEST
    with pytest.raises(UnknownKeyError):
        open_request(sign_request(REQUEST, CENTRAL))
    with pytest.raises(WrongKindError):
        open_request(sign_statement(Kind.LOGIN, REQUEST.to_claims(), DEVICE))
    message = sign_request(REQUEST, DEVICE)
    with pytest.raises(SignatureInvalidError):
        open_request(message.replace(b"Pi 5", b"Pi 6"))


def test_device_certificate() -> None:
    ring = key_ring(ROOT.public)
    assert open_device(sign_device(CERTIFICATE, ROOT), ring) == CERTIFICATE
    with pytest.raises(UnknownKeyError):
        open_device(sign_device(CERTIFICATE, CENTRAL), ring)


def test_roster_travels_sealed() -> None:
    ring = key_ring(CENTRAL.public)
    sealed = sign_and_seal(ROSTER, CENTRAL, UNSEALING.public)
    assert b"Ada" not in sealed
    assert unseal_and_open(sealed, UNSEALING, ring) == ROSTER
    with pytest.raises(UnsealError):
        unseal_and_open(sealed, UnsealingKey.generate(), ring)
    with pytest.raises(UnknownKeyError):
        unseal_and_open(sealed, UNSEALING, key_ring(ROOT.public))


def test_trust_list() -> None:
    ring = key_ring(ROOT.public)
    trust = open_trust_list(sign_trust_list(TRUST, ROOT), ring)
    assert trust == TRUST
    assert trust.ring(KeyRole.CENTRAL) == key_ring(CENTRAL.public)
    assert trust.ring(KeyRole.LOG) == {}
    assert trust.find(KeyRole.ISSUER, CENTRAL.kid) == TRUST.keys[0]
    assert trust.find(KeyRole.ISSUER, ROOT.kid) is None
    assert trust.age_s(1_700_000_060) == 60
    with pytest.raises(UnknownKeyError):
        open_trust_list(sign_trust_list(TRUST, CENTRAL), ring)


@pytest.mark.parametrize(
    ("index", "covered"), [(9, False), (10, True), (19, True), (20, False), (1 << 40, False)]
)
def test_issuer_ranges(index: int, covered: bool) -> None:
    key = TRUST.keys[0]
    assert key.covers(index) is covered
    assert replace(key, to_index=None).covers(index) is (index >= 10)


def test_access_codes() -> None:
    assert normalise(" ab-12 cd") == "AB12CD"
    assert CODE.matches("AB12CD")
    assert CODE.matches("ab 12 cd")
    assert not CODE.matches("AB12CE")
    assert AccessCodeHash.of("x").salt != AccessCodeHash.of("x").salt


RINGS: list[tuple[Callable[[bytes, dict[bytes, PublicKey]], object], bytes]] = [
    (open_device, sign_device(CERTIFICATE, ROOT)),
    (open_trust_list, sign_trust_list(TRUST, ROOT)),
]


@pytest.mark.parametrize(("opened", "message"), RINGS, ids=["device", "trust list"])
def test_altered_messages_are_refused(
    opened: Callable[[bytes, dict[bytes, PublicKey]], object], message: bytes
) -> None:
    for position in range(0, len(message), 7):
        altered = bytearray(message)
        altered[position] ^= 0x10
        with pytest.raises(ProtocolError):
            opened(bytes(altered), key_ring(ROOT.public))
