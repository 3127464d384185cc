# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""`escale demo exam`: the screens in this terminal, with a central of its own behind them.

Owns the devices of a station that one person tries out alone: this machine's sound, a
replayed camera unless one is named, and the oral part's examiner and times. Where sound is
missing, or times are shortened, the sitting is a rehearsal, which never becomes a result.
Must not shorten a rule. Stands on the story's prepared stage.
"""

import time
from dataclasses import dataclass
from pathlib import Path

from appliance.audio import AudioInput
from appliance.audio_devices import default_input, default_output
from appliance.audio_replay import ReplayInput
from appliance.demo import cast
from appliance.demo.people import Person
from appliance.demo.scenery import hum, quiet
from appliance.demo.seating import PIN
from appliance.demo.story import Stage
from appliance.service.composition import StationSettings, open_station
from appliance.service.station import Station

EXAMINER = "examiner"


@dataclass(frozen=True, slots=True)
class Trial:
    """How somebody tries out the exam: factor on all times, picture or video as the camera."""

    minutes_scale: float
    camera: Path | None


def open_calendar(admin: Person) -> str:
    """Hire an examiner and publish times for the oral part; returns the examiner's code."""
    admin.hire(EXAMINER, "Marta Oyelaran", "examiner")
    admin.add_slots(cast.CENTRE, cast.oral_times(), cast.ORAL_ROOM)
    return admin.examiner_code(EXAMINER)


def open_trial(stage: Stage, trial: Trial) -> Station:
    """Open the prepared station with the devices of this machine, and open its day."""
    output, heard = default_output(), default_input()
    missing = [one for one in (output, heard) if not one.description.startswith("available")]
    settings = StationSettings(
        invigilator_pin=PIN,
        minutes_scale=trial.minutes_scale,
        rehearsal=bool(missing) or trial.minutes_scale != 1.0,
        proctor=quiet(trial.camera),
        audio_input=_or_replay(heard),
    )
    station = open_station(stage.station, settings)
    station.open_day(PIN)
    station.synchronise()
    return station


def _or_replay(heard: AudioInput) -> AudioInput:
    """A machine without a microphone hears a hum, so that a recorded interview can be tried."""
    if heard.description.startswith("missing"):
        return ReplayInput(hum(), time.sleep)
    return heard


def notice(code: str, examiner_code: str) -> str:
    """What the first screen says to somebody who tries it out."""
    return (
        f"Demonstration. Access code: {code}\n"
        f"Invigilator's PIN (F9): {PIN}\n"
        f"Oral part (F8), examiner's code: {examiner_code}"
    )
