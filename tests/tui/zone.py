# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One time zone for pictures and tests: the screens show local times.

Owns the change of the process's zone and the way back. Stands on the standard library.
"""

import os
import time
from collections.abc import Generator
from contextlib import contextmanager

ZONE = "Europe/Paris"


@contextmanager
def in_paris() -> Generator[None]:
    """Local time is that of Paris until the block ends."""
    before = os.environ.get("TZ")
    _set(ZONE)
    try:
        yield
    finally:
        _set(before)


def _set(zone: str | None) -> None:
    os.environ.pop("TZ", None)
    if zone is not None:
        os.environ["TZ"] = zone
    time.tzset()
