# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A fresh central for each test."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.simulators.central import CentralSimulator, new_central


@pytest.fixture
def central(tmp_path: Path) -> Generator[CentralSimulator]:
    """A central in a temporary directory."""
    simulator = new_central(tmp_path)
    yield simulator
    simulator.central.close()
