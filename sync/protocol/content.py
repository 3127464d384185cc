# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The content list: which files a device should have now, signed by central.

Owns the list's shape. The files travel beside it and are recognised by their digest.
Must not open them. Stands on `statement`; signed as `Kind.CONTENT`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from sync.protocol.canonical import CborValue
from sync.protocol.cose import PublicKey
from sync.protocol.errors import MalformedError
from sync.protocol.keys import Signer
from sync.protocol.kinds import Kind
from sync.protocol.sealing import SealingKey
from sync.protocol.shape import fields, list_of, member_of, natural, sized
from sync.protocol.statement import open_statement, sign_statement

_VERSION = 1
_DIGEST_SIZE = 32


class ContentRole(StrEnum):
    """What a content file is."""

    PACK = "pack"
    ROSTER = "roster"
    TRUST_LIST = "trust_list"
    SLOTS = "slots"


@dataclass(frozen=True, slots=True)
class ContentFile:
    """One file of the list.

    Attributes:
        role: What it is.
        name: Its name among its kind, such as a pack's id.
        version: Its version, in words.
        digest: SHA-256 of its bytes.
        size: Number of bytes.
    """

    role: ContentRole
    name: str
    version: str
    digest: bytes
    size: int

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {
            "role": self.role.value,
            "name": self.name,
            "version": self.version,
            "digest": self.digest,
            "size": self.size,
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "ContentFile":
        """Read the travelling form; raises MalformedError."""
        entry = fields(
            claims,
            required={"role": str, "name": str, "version": str, "digest": bytes, "size": int},
        )
        return cls(
            member_of(ContentRole, entry["role"]),
            entry["name"],
            entry["version"],
            sized(entry["digest"], _DIGEST_SIZE, "a file's digest"),
            natural(entry["size"], "a file's size"),
        )


@dataclass(frozen=True, slots=True)
class ContentList:
    """Everything that one device should have.

    Attributes:
        device_id: The device it is made for.
        issued_s: When, seconds since 1970 UTC; also a trusted lower bound of time.
        sealing_key: The key to which results and evidence are sealed for central.
        files: The files.
    """

    device_id: str
    issued_s: int
    sealing_key: SealingKey
    files: tuple[ContentFile, ...]

    def of(self, role: ContentRole) -> tuple[ContentFile, ...]:
        """The files of one role."""
        return tuple(file for file in self.files if file.role is role)

    def to_claims(self) -> dict[str, CborValue]:
        """The travelling form."""
        return {
            "v": _VERSION,
            "device_id": self.device_id,
            "issued_s": self.issued_s,
            "sealing_key": self.sealing_key.to_bytes(),
            "files": [file.to_claims() for file in self.files],
        }

    @classmethod
    def from_claims(cls, claims: CborValue) -> "ContentList":
        """Read the travelling form; raises MalformedError."""
        entry = fields(
            claims,
            required={
                "v": int,
                "device_id": str,
                "issued_s": int,
                "sealing_key": bytes,
                "files": list,
            },
        )
        if entry["v"] != _VERSION:
            raise MalformedError(f"content list version {entry['v']} is not known")
        return cls(
            device_id=entry["device_id"],
            issued_s=natural(entry["issued_s"], "the time of issue"),
            sealing_key=SealingKey.from_bytes(entry["sealing_key"]),
            files=tuple(
                ContentFile.from_claims(cast("CborValue", member))
                for member in list_of(entry["files"], dict, "a file")
            ),
        )


def sign_content(content: ContentList, central: Signer) -> bytes:
    """The list, signed by central."""
    return sign_statement(Kind.CONTENT, content.to_claims(), central)


def open_content(message: bytes, central: Mapping[bytes, PublicKey]) -> ContentList:
    """Open a content list with central's keys of the trust list.

    Raises:
        ProtocolError: Not a content list, or not signed by one of the keys.
    """
    return ContentList.from_claims(open_statement(Kind.CONTENT, message, central).claims)
