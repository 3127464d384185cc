# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sittings and their journals, as ciphertext under each sitting's own data key.

Owns the tables `sitting` and `journal`. Must not see a record in the clear nor judge one:
the service encrypts before and decrypts after. Stands on the connection.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from appliance.store.connection import Connection
from appliance.store.errors import StoreDamagedError

_COLUMNS = "id, candidate_id, wrapped_key, stage, head, length, pulse, erased, part, reference"


class ExamPart(StrEnum):
    """Which part of the exam a sitting is."""

    WRITTEN = "written"
    ORAL = "oral"


@dataclass(frozen=True, slots=True)
class SittingRow:
    """What the store knows of a sitting.

    Attributes:
        wrapped_key: The data key, wrapped; None once it was erased.
        stage: The machine's stage after the last record, for lists only.
        head: Digest of the last journal record.
        length: Number of journal records.
        pulse: Last sign of life with what was entered, encrypted.
        reference: What the candidate's face is recognised by, encrypted, until the conclusion.
        erased: Whether journal, evidence and key were destroyed after the receipt.
    """

    id: str
    candidate_id: str
    wrapped_key: bytes | None
    stage: str
    head: bytes
    length: int
    pulse: bytes | None
    erased: bool
    part: ExamPart = ExamPart.WRITTEN
    reference: bytes | None = None


@dataclass(frozen=True, slots=True)
class SittingTable:
    """Sittings; at most one is active."""

    connection: Connection

    def add(
        self,
        sitting_id: str,
        candidate_id: str,
        wrapped_key: bytes,
        part: ExamPart,
        pack: bytes,
    ) -> None:
        """A new sitting without records, active; inside a transaction.

        Args:
            sitting_id: Its identifier.
            candidate_id: Who sits.
            wrapped_key: Its data key.
            part: Which part of the exam it is.
            pack: Digest of the pack that it needs until `release_pack`.
        """
        self.connection.write(
            "INSERT INTO sitting VALUES (?, ?, ?, '', ?, 0, 1, NULL, 0, ?, ?, NULL)",
            (sitting_id, candidate_id, wrapped_key, bytes(32), part.value, pack),
        )

    def release_pack(self, sitting_id: str) -> None:
        """The sitting is concluded and needs its pack no more; inside a transaction."""
        self.connection.write("UPDATE sitting SET pack = NULL WHERE id = ?", (sitting_id,))

    def active(self) -> SittingRow | None:
        """The sitting in progress."""
        return self._one("active = 1", ())

    def get(self, sitting_id: str) -> SittingRow | None:
        """The sitting of this identifier."""
        return self._one("id = ?", (sitting_id,))

    def of_candidate(
        self, candidate_id: str, part: ExamPart = ExamPart.WRITTEN
    ) -> SittingRow | None:
        """A candidate's sitting of one part: there is at most one on a station."""
        return self._one("candidate_id = ? AND part = ?", (candidate_id, part.value))

    def all(self) -> tuple[SittingRow, ...]:
        """Every sitting, oldest first."""
        rows = self.connection.read(f"SELECT {_COLUMNS} FROM sitting ORDER BY rowid")
        return tuple(_row(*row) for row in rows)

    def set_active(self, sitting_id: str, active: bool) -> None:
        """Seat a sitting or set it aside; inside a transaction."""
        self.connection.write(
            "UPDATE sitting SET active = ? WHERE id = ?", (int(active), sitting_id)
        )

    def append(
        self, sitting_id: str, sequence: int, record: bytes, *, head: bytes, stage: str
    ) -> None:
        """The next record, encrypted, and what follows for the row; inside a transaction.

        Args:
            sitting_id: Whose journal.
            sequence: The record's place, from 0.
            record: Its ciphertext.
            head: Digest of the record in the clear.
            stage: The machine's stage after it.
        """
        self.connection.write(
            "INSERT INTO journal VALUES (?, ?, ?)", (sitting_id, sequence, record)
        )
        self.connection.write(
            "UPDATE sitting SET head = ?, length = ?, stage = ? WHERE id = ? AND length = ?",
            (head, sequence + 1, stage, sitting_id, sequence),
        )
        if self.connection.read("SELECT changes()") != [(1,)]:
            raise StoreDamagedError("a journal record out of turn")

    def records(self, sitting_id: str) -> tuple[bytes, ...]:
        """The journal's ciphertexts in order."""
        rows = self.connection.read(
            "SELECT record FROM journal WHERE sitting_id = ? ORDER BY sequence", (sitting_id,)
        )
        return tuple(bytes(row[0]) for row in rows)

    def set_pulse(self, sitting_id: str, pulse: bytes) -> None:
        """Replace the last sign of life; inside a transaction."""
        self.connection.write("UPDATE sitting SET pulse = ? WHERE id = ?", (pulse, sitting_id))

    def set_reference(self, sitting_id: str, reference: bytes | None) -> None:
        """Keep or forget what the face is recognised by; inside a transaction."""
        self.connection.write(
            "UPDATE sitting SET reference = ? WHERE id = ?", (reference, sitting_id)
        )

    def erase(self, sitting_id: str) -> None:
        """Destroy the data key, the journal, pulse and reference; inside a transaction.

        The row stays, so that nobody sits twice.
        """
        self.connection.write("DELETE FROM journal WHERE sitting_id = ?", (sitting_id,))
        self.connection.write(
            "UPDATE sitting SET wrapped_key = NULL, pulse = NULL, pack = NULL, reference = NULL,"
            " active = 0,"
            " erased = 1 WHERE id = ?",
            (sitting_id,),
        )

    def _one(self, condition: str, values: tuple[str, ...]) -> SittingRow | None:
        rows = self.connection.read(f"SELECT {_COLUMNS} FROM sitting WHERE {condition}", values)
        return _row(*rows[0]) if rows else None


def _row(*values: Any) -> SittingRow:
    identity, candidate_id, wrapped_key, stage, head, length, pulse, erased, part, reference = (
        values
    )
    return SittingRow(
        identity,
        candidate_id,
        None if wrapped_key is None else bytes(wrapped_key),
        stage,
        bytes(head),
        length,
        None if pulse is None else bytes(pulse),
        bool(erased),
        ExamPart(part),
        None if reference is None else bytes(reference),
    )
