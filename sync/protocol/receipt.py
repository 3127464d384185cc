# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The receipt of a bundle: central has it all, the station may erase.

Owns the receipt's shape. Must not decide when one is due. Stands on `shape`; signed
by central as `Kind.RECEIPT`.
"""

from dataclasses import dataclass

from sync.protocol.canonical import CborValue
from sync.protocol.shape import fields, list_of, natural, sized

_DIGEST_SIZE = 32


@dataclass(frozen=True, slots=True)
class Receipt:
    """What central vouches to have stored.

    Attributes:
        sitting_id: Identifier of the sitting.
        manifest_digest: SHA-256 of the signed manifest message.
        received_s: When the bundle was complete, seconds since 1970 UTC by central.
        parts: SHA-256 of every sealed part that was stored.
    """

    sitting_id: str
    manifest_digest: bytes
    received_s: int
    parts: tuple[bytes, ...]

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {
            "sitting_id": self.sitting_id,
            "manifest_digest": self.manifest_digest,
            "received_s": self.received_s,
            "parts": list(self.parts),
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "Receipt":
        """Read the travelling form; raises MalformedError."""
        entry = fields(
            claims,
            required={
                "sitting_id": str,
                "manifest_digest": bytes,
                "received_s": int,
                "parts": list,
            },
        )
        return cls(
            sitting_id=entry["sitting_id"],
            manifest_digest=sized(entry["manifest_digest"], _DIGEST_SIZE, "the digest"),
            received_s=natural(entry["received_s"], "the time of receipt"),
            parts=tuple(
                sized(part, _DIGEST_SIZE, "a part's digest")
                for part in list_of(entry["parts"], bytes, "a part's digest")
            ),
        )
