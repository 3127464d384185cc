# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The signature floor: what it signs it opens, and nothing else."""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.canonical import CborValue, encode
from sync.protocol.cose import (
    Algorithm,
    PrivateKey,
    PublicKey,
    Verified,
    sign1,
    to_be_signed,
    verify1,
)
from sync.protocol.errors import (
    MalformedError,
    ProtocolError,
    SignatureInvalidError,
    UnknownKeyError,
)

ED25519 = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
P256 = ec.derive_private_key(0x1234567890ABCDEF, ec.SECP256R1())
KID = b"kid-ed25"
RING: dict[bytes, PublicKey] = {KID: ED25519.public_key(), b"kid-p256": P256.public_key()}
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def assemble(
    protected: CborValue = None, unprotected: CborValue = None, *, payload: bytes = b"hello"
) -> bytes:
    """A message with a good signature over whatever header is given."""
    header = {1: -8, 4: KID} if protected is None else protected
    raw = header if isinstance(header, bytes) else encode(header)
    signature = ED25519.sign(to_be_signed(raw, payload))
    return b"\xd2" + encode([raw, unprotected or {}, payload, signature])


@pytest.mark.parametrize(
    ("key", "kid", "algorithm"),
    [(ED25519, KID, Algorithm.EDDSA), (P256, b"kid-p256", Algorithm.ES256)],
)
@pytest.mark.parametrize("typ", [None, 0, 65000])
def test_opens_what_it_signed(
    key: PrivateKey, kid: bytes, algorithm: Algorithm, typ: int | None
) -> None:
    message = sign1(b"payload", key, kid, typ=typ)
    assert verify1(message, RING) == Verified(b"payload", kid, algorithm, typ)


@pytest.mark.parametrize("key", [ED25519, P256])
def test_signing_is_deterministic(key: PrivateKey) -> None:
    assert sign1(b"x", key, b"k") == sign1(b"x", key, b"k")


def test_an_empty_payload_is_a_payload() -> None:
    assert verify1(sign1(b"", ED25519, KID), RING).payload == b""


@pytest.mark.parametrize(("key", "kid"), [(ED25519, KID), (P256, b"kid-p256")])
def test_no_single_bit_flip_verifies(key: PrivateKey, kid: bytes) -> None:
    message = sign1(b"certificate", key, kid, typ=65000)
    for position in range(8 * len(message)):
        flipped = bytearray(message)
        flipped[position // 8] ^= 1 << position % 8
        with pytest.raises(ProtocolError):
            verify1(bytes(flipped), RING)


def test_no_truncation_or_extension_verifies() -> None:
    message = sign1(b"certificate", ED25519, KID)
    for size in range(len(message)):
        with pytest.raises(MalformedError):
            verify1(message[:size], RING)
    with pytest.raises(MalformedError):
        verify1(message + b"\x00", RING)


def test_low_s_only() -> None:
    for counter in range(20):
        message = sign1(bytes((counter,)), P256, b"kid-p256")
        s = int.from_bytes(message[-32:])
        assert s <= ORDER // 2
        with pytest.raises(SignatureInvalidError, match="high s"):
            verify1(message[:-32] + (ORDER - s).to_bytes(32), RING)


@pytest.mark.parametrize("r_or_s", [slice(-64, -32), slice(-32, None)])
def test_zero_in_an_es256_signature_is_refused(r_or_s: slice) -> None:
    message = bytearray(sign1(b"x", P256, b"kid-p256"))
    message[r_or_s] = bytes(32)
    with pytest.raises(SignatureInvalidError):
        verify1(bytes(message), RING)


def test_unknown_key() -> None:
    with pytest.raises(UnknownKeyError, match=b"elsewhere".hex()):
        verify1(sign1(b"x", ED25519, b"elsewhere"), RING)
    with pytest.raises(UnknownKeyError):
        verify1(sign1(b"x", ED25519, KID), {})


def test_the_key_must_be_of_the_type_of_the_algorithm() -> None:
    with pytest.raises(SignatureInvalidError, match="type"):
        verify1(sign1(b"x", ED25519, b"kid-p256"), RING)
    with pytest.raises(SignatureInvalidError, match="type"):
        verify1(sign1(b"x", P256, KID), RING)


def test_another_key_of_the_same_name_does_not_do() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with pytest.raises(SignatureInvalidError, match="does not match"):
        verify1(sign1(b"x", other, KID), RING)


def test_the_helper_makes_good_messages() -> None:
    assert verify1(assemble(), RING).payload == b"hello"
    assert verify1(assemble({1: -8, 2: [4], 4: KID}), RING).payload == b"hello"


WHOLE = assemble()
REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "untagged": lambda: WHOLE[1:],
    "long form of the tag": lambda: b"\xd8\x12" + WHOLE[1:],
    "another tag": lambda: b"\xd1" + WHOLE[1:],
    "tag twice": lambda: b"\xd2" + WHOLE,
    "unprotected kid": lambda: assemble({1: -8}, {4: KID}),
    "unprotected noise": lambda: assemble(None, {99: 0}),
    "no algorithm": lambda: assemble({4: KID}),
    "no kid": lambda: assemble({1: -8}),
    "empty kid": lambda: assemble({1: -8, 4: b""}),
    "kid as text": lambda: assemble({1: -8, 4: "kid-ed25"}),
    "algorithm as text": lambda: assemble({1: "EdDSA", 4: KID}),
    "algorithm as truth": lambda: assemble({1: True, 4: KID}),
    "unknown algorithm": lambda: assemble({1: -999, 4: KID}),
    "unknown label": lambda: assemble({1: -8, 4: KID, 5: b"iv"}),
    "typ as text": lambda: assemble({1: -8, 4: KID, 16: "cose"}),
    "negative typ": lambda: assemble({1: -8, 4: KID, 16: -1}),
    "unknown critical header": lambda: assemble({1: -8, 2: [-70], 4: KID}),
    "absent critical header": lambda: assemble({1: -8, 2: [16], 4: KID}),
    "no critical header listed": lambda: assemble({1: -8, 2: [], 4: KID}),
    "critical header that is a list": lambda: assemble({1: -8, 2: [[1]], 4: KID}),
    "critical header that is a map": lambda: assemble({1: -8, 2: [{1: 1}], 4: KID}),
    "critical header of another type": lambda: assemble({1: -8, 2: [1.0], 4: KID}),
    "critical headers not a list": lambda: assemble({1: -8, 2: 4, 4: KID}),
    "duplicate label": lambda: assemble(bytes.fromhex("a3 01 27 01 27 04 48") + KID),
    "unsorted labels": lambda: assemble(bytes.fromhex("a2 04 48") + KID + b"\x01\x27"),
    "trailing byte in the header": lambda: assemble(encode({1: -8, 4: KID}) + b"\x00"),
    "empty header": lambda: assemble(b""),
    "header not a map": lambda: assemble([1, -8]),
    "detached payload": lambda: b"\xd2" + encode([encode({1: -8, 4: KID}), {}, None, bytes(64)]),
    "three members": lambda: b"\xd2" + encode([encode({1: -8, 4: KID}), {}, b"x"]),
    "short signature": lambda: b"\xd2" + encode([encode({1: -8, 4: KID}), {}, b"x", bytes(63)]),
    "not an array": lambda: b"\xd2\x01",
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_by_shape(name: str) -> None:
    with pytest.raises(MalformedError):
        verify1(REFUSED[name](), RING)


def test_refuses_to_sign() -> None:
    with pytest.raises(MalformedError, match="identifier"):
        sign1(b"x", ED25519, b"")
    with pytest.raises(MalformedError, match="type"):
        sign1(b"x", ED25519, KID, typ=-1)
    with pytest.raises(MalformedError, match="P-256"):
        sign1(b"x", ec.generate_private_key(ec.SECP384R1()), KID)
