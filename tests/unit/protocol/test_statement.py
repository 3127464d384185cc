# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Keys, kinds and statements: one kind never passes for another."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from sync.protocol.canonical import encode
from sync.protocol.cose import sign1, verify1
from sync.protocol.errors import (
    MalformedError,
    SignatureInvalidError,
    UnknownKeyError,
    WrongKindError,
)
from sync.protocol.keys import Signer, key_id, key_ring, public_bytes, public_from_bytes
from sync.protocol.kinds import Kind
from sync.protocol.statement import open_statement, read_unverified, sign_statement

SIGNER = Signer.from_private_bytes(bytes(range(32)))
RING = key_ring(SIGNER.public)
CLAIMS = {"a": 1, "b": [None, "x"]}


def test_opens_what_was_signed() -> None:
    message = sign_statement(Kind.RECEIPT, CLAIMS, SIGNER)
    statement = open_statement(Kind.RECEIPT, message, RING)
    assert statement.claims == CLAIMS
    assert statement.kid == SIGNER.kid == key_id(SIGNER.public)
    assert len(statement.digest) == 32


@pytest.mark.parametrize("signed", Kind)
@pytest.mark.parametrize("expected", [Kind.CERTIFICATE, Kind.LOGIN, Kind.DEVICE])
def test_no_kind_passes_for_another(signed: Kind, expected: Kind) -> None:
    message = sign_statement(signed, CLAIMS, SIGNER)
    if signed is expected:
        assert open_statement(expected, message, RING).kind is expected
        return
    with pytest.raises(WrongKindError):
        open_statement(expected, message, RING)
    with pytest.raises(WrongKindError):
        read_unverified(expected, message)


def test_a_message_without_kind_is_no_statement() -> None:
    message = sign1(encode(CLAIMS), SIGNER.private, SIGNER.kid)
    with pytest.raises(WrongKindError):
        open_statement(Kind.RECEIPT, message, RING)


def test_refusals() -> None:
    message = sign_statement(Kind.RECEIPT, CLAIMS, SIGNER)
    with pytest.raises(UnknownKeyError):
        open_statement(Kind.RECEIPT, message, {})
    with pytest.raises(SignatureInvalidError):
        open_statement(Kind.RECEIPT, message[:-1] + bytes((message[-1] ^ 1,)), RING)
    with pytest.raises(MalformedError, match="limit of 50"):
        open_statement(Kind.RECEIPT, message, RING, ceiling=50)
    with pytest.raises(MalformedError, match="limit of 50"):
        read_unverified(Kind.RECEIPT, message, ceiling=50)
    with pytest.raises(MalformedError, match="not a map"):
        open_statement(Kind.RECEIPT, SIGNER.sign1(encode([1]), Kind.RECEIPT), RING)
    with pytest.raises(MalformedError, match="deterministic"):
        open_statement(Kind.RECEIPT, SIGNER.sign1(b"\xa0\x00", Kind.RECEIPT), RING)


def test_a_signer_hides_its_key() -> None:
    assert SIGNER.private_bytes() == bytes(range(32))
    assert "private" not in repr(SIGNER)
    assert Signer.generate().kid != Signer.generate().kid
    with pytest.raises(MalformedError):
        Signer.from_private_bytes(bytes(31))


def test_public_keys_travel() -> None:
    assert public_from_bytes(public_bytes(SIGNER.public)) == SIGNER.public
    p256 = ec.generate_private_key(ec.SECP256R1())
    message = sign1(b"x", p256, key_id(p256.public_key()), typ=Kind.LOGIN)
    travelled = public_from_bytes(public_bytes(p256.public_key()))
    assert verify1(message, key_ring(travelled)).payload == b"x"


def test_public_keys_are_refused() -> None:
    p384 = ec.generate_private_key(ec.SECP384R1()).public_key()
    spki = public_bytes(ec.generate_private_key(ec.SECP256R1()).public_key())
    for data in (b"", bytes(31), bytes(91), public_bytes(p384), spki + b"\x00"):
        with pytest.raises(MalformedError):
            public_from_bytes(data)
