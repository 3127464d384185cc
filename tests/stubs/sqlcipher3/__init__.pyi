# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
from collections.abc import Sequence
from typing import Any

sqlite_version: str

class Error(Exception): ...

class Cursor:
    def fetchall(self) -> list[tuple[Any, ...]]: ...

class Connection:
    in_transaction: bool
    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> Cursor: ...
    def close(self) -> None: ...

def connect(
    database: str, *, isolation_level: str | None = ..., check_same_thread: bool = ...
) -> Connection: ...
