# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sealed evidence: ciphertext for central, indexed by digest.

Owns the table `evidence`. Must not open what it keeps; nobody on the station can. Stands
on the connection.
"""

from dataclasses import dataclass

from appliance.store.connection import Connection


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One sealed medium: SHA-256 of its sealed bytes, what it is, and their number."""

    digest: bytes
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """The evidence of every sitting that was not erased."""

    connection: Connection

    def add(self, sitting_id: str, digest: bytes, kind: str, sealed: bytes) -> None:
        """Keep a sealed medium; a second time changes nothing. Inside a transaction."""
        self.connection.write(
            "INSERT INTO evidence SELECT ?, ?, ?, count(*), ? FROM evidence WHERE sitting_id = ?"
            " ON CONFLICT DO NOTHING",
            (digest, sitting_id, kind, sealed, sitting_id),
        )

    def of_sitting(self, sitting_id: str) -> tuple[EvidenceRow, ...]:
        """The evidence of a sitting in the order of its capture."""
        rows = self.connection.read(
            "SELECT digest, kind, length(sealed) FROM evidence WHERE sitting_id = ?"
            " ORDER BY position",
            (sitting_id,),
        )
        return tuple(EvidenceRow(bytes(digest), kind, size) for digest, kind, size in rows)

    def forget(self, digest: bytes) -> None:
        """Delete one medium that nobody will need; inside a transaction."""
        self.connection.write("DELETE FROM evidence WHERE digest = ?", (digest,))

    def erase(self, sitting_id: str) -> None:
        """Delete the evidence of a sitting; inside a transaction."""
        self.connection.write("DELETE FROM evidence WHERE sitting_id = ?", (sitting_id,))
