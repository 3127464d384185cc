# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A fresh central behind a real server, and an agent's usual patience without waiting."""

from collections.abc import Generator
from pathlib import Path

import pytest

from sync.agent.patience import Patience, Throttle
from tests.simulators.central import CentralSimulator, new_central


@pytest.fixture
def central(tmp_path: Path) -> Generator[CentralSimulator]:
    """A central in a temporary directory."""
    simulator = new_central(tmp_path)
    yield simulator
    simulator.central.close()


@pytest.fixture
def waits() -> list[float]:
    """Every wait that was asked for, in seconds."""
    return []


@pytest.fixture
def patience(waits: list[float]) -> Patience:
    """Patience that remembers its waits instead of spending them."""
    return Patience(waits.append, lambda: 0.5)


@pytest.fixture
def throttle(waits: list[float]) -> Throttle:
    """No bandwidth cap."""
    return Throttle(waits.append, lambda: 0.0)
