# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The invigilator's desk: roster, export, receipts, erasing; always with the PIN."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from appliance.keys.errors import KeysDamagedError
from appliance.service.errors import NoContentError, NotNowError, WrongPinError
from appliance.service.sealed_journal import read_journal
from appliance.service.station import Station
from appliance.service.views import StationView
from appliance.store.errors import StoreDamagedError
from sync.agent.errors import ReceiptError
from sync.protocol.errors import UnsealError
from sync.protocol.keys import Signer
from sync.protocol.kinds import Kind
from sync.protocol.receipt import Receipt
from sync.protocol.roster import Roster, sign_and_seal
from sync.protocol.sealing import UnsealingKey
from sync.protocol.statement import sign_statement
from sync.protocol.stick import MANIFEST, bundle_folder, receipt_file
from tests.simulators.clock import START_S, SimulatedClock
from tests.unit.service.sitting_through import to_end, to_question
from tests.unit.service.world import PIN, World, entry, inside

WITH_PIN: dict[str, Callable[[Station, str], object]] = {
    "unlock": lambda station, pin: station.unlock_desk(pin),
    "roster": lambda station, pin: station.roster(pin),
    "load roster": lambda station, pin: station.load_roster(pin, Path("/nowhere")),
    "open day": lambda station, pin: station.open_day(pin),
    "close day": lambda station, pin: station.close_day(pin),
    "human check": lambda station, pin: station.confirm_identity_by_human(pin, ""),
    "pause": lambda station, pin: station.pause(pin, ""),
    "extend": lambda station, pin: station.extend(pin, 1, ""),
    "incidents": lambda station, pin: station.incidents(pin),
    "export": lambda station, pin: station.export(pin, Path("/nowhere")),
    "erase": lambda station, pin: station.erase_received(pin),
    "set aside": lambda station, pin: station.set_aside(pin),
}


@pytest.mark.parametrize("name", WITH_PIN)
def test_nothing_without_the_pin(station: Station, name: str) -> None:
    with pytest.raises(WrongPinError):
        WITH_PIN[name](station, "0000")


def receipt(world: World, station: Station) -> tuple[bytes, bytes]:
    """Central's receipt for the one bundle: manifest digest and message."""
    [bundle] = station.outbox.pending()
    digest = sha256(bundle.manifest).digest()
    parts = tuple(part.digest for part in bundle.parts)
    claims = Receipt("s", digest, int(START_S), parts).to_claims()
    return digest, sign_statement(Kind.RECEIPT, claims, world.central)


def test_the_roster_and_where_each_candidate_stands(
    station: Station, clock: SimulatedClock
) -> None:
    assert [line.state for line in station.roster(PIN)] == ["waiting", "waiting"]
    to_question(station, clock)
    lines = station.roster(PIN)
    assert [line.state for line in lines] == ["question", "waiting"]
    assert lines[0].name == "Quellbrunn Ariadne1"


def test_a_roster_from_a_stick(world: World, station: Station, tmp_path: Path) -> None:
    (tmp_path / "roster.sealed").write_bytes(
        world.roster([entry(5), entry(6), entry(7)], issued_s=int(START_S) + 10)
    )
    assert station.load_roster(PIN, tmp_path) == 3
    station.sign_in("CODE-7")


def test_rosters_that_are_refused(world: World, station: Station, tmp_path: Path) -> None:
    path = tmp_path / "roster"
    with pytest.raises(NoContentError):
        station.load_roster(PIN, path)
    path.write_bytes(world.roster([entry(5)], issued_s=int(START_S) - 10))
    with pytest.raises(NoContentError, match="older"):
        station.load_roster(PIN, path)
    other = UnsealingKey.generate().public
    path.write_bytes(sign_and_seal(Roster("x", int(START_S), ()), world.central, other))
    with pytest.raises(UnsealError):
        station.load_roster(PIN, path)
    station.sign_in("CODE-1")
    path.write_bytes(world.roster([entry(5)], issued_s=int(START_S) + 10))
    with pytest.raises(NotNowError, match="during a sitting"):
        station.load_roster(PIN, path)


def test_results_leave_on_a_stick_and_are_erased_after_the_receipt(
    world: World, station: Station, clock: SimulatedClock, tmp_path: Path
) -> None:
    to_end(station, clock, to_question(station, clock))
    assert station.export(PIN, tmp_path) == 1
    digest, message = receipt(world, station)
    assert (bundle_folder(tmp_path, digest) / MANIFEST).is_file()
    assert station.erase_received(PIN) == 0
    receipt_file(tmp_path, digest).parent.mkdir(parents=True)
    receipt_file(tmp_path, digest).write_bytes(message)
    assert station.export(PIN, tmp_path) == 0
    [before] = inside(station).store.sittings.all()
    assert station.erase_received(PIN) == 1
    [row] = inside(station).store.sittings.all()
    assert (row.erased, row.wrapped_key) == (True, None)
    with pytest.raises((StoreDamagedError, KeysDamagedError)):
        read_journal(inside(station).store, inside(station).keys, row)
    assert before.wrapped_key is not None
    assert isinstance(station.view(), StationView)
    assert station.erase_received(PIN) == 0


def test_a_damaged_receipt_does_not_keep_the_results_off_the_stick(
    station: Station, world: World, clock: SimulatedClock, tmp_path: Path
) -> None:
    to_end(station, clock, to_question(station, clock))
    digest, _ = receipt(world, station)
    receipt_file(tmp_path, digest).parent.mkdir(parents=True)
    receipt_file(tmp_path, digest).write_bytes(b"")
    with pytest.raises(ReceiptError, match="the results are on the stick"):
        station.export(PIN, tmp_path)
    assert (bundle_folder(tmp_path, digest) / MANIFEST).is_file()
    assert station.erase_received(PIN) == 0


def test_a_forged_receipt_erases_nothing(
    world: World, station: Station, clock: SimulatedClock, tmp_path: Path
) -> None:
    to_end(station, clock, to_question(station, clock))
    digest, _ = receipt(world, station)
    claims = Receipt("s", digest, int(START_S), ()).to_claims()
    receipt_file(tmp_path, digest).parent.mkdir(parents=True)
    receipt_file(tmp_path, digest).write_bytes(
        sign_statement(Kind.RECEIPT, claims, Signer.generate())
    )
    with pytest.raises(Exception, match="trusted key"):
        station.export(PIN, tmp_path)
    assert station.erase_received(PIN) == 0


def test_a_candidate_in_the_questions_is_not_set_aside(
    station: Station, clock: SimulatedClock
) -> None:
    to_question(station, clock)
    with pytest.raises(NotNowError, match="begun"):
        station.set_aside(PIN)
