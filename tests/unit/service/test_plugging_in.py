# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Earphones and microphones that are plugged in late, or pulled out while somebody sits."""

import pytest

from appliance.audio import AudioError, AudioInput, AudioOutput, SilentInput, SilentOutput
from appliance.service.errors import NotNowError
from appliance.service.oral.views import OralMode, OralReadyView
from appliance.service.station import Station
from appliance.service.views import AudioView, CheckName, QuestionView, Verdict
from appliance.store.errors import StoreReadOnlyError
from tests.simulators.audio import Socket, loudspeaker, microphone
from tests.simulators.clock import SimulatedClock
from tests.unit.oral.interviewing import bring_calendar
from tests.unit.oral.test_interview import WRITTEN
from tests.unit.service.test_questions import until_audio
from tests.unit.service.world import PIN, World, inside


def audio_of(station: Station) -> AudioView:
    """The extract of the question on the screen."""
    view = station.view()
    assert isinstance(view, QuestionView)
    assert view.audio is not None
    return view.audio


def finds(station: Station, output: AudioOutput, heard: AudioInput) -> None:
    """What the machine has in its sockets from now on."""
    place = inside(station)
    place.find_output = lambda: output
    place.find_input = lambda: heard


def test_a_loudspeaker_that_does_not_open_costs_no_play(
    world: World, clock: SimulatedClock
) -> None:
    output = Socket(clock)
    station = world.station(clock, audio_output=output)
    until_audio(station, clock)
    output.plugged = False
    for _ in range(3):
        with pytest.raises(AudioError):
            station.play_audio()
    assert audio_of(station).plays_left == 2
    output.plugged = True
    assert station.play_audio().plays_left == 1
    station.close()


def test_a_play_that_is_not_on_disk_is_not_heard(world: World, clock: SimulatedClock) -> None:
    output = loudspeaker(clock)
    station = world.station(clock, audio_output=output)
    until_audio(station, clock)
    heard = len(output.played)
    connection = inside(station).store.connection
    connection.read("PRAGMA query_only = ON")
    with pytest.raises(StoreReadOnlyError):
        station.play_audio()
    connection.read("PRAGMA query_only = OFF")
    assert len(output.played) == heard
    assert audio_of(station).plays_left == 2
    station.close()


def test_no_play_is_spent_on_silence_after_a_restart(world: World, clock: SimulatedClock) -> None:
    station = world.station(clock)
    until_audio(station, clock)
    station.close()
    station = world.station(clock, audio_output=SilentOutput())
    station.resume()
    with pytest.raises(AudioError, match="no loudspeaker"):
        station.play_audio()
    finds(station, loudspeaker(clock), microphone())
    assert station.play_audio().plays_left == 1
    station.close()


def test_what_is_plugged_in_is_found_by_the_next_check(world: World, clock: SimulatedClock) -> None:
    station = world.station(clock, audio_output=SilentOutput(), audio_input=SilentInput())
    station.sign_in("CODE-1")
    station.confirm_personal_data({})
    station.consent(monitoring=False)
    for name in (CheckName.SOUND, CheckName.MICROPHONE):
        assert station.check_equipment(name, None).verdict is Verdict.FAIL
    output = loudspeaker(clock)
    finds(station, output, microphone())
    word = station.play_test_sound()
    assert len(output.played) == 1
    assert station.check_equipment(CheckName.SOUND, word).verdict is Verdict.PASS
    assert station.check_equipment(CheckName.MICROPHONE).verdict is Verdict.PASS
    station.close()


def test_a_recorded_interview_opens_once_the_microphone_is_plugged_in(
    world: World, clock: SimulatedClock
) -> None:
    station = world.station(clock, audio_input=SilentInput())
    bring_calendar(world, station, WRITTEN)
    with pytest.raises(NotNowError, match="no microphone"):
        station.open_oral("CODE-1", OralMode.RECORDED, monitoring=False)
    finds(station, loudspeaker(clock), microphone())
    station.open_oral("CODE-1", OralMode.RECORDED, monitoring=False)
    station.confirm_oral_identity_by_human(PIN, "passport")
    assert isinstance(station.oral_identity_done(), OralReadyView)
    station.close()
