# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""An interview keeps the pack that it began with, whatever came meanwhile."""

import pytest

from appliance.service.oral.views import (
    InterviewView,
    OralFinishedView,
    OralMode,
    OralView,
    RecordingView,
)
from appliance.service.station import Station
from tests.simulators.clock import SimulatedClock
from tests.unit.oral.interviewing import (
    EXAMINER_CODE,
    GRID,
    answer_all,
    bring_calendar,
    bring_pack,
    to_interview,
)
from tests.unit.oral.test_interview import ON_SITE, RECORDED, WRITTEN, confirmed
from tests.unit.service.conftest import clock, station, template, world
from tests.unit.service.world import PIN, World, inside, newer_pack

__all__ = ["clock", "station", "template", "world"]


def prompt_of(view: OralView | None) -> object:
    """What is talked about now."""
    assert isinstance(view, InterviewView | RecordingView), view
    return view.prompt


@pytest.mark.parametrize("mode", [ON_SITE, RECORDED])
def test_an_interview_that_was_set_aside_keeps_the_pack_it_began_with(
    world: World, station: Station, clock: SimulatedClock, mode: OralMode
) -> None:
    bring_calendar(world, station, WRITTEN)
    to_interview(station, mode)
    before = prompt_of(station.oral_view())
    station.set_aside_oral(PIN)
    bring_pack(world, station, newer_pack())
    station.close()
    again = world.station(clock)
    assert prompt_of(again.open_oral("CODE-1", mode)) == before
    if mode is ON_SITE:
        again.admit_examiner(EXAMINER_CODE)
        for _ in range(3):
            again.end_part()
        again.grade_oral(GRID)
    else:
        answer_all(again)
    assert isinstance(again.oral_view(), OralFinishedView)
    manifest, checked = confirmed(world, again)
    assert manifest.pack_digest == checked.opened.pack_digest == world.opened_pack.digest
    assert inside(again).store.contents.pack(world.opened_pack.digest) is None
    again.close()
