# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One door to the database.

Owns the engine, what SQLite needs to be durable and safe with threads, the one kind
of transaction, and the migrations. Must not know a table's meaning. Stands on
SQLAlchemy; Alembic is
loaded when the schema is behind only, since most starts find it up to date.

On SQLite every transaction takes the write lock at its start (`BEGIN IMMEDIATE`):
it cannot fail half-way for want of the lock. Transactions are therefore short;
nobody reads files or the network inside one.
"""

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.orm import Session

from sync.central.errors import SetupError
from sync.central.migrations import HEAD

_SAFE_WAL = (3, 51, 3)
_BUSY_MS = 15_000
_PRIVATE = 0o600


class Database:
    """Transactions on one database.

    Args:
        url: An SQLAlchemy URL.

    Raises:
        SetupError: The file of an SQLite database cannot be made, or is not ours to keep.
    """

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        if self._engine.dialect.name == "sqlite":
            if self._engine.url.database:
                _keep_private(Path(self._engine.url.database))
            _prepare_sqlite(self._engine)

    @contextmanager
    def transaction(self) -> Generator[Session]:
        """A session that commits at the end of the block, or rolls back on any error."""
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    def migrate(self) -> None:
        """Bring the schema to the newest revision; does nothing when it is there."""
        if self.revision() == HEAD:
            return
        from sync.central.migrations.upgrade import upgrade  # Alembic, only when it is needed

        with self._engine.connect() as connection:
            upgrade(connection)

    def revision(self) -> str | None:
        """The schema's revision; `None` for an empty database."""
        with self._engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.scalar(text("SELECT version_num FROM alembic_version"))

    def connect(self) -> Connection:
        """A bare connection, for whoever compares the schema with the tables."""
        return self._engine.connect()

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()


def _keep_private(path: Path) -> None:
    """Make the file before SQLite does, readable by its owner only; the WAL follows it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _PRIVATE)
        try:
            os.fchmod(descriptor, _PRIVATE)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise SetupError(
            f"the database {path} cannot be kept: {error.strerror}",
            advice="Run central as the owner of its directory.",
        ) from error


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, record: Any) -> None:
        del record
        connection.isolation_level = None  # transactions are begun below, not by the driver
        # Older SQLite may corrupt a WAL; the rollback journal is safe everywhere.
        mode = "WAL" if sqlite3.sqlite_version_info >= _SAFE_WAL else "DELETE"
        for pragma in (
            f"busy_timeout={_BUSY_MS}",
            f"journal_mode={mode}",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    del _on_connect, _on_begin  # registered; the names are not needed
