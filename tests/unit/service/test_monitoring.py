# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures, flags and clips: sealed, journaled, bundled, and never waited for."""

import pytest

from appliance.exam.journal import event_from
from appliance.exam.rescoring import rescore
from appliance.exam.sitting_events import Captured, Monitored
from appliance.service.errors import NotNowError
from appliance.service.station import Station
from appliance.service.views import (
    CandidateView,
    CheckName,
    FramingHint,
    IdentityView,
    QuestionView,
    Stage,
    Verdict,
)
from edge_proctor.events import Phase, Signal
from edge_proctor.framing import Framing
from sync.protocol.chain import verify_chain
from sync.protocol.manifest import PartRole
from sync.protocol.sealing import unseal
from tests.simulators.clock import SimulatedClock
from tests.unit.service.monitor import JPEG, MonitorMaker
from tests.unit.service.sitting_through import next_question, to_end
from tests.unit.service.test_journey import open_bundle
from tests.unit.service.test_recovery import cut
from tests.unit.service.world import PIN, World, inside


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
