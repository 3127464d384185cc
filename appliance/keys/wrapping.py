# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Wrapping bytes under a 256-bit key held in memory.

Owns the wrapped form, `nonce (12) ‖ AES-256-GCM(bytes, context)`, for the software
tiers and the data keys. Must not store keys. Stands on `cryptography`. Nonces are random:
one key wraps far fewer than the 2**32 messages that NIST SP 800-38D allows.
"""

import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from appliance.keys.errors import KeysDamagedError

KEY_SIZE = 32
_NONCE_SIZE, _TAG_SIZE = 12, 16


@dataclass(frozen=True, slots=True)
class WrappingKey:
    """A key in memory that encrypts and authenticates short byte strings."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_SIZE:
            raise KeysDamagedError("a wrapping key has 32 bytes")

    @classmethod
    def generate(cls) -> "WrappingKey":
        """A new key from the system's random source."""
        return cls(secrets.token_bytes(KEY_SIZE))

    def encrypt(self, plaintext: bytes, *, context: bytes) -> bytes:
        """Encrypt; the context is authenticated and must be given again."""
        nonce = secrets.token_bytes(_NONCE_SIZE)
        return nonce + AESGCM(self.raw).encrypt(nonce, plaintext, context)

    def decrypt(self, ciphertext: bytes, *, context: bytes) -> bytes:
        """Decrypt.

        Raises:
            KeysDamagedError: Altered, encrypted under another key or for another context.
        """
        if len(ciphertext) < _NONCE_SIZE + _TAG_SIZE:
            raise KeysDamagedError("the encrypted bytes are cut short")
        nonce, body = ciphertext[:_NONCE_SIZE], ciphertext[_NONCE_SIZE:]
        try:
            return AESGCM(self.raw).decrypt(nonce, body, context)
        except InvalidTag as error:
            raise KeysDamagedError("the encrypted bytes do not open with this key") from error
