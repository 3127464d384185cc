# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Named points around a write, where a test may cut the power.

Owns the names of the points and the port. Must not do anything in a real station: the
default tripwire is silent. Stands on nothing.
"""

from enum import StrEnum
from typing import Protocol


class WritePoint(StrEnum):
    """Moments of a transaction, in order."""

    BEFORE_BEGIN = "before_begin"
    AFTER_BEGIN = "after_begin"
    AFTER_STATEMENT = "after_statement"
    BEFORE_COMMIT = "before_commit"
    AFTER_COMMIT = "after_commit"


class Tripwire(Protocol):
    """What is told that a point was reached."""

    def reach(self, point: WritePoint) -> None:
        """May end the process; otherwise returns."""
        ...


class SilentTripwire:
    """The tripwire of a real station."""

    def reach(self, point: WritePoint) -> None:
        """Nothing happens."""
