# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Shares of counted things, with the interval that so few of them leave open (pure).

Owns the interval: Wilson, JASA 1927. Must not know what was counted. Stands on nothing.
"""

import math
from dataclasses import dataclass

_Z = 1.96


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % Wilson interval."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """The share, 0 where nothing was counted."""
        return self.hits / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound; (0, 1) where nothing was counted."""
        if not self.total:
            return (0.0, 1.0)
        share, count = self.value, self.total
        middle = (share + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
        spread = share * (1 - share) / count + _Z**2 / (4 * count**2)
        half = _Z * math.sqrt(spread) / (1 + _Z**2 / count)
        return (max(0.0, middle - half), min(1.0, middle + half))

    def as_json(self) -> dict[str, object]:
        """For the report."""
        low, high = self.interval
        return {
            "hits": self.hits,
            "total": self.total,
            "rate": round(self.value, 4),
            "ci95": [round(low, 4), round(high, 4)],
        }
