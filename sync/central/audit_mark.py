# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How long the audit log was, signed and kept outside the database.

Owns the mark: its signed form, its file and the comparison. Must not append to the log.
Stands on `audit` and `sync.protocol.statement`.

The entries of the log hold each other, which shows every change but one: a tail cut off
leaves a log that holds. The mark says how many entries there were and which was the last;
who can write to the database alone can neither sign another one nor bring an old one back.

    signed = {length, head, at_s}; head = SHA-256 of entry number `length`
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from sync.central import audit
from sync.central.database import Database
from sync.central.errors import CentralError
from sync.central.moment import Now
from sync.central.tables import AuditRow
from sync.central.vault import Vault
from sync.protocol.durable import write_durably
from sync.protocol.errors import ProtocolError
from sync.protocol.kinds import Kind
from sync.protocol.shape import fields, natural, sized
from sync.protocol.statement import open_statement, sign_statement
from sync.protocol.trust import KeyRole

_DIGEST_SIZE = 32
_CEILING = 4096
_ADVICE = (
    "Find out who wrote to the database. If it was restored from a backup, keep the file "
    "audit-head.cose elsewhere as a record, then take it away here and run the jobs again."
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """What was signed: so many entries, the last with this digest."""

    length: int
    head: bytes


@dataclass(frozen=True, slots=True)
class AuditMark:
    """The mark of one central's audit log, in one file."""

    path: Path
    vault: Vault
    now: Now

    def check(self, database: Database) -> int:
        """The number of entries, when the log holds and still has what was signed of it.

        1. The mark is one that central signed. 2. Every entry holds (`audit.check`). 3. The
        log is at least as long as the mark, and has the same entry there. 4. A log that grew
        is signed anew.

        Raises:
            CentralError: Steps 1 to 3.
        """
        mark = self._read()  # 1; before the log is read, which can only have grown since
        with database.transaction() as session:
            entries = audit.check(session)  # 2
            if mark is not None and _digest(session, mark.length) != mark.head:  # 3
                raise CentralError(
                    f"the audit log no longer holds its first {mark.length} entries as signed; "
                    f"it has {entries}",
                    advice=_ADVICE,
                )
            head = _digest(session, entries)
        if head is not None and (mark is None or entries > mark.length):  # 4
            self._write(_Mark(entries, head))
        return entries

    def _read(self) -> _Mark | None:
        try:
            with self.path.open("rb") as file:
                message = file.read(_CEILING + 1)
        except FileNotFoundError:
            return None  # the first round; later only the owner of the keys can take it away
        except OSError as error:
            raise CentralError(f"{self.path.name} cannot be read: {error.strerror}") from error
        try:
            keys = self.vault.trust.ring(KeyRole.CENTRAL)
            claims = open_statement(Kind.AUDIT_HEAD, message, keys, ceiling=_CEILING).claims
            entry = fields(claims, required={"length": int, "head": bytes, "at_s": int})
            head = sized(entry["head"], _DIGEST_SIZE, "the head")
            return _Mark(natural(entry["length"], "the length"), head)
        except ProtocolError as error:
            raise CentralError(
                f"{self.path.name} is not what central signed: {error}", advice=_ADVICE
            ) from error

    def _write(self, mark: _Mark) -> None:
        claims = {"length": mark.length, "head": mark.head, "at_s": self.now()}
        try:
            write_durably(self.path, sign_statement(Kind.AUDIT_HEAD, claims, self.vault.central))
        except OSError as error:
            raise CentralError(f"{self.path.name} cannot be kept: {error.strerror}") from error


def _digest(session: Session, sequence: int) -> bytes | None:
    row = session.get(AuditRow, sequence)
    return None if row is None else bytes.fromhex(row.digest)
