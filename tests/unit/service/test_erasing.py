# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A rehearsal stays at the station, says so, and may be erased; a real sitting may not."""

from pathlib import Path

import pytest

from appliance.service.erasing import erase_due
from appliance.service.views import Delivery
from tests.simulators.clock import SimulatedClock
from tests.unit.service.sitting_through import to_end, to_question
from tests.unit.service.world import PIN, World, inside, sample_pack


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.create(tmp_path / "station", pack=sample_pack())


@pytest.mark.parametrize(
    ("scale", "delivery", "bundles", "erased"),
    [(1.0, Delivery.WAITING, 1, 0), (0.5, Delivery.REHEARSAL, 0, 1)],
)
def test_only_a_rehearsal_goes_without_a_receipt(
    world: World, scale: float, delivery: Delivery, bundles: int, erased: int
) -> None:
    clock = SimulatedClock()
    station = world.station(clock, minutes_scale=scale)
    finished = to_end(station, clock, to_question(station, clock))
    assert finished.delivery is delivery
    assert len(station.outbox.pending()) == bundles
    assert station.erase_received(PIN) == erased
    [row] = inside(station).store.sittings.all()
    assert row.erased is bool(erased)
    station.close()


def test_a_rehearsal_that_is_not_over_stays(world: World) -> None:
    clock = SimulatedClock()
    station = world.station(clock, minutes_scale=0.5)
    to_question(station, clock)
    assert erase_due(inside(station)) == 0
    [row] = inside(station).store.sittings.all()
    assert not row.erased
    station.close()
