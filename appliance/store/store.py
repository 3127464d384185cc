# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The station's store: one encrypted database, its tables and its one transaction.

Owns the way in. Must not know what is stored. Stands on the connection, the schema and
one module per table.

    with store.transaction():        # journal, state, evidence and outbox together
        store.sittings.append(…)
        store.outbox.add(…)
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from appliance.store.bookings import BookingTable
from appliance.store.connection import Connection, Durability
from appliance.store.contents import ContentTable
from appliance.store.errors import StoreDamagedError
from appliance.store.evidence import EvidenceTable
from appliance.store.lockouts import LockoutTable
from appliance.store.outbox import OutboxTable
from appliance.store.schema import migrate
from appliance.store.settings import SettingTable
from appliance.store.sittings import SittingTable
from appliance.store.tripwires import Tripwire

DATABASE_FILE = "station.db"


@dataclass(frozen=True, slots=True)
class Store:
    """The tables of one station over one connection; safe to use from several threads."""

    connection: Connection
    settings: SettingTable
    contents: ContentTable
    sittings: SittingTable
    evidence: EvidenceTable
    outbox: OutboxTable
    lockouts: LockoutTable
    bookings: BookingTable

    @classmethod
    def open(cls, directory: Path, key: bytes, *, tripwire: Tripwire | None = None) -> "Store":
        """Open the store of a station's folder; made when it is not there.

        Args:
            directory: The station's folder.
            key: The raw 256-bit key of the database.
            tripwire: Told of every write point; silent in a real station.

        Raises:
            StoreLockedError: The database does not open with this key.
            StoreVersionError: It was made by a newer release, or SQLite is too old.
        """
        connection = Connection(directory / DATABASE_FILE, key, tripwire=tripwire)
        migrate(connection)
        return cls(
            connection,
            SettingTable(connection),
            ContentTable(connection),
            SittingTable(connection),
            EvidenceTable(connection),
            OutboxTable(connection),
            LockoutTable(connection),
            BookingTable(connection),
        )

    @classmethod
    def reopen(cls, directory: Path, key: bytes, *, tripwire: Tripwire | None = None) -> "Store":
        """Open the store of a station that is enrolled, and therefore has one; as `open`.

        Raises:
            StoreDamagedError: It is lost: nothing is made in its place, for the card may
                still be read out.
        """
        path = directory / DATABASE_FILE
        if not path.is_file() or not path.stat().st_size:
            raise StoreDamagedError(f"the database {path} is gone or empty")
        return cls.open(directory, key, tripwire=tripwire)

    def transaction(self, durability: Durability = Durability.FULL) -> AbstractContextManager[None]:
        """Everything inside happens or nothing does; on disk when the block is left."""
        return self.connection.transaction(durability)

    def release_pack(self, sitting_id: str) -> None:
        """A sitting is concluded: its pack goes unless it is the newest or another sitting
        needs it. Inside a transaction."""
        self.sittings.release_pack(sitting_id)
        self.contents.drop_packs()

    def erase(self, sitting_id: str) -> None:
        """Crypto-erase a sitting: its data key, journal, evidence and sealed parts.

        Deleted pages are overwritten and the write-ahead log is cut. Flash may keep old
        copies of pages for a while; they are ciphertext of a key that is gone.
        """
        with self.transaction():
            self.sittings.erase(sitting_id)
            self.contents.drop_packs()
            self.evidence.erase(sitting_id)
            self.outbox.erase(sitting_id)
        self.connection.compact_log()

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()
