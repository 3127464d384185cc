# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""`escale demo exam`: the screens in this terminal, with a central of its own behind them.

Owns the devices of a station that one person tries out alone: this machine's sound, a
replayed camera unless one is named. Where sound is missing, or times are shortened, the
sitting is a rehearsal, which never becomes a result. Must not shorten a rule.
"""

from dataclasses import dataclass
from pathlib import Path

from appliance.audio_devices import default_input, default_output
from appliance.demo.scenery import quiet
from appliance.demo.seating import PIN
from appliance.demo.story import Stage
from appliance.service.composition import StationSettings, open_station
from appliance.service.station import Station


@dataclass(frozen=True, slots=True)
class Trial:
    """How somebody tries out the exam: factor on all times, picture or video as the camera."""

    minutes_scale: float
    camera: Path | None


def open_trial(stage: Stage, trial: Trial) -> Station:
    """Open the prepared station with the devices of this machine, and open its day."""
    devices = default_output(), default_input()
    missing = [one for one in devices if not one.description.startswith("available")]
    settings = StationSettings(
        invigilator_pin=PIN,
        minutes_scale=trial.minutes_scale,
        rehearsal=bool(missing) or trial.minutes_scale != 1.0,
        proctor=quiet(trial.camera),
    )
    station = open_station(stage.station, settings)
    station.open_day(PIN)
    return station


def notice(code: str) -> str:
    """What the first screen says to somebody who tries it out."""
    return f"Demonstration. Access code: {code}   Invigilator's PIN (F9): {PIN}"
