# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The invigilator's half of the simulated station.

Owns what a desk shows. Stands on the simulated station and its training half.
"""

from dataclasses import dataclass
from pathlib import Path

from appliance.service.errors import NoContentError
from appliance.service.views import Stage, StationView, SyncView, View
from tests.simulators.station_training import SimulatedTrainer


@dataclass(frozen=True)
class SimulatedLine:
    """A line of the roster or of the incident log."""

    name: str = ""
    window: str = ""
    state: str = ""
    at: str = ""
    kind: str = ""
    note: str = ""


class SimulatedDesk(SimulatedTrainer):
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
