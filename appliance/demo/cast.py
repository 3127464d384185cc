# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Who appears in the demonstration: an invented candidate, a centre, the people at central.

Owns names, dates and the oral grid. Nobody here is a real person.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

CENTRE = "Harbour Training Centre"
TARGET = "A2"
THETA = 0.3
SEED = 20_260_301
ORAL_GRID = {
    "vocabulary": "B2",
    "grammar": "B1",
    "fluency": "B2",
    "pronunciation": "B1",
    "interaction": "B2",
}
REVIEW = "Identity agrees, the flags were looked at one by one, nothing speaks against the sitting."
ORAL_COMMENT = "Speaks with ease about her work; a wide range of tenses, small slips."
CANDIDATE = {
    "given_name": "Amélie",
    "family_name": "Okonkwo-Varga",
    "birth_date": "1994-05-17",
    "email": "amelie@example.org",
}


ORAL_ROOM = "Room 2"
ORAL_DAYS = {1: (8, 9, 13), 2: (8, 10, 14, 15), 4: (9,), 7: (7, 12)}
"""Days from today, and hours UTC, at which an examiner is there."""


def oral_times(now: datetime | None = None) -> list[datetime]:
    """When the oral part can be taken."""
    today = (now or datetime.now(UTC)).replace(minute=0, second=0, microsecond=0)
    return [
        (today + timedelta(days=day)).replace(hour=hour)
        for day, hours in ORAL_DAYS.items()
        for hour in hours
    ]


def roster(now: datetime | None = None) -> list[dict[str, Any]]:
    """The roster of the demonstration: one candidate, whose window is open now."""
    today = now or datetime.now(UTC)
    return [
        CANDIDATE
        | {
            "window_from": (today - timedelta(days=1)).isoformat(timespec="seconds"),
            "window_to": (today + timedelta(days=2)).isoformat(timespec="seconds"),
            "target": TARGET,
        }
    ]
