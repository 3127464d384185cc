# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The station's process of the demonstration: open it, seat the candidate, report each step.

Owns the composition of that process. Must not print; the program does. Stands on the
service's composition root.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from appliance.audio_replay import ReplayInput, ReplayOutput
from appliance.demo.candidate import Ability, ScriptedCandidate
from appliance.demo.clock import HurriedClock
from appliance.demo.journey import Journey, Tell
from appliance.demo.scenery import eventful, hum
from appliance.exam.levels import Domain
from appliance.service.composition import StationSettings, open_station
from appliance.service.station import Station
from sync.protocol.clock import SystemClock

PIN = "246810"
EVIDENCE_PATIENCE_S = 12.0


@dataclass(frozen=True, slots=True)
class Casting:
    """Who sits where: the station's folder, the code, true ability in logits, seed, camera."""

    directory: Path
    access_code: str
    theta: float
    seed: int
    camera: Path | None


def seat(casting: Casting, tell: Tell) -> dict[str, Any]:
    """Seat the candidate and return the facts of the sitting."""
    clock = HurriedClock(SystemClock())
    station = open_station(
        casting.directory,
        StationSettings(
            invigilator_pin=PIN,
            proctor=eventful(casting.camera),
            clock=clock,
            audio_output=ReplayOutput(),
            audio_input=ReplayInput(hum()),
            draw_seed=lambda: casting.seed,
        ),
    )
    try:
        station.open_day(PIN)
        return _sit(station, casting, clock, tell)
    finally:
        station.close()


def _sit(station: Station, casting: Casting, clock: HurriedClock, tell: Tell) -> dict[str, Any]:
    view = station.station_view()
    ability = Ability(dict.fromkeys(Domain, casting.theta))
    candidate = ScriptedCandidate(station.library.paper.pack, ability, casting.seed)
    journey = Journey(station, candidate, clock, PIN, tell)
    started = time.monotonic()
    journey.run(casting.access_code)
    answers = sorted(journey.tally.answers_ms)
    return {
        "domains": dict(journey.tally.domains),
        "types": dict(journey.tally.types),
        "capabilities": station.station_view().capabilities,
        "key_tier": view.key_tier,
        "seconds": time.monotonic() - started,
        "demonstrated_minutes": clock.skipped_s / 60,
        "answer_ms": {"median": median(answers), "p99": answers[int(0.99 * len(answers))]},
    }
