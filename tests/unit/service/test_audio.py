# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sound without devices: decoding, replays, honest silence."""

from pathlib import Path

import pytest

from appliance import audio_devices
from appliance.audio import AudioError, SilentInput, SilentOutput, Sound
from appliance.audio_files import decode
from appliance.audio_replay import ReplayInput, ReplayOutput
from tests.simulators.audio import loudspeaker, tone
from tests.simulators.clock import SimulatedClock
from tests.unit.service.world import World, sample_pack


def test_every_extract_of_the_sample_pack_decodes(tmp_path: Path) -> None:
    world = World.create(tmp_path / "station", pack=sample_pack())
    opened = world.opened_pack
    for extract in list(opened.pack.audio.values())[::10]:
        sound = decode(opened.media[extract.digest])
        assert sound.duration_s == pytest.approx(extract.duration_s, abs=0.1)
        assert sound.level_dbfs > -45


@pytest.mark.parametrize("data", [b"", b"OggS and nothing", bytes(1000)])
def test_what_is_no_sound(data: bytes) -> None:
    with pytest.raises(AudioError):
        decode(data)


def test_a_replay_keeps_time_and_remembers() -> None:
    clock = SimulatedClock()
    output = loudspeaker(clock)
    assert not output.playing
    output.play(tone(2.0))
    clock.sleep(1.5)
    assert (output.playing, output.position_s) == (True, 1.5)
    clock.sleep(1.0)
    assert (output.playing, output.position_s) == (False, 2.0)
    assert len(output.played) == 1
    assert output.description == "available (replay)"


def test_stopping_stops() -> None:
    clock = SimulatedClock()
    output = ReplayOutput(lambda: clock.stamp().monotonic_ns / 1e9)
    output.play(tone(2.0))
    clock.sleep(0.5)
    output.stop()
    clock.sleep(1.0)
    assert (output.playing, output.position_s) == (False, 0.5)


def test_a_replayed_microphone_repeats() -> None:
    heard = ReplayInput(tone(0.5)).record(1.2)
    assert heard.duration_s == pytest.approx(1.2)
    with pytest.raises(AudioError):
        ReplayInput(Sound(b"", 16_000))


def test_silence_says_so() -> None:
    assert SilentOutput().description.startswith("missing")
    assert SilentInput().description.startswith("missing")
    with pytest.raises(AudioError):
        SilentInput().record(1.0)


def test_without_portaudio_the_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(audio_devices, "import_module", refuse)
    assert audio_devices.default_output().description == "missing: PortAudio is not installed"
    assert audio_devices.default_input().description == "missing: PortAudio is not installed"
