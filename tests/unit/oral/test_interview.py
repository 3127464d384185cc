# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The interview at the station, in both modes, through the façade that the screens use."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from appliance.audio import SilentInput, Sound
from appliance.audio_files import decode
from appliance.audio_replay import ReplayInput
from appliance.exam.journal import decode_results
from appliance.exam.levels import Level
from appliance.exam.oral_check import ConfirmedOral, confirm
from appliance.exam.oral_state import LONGEST_ANSWER_MS
from appliance.exam.passages import OralPart
from appliance.exam.sitting_errors import EventRefusedError, RescoringMismatchError
from appliance.exam.sitting_words import Incident
from appliance.service.bundling import ORAL_CONTEXT
from appliance.service.errors import (
    AlreadySatError,
    DayClosedError,
    LockedOutError,
    NothingHeardError,
    NotNowError,
    WrittenPartMissingError,
    WrongAccessCodeError,
    WrongPinError,
)
from appliance.service.oral.views import (
    Competence,
    GradingView,
    InterviewView,
    OralFinishedView,
    OralIdentityView,
    OralMode,
    OralReadyView,
    OralStage,
    OralView,
    RecordingView,
    VoiceView,
)
from appliance.service.station import Station
from appliance.service.views import CandidateView, Delivery
from sync.protocol.chain import read_link
from sync.protocol.kinds import Kind
from sync.protocol.manifest import Manifest, PartRole
from sync.protocol.oral_calendar import WrittenPart
from sync.protocol.sealing import unseal
from sync.protocol.statement import read_unverified
from tests.simulators.audio import tone
from tests.simulators.clock import SimulatedClock
from tests.unit.oral.interviewing import (
    EXAMINER_CODE,
    GRID,
    answer_all,
    bring_calendar,
    sit_written,
    to_interview,
)
from tests.unit.service.conftest import clock, station, template, world
from tests.unit.service.world import PIN, World, inside

__all__ = ["clock", "station", "template", "world"]
ON_SITE, RECORDED = OralMode.ON_SITE, OralMode.RECORDED
WRITTEN = WrittenPart("c-1", "s-elsewhere", "C1")


@dataclass
class Muted:
    """A microphone that somebody muted."""

    description: str = "available (muted)"

    def record(self, seconds: float) -> Sound:
        return Sound(bytes(round(seconds * 16_000) * 2), 16_000)

    def listen(self, longest_s: float, heard: Any) -> Sound:
        return self.record(longest_s)


def shown(station: Station, kind: type[OralView]) -> Any:
    """The view, which is of this kind."""
    view = station.oral_view()
    assert isinstance(view, kind), view
    return view


def confirmed(world: World, station: Station) -> tuple[Manifest, ConfirmedOral]:
    """The oral bundle in the outbox, as central will read it."""
    message = station.outbox.pending()[-1].manifest
    manifest = Manifest.from_claims(read_unverified(Kind.MANIFEST, message))
    sealed = station.outbox.read_part(manifest.parts[0].digest)
    records = decode_results(unseal(sealed, world.unsealing, context=b"escale/results"))
    return manifest, confirm(world.opened_pack, records)


def test_an_interview_on_site(world: World, station: Station, clock: SimulatedClock) -> None:
    bring_calendar(world, station)
    sit_written(station, clock)
    written = station.outbox.pending()[0]
    view = station.open_oral("CODE-1", ON_SITE, monitoring=False, trade="retail")
    assert isinstance(view, OralIdentityView)
    assert (view.name, view.biometric) == ("Ariadne1 Quellbrunn", False)
    with pytest.raises(WrongPinError):
        station.confirm_oral_identity_by_human("0000", "")
    with pytest.raises(EventRefusedError, match="not checked yet"):
        station.oral_identity_done()
    station.confirm_oral_identity_by_human(PIN, "passport")
    station.oral_identity_done()
    assert shown(station, OralReadyView).examiner is None
    with pytest.raises(EventRefusedError, match="has not signed in"):
        station.begin_interview()
    with pytest.raises(WrongAccessCodeError):
        station.admit_examiner("EVA-9999")
    station.admit_examiner(EXAMINER_CODE)
    assert shown(station, OralReadyView).examiner == "Eva Example"
    station.begin_interview()
    clock.sleep(90)
    interview: InterviewView = shown(station, InterviewView)
    assert (interview.elapsed_s, interview.examiner_needed) == (90, False)
    assert interview.guidance
    assert interview.prompt.situation
    station.report_oral_incident(Incident.SOUND, "drill in the corridor")
    for _ in OralPart:
        station.end_part()
    assert shown(station, GradingView).examiner == "Eva Example"
    with pytest.raises(EventRefusedError, match="every competence"):
        station.grade_oral({})
    station.grade_oral(GRID | {Competence.FLUENCY: Level.C1}, "lively")
    assert shown(station, OralFinishedView).delivery is Delivery.WAITING
    manifest, oral = confirmed(world, station)
    written_id = Manifest.from_claims(read_unverified(Kind.MANIFEST, written.manifest)).sitting_id
    assert manifest.follows == oral.opened.written_id == written_id
    assert [part.role for part in manifest.parts] == [PartRole.RESULTS]
    assert oral.state.grade is not None
    assert oral.state.grade.grid["fluency"] == "C1"
    assert oral.state.examiner is not None
    assert oral.state.examiner.login == "eva"
    station.leave_oral()
    assert station.oral_view() is None
    with pytest.raises(AlreadySatError):
        station.open_oral("CODE-1", ON_SITE)


def test_recorded_answers(world: World, station: Station, clock: SimulatedClock) -> None:
    sit_written(station, clock)
    to_interview(station, RECORDED)
    view: RecordingView = shown(station, RecordingView)
    assert (view.number, view.limit_s, view.take) == (1, 60, None)
    assert view.question == view.prompt.situation
    with pytest.raises(NotNowError, match="nothing was recorded"):
        station.confirm_answer()
    station.record_answer()
    first = shown(station, RecordingView).take
    assert (first.take, first.duration_s, first.quiet, first.may_repeat) == (1, 60, False, True)
    station.record_answer()
    assert shown(station, RecordingView).take.may_repeat is False
    with pytest.raises(NotNowError, match="again already"):
        station.record_answer()
    station.confirm_answer()
    second: RecordingView = shown(station, RecordingView)
    assert (second.number, second.take) == (2, None)
    assert second.question == second.prompt.follow_up[0]
    place = inside(station)
    assert place.oral is not None
    assert len(place.store.evidence.of_sitting(place.oral.oral_id)) == 1
    count = 1 + answer_all(station)
    assert shown(station, OralFinishedView).mode is RECORDED
    manifest, oral = confirmed(world, station)
    assert sum(oral.opened.questions.values()) == count == len(manifest.parts) - 1
    carried = [part.digest for part in manifest.parts if part.role is PartRole.ORAL]
    assert set(carried) == oral.recordings
    medium = unseal(station.outbox.read_part(carried[0]), world.unsealing, context=ORAL_CONTEXT)
    assert medium.startswith(b"OggS")
    assert b"OpusHead" in medium
    assert decode(medium).duration_s == pytest.approx(60, abs=0.1)
    minutes = sum(LONGEST_ANSWER_MS[part] * oral.opened.questions[part] for part in OralPart) / 6e4
    assert 15 <= minutes <= 20


def test_a_question_is_read_aloud_but_never_into_a_recording(
    world: World, clock: SimulatedClock
) -> None:
    heard: list[str] = []

    class Voice:
        description = "available (test)"

        def speak(self, text: str, language: str) -> Sound:
            heard.append(f"{language}: {text}")
            return tone(3.0)

    class Eager(ReplayInput):
        """A microphone during which somebody asks for the voice."""

        def listen(self, longest_s: float, heard: Any) -> Sound:
            view: RecordingView = shown(station, RecordingView)
            assert view.voice == VoiceView(available=True, speaking=False)
            with pytest.raises(NotNowError, match="microphone listens"):
                station.hear_question()
            return super().listen(2.0, heard)

    station = world.station(clock, audio_input=Eager(tone()), speech=Voice())
    sit_written(station, clock)
    with pytest.raises(NotNowError):
        station.hear_question()
    to_interview(station, RECORDED)
    view = station.hear_question()
    assert isinstance(view, RecordingView)
    assert heard == [f"en: {view.question}"]
    assert view.voice == VoiceView(available=True, speaking=True)
    station.record_answer()
    assert shown(station, RecordingView).voice.speaking is False
    station.close()


def test_a_recording_stops_when_told_and_shows_its_level(
    world: World, clock: SimulatedClock
) -> None:
    levels: list[float] = []

    class Speaker(ReplayInput):
        """A microphone at which the candidate stops after two seconds."""

        def listen(self, longest_s: float, heard: Any) -> Sound:
            def noticed(block: Sound) -> bool:
                going_on = heard(block)
                view: RecordingView = shown(station, RecordingView)
                assert view.recording
                levels.append(view.level_dbfs)
                if view.position_s >= 2:
                    with pytest.raises(NotNowError, match="listens already"):
                        station.record_answer()
                    station.stop_recording()
                return going_on

            return super().listen(longest_s, noticed)

    station = world.station(clock, audio_input=Speaker(tone()))
    sit_written(station, clock)
    to_interview(station, RECORDED)
    station.record_answer()
    view: RecordingView = shown(station, RecordingView)
    assert not view.recording
    assert view.take is not None
    assert 2 <= view.take.duration_s <= 2.3
    assert all(-40 < level < -10 for level in levels)
    station.close()


def test_what_nobody_hears_is_no_take(world: World, clock: SimulatedClock) -> None:
    station = world.station(clock)
    sit_written(station, clock)
    station.close()
    station = world.station(clock, audio_input=Muted())
    to_interview(station, RECORDED)
    with pytest.raises(NothingHeardError):
        station.record_answer()
    assert shown(station, RecordingView).take is None
    station.close()


def test_no_microphone_no_recorded_interview(world: World, clock: SimulatedClock) -> None:
    station = world.station(clock)
    sit_written(station, clock)
    station.close()
    station = world.station(clock, audio_input=SilentInput())
    with pytest.raises(NotNowError, match="no microphone"):
        station.open_oral("CODE-1", RECORDED)
    assert station.oral_view() is None
    station.close()


def test_the_oral_part_waits_for_the_written_part(
    world: World, station: Station, clock: SimulatedClock
) -> None:
    bring_calendar(world, station)
    with pytest.raises(WrittenPartMissingError):
        station.open_oral("CODE-1", ON_SITE)
    assert isinstance(station.sign_in("CODE-1"), CandidateView)
    with pytest.raises(NotNowError, match="somebody sits"):
        station.open_oral("CODE-1", ON_SITE)
    station.set_aside(PIN)
    with pytest.raises(WrittenPartMissingError):
        station.open_oral("CODE-1", ON_SITE)
    station.close_day(PIN)
    with pytest.raises(DayClosedError):
        station.open_oral("CODE-1", ON_SITE)


def test_central_may_vouch_for_a_written_part_taken_elsewhere(
    world: World, station: Station
) -> None:
    bring_calendar(world, station, WRITTEN)
    to_interview(station, ON_SITE)
    view: InterviewView = shown(station, InterviewView)
    assert view.level is Level.C1
    oral = inside(station).oral
    assert oral is not None
    assert oral.state.opened.written_id == "s-elsewhere"
    with pytest.raises(NotNowError, match="somebody sits"):
        station.sign_in("CODE-2")
    with pytest.raises(NotNowError, match="nothing is recorded"):
        station.record_answer()


def test_after_the_erasure_the_oral_part_is_still_possible(
    world: World, station: Station, clock: SimulatedClock
) -> None:
    sit_written(station, clock)
    place = inside(station)
    [row] = place.store.sittings.all()
    place.store.erase(row.id)
    to_interview(station, RECORDED)
    oral = place.oral
    assert oral is not None
    assert (oral.state.opened.written_id, oral.state.opened.level) == (row.id, "B1")


def test_an_examiner_is_not_asked_for_by_a_recorded_interview(
    world: World, station: Station, clock: SimulatedClock
) -> None:
    bring_calendar(world, station, WRITTEN)
    to_interview(station, RECORDED)
    with pytest.raises(NotNowError, match="recorded"):
        station.admit_examiner(EXAMINER_CODE)
    with pytest.raises(EventRefusedError):
        station.end_part()


def test_wrong_examiner_codes_lock_out(world: World, station: Station) -> None:
    bring_calendar(world, station, WRITTEN)
    station.open_oral("CODE-1", ON_SITE, monitoring=False)
    with pytest.raises(NotNowError, match="stage 'identity'"):
        station.admit_examiner(EXAMINER_CODE)
    station.confirm_oral_identity_by_human(PIN, "passport")
    station.oral_identity_done()
    with pytest.raises(LockedOutError):
        for _ in range(20):
            with pytest.raises(WrongAccessCodeError):
                station.admit_examiner("EVA-0000")


def test_a_restart_comes_back_to_the_same_stage(
    world: World, station: Station, clock: SimulatedClock
) -> None:
    bring_calendar(world, station, WRITTEN)
    to_interview(station, ON_SITE)
    station.end_part()
    station.close()
    clock.reboot(120, "boot-2")
    again = world.station(clock)
    view: InterviewView = shown(again, InterviewView)
    assert (view.stage, view.examiner_needed) == (OralStage.ROLE_PLAY, True)
    with pytest.raises(EventRefusedError, match="has not signed in"):
        again.end_part()
    again.admit_examiner(EXAMINER_CODE)
    again.end_part()
    again.set_aside_oral(PIN)
    assert again.oral_view() is None
    assert isinstance(again.sign_in("CODE-2"), CandidateView)
    again.set_aside(PIN)
    resumed = again.open_oral("CODE-1", ON_SITE)
    assert isinstance(resumed, InterviewView)
    assert resumed.stage is OralStage.DISCUSSION
    again.close()


def test_what_the_check_refuses(world: World, station: Station, clock: SimulatedClock) -> None:
    bring_calendar(world, station, WRITTEN)
    to_interview(station, ON_SITE)
    for _ in OralPart:
        station.end_part()
    seat = inside(station).oral
    assert seat is not None
    station.grade_oral(GRID)
    records = seat.journal.records()
    pack = world.opened_pack
    assert confirm(pack, records).state.concluded
    for wrong, why in (
        (records[:-1], "not concluded"),
        (records[1:], "does not hold"),
        ((), "does not begin"),
        ((*records[:3], records[4]), "does not hold"),
    ):
        with pytest.raises(RescoringMismatchError, match=why):
            confirm(pack, wrong)
    with pytest.raises(RescoringMismatchError, match="does not begin"):
        confirm(replace(pack, digest=bytes(32)), records)
    other = replace(pack.pack.oral, prompts=pack.pack.oral.prompts[::-1][:3])
    parts = [
        replace(prompt, part=part) for prompt, part in zip(other.prompts, OralPart, strict=True)
    ]
    changed = replace(pack, pack=replace(pack.pack, oral=replace(other, prompts=tuple(parts))))
    with pytest.raises(RescoringMismatchError, match="other prompts"):
        confirm(changed, records)
    assert read_link(records[0]).kind == "oral_opened"
