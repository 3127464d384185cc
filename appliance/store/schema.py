# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The tables, and how a database of an older release becomes one of this release.

Owns the schema and its version (`PRAGMA user_version`). Must not hold rows. Stands on
the connection. A migration is a list of statements; released ones never change.
"""

from typing import Final

from appliance.store.connection import Connection
from appliance.store.errors import StoreVersionError

_FIRST: Final = (
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    """CREATE TABLE content (
        digest BLOB PRIMARY KEY, role TEXT NOT NULL UNIQUE, added_s REAL NOT NULL,
        body BLOB NOT NULL)""",
    "CREATE TABLE partial (digest BLOB PRIMARY KEY, body BLOB NOT NULL)",
    """CREATE TABLE sitting (
        id TEXT PRIMARY KEY, candidate_id TEXT NOT NULL, wrapped_key BLOB,
        stage TEXT NOT NULL, head BLOB NOT NULL, length INTEGER NOT NULL,
        active INTEGER NOT NULL, pulse BLOB, erased INTEGER NOT NULL DEFAULT 0)""",
    "CREATE UNIQUE INDEX one_active_sitting ON sitting (active) WHERE active = 1",
    """CREATE TABLE journal (
        sitting_id TEXT NOT NULL REFERENCES sitting (id), sequence INTEGER NOT NULL,
        record BLOB NOT NULL, PRIMARY KEY (sitting_id, sequence)) WITHOUT ROWID""",
    """CREATE TABLE evidence (
        digest BLOB PRIMARY KEY, sitting_id TEXT NOT NULL REFERENCES sitting (id),
        kind TEXT NOT NULL, position INTEGER NOT NULL, sealed BLOB NOT NULL)""",
    """CREATE TABLE bundle (
        manifest_digest BLOB PRIMARY KEY, sitting_id TEXT NOT NULL REFERENCES sitting (id),
        position INTEGER NOT NULL, manifest BLOB NOT NULL, receipt BLOB)""",
    """CREATE TABLE part (
        digest BLOB PRIMARY KEY,
        manifest_digest BLOB NOT NULL REFERENCES bundle (manifest_digest),
        position INTEGER NOT NULL, role TEXT NOT NULL, size INTEGER NOT NULL,
        acknowledged INTEGER NOT NULL DEFAULT 0, body BLOB)""",
    """CREATE TABLE lockout (
        scope TEXT PRIMARY KEY, failures INTEGER NOT NULL, boot_id TEXT NOT NULL,
        monotonic_ns INTEGER NOT NULL) WITHOUT ROWID""",
)

_SECOND: Final = (
    "ALTER TABLE sitting ADD COLUMN part TEXT NOT NULL DEFAULT 'written'",
    """CREATE TABLE booking (
        request_id TEXT PRIMARY KEY, candidate_id TEXT NOT NULL, requested_s REAL NOT NULL,
        wishes BLOB NOT NULL, sealed BLOB NOT NULL)""",
)

_THIRD: Final = (
    "CREATE TABLE earlier_pack (digest BLOB PRIMARY KEY, body BLOB NOT NULL)",
    "ALTER TABLE sitting ADD COLUMN pack BLOB",
    """UPDATE sitting SET pack = (SELECT digest FROM content WHERE role = 'pack')
        WHERE erased = 0""",
)
_FOURTH: Final = ("ALTER TABLE sitting ADD COLUMN reference BLOB",)

MIGRATIONS: Final = (_FIRST, _SECOND, _THIRD, _FOURTH)
"""Statements that lead from version n to n + 1, for n from 0."""


def migrate(connection: Connection) -> None:
    """Bring the database to this release's schema, one transaction per version.

    Raises:
        StoreVersionError: It was made by a newer release.
    """
    version = int(connection.read("PRAGMA user_version")[0][0])
    if version > len(MIGRATIONS):
        raise StoreVersionError(f"the database has version {version}, of a newer release")
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        with connection.transaction():
            for statement in statements:
                connection.write(statement)
            connection.write(f"PRAGMA user_version = {number}")
