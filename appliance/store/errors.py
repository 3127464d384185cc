# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the station's store refuses, and what the person at the station should do.

Owns the store's branch of the error tree and the translation of SQLite's result codes
into it. Must not know any caller.

    EscaleError
    └── StoreError                   40
        ├── StoreLockedError         41   no key or the wrong one: the file is ciphertext
        ├── StoreFullError           42   the disk is full
        ├── StoreReadOnlyError       43   the disk cannot be written
        ├── StoreDamagedError        44   the disk fails, or the file is not what was written
        └── StoreVersionError        45   made by a newer release, or SQLite is too old
"""

from sync.protocol.errors import EscaleError


class StoreError(EscaleError):
    """Something that the store refuses."""

    exit_code = 40
    advice = "Call the invigilator. Every answer that was confirmed is kept."


class StoreLockedError(StoreError):
    """The database does not open with this key."""

    exit_code = 41
    advice = "Start the station with its own keys; without them nobody can read its database."


class StoreFullError(StoreError):
    """The disk is full; nothing was changed."""

    exit_code = 42
    advice = (
        "Call the invigilator: the station's disk is full. Every confirmed answer is kept; "
        "free some space, then go on with the same question."
    )


class StoreReadOnlyError(StoreError):
    """The disk cannot be written; nothing was changed."""

    exit_code = 43
    advice = (
        "Call the invigilator: the station cannot write to its disk. Every confirmed answer "
        "is kept; replace or unlock the card, then go on with the same question."
    )


class StoreDamagedError(StoreError):
    """The disk fails, or the file is not what was written."""

    exit_code = 44
    advice = "Stop using this station and keep its card; the technician can read it out."


class StoreVersionError(StoreError):
    """Made by a newer release than this one, or the SQLite library is too old."""

    exit_code = 45
    advice = "Install the current release of the station's software."


_BY_CODE: dict[str, tuple[type[StoreError], str]] = {
    "SQLITE_NOTADB": (StoreLockedError, "the database does not open with this key"),
    "SQLITE_FULL": (StoreFullError, "the disk is full"),
    "SQLITE_READONLY": (StoreReadOnlyError, "the disk cannot be written"),
    "SQLITE_PERM": (StoreReadOnlyError, "the database may not be opened"),
    "SQLITE_CANTOPEN": (StoreReadOnlyError, "the database cannot be opened"),
    "SQLITE_IOERR": (StoreDamagedError, "the disk did not read or write"),
    "SQLITE_CORRUPT": (StoreDamagedError, "the database is damaged"),
}


def translate(error: Exception) -> StoreError:
    """Our error for an exception of the database module."""
    name = str(getattr(error, "sqlite_errorname", ""))
    primary = "_".join(name.split("_")[:2])
    kind, sentence = _BY_CODE.get(primary, (StoreError, "the database refused"))
    return kind(f"{sentence} ({name or type(error).__name__})")
