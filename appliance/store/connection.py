# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The one connection to the encrypted database, and the one kind of transaction.

Owns opening with the key, the settings that make a commit durable, the lock between
threads and the translation of database errors. Must not know any table. Stands on
`sqlcipher3`.

Opening: 1. SQLite is recent enough (earlier WAL code can lose or corrupt pages);
2. the raw key is set before anything is read; 3. the first page decrypts;
4. WAL, `synchronous=FULL`, overwriting deletes and foreign keys are in force.
"""

import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import sqlcipher3

from appliance.store.errors import StoreError, StoreReadOnlyError, StoreVersionError, translate
from appliance.store.tripwires import SilentTripwire, Tripwire, WritePoint

OLDEST_SQLITE: Final = (3, 51, 3)
"""The first release without the WAL-reset bug that can corrupt a database."""

KEY_SIZE: Final = 32
Value = str | bytes | int | float | None
Row = tuple[Any, ...]


class Durability(StrEnum):
    """What a commit survives once it has returned.

    `FULL` survives a power cut. `NORMAL` survives the death of the process, and a
    power cut once the next full commit has returned; it costs no flush.
    """

    FULL = "FULL"
    NORMAL = "NORMAL"


class Connection:
    """A keyed connection; writes are only possible inside `transaction`.

    Args:
        path: The database file; made when it is not there.
        key: The raw 256-bit key.
        tripwire: Told of every write point; silent in a real station.

    Raises:
        StoreLockedError: The file does not open with this key.
        StoreReadOnlyError: The file cannot be opened or written.
        StoreVersionError: The SQLite library is too old.
    """

    def __init__(self, path: Path, key: bytes, *, tripwire: Tripwire | None = None) -> None:
        if len(key) != KEY_SIZE:
            raise StoreError("the database key has 32 bytes")
        self._tripwire = tripwire or SilentTripwire()
        self._lock = threading.RLock()
        self._inside = False
        require_sqlite(sqlcipher3.sqlite_version)  # 1
        try:
            path.touch(mode=0o600)  # the write-ahead log takes over these permissions
        except OSError as error:
            raise StoreReadOnlyError(f"the database cannot be opened: {error.strerror}") from error
        try:
            # isolation_level=None: transactions are ours, never implied by a statement
            self._raw = sqlcipher3.connect(str(path), isolation_level=None, check_same_thread=False)
        except sqlcipher3.Error as error:
            raise translate(error) from error
        try:
            self._prepare(key)
        except StoreError:
            self._raw.close()
            raise

    def _prepare(self, key: bytes) -> None:
        self._run("PRAGMA cipher_log_level = NONE")
        self._run(f"PRAGMA key = \"x'{key.hex()}'\"")  # 2
        self._run("SELECT count(*) FROM sqlite_master")  # 3
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):  # 4
            self._run(f"PRAGMA {pragma}")
        self._run("PRAGMA foreign_keys = ON")
        self._run("PRAGMA temp_store = MEMORY")

    def read(self, statement: str, values: Sequence[Value] = ()) -> list[Row]:
        """The rows of a query; inside a transaction it sees the transaction's writes."""
        with self._lock:
            return self._run(statement, values)

    def write(self, statement: str, values: Sequence[Value] = ()) -> None:
        """Change something; only inside `transaction`.

        Raises:
            StoreError: No transaction is open.
        """
        with self._lock:
            if not self._inside:
                raise StoreError("a write outside a transaction")
            self._run(statement, values)
            self._tripwire.reach(WritePoint.AFTER_STATEMENT)

    @contextmanager
    def transaction(self, durability: Durability = Durability.FULL) -> Generator[None]:
        """Everything inside happens or nothing does; after the block it is on disk.

        Raises:
            StoreFullError: The disk is full; nothing was changed.
            StoreReadOnlyError: The disk cannot be written; nothing was changed.
        """
        with self._lock:
            if self._inside:
                raise StoreError("a transaction inside a transaction")
            self._tripwire.reach(WritePoint.BEFORE_BEGIN)
            self._run(f"PRAGMA synchronous = {durability.value}")
            self._run("BEGIN IMMEDIATE")
            self._inside = True
            self._tripwire.reach(WritePoint.AFTER_BEGIN)
            try:
                yield
                self._tripwire.reach(WritePoint.BEFORE_COMMIT)
                self._run("COMMIT")
            except BaseException:
                self._roll_back()
                raise
            finally:
                self._inside = False
            self._tripwire.reach(WritePoint.AFTER_COMMIT)

    def forbid_writes(self) -> None:
        """From now on this connection only reads."""
        with self._lock:
            self._run("PRAGMA query_only = ON")

    def compact_log(self) -> None:
        """Fold the write-ahead log into the database and cut it to nothing."""
        with self._lock:
            self._run("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._raw.close()

    def _roll_back(self) -> None:
        # SQLite has rolled back by itself after some errors (a full disk among them).
        if self._raw.in_transaction:
            self._run("ROLLBACK")

    def _run(self, statement: str, values: Sequence[Value] = ()) -> list[Row]:
        try:
            return self._raw.execute(statement, tuple(values)).fetchall()
        except sqlcipher3.Error as error:
            raise translate(error) from error


def require_sqlite(version: str) -> None:
    """Refuse an SQLite library older than `OLDEST_SQLITE`.

    Raises:
        StoreVersionError: It is older.
    """
    if tuple(int(part) for part in version.split(".")) < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise StoreVersionError(f"SQLite {version} is too old, {oldest} is needed")
