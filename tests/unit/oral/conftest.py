# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A line between a station and a central for the tests of the oral part."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.simulators.central import CentralSimulator, copy_of, new_central
from tests.unit.oral.line import Line, laid


@pytest.fixture(scope="session")
def unused_central(tmp_path_factory: pytest.TempPathFactory) -> CentralSimulator:
    """A central that every test copies and none uses."""
    simulator = new_central(tmp_path_factory.mktemp("template"))
    simulator.central.close()
    return simulator


@pytest.fixture
def line(tmp_path: Path, unused_central: CentralSimulator) -> Generator[Line]:
    """A central and a wire to it; stations are enrolled when asked for."""
    simulator = copy_of(unused_central, tmp_path)
    with laid(simulator, tmp_path / "stations") as line:
        yield line
    simulator.central.close()
