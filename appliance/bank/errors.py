# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The item bank's branch of the error tree.

Owns one class per refusal of authoring, building and exchange. Must not know any
caller. Stands on the root in :mod:`sync.protocol.errors`. The codes 100-109 are the
bank's own, because the thirties are full with the exam core and the adaptive engine.

    EscaleError
    └── BankError                   100
        ├── SourceError             101   an author's file that cannot be read as meant
        │   └── MissingError        105   a file, folder or item that is not there to be read
        ├── ExtractError            102   an extract that is missing, stale or cannot be spoken
        ├── LintError               103   a bank with problems that must be corrected first
        ├── QtiError                104   a QTI document that cannot be read or scored
        └── OutputError             106   a file that cannot be written where it was wanted
"""

from sync.protocol.errors import EscaleError


class BankError(EscaleError):
    """Something that the item bank refuses."""

    exit_code = 100
    advice = "Run `escale bank lint` on the bank; it says what to correct and where."


class SourceError(BankError):
    """An author's file that cannot be read as meant."""

    exit_code = 101
    advice = "Correct the line that is named, then run `escale bank lint`."

    def __init__(self, message: str, *, line: int = 0, item: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.item = item


class MissingError(SourceError):
    """A file, folder or item that is not there, or may not be read."""

    exit_code = 105
    advice = "Check the name and the permissions, then run the command again."


class ExtractError(BankError):
    """A listening extract that is missing, out of date or cannot be spoken."""

    exit_code = 102
    advice = "Install espeak-ng and run `escale bank speak` to speak the extracts again."


class LintError(BankError):
    """A bank with problems that must be corrected before it is built."""

    exit_code = 103
    advice = "Correct the problems listed above, then run the command again."


class QtiError(BankError):
    """A QTI document that cannot be read or scored."""

    exit_code = 104
    advice = "Correct the document at the line that is named, or leave the item out."

    def __init__(self, message: str, *, line: int = 0, advice: str | None = None) -> None:
        super().__init__(message if line == 0 else f"line {line}: {message}", advice=advice)
        self.line = line


class OutputError(BankError):
    """A file that cannot be written where it was wanted."""

    exit_code = 106
    advice = "Choose a folder that exists, has room and that you may write to."
