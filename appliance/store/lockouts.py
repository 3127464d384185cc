# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Counts of failed sign-ins, which survive a restart.

Owns the table `lockout`. Must not decide how long a lock-out lasts. Stands on the
connection.
"""

from dataclasses import dataclass

from appliance.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Failures:
    """How often in a row it failed, and when it last did (one boot's monotonic clock)."""

    count: int
    boot_id: str
    monotonic_ns: int


@dataclass(frozen=True, slots=True)
class LockoutTable:
    """Failures per scope: access codes, and the invigilator's PIN."""

    connection: Connection

    def get(self, scope: str) -> Failures | None:
        """The failures of a scope; None when the last attempt succeeded."""
        rows = self.connection.read(
            "SELECT failures, boot_id, monotonic_ns FROM lockout WHERE scope = ?", (scope,)
        )
        return Failures(*rows[0]) if rows else None

    def put(self, scope: str, failures: Failures) -> None:
        """Set the failures of a scope; inside a transaction."""
        self.connection.write(
            "INSERT OR REPLACE INTO lockout VALUES (?, ?, ?, ?)",
            (scope, failures.count, failures.boot_id, failures.monotonic_ns),
        )

    def clear(self, scope: str) -> None:
        """Forget the failures of a scope; inside a transaction."""
        self.connection.write("DELETE FROM lockout WHERE scope = ?", (scope,))
