# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Access codes: what a candidate types, kept only as a slow hash.

Owns how a code is normalised, hashed and compared. Must not know whose it is.
Stands on scrypt (RFC 7914) of the standard library. Codes are short, so the hash is
the second wall: rosters also travel sealed and rest encrypted.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from sync.protocol.canonical import CborValue
from sync.protocol.errors import MalformedError
from sync.protocol.shape import fields, sized

_DIGEST_SIZE = 32
_SALT_SIZE = 16
_MAX_MEMORY = 64 << 20
_COST, _BLOCK, _LANES = 1 << 14, 8, 1


@dataclass(frozen=True, slots=True)
class AccessCodeHash:
    """An access code that can be recognised but not read.

    Attributes:
        n: scrypt cost, a power of two.
        r: scrypt block size.
        p: scrypt parallelisation.
        salt: 16 random bytes.
        digest: 32 bytes of scrypt over the normalised code.
    """

    n: int
    r: int
    p: int
    salt: bytes
    digest: bytes

    @classmethod
    def of(cls, code: str, *, salt: bytes | None = None) -> "AccessCodeHash":
        """The hash of a code, with a new salt unless one is given."""
        salt = secrets.token_bytes(_SALT_SIZE) if salt is None else salt
        digest = _scrypt(code, salt, _COST, _BLOCK, _LANES)
        return cls(_COST, _BLOCK, _LANES, salt, digest)

    def matches(self, code: str) -> bool:
        """Whether this is the code; takes some 50 ms on a small machine, on purpose.

        What has no letter and no digit is nobody's code, whatever was hashed.
        """
        same = hmac.compare_digest(_scrypt(code, self.salt, self.n, self.r, self.p), self.digest)
        return same and normalise(code) != ""

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {"n": self.n, "r": self.r, "p": self.p, "salt": self.salt, "digest": self.digest}

    @classmethod
    def from_claims(cls, claims: CborValue) -> "AccessCodeHash":
        """Read the travelling form.

        Raises:
            MalformedError: Another shape, or parameters that would take too much memory.
        """
        entry = fields(
            claims, required={"n": int, "r": int, "p": int, "salt": bytes, "digest": bytes}
        )
        n, r, p = entry["n"], entry["r"], entry["p"]
        power_of_two = n > 1 and n & (n - 1) == 0
        if not (power_of_two and r > 0 and 0 < p <= 4 and 256 * n * r <= _MAX_MEMORY):
            raise MalformedError("the access code's hash has parameters out of range")
        return cls(
            n,
            r,
            p,
            sized(entry["salt"], _SALT_SIZE, "the salt"),
            sized(entry["digest"], _DIGEST_SIZE, "the hash"),
        )


def normalise(code: str) -> str:
    """The code as it is compared: capitals, without spaces and dashes."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _scrypt(code: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(
        normalise(code).encode(), salt=salt, n=n, r=r, p=p, maxmem=_MAX_MEMORY, dklen=_DIGEST_SIZE
    )
