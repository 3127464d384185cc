# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""On which day a part was sat, as far as the station's clock can tell.

Owns when a station's wall time is believed. Pure. Must not enter a day itself: where the
clock cannot tell, a person does (`settling`).

A day is believed when the station trusted its clock (`TimeTrust` other than none) and when
it lies between the station's enrolment and the arrival of the bundle.
"""

from dataclasses import dataclass

from sync.central.moment import day
from sync.protocol.clock import Stamp, TimeTrust

UNKNOWN = ""
"""Stands in a row for a day that a person has to enter."""


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last UTC day on which something can have been, as ISO 8601."""

    first: str
    last: str

    @classmethod
    def between(cls, first_s: int, last_s: int) -> "Days":
        """The days from one moment to another, seconds since 1970 UTC."""
        return cls(day(first_s), day(last_s))

    def hold(self, text: str) -> bool:
        """Whether a day, as ISO 8601, is one of them."""
        return self.first <= text <= self.last


def day_told(stamp: Stamp, days: Days) -> str:
    """The day that a stamp tells of, `UNKNOWN` when it is not to be believed."""
    if stamp.trust is TimeTrust.NONE:
        return UNKNOWN
    told = day(int(stamp.wall_s))
    return told if days.hold(told) else UNKNOWN
