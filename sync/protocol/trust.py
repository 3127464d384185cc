# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The trust list: which keys may sign what, vouched for by an offline root.

Owns the list's shape and the look-ups in it. Must not verify certificates. Stands on
`statement`; signed by the root as `Kind.TRUST_LIST`. The root's public key is the
one thing that devices and verifiers hold from the start.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from sync.protocol.canonical import CborValue
from sync.protocol.cose import PublicKey
from sync.protocol.errors import MalformedError
from sync.protocol.keys import Signer, key_id, public_bytes, public_from_bytes
from sync.protocol.kinds import Kind
from sync.protocol.shape import fields, list_of, member_of, natural
from sync.protocol.statement import open_statement, sign_statement

_VERSION = 1


class KeyRole(StrEnum):
    """What a key may sign."""

    ISSUER = "issuer"
    """Certificates whose log index lies in the key's range."""
    DEVICE_ROOT = "device_root"
    """Device certificates."""
    CENTRAL = "central"
    """Rosters, receipts, content lists and status lists."""
    CONTENT = "content"
    """Content packs."""
    LOG = "log"
    """Checkpoints of the transparency log."""


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """One key and its limits.

    Attributes:
        role: What it may sign.
        public: The key.
        name: Who holds it, in words; for a log key its signed-note name.
        from_index: First log index that an issuer key may sign.
        to_index: Last one, None while the key is in use.
    """

    role: KeyRole
    public: PublicKey
    name: str
    from_index: int = 0
    to_index: int | None = None

    @property
    def kid(self) -> bytes:
        """The identifier of the key."""
        return key_id(self.public)

    def covers(self, index: int) -> bool:
        """Whether a log index lies in the key's range."""
        return self.from_index <= index and (self.to_index is None or index <= self.to_index)

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {
            "role": self.role.value,
            "public": public_bytes(self.public),
            "name": self.name,
            "from_index": self.from_index,
            "to_index": self.to_index,
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "TrustedKey":
        """Read the travelling form; raises MalformedError."""
        entry = fields(
            claims,
            required={
                "role": str,
                "public": bytes,
                "name": str,
                "from_index": int,
                "to_index": (int, type(None)),
            },
        )
        from_index, to_index = natural(entry["from_index"], "an index"), entry["to_index"]
        if to_index is not None and to_index < from_index:
            raise MalformedError("the range of a key ends before it starts")
        return cls(
            member_of(KeyRole, entry["role"]),
            public_from_bytes(entry["public"]),
            entry["name"],
            from_index,
            to_index,
        )


@dataclass(frozen=True, slots=True)
class TrustList:
    """Every key that may sign something.

    Attributes:
        issued_s: When the root signed it, seconds since 1970 UTC.
        version: Grows by one with every issue; an older list never replaces a newer.
        keys: The keys; one key may appear under several roles.
    """

    issued_s: int
    version: int
    keys: tuple[TrustedKey, ...]

    def ring(self, *roles: KeyRole) -> dict[bytes, PublicKey]:
        """The keys of these roles by identifier, as `open_statement` takes them."""
        return {key.kid: key.public for key in self.keys if key.role in roles}

    def find(self, role: KeyRole, kid: bytes) -> TrustedKey | None:
        """The key with this role and identifier."""
        return next((key for key in self.keys if key.role is role and key.kid == kid), None)

    def age_s(self, now_s: float) -> float:
        """Seconds since the root signed the list; negative when a clock is wrong."""
        return now_s - self.issued_s

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {
            "v": _VERSION,
            "issued_s": self.issued_s,
            "version": self.version,
            "keys": [key.to_claims() for key in self.keys],
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "TrustList":
        """Read the travelling form.

        Raises:
            MalformedError: Another shape, or one key twice in one role.
        """
        entry = fields(claims, required={"v": int, "issued_s": int, "version": int, "keys": list})
        if entry["v"] != _VERSION:
            raise MalformedError(f"trust list version {entry['v']} is not known")
        keys = tuple(
            TrustedKey.from_claims(cast("CborValue", member))
            for member in list_of(entry["keys"], dict, "a key")
        )
        if len({(key.role, key.kid) for key in keys}) != len(keys):
            raise MalformedError("the trust list names a key twice in one role")
        return cls(
            natural(entry["issued_s"], "the time of issue"),
            natural(entry["version"], "the version"),
            keys,
        )


def sign_trust_list(trust: TrustList, root: Signer) -> bytes:
    """The list, signed by the offline root."""
    return sign_statement(Kind.TRUST_LIST, trust.to_claims(), root)


def open_trust_list(message: bytes, roots: Mapping[bytes, PublicKey]) -> TrustList:
    """Open a trust list with the root keys that this program was given.

    Raises:
        ProtocolError: Not a trust list, or not signed by one of the roots.
    """
    return TrustList.from_claims(open_statement(Kind.TRUST_LIST, message, roots).claims)
