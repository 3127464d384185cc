# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Appointments are told in one time zone, whatever machine tests them."""

from collections.abc import Generator

import pytest

from tests.tui.zone import in_paris


@pytest.fixture(autouse=True, scope="session")
def zone() -> Generator[None]:
    """Paris."""
    with in_paris():
        yield
