# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Booking requests that candidates made at this station, as they travel.

Owns the table `booking`. Must not know what central decided: the calendar says so.
Stands on the connection.
"""

from dataclasses import dataclass

from appliance.store.connection import Connection

_COLUMNS = "request_id, candidate_id, requested_s, wishes, sealed"


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One request.

    Attributes:
        requested_s: The station's wall time.
        wishes: Canonical CBOR of the slots as the candidate saw them, preferred one first.
        sealed: The message for central.
    """

    request_id: str
    candidate_id: str
    requested_s: float
    wishes: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class BookingTable:
    """Requests, oldest first."""

    connection: Connection

    def add(self, row: BookingRow) -> None:
        """Keep a request; inside a transaction."""
        self.connection.write(
            f"INSERT INTO booking ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)",
            (row.request_id, row.candidate_id, row.requested_s, row.wishes, row.sealed),
        )

    def of_candidate(self, candidate_id: str) -> tuple[BookingRow, ...]:
        """The requests of a candidate."""
        return self._all("WHERE candidate_id = ?", (candidate_id,))

    def all(self) -> tuple[BookingRow, ...]:
        """Every request."""
        return self._all("", ())

    def _all(self, condition: str, values: tuple[str, ...]) -> tuple[BookingRow, ...]:
        rows = self.connection.read(
            f"SELECT {_COLUMNS} FROM booking {condition} ORDER BY rowid", values
        )
        return tuple(
            BookingRow(request_id, candidate_id, requested_s, bytes(wishes), bytes(sealed))
            for request_id, candidate_id, requested_s, wishes, sealed in rows
        )
