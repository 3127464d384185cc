# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The power goes at every write point of an interview: nothing confirmed is lost or doubled."""

import json
import os
from pathlib import Path

import pytest

from appliance.exam.levels import Level
from appliance.exam.oral_words import Competence
from appliance.service.oral.views import (
    GradingView,
    InterviewView,
    OralFinishedView,
    OralIdentityView,
    OralMode,
    OralReadyView,
    OralStage,
    RecordingView,
)
from appliance.service.station import Station
from appliance.store.sittings import ExamPart
from sync.protocol.manifest import PartRole
from sync.protocol.oral_calendar import WrittenPart
from tests.simulators.audio import Brief, tone
from tests.simulators.clock import SimulatedClock
from tests.simulators.power import CountingTripwire, die
from tests.unit.oral.interviewing import EXAMINER_CODE, bring_calendar
from tests.unit.service.conftest import template
from tests.unit.service.world import PIN, World, inside

__all__ = ["template"]
WRITTEN = WrittenPart("c-1", "s-elsewhere", "A2")
FIRST_CUT = 2
STRIDE = {OralMode.ON_SITE: 2, OralMode.RECORDED: 5}
"""How many more write points each life may reach."""
GRID = dict.fromkeys(Competence, Level.B1)


def step(station: Station, mode: OralMode) -> bool:
    """Do the next thing that a person would; False when the interview is over."""
    match station.oral_view():
        case None:
            return _open(station, mode)
        case OralIdentityView():
            station.confirm_oral_identity_by_human(PIN, "passport")
            station.oral_identity_done()
        case OralReadyView() | InterviewView() | GradingView() as view:
            _examine(station, view, mode)
        case RecordingView(take=None):
            station.record_answer()
        case RecordingView():
            station.confirm_answer()
        case OralFinishedView():
            station.leave_oral()
    return True


def _open(station: Station, mode: OralMode) -> bool:
    if station.outbox.pending():
        return False
    station.open_oral("CODE-1", mode, monitoring=False)
    return True


def _examine(
    station: Station, view: OralReadyView | InterviewView | GradingView, mode: OralMode
) -> None:
    seat = inside(station).oral
    assert seat is not None
    if mode is OralMode.ON_SITE and seat.state.examiner is None:
        station.admit_examiner(EXAMINER_CODE)
    elif isinstance(view, OralReadyView):
        station.begin_interview()
    elif isinstance(view, InterviewView):
        station.end_part()
    else:
        station.grade_oral(GRID, "steady")


def acknowledged(station: Station) -> list[str]:
    """What the people were told is kept: confirmed answers, or the stage."""
    seat = inside(station).oral
    if seat is None:
        return []
    if seat.state.recorded:
        return [answer.evidence.hex() for answer in seat.state.confirmed]
    stages = [stage.value for stage in OralStage]
    return stages[: stages.index(seat.state.stage.value) + 1]


def life(world: World, mode: OralMode, round_: int, kept: list[str], out: int) -> None:
    """One life of the station, until the power goes at a write point or nothing is left."""
    clock = SimulatedClock()
    clock.reboot(30.0 * round_, f"boot-{round_}")
    wire = CountingTripwire(FIRST_CUT + STRIDE[mode] * round_, die)
    station = world.station(clock, tripwire=wire, audio_input=Brief(tone()))
    going_on = True
    while going_on:
        if inside(station).oral is not None and acknowledged(station)[: len(kept)] != kept:
            os.write(out, b'"lost"\n')
        os.write(out, json.dumps(acknowledged(station)).encode() + b"\n")
        going_on = step(station, mode)
    station.close()


def spent(world: World, mode: OralMode, round_: int, kept: list[str]) -> tuple[bool, list[str]]:
    """Live once in a child that is really killed; whether it was, and what is kept now."""
    source, out = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            life(world, mode, round_, kept, out)
        except BaseException as error:  # noqa: BLE001 -- the edge of a process
            os.write(out, json.dumps(repr(error)).encode() + b"\n")
        os._exit(0)
    os.close(out)
    with os.fdopen(source) as told:
        lines = [json.loads(line) for line in told]
    _, status = os.waitpid(child, 0)
    assert not [line for line in lines if isinstance(line, str)], lines
    longest = max([kept, *lines], key=len)
    return os.WIFSIGNALED(status), longest


@pytest.mark.parametrize("mode", OralMode)
def test_the_power_goes_again_and_again(mode: OralMode, template: World, tmp_path: Path) -> None:
    world = template.copied_to(tmp_path / "station")
    station = world.station()
    bring_calendar(world, station, WRITTEN)
    station.close()
    kept: list[str] = []
    kills = 0
    for round_ in range(40):
        killed, kept = spent(world, mode, round_, kept)
        kills += killed
        if not killed:
            break
    assert kills >= 4
    station = world.station()
    [bundle] = station.outbox.pending()
    store = inside(station).store
    [row] = [row for row in store.sittings.all() if row.part is ExamPart.ORAL]
    assert row.stage == OralStage.FINISHED
    carried = [part.digest.hex() for part in bundle.parts if part.role is PartRole.ORAL]
    assert carried == (kept if mode is OralMode.RECORDED else [])
    station.close()
