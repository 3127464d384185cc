# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets that central hands out and only remembers as digests.

Owns how bearers and enrolment tokens look and how they are recognised again. Must not
store anything. They carry 120 bits of randomness or more, so a plain SHA-256 is enough
to keep them (access codes are short: `sync.protocol.access_code`).
"""

from base64 import b32encode
from collections.abc import Callable
from hashlib import sha256

from sync.protocol.admission import root_pin
from sync.protocol.cose import PublicKey

RandomBytes = Callable[[int], bytes]
_BEARER_BYTES = 32
_TOKEN_BYTES = 15


def new_bearer(random_bytes: RandomBytes) -> str:
    """A fresh bearer secret, URL-safe, 256 bits."""
    return random_bytes(_BEARER_BYTES).hex()


def new_enrolment_token(random_bytes: RandomBytes, root: PublicKey) -> str:
    """A fresh enrolment token, 120 random bits, that pins the root key."""
    secret = b32encode(random_bytes(_TOKEN_BYTES)).decode("ascii")
    return f"{secret}-{root_pin(root)}"


def digest_of(secret: str) -> str:
    """What is stored of a secret."""
    return sha256(secret.encode()).hexdigest()
