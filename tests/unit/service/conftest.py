# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""An enrolled station in a simulated world."""

from collections.abc import Generator
from pathlib import Path

import pytest

from appliance.service.station import Station
from tests.simulators.clock import SimulatedClock
from tests.unit.service.world import World


@pytest.fixture
def clock() -> SimulatedClock:
    """Turned by hand."""
    return SimulatedClock()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One enrolment, to be copied."""
    return World.create(tmp_path_factory.mktemp("template") / "station")


@pytest.fixture
def world(template: World, tmp_path: Path) -> World:
    """Central's keys and an enrolled folder with content."""
    return template.copied_to(tmp_path / "station")


@pytest.fixture
def station(world: World, clock: SimulatedClock) -> Generator[Station]:
    """The station, open."""
    station = world.station(clock)
    yield station
    station.close()
