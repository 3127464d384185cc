# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sealing bytes to one recipient, so that nobody else can open them.

Owns the sealed form and its keys. Must not sign (a sealed part says nothing about
its sender), nor store keys. Stands on HPKE (RFC 9180) of `cryptography` with
the hybrid KEM of ML-KEM-768 and X25519: an attacker must break both.

    sealed = 0x01 ‖ key id (8) ‖ HPKE(content key, info = context) ‖ chunk…
    chunk  = AES-256-GCM(content key, nonce = counter (11) ‖ last (1), up to 64 KiB)

The content key is new for every sealing, so the counter is a safe nonce (the STREAM
construction, Hoang et al. 2015). The last chunk says so in its nonce: what is cut
short, reordered, repeated or lengthened does not open.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from sync.protocol.errors import MalformedError, UnsealError

CHUNK_SIZE = 1 << 16
"""Bytes of plaintext per chunk."""

_VERSION = b"\x01"
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_SEED_SIZE, _MLKEM_PUBLIC_SIZE, _X25519_SIZE = 64, 1184, 32
_KEY_ID_SIZE, _CONTENT_KEY_SIZE, _GCM_TAG_SIZE = 8, 32, 16
_WRAPPED_SIZE = KEM.MLKEM768_X25519.enc_length() + _CONTENT_KEY_SIZE + _GCM_TAG_SIZE
_HEADER_SIZE = len(_VERSION) + _KEY_ID_SIZE + _WRAPPED_SIZE


@dataclass(frozen=True, slots=True)
class SealingKey:
    """The public half, which seals: 1216 bytes, ML-KEM-768 then X25519."""

    raw: bytes

    def __post_init__(self) -> None:
        self.public()

    @classmethod
    def from_bytes(cls, data: bytes) -> "SealingKey":
        """The key of these bytes.

        Raises:
            MalformedError: They are no such key.
        """
        return cls(data)

    def to_bytes(self) -> bytes:
        """The travelling form."""
        return self.raw

    @property
    def kid(self) -> bytes:
        """The first 8 bytes of SHA-256 over the travelling form."""
        return sha256(self.raw).digest()[:_KEY_ID_SIZE]

    def public(self) -> MLKEM768X25519PublicKey:
        """The key as HPKE takes it.

        Raises:
            MalformedError: The bytes are no such key.
        """
        if len(self.raw) != _MLKEM_PUBLIC_SIZE + _X25519_SIZE:
            raise MalformedError("a sealing key has 1216 bytes")
        try:
            return MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(self.raw[:_MLKEM_PUBLIC_SIZE]),
                X25519PublicKey.from_public_bytes(self.raw[_MLKEM_PUBLIC_SIZE:]),
            )
        except ValueError as error:
            raise MalformedError("the bytes are no sealing key") from error


@dataclass(frozen=True, slots=True)
class UnsealingKey:
    """The private half, which opens: 96 bytes, ML-KEM seed then X25519."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.raw) != _SEED_SIZE + _X25519_SIZE:
            raise MalformedError("an unsealing key has 96 bytes")

    @classmethod
    def generate(cls) -> "UnsealingKey":
        """A new key from the system's random source."""
        return cls(
            MLKEM768PrivateKey.generate().private_bytes_raw()
            + X25519PrivateKey.generate().private_bytes_raw()
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "UnsealingKey":
        """The key of these bytes.

        Raises:
            MalformedError: There are more or fewer than 96.
        """
        return cls(data)

    def to_bytes(self) -> bytes:
        """The 96 bytes, for a key store only."""
        return self.raw

    @property
    def public(self) -> SealingKey:
        """The public half."""
        mlkem, x25519 = self._halves()
        return SealingKey(
            mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        )

    def private(self) -> MLKEM768X25519PrivateKey:
        """The key as HPKE takes it."""
        return MLKEM768X25519PrivateKey(*self._halves())

    def _halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        return (
            MLKEM768PrivateKey.from_seed_bytes(self.raw[:_SEED_SIZE]),
            X25519PrivateKey.from_private_bytes(self.raw[_SEED_SIZE:]),
        )


def seal(plaintext: bytes, recipient: SealingKey, *, context: bytes) -> bytes:
    """Seal bytes to a recipient.

    Args:
        plaintext: Any bytes; the sealed form is 1177 bytes longer, plus 16 per started 64 KiB.
        recipient: Whose unsealing key will open it.
        context: What the part is for; opening needs the same words.
    """
    content_key = secrets.token_bytes(_CONTENT_KEY_SIZE)
    cipher = AESGCM(content_key)
    wrapped = _SUITE.encrypt(content_key, recipient.public(), info=context)
    chunks = (
        cipher.encrypt(nonce, plaintext[start : start + CHUNK_SIZE], None)
        for start, nonce in _nonces(len(plaintext), CHUNK_SIZE)
    )
    return b"".join((_VERSION, recipient.kid, wrapped, *chunks))


def unseal(sealed: bytes, key: UnsealingKey, *, context: bytes) -> bytes:
    """Open sealed bytes.

    1. The header is whole and of a known version.
    2. The part is sealed to this key.
    3. The content key opens, with the same context.
    4. Every chunk opens at its place, and the last one is the last.

    Raises:
        UnsealError: Any step.
    """
    if len(sealed) < _HEADER_SIZE + _GCM_TAG_SIZE or sealed[:1] != _VERSION:  # 1
        raise UnsealError("the sealed part is cut short or of an unknown version")
    if sealed[1 : 1 + _KEY_ID_SIZE] != key.public.kid:  # 2
        raise UnsealError("the part is sealed to another key")
    body = memoryview(sealed)[_HEADER_SIZE:]
    step = CHUNK_SIZE + _GCM_TAG_SIZE
    try:
        cipher = AESGCM(
            _SUITE.decrypt(
                sealed[1 + _KEY_ID_SIZE : _HEADER_SIZE], key.private(), info=context
            )  # 3
        )
        return b"".join(
            cipher.decrypt(nonce, body[start : start + step], None)  # 4
            for start, nonce in _nonces(len(body), step)
        )
    except (InvalidTag, ValueError) as error:
        raise UnsealError(
            "the sealed part was altered, cut short or sealed for another use"
        ) from error


def _nonces(size: int, step: int) -> Iterator[tuple[int, bytes]]:
    """Start and nonce of each chunk; there is always one, even of nothing."""
    starts = range(0, max(size, 1), step)
    for counter, start in enumerate(starts):
        yield start, counter.to_bytes(11) + bytes((start == starts[-1],))
