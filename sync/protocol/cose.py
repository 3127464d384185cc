# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""COSE_Sign1, one strict profile of RFC 9052: the floor under every signature.

Owns how a payload is signed and how a signed message is opened. Must not know what
payloads mean, nor which keys deserve trust: the caller hands them in. Stands on
`cryptography` for the algorithms and on `canonical` for the bytes.

The profile, narrower than RFC 9052 so that a message has exactly one spelling:

- tag 18 is required. An untagged COSE_Sign1 is legal elsewhere and is refused here;
- the protected header holds alg (1) and kid (4), may hold crit (2) and typ (16,
  RFC 9596), and nothing else; the unprotected header is empty;
- the payload is attached, external data are empty;
- EdDSA over Ed25519 (RFC 8032), or ES256 (RFC 9053) with deterministic nonces
  (RFC 6979) and the lower of the two possible `s`; the higher one is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256

from sync.protocol.canonical import CborValue, decode, encode
from sync.protocol.errors import MalformedError, SignatureInvalidError, UnknownKeyError

PublicKey: TypeAlias = Ed25519PublicKey | EllipticCurvePublicKey
PrivateKey: TypeAlias = Ed25519PrivateKey | EllipticCurvePrivateKey

CEILING = 1 << 27
"""Most bytes of any signed message (128 MiB); callers set tighter limits per kind."""

_TAG = b"\xd2"  # 18, COSE_Sign1
_ALG, _CRIT, _KID, _TYP = 1, 2, 4, 16
_UNDERSTOOD = frozenset({_ALG, _CRIT, _KID, _TYP})
_SIGNATURE_SIZE = 64
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Algorithm(IntEnum):
    """COSE algorithm identifiers (RFC 9053 §2)."""

    EDDSA = -8
    ES256 = -7


@dataclass(frozen=True, slots=True)
class Verified:
    """The content of a message whose signature held.

    Attributes:
        payload: The signed bytes.
        kid: Identifier of the key that signed, as the caller's mapping knows it.
        algorithm: How it was signed.
        typ: Kind of the message (RFC 9596), None where the signer stated none.
    """

    payload: bytes
    kid: bytes
    algorithm: Algorithm
    typ: int | None


@dataclass(frozen=True, slots=True)
class Unverified:
    """A message of the right shape whose signature nobody has checked yet."""

    protected: bytes
    payload: bytes
    signature: bytes
    kid: bytes
    algorithm: Algorithm
    typ: int | None


def sign1(payload: bytes, key: PrivateKey, kid: bytes, *, typ: int | None = None) -> bytes:
    """A COSE_Sign1 message over the payload.

    Args:
        payload: Bytes to sign; they travel inside.
        key: Ed25519 or P-256 private key.
        kid: What verifiers will look the public key up by; not empty.
        typ: Kind of the message, signed along.

    Raises:
        MalformedError: An empty kid, a negative typ or a key of another type.
    """
    if not kid or (typ is not None and typ < 0):
        raise MalformedError("a signed message needs a key identifier and a non-negative type")
    header: dict[int, CborValue] = {_ALG: int(_algorithm_of(key)), _KID: kid}
    if typ is not None:
        header[_TYP] = typ
    protected = encode(header)
    signature = _sign(key, to_be_signed(protected, payload))
    return _TAG + encode([protected, {}, payload, signature])


def verify1(message: bytes, keys: Mapping[bytes, PublicKey]) -> Verified:
    """Open a signed message, or refuse it.

    1. The size is bounded, and the bytes are tag 18 before the one deterministic
       encoding of [protected, {}, payload, signature]; the protected header is the one
       encoding of alg, kid and perhaps typ, and no critical header is unknown.
    2. The kid is one of the keys at hand.
    3. That key is of the type which the signed algorithm needs.
    4. The signature holds, in its only accepted form.

    Raises:
        MalformedError: Step 1.
        UnknownKeyError: Step 2.
        SignatureInvalidError: Steps 3 and 4.
    """
    unverified = parse1(message)  # 1
    key = keys.get(unverified.kid)  # 2
    if key is None:
        raise UnknownKeyError(f"no trusted key has the identifier {unverified.kid.hex()}")
    check_signature(  # 3, 4
        key,
        unverified.algorithm,
        to_be_signed(unverified.protected, unverified.payload),
        unverified.signature,
    )
    return Verified(unverified.payload, unverified.kid, unverified.algorithm, unverified.typ)


def parse1(message: bytes) -> Unverified:
    """The parts of a message, before anybody vouches for them.

    Only for messages that carry their own key (an enrolment request) and for saying
    which key is missing; everything else goes through `verify1`.

    Raises:
        MalformedError: The bytes are not of the profile.
    """
    if message[:1] != _TAG:
        raise MalformedError("the message does not begin with the COSE_Sign1 tag")
    match decode(message[1:], ceiling=CEILING):
        case [bytes(protected), dict(unprotected), bytes(payload), bytes(signature)]:
            if unprotected:
                raise MalformedError("the message carries headers that nobody signed")
        case _:
            raise MalformedError("the message is not a COSE_Sign1 with an attached payload")
    algorithm, kid, typ = _read_protected(protected)
    if len(signature) != _SIGNATURE_SIZE:
        raise MalformedError("the signature does not have 64 bytes")
    return Unverified(protected, payload, signature, kid, algorithm, typ)


def to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure of RFC 9052 §4.4, without external data."""
    return encode(["Signature1", protected, b"", payload])


def check_signature(key: PublicKey, algorithm: Algorithm, data: bytes, signature: bytes) -> None:
    """Check 64 bytes of signature over data.

    Raises:
        SignatureInvalidError: The key is of another type, the signature does not
            hold, or it is the higher of the two ES256 forms.
    """
    if _algorithm_of(key) is not algorithm:
        raise SignatureInvalidError("the key is not of the type that the algorithm needs")
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, data)
        else:
            key.verify(_der_low_s(signature), data, ECDSA(SHA256()))
    except InvalidSignature as error:
        raise SignatureInvalidError("the signature does not match the message") from error


def _read_protected(protected: bytes) -> tuple[Algorithm, bytes, int | None]:
    header = decode(protected, ceiling=1 << 10)
    if not isinstance(header, dict):
        raise MalformedError("the signed header is not a map")
    labels = cast("dict[object, CborValue]", header)
    if not labels.keys() <= _UNDERSTOOD:
        raise MalformedError("the signed header holds a label that this version does not know")
    _check_critical(labels)
    kid, typ = labels.get(_KID), labels.get(_TYP)
    if not isinstance(kid, bytes) or not kid:
        raise MalformedError("the signed header does not name its key")
    if typ is not None and (isinstance(typ, bool) or not isinstance(typ, int) or typ < 0):
        raise MalformedError("the type in the signed header is not a number")
    return _read_algorithm(labels.get(_ALG)), kid, typ


def _read_algorithm(value: CborValue) -> Algorithm:
    if isinstance(value, bool) or not isinstance(value, int):
        raise MalformedError("the signed header does not name its algorithm by number")
    try:
        return Algorithm(value)
    except ValueError as error:
        raise MalformedError(f"the algorithm {value} is not accepted") from error


def _check_critical(labels: Mapping[object, CborValue]) -> None:
    """Every label listed as critical is understood and present (RFC 9052 §3.1)."""
    if _CRIT not in labels:
        return
    critical = labels[_CRIT]
    if not isinstance(critical, list) or not critical:
        raise MalformedError("the list of critical headers is empty or not a list")
    for label in critical:
        # Exactly an integer: True and 1.0 equal 1, and a list has no hash.
        if type(label) is not int or label not in _UNDERSTOOD or label not in labels:
            raise MalformedError("a critical header is not understood")


def _algorithm_of(key: object) -> Algorithm:
    if isinstance(key, Ed25519PrivateKey | Ed25519PublicKey):
        return Algorithm.EDDSA
    if isinstance(key, EllipticCurvePrivateKey | EllipticCurvePublicKey) and isinstance(
        key.curve, SECP256R1
    ):
        return Algorithm.ES256
    raise MalformedError("only Ed25519 and P-256 keys sign here")


def _sign(key: PrivateKey, data: bytes) -> bytes:
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(data)
    r, s = decode_dss_signature(key.sign(data, ECDSA(SHA256(), deterministic_signing=True)))
    return r.to_bytes(32) + min(s, _P256_ORDER - s).to_bytes(32)


def _der_low_s(signature: bytes) -> bytes:
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    if s > _P256_ORDER // 2:
        raise SignatureInvalidError("the signature is in the form that is not accepted (high s)")
    return encode_dss_signature(r, s)
