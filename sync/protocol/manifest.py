# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The manifest of a bundle: what one sitting consists of, signed by the device.

Owns the manifest's shape. The parts themselves are sealed and travel beside it in
any order; their digests bind them to it. Must not read parts. Stands on `shape`;
signed as `Kind.MANIFEST`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from sync.protocol.canonical import CborValue
from sync.protocol.errors import MalformedError
from sync.protocol.shape import fields, list_of, map_of, member_of, natural, sized

_DIGEST_SIZE = 32
_VERSION = 1
_MAX_PARTS = 4096


class PartRole(StrEnum):
    """What a sealed part holds."""

    RESULTS = "results"
    EVIDENCE = "evidence"
    ORAL = "oral"


@dataclass(frozen=True, slots=True)
class Part:
    """One sealed part.

    Attributes:
        role: What it holds.
        digest: SHA-256 of the sealed bytes.
        size: Number of sealed bytes.
    """

    role: PartRole
    digest: bytes
    size: int

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {"role": self.role.value, "digest": self.digest, "size": self.size}

    @classmethod
    def from_claims(cls, claims: CborValue) -> "Part":
        """Read the travelling form; raises MalformedError."""
        entry = fields(claims, required={"role": str, "digest": bytes, "size": int})
        return cls(
            member_of(PartRole, entry["role"]),
            sized(entry["digest"], _DIGEST_SIZE, "a part's digest"),
            natural(entry["size"], "a part's size"),
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """One sitting as the device vouches for it.

    Attributes:
        sitting_id: Identifier of the sitting.
        device_id: The station that held it.
        pack_digest: SHA-256 of the content pack that was used.
        journal_head: Digest of the last journal record.
        journal_length: Number of journal records.
        parts: The sealed parts, results first.
        capabilities: What the station could do (role to "available …" or "missing: …").
        created_s: When the manifest was made, seconds since 1970 UTC by the device.
        follows: For an oral part, the written sitting that it belongs to; else None.
    """

    sitting_id: str
    device_id: str
    pack_digest: bytes
    journal_head: bytes
    journal_length: int
    parts: tuple[Part, ...]
    capabilities: Mapping[str, str]
    created_s: int
    follows: str | None = None

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {
            "v": _VERSION,
            "sitting_id": self.sitting_id,
            "device_id": self.device_id,
            "pack_digest": self.pack_digest,
            "journal_head": self.journal_head,
            "journal_length": self.journal_length,
            "parts": [part.to_claims() for part in self.parts],
            "capabilities": dict(self.capabilities),
            "created_s": self.created_s,
            **({} if self.follows is None else {"follows": self.follows}),
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "Manifest":
        """Read the travelling form.

        Raises:
            MalformedError: Another shape, a part named twice, or no results part.
        """
        entry = fields(
            claims,
            required={
                "v": int,
                "sitting_id": str,
                "device_id": str,
                "pack_digest": bytes,
                "journal_head": bytes,
                "journal_length": int,
                "parts": list,
                "capabilities": dict,
                "created_s": int,
            },
            optional={"follows": str},
        )
        if entry["v"] != _VERSION:
            raise MalformedError(f"manifest version {entry['v']} is not known")
        return cls(
            sitting_id=entry["sitting_id"],
            device_id=entry["device_id"],
            pack_digest=sized(entry["pack_digest"], _DIGEST_SIZE, "the pack's digest"),
            journal_head=sized(entry["journal_head"], _DIGEST_SIZE, "the journal's head"),
            journal_length=natural(entry["journal_length"], "the journal's length"),
            parts=_parts(entry["parts"]),
            capabilities=map_of(entry["capabilities"], str, "a capability"),
            created_s=natural(entry["created_s"], "the time of creation"),
            follows=entry.get("follows"),
        )


def _parts(value: CborValue) -> tuple[Part, ...]:
    members = list_of(value, dict, "a part")
    if len(members) > _MAX_PARTS:
        raise MalformedError(f"a manifest of {len(members)} parts is too large")
    parts = tuple(Part.from_claims(cast("CborValue", member)) for member in members)
    if len({part.digest for part in parts}) != len(parts):
        raise MalformedError("the manifest names a part twice")
    if not any(part.role is PartRole.RESULTS for part in parts):
        raise MalformedError("the manifest names no results")
    return parts
