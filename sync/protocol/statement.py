# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Signed statements: a map of claims, signed as one kind of message.

Owns the typed layer over `cose`: the kind stands in the signed header, so that a
genuine message of one kind never passes for another. Must not know the claims of
any kind. Stands on `cose`, `canonical` and `keys`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast

from sync.protocol.canonical import CborValue, decode, encode
from sync.protocol.cose import PublicKey, parse1, verify1
from sync.protocol.errors import MalformedError, WrongKindError
from sync.protocol.keys import Signer
from sync.protocol.kinds import Kind

CEILING = 1 << 20
"""Most bytes of a statement (1 MiB) unless the caller states another limit."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a trusted key has stated.

    Attributes:
        kind: Kind of the message.
        claims: The map that was signed; its shape is still to be read by `shape`.
        kid: Identifier of the key that signed.
        digest: SHA-256 of the whole message, by which others refer to it.
    """

    kind: Kind
    claims: dict[Any, CborValue]
    kid: bytes
    digest: bytes


def sign_statement(
    kind: Kind, claims: Mapping[str, CborValue] | Mapping[int, CborValue], signer: Signer
) -> bytes:
    """The signed message of this kind over these claims.

    Raises:
        MalformedError: The claims hold something that may not travel.
    """
    return signer.sign1(encode(claims), kind)


def open_statement(
    kind: Kind, message: bytes, keys: Mapping[bytes, PublicKey], *, ceiling: int = CEILING
) -> Statement:
    """Open a statement of the expected kind, or refuse it.

    1. The message is not larger than the ceiling.
    2. It is a COSE_Sign1 of our profile, signed by one of the keys (`verify1`).
    3. The signed kind is the expected one.
    4. The payload is one canonical map.

    Raises:
        MalformedError: Steps 1 and 4, or the bytes in step 2.
        UnknownKeyError: Step 2, nobody knows the key.
        SignatureInvalidError: Step 2, the signature does not hold.
        WrongKindError: Step 3.
    """
    if len(message) > ceiling:  # 1
        raise MalformedError(f"{len(message)} bytes exceed the limit of {ceiling}")
    verified = verify1(message, keys)  # 2
    if verified.typ != kind:  # 3
        raise WrongKindError(f"a message of kind {kind.name} was expected")
    claims = _claims(verified.payload, ceiling)  # 4
    return Statement(kind, claims, verified.kid, sha256(message).digest())


def read_unverified(kind: Kind, message: bytes, *, ceiling: int = CEILING) -> dict[Any, CborValue]:
    """The claims of a message that nobody has checked, to find the key it carries.

    The caller must then open the message with that key.

    Raises:
        MalformedError: The bytes are not of the profile.
        WrongKindError: The message says it is of another kind.
    """
    if len(message) > ceiling:
        raise MalformedError(f"{len(message)} bytes exceed the limit of {ceiling}")
    unverified = parse1(message)
    if unverified.typ != kind:
        raise WrongKindError(f"a message of kind {kind.name} was expected")
    return _claims(unverified.payload, ceiling)


def _claims(payload: bytes, ceiling: int) -> dict[Any, CborValue]:
    claims = decode(payload, ceiling=ceiling)
    if not isinstance(claims, dict):
        raise MalformedError("the signed claims are not a map")
    return cast("dict[Any, CborValue]", claims)
