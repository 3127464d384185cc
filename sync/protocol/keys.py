# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Signing keys and how they are named.

Owns key identifiers, the raw forms of keys and the software signer. Must not store
keys nor decide whom to trust. Stands on `cose` and `cryptography`.
"""

from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from sync.protocol.cose import PublicKey, sign1
from sync.protocol.errors import MalformedError
from sync.protocol.kinds import Kind

KEY_ID_SIZE = 8
_RAW_SIZE = 32


def public_bytes(public: PublicKey) -> bytes:
    """The travelling form of a public key: 32 raw bytes for Ed25519, DER SPKI for P-256."""
    if isinstance(public, Ed25519PublicKey):
        return public.public_bytes_raw()
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def public_from_bytes(data: bytes) -> PublicKey:
    """The public key of these bytes, in the form that `public_bytes` gives.

    Raises:
        MalformedError: The bytes are no Ed25519 or P-256 public key, or not in that form.
    """
    if len(data) == _RAW_SIZE:
        return Ed25519PublicKey.from_public_bytes(data)
    try:
        public = load_der_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise MalformedError("the bytes are no public key") from error
    if not isinstance(public, EllipticCurvePublicKey) or not isinstance(public.curve, SECP256R1):
        raise MalformedError("only Ed25519 and P-256 keys are accepted")
    if public_bytes(public) != data:
        raise MalformedError("the public key is not in its usual form")
    return public


def key_id(public: PublicKey) -> bytes:
    """The name of a key: the first 8 bytes of SHA-256 over its travelling form."""
    return sha256(public_bytes(public)).digest()[:KEY_ID_SIZE]


def key_ring(*publics: PublicKey) -> dict[bytes, PublicKey]:
    """Keys by their identifier, as `verify1` and `open_statement` take them."""
    return {key_id(public): public for public in publics}


@dataclass(frozen=True, slots=True)
class Signer:
    """An Ed25519 key that signs messages of a stated kind.

    Its representation never shows the private half.
    """

    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def generate(cls) -> "Signer":
        """A signer with a new key from the system's random source."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_private_bytes(cls, raw: bytes) -> "Signer":
        """The signer of a 32-byte private key.

        Raises:
            MalformedError: There are more or fewer bytes.
        """
        if len(raw) != _RAW_SIZE:
            raise MalformedError("a private signing key has 32 bytes")
        return cls(Ed25519PrivateKey.from_private_bytes(raw))

    def private_bytes(self) -> bytes:
        """The 32 bytes of the private key, for a key store only."""
        return self.private.private_bytes_raw()

    @property
    def public(self) -> Ed25519PublicKey:
        """The public half."""
        return self.private.public_key()

    @property
    def kid(self) -> bytes:
        """The identifier of the public half."""
        return key_id(self.public)

    def sign1(self, payload: bytes, kind: Kind) -> bytes:
        """A COSE_Sign1 message of this kind over the payload."""
        return sign1(payload, self.private, self.kid, typ=kind)
