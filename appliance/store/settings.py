# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Small named values of the station: its PIN's hash, the day, the latest known time.

Owns the table `setting`. Must not know what a value means. Stands on the connection.
"""

from dataclasses import dataclass

from appliance.store.connection import Connection


@dataclass(frozen=True, slots=True)
class SettingTable:
    """Named byte strings."""

    connection: Connection

    def get(self, name: str) -> bytes | None:
        """The value of this name."""
        rows = self.connection.read("SELECT value FROM setting WHERE name = ?", (name,))
        return bytes(rows[0][0]) if rows else None

    def put(self, name: str, value: bytes) -> None:
        """Set a value; inside a transaction."""
        self.connection.write(
            "INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (name, value),
        )
