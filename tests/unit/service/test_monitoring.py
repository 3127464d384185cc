# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures, flags and clips: sealed, journaled, bundled, and never waited for."""

import pytest

from appliance.exam.journal import event_from
from appliance.exam.rescoring import rescore
from appliance.exam.responses import blank
from appliance.exam.sitting_events import Captured, Monitored
from appliance.service.errors import NotNowError
from appliance.service.station import Station
from appliance.service.views import (
    CandidateView,
    CheckName,
    FramingHint,
    IdentityView,
    Incident,
    PausedView,
    QuestionView,
    Stage,
    Verdict,
)
from appliance.store.errors import StoreFullError
from edge_proctor.events import Phase, Signal
from edge_proctor.framing import Framing
from sync.protocol.chain import verify_chain
from sync.protocol.manifest import PartRole
from sync.protocol.sealing import unseal
from tests.simulators.clock import START_S, SimulatedClock
from tests.unit.service.monitor import FACE, JPEG, MonitorMaker
from tests.unit.service.sitting_through import next_question, to_end
from tests.unit.service.test_journey import open_bundle
from tests.unit.service.test_recovery import cut
from tests.unit.service.world import PIN, World, entry, inside


def to_identity(station: Station, clock: SimulatedClock) -> IdentityView:
    station.sign_in("CODE-1")
    station.confirm_personal_data({})
    station.consent(monitoring=True)
    heard = station.play_test_sound()
    clock.sleep(2)
    for name in CheckName:
        station.check_equipment(name, heard)
    view = station.equipment_done()
    assert isinstance(view, IdentityView)
    return view


def to_watched_question(station: Station, clock: SimulatedClock) -> QuestionView:
    to_identity(station, clock)
    assert station.capture_selfie().accepted
    assert station.capture_document().accepted
    assert station.view() == IdentityView(Stage.IDENTITY, True, True, biometric=True)
    station.identity_done()
    station.begin()
    return next_question(station, clock)


def monitored(station: Station) -> list[Monitored]:
    seat = inside(station).seat
    assert seat is not None
    events = (event_from(link.kind, link.body) for link in verify_chain(seat.journal.records()))
    return [event for event in events if isinstance(event, Monitored)]


def test_pictures_clips_and_flags_reach_central(world: World, clock: SimulatedClock) -> None:
    maker = MonitorMaker()
    station = world.station(clock, monitor=maker)
    view = to_watched_question(station, clock)
    [monitor] = maker.made
    monitor.see(Signal.PHONE, Phase.START)
    monitor.see(Signal.PHONE, Phase.EVIDENCE, clip=True)
    monitor.see(Signal.POOR_LIGHT)
    station.advance()
    assert [line.kind for line in station.incidents(PIN)] == ["poor_light"], (
        "the room, not the candidate"
    )
    flags = monitored(station)
    assert [flag.signal for flag in flags] == ["phone", "phone", "poor_light"]
    assert [flag.station_fault for flag in flags] == [False, False, True]
    assert flags[0].models == {"objects": "simulated 00"}
    to_end(station, clock, view)
    assert not monitor.alive
    manifest, records = open_bundle(world, station)
    assert manifest.capabilities["objects"] == "missing: no model"
    evidence = [part for part in manifest.parts if part.role is PartRole.EVIDENCE]
    assert len(evidence) == 3  # selfie, document, clip
    for part in evidence:
        sealed = station.outbox.read_part(part.digest)
        assert unseal(sealed, world.unsealing, context=b"escale/evidence") == JPEG
    assert [flag.signal for flag in rescore(world.opened_pack, records).flags] == [
        "phone",
        "phone",
        "poor_light",
    ]
    station.close()


def test_flags_before_the_questions_are_of_no_interest(world: World, clock: SimulatedClock) -> None:
    maker = MonitorMaker()
    station = world.station(clock, monitor=maker)
    to_identity(station, clock)
    maker.made[0].see(Signal.NO_FACE)
    station.advance()
    assert monitored(station) == []
    station.close()


def test_the_last_flags_come_before_the_conclusion(world: World, clock: SimulatedClock) -> None:
    maker = MonitorMaker()
    station = world.station(clock, monitor=maker)
    view = to_watched_question(station, clock)
    [monitor] = maker.made
    monitor.see(Signal.LOOKING_AWAY, Phase.END)
    monitor.last_words.append(monitor.event(Signal.LOOKING_AWAY, Phase.END))
    to_end(station, clock, view)
    assert len(monitored(station)) == 2
    station.close()


def test_a_refused_picture_is_journaled_and_may_be_taken_again(
    world: World, clock: SimulatedClock
) -> None:
    maker = MonitorMaker()
    station = world.station(clock, monitor=maker)
    to_identity(station, clock)
    maker.made[0].framing = Framing.TOO_DARK
    refused = station.capture_selfie()
    assert (refused.accepted, refused.hint) == (False, FramingHint.TOO_DARK)
    view = station.view()
    assert isinstance(view, IdentityView)
    assert not view.selfie_taken
    maker.made[0].framing = Framing.GOOD
    assert station.capture_selfie().accepted
    seat = inside(station).seat
    assert seat is not None
    events = [event_from(link.kind, link.body) for link in verify_chain(seat.journal.records())]
    assert [e.accepted for e in events if isinstance(e, Captured)] == [False, True]
    station.close()


def test_every_framing_has_a_hint() -> None:
    assert {framing.value for framing in Framing} <= {hint.value for hint in FramingHint}


def test_a_camera_process_that_is_gone(world: World, clock: SimulatedClock) -> None:
    maker = MonitorMaker()
    station = world.station(clock, monitor=maker)
    to_identity(station, clock)
    maker.made[0].broken = True
    with pytest.raises(NotNowError, match="not running"):
        station.capture_selfie()
    station.confirm_identity_by_human(PIN, "passport")
    station.identity_done()
    station.close()


def test_no_camera_and_consent_taken_back(world: World, clock: SimulatedClock) -> None:
    station = world.station(clock)
    station.sign_in("CODE-1")
    station.confirm_personal_data({})
    station.consent(monitoring=True)
    assert station.check_equipment(CheckName.CAMERA).verdict is Verdict.FAIL
    assert station.preview() is None
    view = station.consent(monitoring=False)
    assert isinstance(view, CandidateView)
    assert not view.monitoring
    station.close()


def test_no_consent_means_no_camera(world: World, clock: SimulatedClock) -> None:
    maker = MonitorMaker()
    station = world.station(clock, monitor=maker)
    station.sign_in("CODE-1")
    station.confirm_personal_data({})
    station.consent(monitoring=False)
    assert maker.made == []
    station.close()


def test_the_preview_has_faces_in_pixels(world: World, clock: SimulatedClock) -> None:
    station = world.station(clock, monitor=MonitorMaker())
    to_identity(station, clock)
    preview = station.preview()
    assert preview is not None
    assert preview.faces == ((1.0, 1.0, 2.0, 1.0),)
    assert len(preview.rgb) == preview.width * preview.height * 3
    station.close()


@pytest.mark.parametrize(
    ("framing", "verdict"),
    [
        (Framing.GOOD, Verdict.PASS),
        (Framing.NO_FACE, Verdict.PASS),
        (Framing.TOO_DARK, Verdict.WARNING),
        (Framing.NO_MODEL, Verdict.WARNING),
        (Framing.NO_CAMERA, Verdict.FAIL),
    ],
)
def test_the_camera_check(
    world: World, clock: SimulatedClock, framing: Framing, verdict: Verdict
) -> None:
    station = world.station(clock, monitor=MonitorMaker(framing))
    station.sign_in("CODE-1")
    station.confirm_personal_data({})
    station.consent(monitoring=True)
    assert station.check_equipment(CheckName.CAMERA).verdict is verdict
    station.close()


def test_the_watch_starts_again_after_a_crash(world: World, clock: SimulatedClock) -> None:
    station = world.station(clock, monitor=MonitorMaker())
    to_watched_question(station, clock)
    cut(station)
    maker = MonitorMaker()
    station = world.station(clock, monitor=maker)
    assert [monitor.alive for monitor in maker.made] == [True]
    station.close()
    assert not maker.made[0].alive


def test_flags_wait_for_room_on_a_full_disk(world: World, clock: SimulatedClock) -> None:
    maker = MonitorMaker()
    station = world.station(clock, monitor=maker)
    to_watched_question(station, clock)
    [monitor] = maker.made
    connection = inside(station).store.connection
    connection.compact_log()
    [[pages]] = connection.read("PRAGMA page_count")
    connection.read(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFullError):
        while True:
            station.report_incident(Incident.FROZEN_SCREEN, "x" * 2000)
    seen = (Signal.PHONE, Signal.VOICE, Signal.NO_FACE)
    for signal in seen:
        monitor.see(signal, Phase.START, clip=True)
    for _ in range(2):
        with pytest.raises(StoreFullError):
            station.advance()
    assert len(monitored(station)) < len(seen)
    connection.read(f"PRAGMA max_page_count = {pages + 10_000}")
    station.advance()
    flags = monitored(station)
    assert [flag.signal for flag in flags] == [signal.value for signal in seen]
    seat = inside(station).seat
    assert seat is not None
    kept = {row.digest for row in inside(station).store.evidence.of_sitting(seat.sitting_id)}
    assert {flag.evidence for flag in flags} <= kept, "each with its clip"
    station.close()


def test_in_a_pause_by_right_the_candidate_is_left_alone(
    world: World, clock: SimulatedClock
) -> None:
    maker = MonitorMaker()
    station = world.station(clock, monitor=maker)
    station.library.install_roster(world.roster([entry(1, time_factor=1.5)], int(START_S) + 1))
    view = to_watched_question(station, clock)
    [monitor] = maker.made
    monitor.see(Signal.PHONE, Phase.START)
    assert not monitor.resting
    station.ask_rest()
    assert isinstance(station.answer(blank(view.task)), PausedView)
    assert monitor.resting, "the monitor does not look for the candidate"
    monitor.see(Signal.PHONE, Phase.END)  # began before the pause
    monitor.see(Signal.NO_FACE, Phase.START)
    monitor.see(Signal.NO_FACE, Phase.EVIDENCE, clip=True)
    monitor.see(Signal.CAMERA_LOST, Phase.START)
    station.resume()
    assert not monitor.resting
    monitor.see(Signal.NO_FACE, Phase.END)
    station.advance()
    assert [(flag.signal, flag.phase) for flag in monitored(station)] == [
        ("phone", "start"),
        ("phone", "end"),
        ("camera_lost", "start"),
    ]
    monitor.see(Signal.NO_FACE, Phase.START)
    station.advance()
    assert monitored(station)[-1].signal == "no_face", "after the pause it is told again"
    station.close()


def test_a_pause_after_a_crash_is_told_to_the_new_monitor(
    world: World, clock: SimulatedClock
) -> None:
    station = world.station(clock, monitor=MonitorMaker())
    to_watched_question(station, clock)
    cut(station)
    maker = MonitorMaker()
    station = world.station(clock, monitor=maker)
    assert maker.made[0].resting
    station.resume()
    assert not maker.made[0].resting
    station.close()


def test_the_monitor_is_told_when_the_station_itself_speaks(
    world: World, clock: SimulatedClock
) -> None:
    maker = MonitorMaker()
    station = world.station(clock, monitor=maker)
    to_identity(station, clock)
    [monitor] = maker.made
    assert len(monitor.sounds_s) == 1, "the test word"
    assert monitor.sounds_s[0] > 0
    station.close()


def test_a_station_that_comes_back_still_knows_the_face_until_the_end(
    world: World, clock: SimulatedClock
) -> None:
    station = world.station(clock, monitor=MonitorMaker())
    to_watched_question(station, clock)
    cut(station)
    maker = MonitorMaker()
    station = world.station(clock, monitor=maker)
    assert maker.made[0].reference == FACE
    seat = inside(station).seat
    assert seat is not None
    row = inside(station).store.sittings.get(seat.sitting_id)
    assert row is not None
    assert row.reference is not None
    assert FACE not in row.reference, "it lies there encrypted"
    view = station.resume()
    assert isinstance(view, QuestionView)
    to_end(station, clock, view)
    row = inside(station).store.sittings.get(seat.sitting_id)
    assert row is not None
    assert row.reference is None
    station.close()


def test_a_sitting_that_was_set_aside_still_knows_the_face(
    world: World, clock: SimulatedClock
) -> None:
    maker = MonitorMaker()
    station = world.station(clock, monitor=maker)
    to_identity(station, clock)
    assert station.capture_selfie().accepted
    station.set_aside(PIN)
    station.sign_in("CODE-1")
    assert [monitor.reference for monitor in maker.made] == [FACE, FACE]
    station.close()
