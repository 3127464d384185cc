# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What anybody may check: the transparency log and the status list.

Owns the order in which certificates enter the log. The database says which index a
certificate has and holds its message before the log is written, so that an append cut
short is simply done again. Stands on `sync.certificates.log` and `status_list`.
"""

import re
import threading
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sync.central.database import Database
from sync.central.moment import Now
from sync.central.tables import CertificateRow
from sync.central.vault import Vault
from sync.certificates.issue import log_entry
from sync.certificates.log import TransparencyLog
from sync.certificates.proof import LogProof
from sync.certificates.status_list import StatusList, sign_status_list
from sync.certificates.tiles import TileStore

_NAME = re.compile(r"checkpoint|tile/(entries|\d{1,2})/(x\d{3}/)*\d{3}(\.p/\d{1,3})?")


@dataclass(frozen=True, slots=True)
class Ledger:
    """The one writer of the log."""

    database: Database
    vault: Vault
    tiles: TileStore
    log: TransparencyLog
    now: Now
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next_index(self, session: Session) -> int:
        """The index of the next certificate, within the transaction that takes it."""
        last = session.scalar(select(func.max(CertificateRow.log_index)))
        return 0 if last is None else last + 1

    def record(self, index: int) -> LogProof:
        """Bring every certificate up to this index into the log; prove the one there."""
        with self._lock:
            with self.database.transaction() as session:
                wanted = (
                    select(CertificateRow.log_index, CertificateRow.cose)
                    .where(CertificateRow.log_index.between(self.log.size, index))
                    .order_by(CertificateRow.log_index)
                )
                waiting = [
                    (place, message)
                    for place, message in session.execute(wanted)
                    if place is not None and message is not None
                ]
            for place, message in waiting:
                self.log.append(place, log_entry(message))
            return self.log.prove(index)

    def prove(self, index: int) -> LogProof:
        """The proof that a certificate is in the log."""
        with self._lock:
            return self.log.prove(index)

    def status_list(self) -> bytes:
        """The signed list of what was revoked."""
        with self.database.transaction() as session:
            size = self.next_index(session)
            wanted = select(CertificateRow.log_index).where(
                CertificateRow.log_index.is_not(None), CertificateRow.revoked_s.is_not(None)
            )
            revoked = [index for index in session.scalars(wanted) if index is not None]
        status = StatusList.of(self.now(), size, revoked=revoked)
        return sign_status_list(status, self.vault.central)

    def log_file(self, name: str) -> bytes | None:
        """A public file of the log; `None` for every other name."""
        return self.tiles.read(name) if _NAME.fullmatch(name) else None
