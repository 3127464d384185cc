# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Who did what, when: an append-only log whose entries hold each other.

Owns writing and checking the audit log. Must not decide anything. Each entry carries
the digest of the one before; removing or editing an entry breaks every later one. That the
last ones are still there is for `audit_mark` to say.
Stands on `sync.protocol.canonical`.
"""

from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.central.errors import CentralError
from sync.central.tables import AuditRow
from sync.central.tables.base import Json
from sync.protocol.canonical import encode

FIRST = "0" * 64


def _no_detail() -> Json:
    return {}


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody did.

    Attributes:
        actor: A login, `device:ID` or `system`.
        act: A verb phrase, such as `review.decide`.
        subject: What it was done to, such as a sitting's number.
        detail: Facts that explain it; never secrets.
    """

    actor: str
    act: str
    subject: str
    detail: Json = field(default_factory=_no_detail)


def record(session: Session, act: Act, at_s: int) -> None:
    """Append an act within the transaction that carries it out."""
    last = session.scalars(select(AuditRow).order_by(AuditRow.sequence.desc()).limit(1)).first()
    row = AuditRow(
        sequence=1 if last is None else last.sequence + 1,
        at_s=at_s,
        actor=act.actor,
        act=act.act,
        subject=act.subject,
        detail=act.detail,
        previous=FIRST if last is None else last.digest,
    )
    row.digest = _digest(row)
    session.add(row)
    session.flush()


def check(session: Session) -> int:
    """The number of entries, when every one of them still holds.

    Raises:
        CentralError: An entry was altered, removed or put in.
    """
    previous, count = FIRST, 0
    for row in session.scalars(select(AuditRow).order_by(AuditRow.sequence)):
        count += 1
        if row.sequence != count or row.previous != previous or row.digest != _digest(row):
            raise CentralError(f"the audit log was altered at entry {count}")
        previous = row.digest
    return count


def _digest(row: AuditRow) -> str:
    claims = [row.sequence, row.at_s, row.actor, row.act, row.subject, row.detail, row.previous]
    return sha256(encode(claims)).hexdigest()
