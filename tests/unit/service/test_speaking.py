# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Practising the interview: one recording in memory, heard again, and never kept."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.audio import Sound
from appliance.audio_replay import ReplayInput
from appliance.exam.passages import OralPart
from appliance.service.errors import NothingHeardError, NotNowError
from appliance.service.practice.speaking import Speaking
from appliance.service.practice.views import Level, SpeakingView
from appliance.service.station import Station
from tests.simulators.audio import Brief, loudspeaker, tone
from tests.simulators.clock import SimulatedClock
from tests.unit.service.world import World, sample_pack


@pytest.fixture(scope="module")
def sample_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World.create(tmp_path_factory.mktemp("sample") / "station", pack=sample_pack())


def _booth(world: World, place: Path, microphone: ReplayInput) -> Station:
    clock = SimulatedClock()
    return world.copied_to(place / "station").station(
        clock, audio_input=microphone, audio_output=loudspeaker(clock)
    )


def _begun(station: Station, part: OralPart | None = OralPart.INTRODUCTION) -> Speaking:
    return station.speaking(part, Level.B1, "general")


def _shown(view: SpeakingView | None) -> SpeakingView:
    assert view is not None
    return view


def test_a_whole_interview_question_by_question(sample_world: World, tmp_path: Path) -> None:
    station = _booth(sample_world, tmp_path, Brief(tone()))
    run = _begun(station, None)
    parts: list[OralPart] = []
    view = run.view()
    while view is not None:
        assert view.question
        assert view.listens_for
        assert (view.situation == "") == (view.number == 1)
        parts.append(view.part)
        view = run.following()
    assert sorted(set(parts), key=list(OralPart).index) == list(OralPart)
    assert run.following() is None
    station.close()


def test_recorded_heard_again_and_forgotten(sample_world: World, tmp_path: Path) -> None:
    station = _booth(sample_world, tmp_path, Brief(tone()))
    run = _begun(station)
    with pytest.raises(NotNowError):
        run.play()
    take = _shown(run.record()).take
    assert take is not None
    assert take.duration_s == pytest.approx(2.0)
    assert not take.quiet
    assert _shown(run.play()).playing
    assert not _shown(run.stop()).playing
    assert _shown(run.delete()).take is None
    run.record()
    assert _shown(run.following()).take is None
    run.record()
    run.end()
    assert _shown(run.view()).take is None
    station.close()


def test_a_low_voice_is_said_and_silence_is_not_kept(sample_world: World, tmp_path: Path) -> None:
    low = _begun(_booth(sample_world, tmp_path / "low", Brief(tone(level=0.001))))
    take = _shown(low.record()).take
    assert take is not None
    assert take.quiet
    silent = _begun(_booth(sample_world, tmp_path / "silent", Brief(tone(level=0.0))))
    with pytest.raises(NothingHeardError):
        silent.record()
    assert _shown(silent.view()).take is None


class _Held(ReplayInput):
    """A microphone that hears one block and waits until it may hear the second."""

    def __init__(self, sound: Sound) -> None:
        super().__init__(sound)
        self.begun, self.go_on = threading.Event(), threading.Event()

    def listen(self, longest_s: float, heard: Callable[[Sound], bool]) -> Sound:
        """A block; then, when told, the rest until the listener has enough."""

        def held(block: Sound) -> bool:
            if self.begun.is_set():
                assert self.go_on.wait(10)
            self.begun.set()
            return heard(block)

        return super().listen(longest_s, held)


def test_stopping_too_early_keeps_nothing_and_blocks_nobody(
    sample_world: World, tmp_path: Path
) -> None:
    microphone = _Held(tone())
    run = _begun(_booth(sample_world, tmp_path, microphone))
    refused: list[NothingHeardError] = []

    def speak() -> None:
        try:
            run.record()
        except NothingHeardError as error:
            refused.append(error)

    worker = threading.Thread(target=speak)
    worker.start()
    assert microphone.begun.wait(10)
    assert _shown(run.view()).recording
    for call in (run.record, run.following, run.play):
        with pytest.raises(NotNowError):
            call()
    run.stop()
    microphone.go_on.set()
    worker.join(10)
    assert [error.advice for error in refused] == ["Speak a bit longer."]
    assert not _shown(run.view()).recording


def test_nothing_of_it_reaches_the_disk(sample_world: World, tmp_path: Path) -> None:
    station = _booth(sample_world, tmp_path, Brief(tone()))
    before = _sizes(tmp_path)
    run = _begun(station)
    run.record()
    run.play()
    run.following()
    assert _sizes(tmp_path) == before
    station.close()


def _sizes(place: Path) -> dict[Path, int]:
    return {path: path.stat().st_size for path in place.rglob("*") if path.is_file()}
