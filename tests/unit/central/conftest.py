# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A fresh central for each test, copied from one that is made once."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.simulators.central import CentralSimulator, copy_of, new_central


@pytest.fixture(scope="session")
def unused_central(tmp_path_factory: pytest.TempPathFactory) -> CentralSimulator:
    """A central that every test copies and none uses."""
    simulator = new_central(tmp_path_factory.mktemp("template"))
    simulator.central.close()
    return simulator


@pytest.fixture
def central(tmp_path: Path, unused_central: CentralSimulator) -> Generator[CentralSimulator]:
    """A central in a temporary directory."""
    simulator = copy_of(unused_central, tmp_path)
    yield simulator
    simulator.central.close()
