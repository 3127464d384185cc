# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From sign-in to the bundle: the whole way, and what central can do with its end."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from appliance.audio import SilentInput
from appliance.exam.journal import decode_results, event_from
from appliance.exam.rescoring import rescore
from appliance.exam.sitting_errors import EventRefusedError
from appliance.exam.sitting_events import DataConfirmed
from appliance.service.errors import NotNowError, PersonalDataError
from appliance.service.station import Station
from appliance.service.views import (
    BreatherView,
    CandidateView,
    CheckName,
    Delivery,
    IdentityView,
    Incident,
    Stage,
    StationView,
    Verdict,
)
from sync.protocol.chain import verify_chain
from sync.protocol.keys import key_ring
from sync.protocol.kinds import Kind
from sync.protocol.manifest import Manifest, PartRole
from sync.protocol.sealing import unseal
from sync.protocol.statement import open_statement
from tests.simulators.clock import SimulatedClock
from tests.unit.service.sitting_through import to_end, to_question, to_ready
from tests.unit.service.world import PIN, World, inside, sample_pack


def open_bundle(world: World, station: Station) -> tuple[Manifest, tuple[bytes, ...]]:
    """What central reads from the one bundle of a station."""
    [bundle] = station.outbox.pending()
    keys = key_ring(station.identity.signer.public)
    manifest = Manifest.from_claims(open_statement(Kind.MANIFEST, bundle.manifest, keys).claims)
    results = next(part for part in manifest.parts if part.role is PartRole.RESULTS)
    sealed = station.outbox.read_part(results.digest)
    assert sha256(sealed).digest() == results.digest
    plain = unseal(sealed, world.unsealing, context=b"escale/results")
    return manifest, decode_results(plain)


def test_fifty_questions_and_a_bundle_that_central_agrees_with(tmp_path: Path) -> None:
    clock = SimulatedClock()
    world = World.create(tmp_path / "station", pack=sample_pack())
    station = world.station(clock)
    finished = to_end(station, clock, to_question(station, clock))
    assert (finished.answered, finished.total) == (50, 50)
    assert finished.delivery is Delivery.WAITING
    manifest, records = open_bundle(world, station)
    links = verify_chain(records)
    assert (manifest.journal_head, manifest.journal_length) == (links[-1].digest, len(links))
    assert manifest.device_id == "d-1"
    assert manifest.capabilities["keys"].startswith("available (file)")
    assert manifest.capabilities["monitoring"].startswith("declined")
    assert "rehearsal" not in manifest.capabilities
    rescored = rescore(world.opened_pack, records)
    assert len(rescored.items) == 50
    assert {item.item.type for item in rescored.items} == {
        item.type for item in world.opened_pack.pack.items
    }
    assert not rescored.opened.rehearsal
    station.close()


def test_the_stages_in_order(station: Station, clock: SimulatedClock) -> None:
    assert isinstance(station.view(), StationView)
    station.sign_in("CODE-1")
    assert station.confirm_personal_data({}).stage is Stage.CONSENT  # pyright: ignore
    view = station.consent(monitoring=False)
    assert isinstance(view, CandidateView)
    assert (view.stage, view.monitoring) == (Stage.EQUIPMENT, False)
    with pytest.raises(NotNowError, match="sound"):
        station.equipment_done()
    heard = station.play_test_sound()
    assert heard in station.test_sound_choices()
    for name in CheckName:
        station.check_equipment(name, heard)
    view = station.view()
    assert isinstance(view, CandidateView)
    assert [check.name for check in view.checks] == list(CheckName)
    view = station.equipment_done()
    assert view == IdentityView(Stage.IDENTITY, False, False, biometric=False)
    with pytest.raises(EventRefusedError):
        station.identity_done()
    station.confirm_identity_by_human(PIN, "passport")
    view = station.identity_done()
    assert isinstance(view, CandidateView)
    assert view.stage is Stage.READY
    view = station.begin()
    assert isinstance(view, BreatherView)
    assert (view.next_number, view.remaining_s) == (1, 3.0)
    clock.sleep(2.9)
    assert isinstance(station.advance(), BreatherView)


def test_corrections_are_journaled_not_overwritten(station: Station) -> None:
    station.sign_in("CODE-1")
    view = station.confirm_personal_data({"given_name": "Berenike"})
    assert isinstance(view, CandidateView)
    assert view.fields["given_name"] == "Berenike"
    seat = inside(station).seat
    assert seat is not None
    events = [event_from(link.kind, link.body) for link in verify_chain(seat.journal.records())]
    assert DataConfirmed({"given_name": "Berenike"}) in events
    entry = station.library.entry("c-1")
    assert entry is not None
    assert entry.given_name == "Ariadne1"


@pytest.mark.parametrize(
    "corrections",
    [
        {"given_name": "M" * 81},
        {"given_name": " "},
        {"family_name": "Quell\x1b]0;x\x07brunn"},
        {"family_name": "Quell\u202ebrunn"},
        {"birth_date": "last spring"},
        {"birth_date": "19900401"},
        {"birth_date": "2999-01-01"},
        {"birth_date": "0199-04-01"},
        {"birth_date": ""},
        {"email": "a@b.example\x9b2J"},
        {"email": "a.b.example"},
        {"email": ""},
    ],
)
def test_what_cannot_stand_on_a_certificate_is_asked_for_again(
    station: Station, corrections: dict[str, str]
) -> None:
    station.sign_in("CODE-1")
    with pytest.raises(PersonalDataError) as refused:
        station.confirm_personal_data({"given_name": "Berenike", **corrections})
    assert refused.value.fields == tuple(corrections)
    seat = inside(station).seat
    assert seat is not None
    assert seat.state.stage is Stage.PERSONAL_DATA
    station.confirm_personal_data({"given_name": "M" * 80, "birth_date": "1990-04-02"})


def test_a_field_that_does_not_exist(station: Station) -> None:
    station.sign_in("CODE-1")
    with pytest.raises(NotNowError, match="no field"):
        station.confirm_personal_data({"shoe_size": "44"})


OUT_OF_TURN: dict[str, Callable[[Station], object]] = {
    "begin": lambda station: station.begin(),
    "consent": lambda station: station.consent(monitoring=True),
    "equipment_done": lambda station: station.equipment_done(),
    "identity_done": lambda station: station.identity_done(),
    "capture_selfie": lambda station: station.capture_selfie(),
    "play_audio": lambda station: station.play_audio(),
    "leave": lambda station: station.leave(),
    "pause": lambda station: station.pause(PIN, "x"),
    "resume": lambda station: station.resume(PIN),
    "extend": lambda station: station.extend(PIN, 10, "x"),
    "check_equipment": lambda station: station.check_equipment(CheckName.LINK),
    "human check": lambda station: station.confirm_identity_by_human(PIN, "x"),
}


@pytest.mark.parametrize("name", OUT_OF_TURN)
def test_out_of_turn(station: Station, name: str) -> None:
    with pytest.raises(NotNowError):
        OUT_OF_TURN[name](station)
    station.sign_in("CODE-1")
    with pytest.raises(NotNowError):
        OUT_OF_TURN[name](station)


def test_incidents_are_journaled_and_the_clock_goes_on(
    station: Station, clock: SimulatedClock
) -> None:
    before = to_question(station, clock)
    clock.sleep(4)
    station.report_incident(Incident.SOUND, "crackles")
    [line] = station.incidents(PIN)
    assert (line.kind, line.note) == ("sound", "crackles")
    view = station.view()
    assert view.remaining_s == before.remaining_s - 4  # pyright: ignore


def test_a_quick_look_says_so_everywhere(world: World, clock: SimulatedClock) -> None:
    station = world.station(clock, minutes_scale=0.1)
    to_ready(station, clock)
    station.begin()
    clock.sleep(0.3)
    view = station.advance()
    assert view.limit_s < 35  # pyright: ignore
    finished = to_end(station, clock, view)  # pyright: ignore
    assert finished.delivery is Delivery.REHEARSAL
    seat = inside(station).seat
    assert seat is not None
    rescored = rescore(world.opened_pack, seat.journal.records())
    assert (rescored.opened.rehearsal, rescored.opened.minutes_scale) == (True, 0.1)
    station.close()


def test_a_missing_microphone_fails_a_real_sitting_and_warns_in_a_rehearsal(
    world: World, clock: SimulatedClock
) -> None:
    verdicts = dict[bool, Verdict]()
    for rehearsal in (False, True):
        station = world.station(clock, rehearsal=rehearsal, audio_input=SilentInput())
        code = "CODE-2" if rehearsal else "CODE-1"
        station.sign_in(code)
        station.confirm_personal_data({})
        station.consent(monitoring=False)
        verdicts[rehearsal] = station.check_equipment(CheckName.MICROPHONE).verdict
        station.set_aside(PIN)
        station.close()
    assert verdicts == {False: Verdict.FAIL, True: Verdict.WARNING}


def test_the_station_view_tells_what_is_there(station: Station) -> None:
    view = station.station_view()
    assert (view.device_id, view.centre, view.candidates) == ("d-1", "Test centre", 2)
    assert view.key_tier == "file"
    assert view.pack
    assert view.day_open
    assert view.capabilities["camera"].startswith("missing")
    assert view.sync.waiting_bundles == 0
