# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Everything that central knows of its sittings, for archives and auditors.

Owns the form of the export: JSON lines beside the signed public files. Must not unseal
evidence nor export a key.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.central.composition import Central
from sync.central.errors import SetupError
from sync.central.tables import AuditRow, CertificateRow, DecisionRow, OralRow, SittingRow
from sync.central.tables.base import Base, Json
from sync.certificates.material import ROOT_NAME, STATUS_NAME, TRUST_NAME
from sync.protocol.durable import write_durably
from sync.protocol.keys import public_bytes

_ANOTHER_FOLDER = "Choose a new folder for the export."
_TABLES: tuple[tuple[str, type[Base]], ...] = (
    ("sittings", SittingRow),
    ("decisions", DecisionRow),
    ("oral", OralRow),
    ("results", CertificateRow),
    ("audit", AuditRow),
)


def export(central: Central, folder: Path) -> dict[str, int]:
    """Write the export into a new folder; the number of rows per file.

    Raises:
        SetupError: There is something in the folder already, or it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise SetupError(f"{folder} is not empty", advice=_ANOTHER_FOLDER)
        return _write(central, folder)
    except OSError as error:
        message = f"{folder} cannot be written: {error.strerror}"
        raise SetupError(message, advice=_ANOTHER_FOLDER) from error


def _write(central: Central, folder: Path) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, table in _TABLES:
        with central.database.transaction() as session:
            lines = [json.dumps(row, ensure_ascii=False) for row in _rows(session, table)]
        write_durably(folder / f"{name}.jsonl", _text(lines))
        counts[name] = len(lines)
    write_durably(folder / ROOT_NAME, public_bytes(central.vault.root))
    write_durably(folder / TRUST_NAME, central.vault.trust_message)
    if central.layout.audit_mark.exists():
        mark = central.layout.audit_mark
        write_durably(folder / mark.name, mark.read_bytes())
    write_durably(folder / STATUS_NAME, central.ledger.status_list())
    return counts


def _rows(session: Session, table: type[Base]) -> Iterator[Json]:
    columns = [column.key for column in table.__mapper__.columns]
    order = list(table.__mapper__.primary_key)
    for row in session.scalars(select(table).order_by(*order)):
        yield {name: _plain(getattr(row, name)) for name in columns}


def _plain(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def _text(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
