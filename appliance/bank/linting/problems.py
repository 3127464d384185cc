# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a bank, as authors read it.

Owns the problem and its two weights. Must not find problems (the loader and the lint
do). Stands on nothing.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps the bank from being built; a warning deserves a second look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to correct, and where: file within the bank, line, item id (or "")."""

    file: str
    line: int
    item: str
    rule: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        subject = f" {self.item}:" if self.item else ""
        return f"{place}: {self.severity.value}:{subject} {self.message} [{self.rule}]"
