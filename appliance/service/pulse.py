# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The sign of life of a sitting: how much time was charged, and what was entered so far.

Owns the shape of the pulse, which the store keeps encrypted beside the journal. Must not
become evidence: the journal takes from it, once, what a recovery states. Stands on CBOR.
"""

from dataclasses import dataclass

from sync.protocol.canonical import decode, encode
from sync.protocol.clock import Stamp, TimeTrust
from sync.protocol.shape import fields, member_of

_CEILING = 1 << 17


@dataclass(frozen=True, slots=True)
class Pulse:
    """The station lived at this moment.

    Attributes:
        number: The question on the screen, 0 when there is none.
        charged_ms: Time charged to it.
        draft: Canonical CBOR of what was entered, None when nothing was.
    """

    stamp: Stamp
    number: int
    charged_ms: int
    draft: bytes | None

    def to_bytes(self) -> bytes:
        """The form in which it is encrypted and kept."""
        return encode(
            {
                "mono": self.stamp.monotonic_ns,
                "boot": self.stamp.boot_id,
                "wall": float(self.stamp.wall_s),
                "trust": self.stamp.trust.value,
                "number": self.number,
                "charged_ms": self.charged_ms,
                "draft": self.draft,
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "Pulse":
        """Read it back; raises MalformedError."""
        entry = fields(
            decode(data, ceiling=_CEILING),
            required={
                "mono": int,
                "boot": str,
                "wall": float,
                "trust": str,
                "number": int,
                "charged_ms": int,
                "draft": (bytes, type(None)),
            },
        )
        trust = member_of(TimeTrust, entry["trust"])
        stamp = Stamp(entry["mono"], entry["boot"], entry["wall"], trust)
        return cls(stamp, entry["number"], entry["charged_ms"], entry["draft"])
