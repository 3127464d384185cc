# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What lies on the disk: nothing that could be read without the keys."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from appliance.exam.responses import Texts
from appliance.keys.keyring import KeyRing
from appliance.service.station import Station
from appliance.service.views import FinishedView
from appliance.store.errors import StoreLockedError
from appliance.store.store import DATABASE_FILE, Store
from tests.simulators.clock import SimulatedClock
from tests.unit.service.monitor import JPEG, MonitorMaker
from tests.unit.service.sitting_through import next_question, some_response
from tests.unit.service.test_monitoring import to_watched_question
from tests.unit.service.world import World, sample_pack

TYPED = "Zwischenspiel"  # what the candidate types into every gap
NEEDLES = [
    b"Quellbrunn",
    b"Ariadne",
    b"candidates.example",
    TYPED.encode(),
    b"Berenike",
    JPEG,
    b"\xff\xd8\xff\xe0",
    b"OggS",
    b"SQLite format 3",
    b"CODE-1",
    b"scrypt",
    b"candidate_id",
    b"answered",
]


def sit(station: Station, clock: SimulatedClock) -> None:
    """A watched sitting with typed answers."""
    view = to_watched_question(station, clock)
    while True:
        response = some_response(view)
        if isinstance(response, Texts):
            response = Texts((TYPED,) * len(response.texts))
        station.enter(response)
        if isinstance(station.answer(response), FinishedView):
            return
        view = next_question(station, clock)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    """A station after a sitting, as it lies there while it still runs (with its WAL)."""
    clock = SimulatedClock()
    folder = tmp_path_factory.mktemp("used") / "station"
    world = World.create(folder, pack=sample_pack())
    station = world.station(clock, monitor=MonitorMaker())
    sit(station, clock)
    yield world
    station.close()


def test_nothing_readable_in_the_whole_folder(used: World) -> None:
    files = files_of(used.directory)
    assert f"{DATABASE_FILE}-wal" in files
    for name, data in files.items():
        for needle in NEEDLES:
            assert needle not in data, f"{needle!r} in {name}"


def test_the_needles_would_be_found(used: World) -> None:
    """The same search finds them in what the keys open."""
    ring = KeyRing.open(used.directory)
    store = Store.open(used.directory, ring.database_key)
    [row] = store.sittings.all()
    assert row.candidate_id == "c-1"
    assert len(store.evidence.of_sitting(row.id)) == 2
    store.close()


def test_the_database_without_its_key_is_noise(used: World) -> None:
    with pytest.raises(StoreLockedError):
        Store.open(used.directory, os.urandom(32))
    data = (used.directory / DATABASE_FILE).read_bytes()
    counts = [data.count(bytes([value])) for value in range(256)]
    expected = len(data) / 256
    chi_square = sum((count - expected) ** 2 / expected for count in counts)
    assert chi_square < 400  # 255 degrees of freedom: above 400 with probability 1e-8


def test_a_record_is_ciphertext_even_inside_the_database(used: World) -> None:
    ring = KeyRing.open(used.directory)
    store = Store.open(used.directory, ring.database_key)
    [row] = store.sittings.all()
    for record in store.sittings.records(row.id):
        assert b"kind" not in record
        assert b"boot" not in record
    store.close()
