# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A real station and a real central with a wire between them; only devices and clocks are not."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from appliance.exam.pack import encode_pack, open_pack
from appliance.keys.keyring import KeyRing
from appliance.keys.software_tiers import Argon2Cost
from appliance.service.admission import admit
from appliance.service.composition import StationSettings, open_station
from appliance.service.station import Station
from sync.protocol.admission import EnrolmentAnswer
from sync.protocol.keys import Signer, key_ring
from sync.protocol.trust import KeyRole
from tests.simulators.audio import Brief, loudspeaker, tone
from tests.simulators.central import CENTRE, CentralSimulator, serving
from tests.simulators.clock import START_S, SimulatedClock
from tests.simulators.power import SimulatedDisk, SimulatedPower
from tests.unit.service.sitting_through import next_question, some_response, to_ready
from tests.unit.service.world import PIN, pack_signer, small_pack

DAY_S = 86_400


@cache
def pack_for(signer: Signer) -> bytes:
    """The small pack, ten questions, with the whole oral material."""
    opened = open_pack(small_pack(), key_ring(pack_signer().public))
    return encode_pack(opened.pack, opened.media, signer)


@dataclass(slots=True)
class Line:
    """One central with its address, and the stations that are enrolled there.

    Attributes:
        codes: Access codes by candidate.
    """

    simulator: CentralSimulator
    directory: Path
    url: str
    clock: SimulatedClock = field(default_factory=SimulatedClock)
    codes: dict[str, str] = field(default_factory=dict[str, str])
    open_stations: list[Station] = field(default_factory=list[Station])

    def prepare(self, candidates: int = 1) -> None:
        """A pack, and so many registered candidates."""
        self.simulator.clock.now_s = int(START_S)
        central = self.simulator.central
        central.publisher.publish_pack("admin", pack_for(central.vault.content))
        rows = [
            {
                "candidate_id": f"c-{number}",
                "given_name": f"Ines{number}",
                "family_name": "Moreau",
                "birth_date": "1990-05-17",
                "email": f"ines{number}@example.org",
                "window_from": "2026-01-01",
                "window_to": "2026-12-31",
                "target": "A1",
            }
            for number in range(1, candidates + 1)
        ]
        answer = self.simulator.browser().post("/rosters", params={"centre": CENTRE}, json=rows)
        assert answer.status_code == 201, answer.text
        self.codes = {each["candidate_id"]: each["access_code"] for each in _listed(answer.json())}

    def station(self, name: str = "st", **changes: object) -> Station:
        """Enrol a station, open it and let it fetch its content."""
        folder = self.directory / name
        keys = KeyRing.create(folder, None, cost=Argon2Cost(1, 1, 64))
        token = self.simulator.central.devices.make_token("admin", CENTRE)
        answer = self.simulator.central.devices.enrol(keys.identity.request(token, name, "test"))
        admission = EnrolmentAnswer.from_bytes(answer.to_bytes())
        admit(
            folder,
            keys,
            certificate=admission.device,
            trust_list=admission.trust_list,
            root=admission.root,
            central_url=self.url,
            clock=self.clock,
        )
        station = self.reopen(name, **changes)
        station.synchronise()
        return station

    def reopen(self, name: str = "st", **changes: object) -> Station:
        """Open an enrolled station."""
        base = StationSettings(
            invigilator_pin=PIN,
            clock=self.clock,
            audio_output=loudspeaker(self.clock),
            audio_input=Brief(tone()),
            power=SimulatedPower(),
            storage=SimulatedDisk(),
            draw_seed=lambda: 7,
        )
        settings = replace(base, **changes)  # pyright: ignore[reportArgumentType] -- by name
        station = open_station(self.directory / name, settings)
        self.open_stations.append(station)
        return station

    def sit(self, station: Station, candidate_id: str = "c-1") -> None:
        """Take the whole written part."""
        to_ready(station, self.clock, self.codes[candidate_id])
        station.begin()
        view = next_question(station, self.clock)
        for _ in range(view.total - 1):
            self.clock.sleep(4)
            station.answer(some_response(view))
            view = next_question(station, self.clock)
        self.clock.sleep(4)
        station.answer(some_response(view))

    def add_slots(self, *hours: int) -> list[str]:
        """Publish slots so many hours from now; their identifiers."""
        slots = [{"starts": _iso(self.clock.now.wall_s + hour * 3600)} for hour in hours]
        form = {"centre": CENTRE, "slots": [{**slot, "place": "Room 2"} for slot in slots]}
        answer = self.simulator.browser().post("/oral/slots", json=form)
        assert answer.status_code == 201, answer.text
        return [slot["slot_id"] for slot in answer.json()["slots"]]

    @property
    def central_key(self) -> dict[bytes, Any]:
        """The keys that sign receipts."""
        return dict(self.simulator.central.vault.trust.ring(KeyRole.CENTRAL))


@contextmanager
def laid(simulator: CentralSimulator, directory: Path) -> Generator[Line]:
    """A line to a served central; its stations are closed at the end."""
    with serving(simulator) as url:
        line = Line(simulator, directory, url)
        try:
            yield line
        finally:
            for station in line.open_stations:
                station.close()


def _iso(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).isoformat()


def _listed(answer: dict[str, Any]) -> list[dict[str, str]]:
    return answer["candidates"]
