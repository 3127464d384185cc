# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The content that came to the station: pack, roster, trust list, content statement.

Owns the tables `content` (one blob per role, whole), `earlier_pack` (packs that a newer one
replaced while a sitting needs them) and `partial` (blobs half fetched, the agent's
`PartialShelf`). Must not verify what it keeps: the service opens a blob before
it is put here and again when it is taken out. Stands on the connection.
"""

from dataclasses import dataclass
from enum import StrEnum

from appliance.store.connection import Connection


class ShelfRole(StrEnum):
    """What a blob is for; each role holds one blob, the newest."""

    PACK = "pack"
    ROSTER = "roster"
    TRUST_LIST = "trust_list"
    CONTENT_LIST = "content_list"
    SLOTS = "slots"


@dataclass(frozen=True, slots=True)
class StoredContent:
    """A blob, its SHA-256 and when it came (the station's wall time)."""

    digest: bytes
    added_s: float
    body: bytes


@dataclass(frozen=True, slots=True)
class ContentTable:
    """The station's content; implements the agent's `PartialShelf`."""

    connection: Connection

    def get(self, role: ShelfRole) -> StoredContent | None:
        """The blob of a role."""
        rows = self.connection.read(
            "SELECT digest, added_s, body FROM content WHERE role = ?", (role.value,)
        )
        return StoredContent(bytes(rows[0][0]), rows[0][1], bytes(rows[0][2])) if rows else None

    def digest(self, role: ShelfRole) -> bytes | None:
        """The SHA-256 of the blob of a role, without reading the blob."""
        rows = self.connection.read("SELECT digest FROM content WHERE role = ?", (role.value,))
        return bytes(rows[0][0]) if rows else None

    def put(self, role: ShelfRole, digest: bytes, body: bytes, added_s: float) -> None:
        """Replace the blob of a role; inside a transaction."""
        self.connection.write("DELETE FROM content WHERE role = ?", (role.value,))
        self.connection.write(
            "INSERT INTO content VALUES (?, ?, ?, ?)", (digest, role.value, added_s, body)
        )

    def pack(self, digest: bytes) -> bytes | None:
        """The pack of this digest, be it the newest or an earlier one."""
        rows = self.connection.read(
            "SELECT body FROM content WHERE role = ? AND digest = ?"
            " UNION ALL SELECT body FROM earlier_pack WHERE digest = ?",
            (ShelfRole.PACK.value, digest, digest),
        )
        return bytes(rows[0][0]) if rows else None

    def put_pack(self, digest: bytes, body: bytes, added_s: float) -> None:
        """Replace the pack; the one before stays while a sitting needs it. Inside a
        transaction."""
        self.connection.write(
            "INSERT OR IGNORE INTO earlier_pack SELECT digest, body FROM content WHERE role = ?",
            (ShelfRole.PACK.value,),
        )
        self.put(ShelfRole.PACK, digest, body, added_s)
        self.drop_packs()

    def drop_packs(self) -> None:
        """Forget the earlier packs that no sitting needs any more; inside a transaction."""
        self.connection.write(
            "DELETE FROM earlier_pack WHERE digest IN (SELECT digest FROM content)"
            " OR digest NOT IN (SELECT pack FROM sitting WHERE pack IS NOT NULL)"
        )

    def partial(self, digest: bytes) -> bytes:
        """What is there of a half-fetched file; empty when nothing is."""
        rows = self.connection.read("SELECT body FROM partial WHERE digest = ?", (digest,))
        return bytes(rows[0][0]) if rows else b""

    def keep_partial(self, digest: bytes, data: bytes) -> None:
        """Replace what is there of a half-fetched file; empty data forgets it."""
        with self.connection.transaction():
            self.connection.write("DELETE FROM partial WHERE digest = ?", (digest,))
            if data:
                self.connection.write("INSERT INTO partial VALUES (?, ?)", (digest, data))
