# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The invigilator's half and the training half of the simulated station.

Owns what a desk shows and a rehearsal over the script. Stands on the simulated station.
"""

from dataclasses import dataclass
from pathlib import Path

from appliance.service.errors import NoContentError, NotNowError
from appliance.service.views import (
    AudioView,
    Domain,
    Level,
    QuestionView,
    Response,
    Stage,
    StationView,
    SyncView,
    View,
)
from tests.simulators.station import SimulatedStation, blank


@dataclass(frozen=True)
class SimulatedFeedback:
    points: int
    maximum: int
    solution: Response
    explanation: str


@dataclass(frozen=True)
class SimulatedLine:
    """A line of the roster, of the incident log, or of the progress page."""

    name: str = ""
    window: str = ""
    state: str = ""
    at: str = ""
    kind: str = ""
    note: str = ""
    domain: Domain = Domain.VOCABULARY
    answered: int = 0
    right: int = 0


@dataclass
class SimulatedRehearsal:
    """A run through the script, marked right or wrong as a whole."""

    station: SimulatedStation
    number: int = 1
    plays: int = 0

    def view(self) -> QuestionView | None:
        if self.number > len(self.station.script):
            return None
        asked = self.station.script[self.number - 1]
        audio = AudioView(asked.audio_s, 2 - self.plays, False, 0.0) if asked.audio_s else None
        return QuestionView(
            Stage.QUESTION, self.number, len(self.station.script), asked.domain, asked.type,
            asked.stem, asked.passage_title, asked.passage, asked.task, audio, asked.limit_s,
            asked.limit_s, blank(asked.task),
        )  # fmt: skip

    def check(self, response: Response) -> SimulatedFeedback:
        asked = self.station.script[self.number - 1]
        return SimulatedFeedback(int(response == asked.key), 1, asked.key, asked.explanation)

    def following(self) -> QuestionView | None:
        self.number, self.plays = self.number + 1, 0
        return self.view()

    def play_audio(self) -> AudioView:
        self.plays += 1
        view = self.view()
        if view is None or view.audio is None:
            raise NotNowError("nothing to hear")
        return view.audio


class SimulatedDesk(SimulatedStation):
    """The simulated station with the invigilator's half and with practice."""

    def unlock_desk(self, pin: str) -> None:
        self.prove(pin)

    def roster(self, pin: str) -> tuple[SimulatedLine, ...]:
        self.prove(pin)
        window = "2026-03-02 08:00 – 2026-03-06 18:00"
        return (
            SimulatedLine(name="Exemple Camille", window=window, state=self.stage.value),
            SimulatedLine(name="Modèle Andrea", window=window, state="waiting"),
        )

    def load_roster(self, pin: str, source: Path) -> int:
        self.prove(pin)
        if not source.exists():
            raise NoContentError(f"there is no readable roster at {source.name}")
        return 12

    def open_day(self, pin: str) -> StationView:
        self.prove(pin)
        self.day_is_open = True
        return self.station_view()

    def close_day(self, pin: str) -> StationView:
        self.prove(pin)
        self.day_is_open = False
        return self.station_view()

    def extend(self, pin: str, extra_s: int, reason: str) -> View:
        self.prove(pin)
        self.deadline_s += extra_s
        return self.view()

    def incidents(self, pin: str) -> tuple[SimulatedLine, ...]:
        self.prove(pin)
        return tuple(
            SimulatedLine(at="2026-03-02 09:41", kind=incident.value, note=note)
            for incident, note in self.incidents_seen
        )

    def export(self, pin: str, target: Path) -> int:
        self.prove(pin)
        return 1

    def erase_received(self, pin: str) -> int:
        self.prove(pin)
        return 0

    def set_aside(self, pin: str) -> StationView:
        self.prove(pin)
        self.stage = Stage.WELCOME
        return self.station_view()

    def synchronise(self) -> "SimulatedDesk":
        return self

    @property
    def sync(self) -> SyncView:
        return self.sync_view()

    def minitest(self) -> SimulatedRehearsal:
        return SimulatedRehearsal(self)

    def practice(self, domain: Domain | None, level: Level | None) -> SimulatedRehearsal:
        return SimulatedRehearsal(self)

    def practice_progress(self) -> tuple[SimulatedLine, ...]:
        answered = (12, 20, 0, 7, 9)
        right = (9, 11, 0, 7, 4)
        return tuple(
            SimulatedLine(domain=domain, answered=count, right=good)
            for domain, count, good in zip(Domain, answered, right, strict=True)
        )
