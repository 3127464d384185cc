# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One time zone for the pictures: the screens show local times."""

import os
import time
from collections.abc import Generator

import pytest

ZONE = "Europe/Paris"


@pytest.fixture(autouse=True, scope="session")
def zone() -> Generator[None]:
    """Appointments are told in the time of Paris."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = ZONE
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()
