# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What waits to leave the station: bundles, their parts and central's receipts.

Owns the tables `bundle` and `part` and implements the agent's `Outbox`. Must not send or
verify: the agent verifies a receipt before it hands it over. Stands on the connection.

The results part has its bytes here; evidence parts have theirs in the table `evidence`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.store.connection import Connection
from appliance.store.errors import StoreError
from sync.agent.ports import OutboxBundle, OutboxPart
from sync.protocol.canonical import decode
from sync.protocol.cose import parse1
from sync.protocol.manifest import Part, PartRole
from sync.protocol.receipt import Receipt

_RECEIPT_CEILING = 1 << 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much has no receipt yet: bundles, and sealed bytes not acknowledged by central."""

    bundles: int
    bytes: int


@dataclass(frozen=True, slots=True)
class OutboxTable:
    """Bundles; implements `sync.agent.ports.Outbox`."""

    connection: Connection

    def add(
        self,
        sitting_id: str,
        manifest: bytes,
        manifest_digest: bytes,
        parts: Sequence[Part],
        bodies: dict[bytes, bytes],
    ) -> None:
        """Put a bundle in the outbox; inside a transaction.

        Args:
            sitting_id: Whose bundle.
            manifest: The signed COSE message.
            manifest_digest: SHA-256 of it.
            parts: What the manifest names, in its order.
            bodies: Sealed bytes of the parts that are no evidence, by digest.
        """
        self.connection.write(
            "INSERT INTO bundle SELECT ?, ?, count(*), ?, NULL FROM bundle",
            (manifest_digest, sitting_id, manifest),
        )
        for position, part in enumerate(parts):
            self.connection.write(
                "INSERT INTO part VALUES (?, ?, ?, ?, ?, 0, ?)",
                (
                    part.digest,
                    manifest_digest,
                    position,
                    part.role.value,
                    part.size,
                    bodies.get(part.digest),
                ),
            )

    def pending(self) -> Sequence[OutboxBundle]:
        """The bundles without a receipt, oldest first."""
        rows = self.connection.read(
            "SELECT manifest_digest, manifest FROM bundle WHERE receipt IS NULL ORDER BY position"
        )
        return tuple(
            OutboxBundle(bytes(manifest), self._parts(bytes(digest))) for digest, manifest in rows
        )

    def read_part(self, digest: bytes) -> bytes:
        """The sealed bytes of a part, whole.

        Raises:
            StoreError: There is no such part, or it was erased after its receipt.
        """
        rows = self.connection.read(
            "SELECT coalesce(part.body, evidence.sealed) FROM part"
            " LEFT JOIN evidence ON evidence.digest = part.digest WHERE part.digest = ?",
            (digest,),
        )
        if not rows or rows[0][0] is None:
            raise StoreError(f"the part {digest.hex()[:16]} is not in the outbox")
        return bytes(rows[0][0])

    def acknowledge_offset(self, digest: bytes, offset: int) -> None:
        """Central holds the first bytes of this part."""
        with self.connection.transaction():
            self.connection.write(
                "UPDATE part SET acknowledged = ? WHERE digest = ?", (offset, digest)
            )

    def store_receipt(self, receipt: bytes) -> None:
        """Keep a verified receipt; its bundle is pending no more.

        Raises:
            StoreError: No bundle of this station is meant.
        """
        digest = _read_receipt(receipt).manifest_digest
        with self.connection.transaction():
            self.connection.write(
                "UPDATE bundle SET receipt = ? WHERE manifest_digest = ?", (receipt, digest)
            )
            if self.connection.read("SELECT changes()") != [(1,)]:
                raise StoreError("a receipt for a bundle that this station did not send")

    def receipt_of(self, sitting_id: str) -> bytes | None:
        """The receipt for a sitting's bundle."""
        rows = self.connection.read(
            "SELECT receipt FROM bundle WHERE sitting_id = ? AND receipt IS NOT NULL", (sitting_id,)
        )
        return bytes(rows[0][0]) if rows else None

    def waiting(self) -> Waiting:
        """How much has no receipt yet."""
        [[bundles]] = self.connection.read("SELECT count(*) FROM bundle WHERE receipt IS NULL")
        [[waiting]] = self.connection.read(
            "SELECT coalesce(sum(size - min(size, acknowledged)), 0) FROM part"
            " JOIN bundle USING (manifest_digest) WHERE receipt IS NULL"
        )
        return Waiting(bundles, waiting)

    def erase(self, sitting_id: str) -> None:
        """Delete the sealed bytes of a sitting, not its manifest; inside a transaction."""
        self.connection.write(
            "UPDATE part SET body = NULL WHERE manifest_digest IN"
            " (SELECT manifest_digest FROM bundle WHERE sitting_id = ?)",
            (sitting_id,),
        )

    def _parts(self, manifest_digest: bytes) -> tuple[OutboxPart, ...]:
        rows = self.connection.read(
            "SELECT digest, size, role FROM part WHERE manifest_digest = ? ORDER BY position",
            (manifest_digest,),
        )
        return tuple(OutboxPart(bytes(digest), size, PartRole(role)) for digest, size, role in rows)


def _read_receipt(message: bytes) -> Receipt:
    payload = parse1(message).payload
    return Receipt.from_claims(decode(payload, ceiling=_RECEIPT_CEILING))
