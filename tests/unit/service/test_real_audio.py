# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A real sound card's way: PyAudio plays a word, PyAudio hears it, and it is that word."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulators.audio_server import (
    NoAudioServerError,
    audio_server,
    server_environment,
)

REPOSITORY = Path(__file__).resolve().parents[3]

SCRIPT = """
import json, sys, threading, time
import numpy as np
from appliance.audio import Sound
from appliance.audio_devices import default_input, default_output
from appliance.service.check_sounds import TestWords

output, source = default_output(), default_input()
word, sound = TestWords("en").draw()
heard = []
listener = threading.Thread(target=lambda: heard.append(source.record(sound.duration_s + 5.0)))
listener.start()
time.sleep(2.5)  # a server that has just started takes its time to open a stream
output.play(sound)
was_playing = output.playing
listener.join()
played = np.frombuffer(sound.samples, np.int16).astype(float)
times = np.arange(0, sound.duration_s, 1 / heard[0].rate)
wanted = np.interp(times, np.arange(len(played)) / sound.rate, played)
got = np.frombuffer(heard[0].samples, np.int16).astype(float)
size = 1 << (len(got) + len(wanted)).bit_length()
crossed = np.fft.irfft(np.fft.rfft(got, size) * np.conj(np.fft.rfft(wanted, size)), size)
energy = np.convolve(got**2, np.ones(len(wanted)), "valid")
best = int(np.argmax(crossed[: len(energy)]))
correlation = crossed[best] / np.sqrt(max(energy[best], 1.0) * (wanted**2).sum())
print(json.dumps({
    "output": output.description, "input": source.description, "playing": was_playing,
    "position_s": output.position_s, "duration_s": sound.duration_s,
    "level": heard[0].level_dbfs, "correlation": float(correlation),
}))
"""


PLUGGING = """
import sys
from appliance.audio_devices import default_input, default_output
from appliance.service.check_sounds import TestWords

def look():
    output, source = default_output(), default_input()
    print(output.description, source.description, sep="|", flush=True)
    return output, source

look()
sys.stdin.readline()
output, source = look()
output.play(TestWords("en").draw()[1])
print(source.record(0.2).duration_s, output.playing, flush=True)
"""


@pytest.mark.pulseaudio
def test_a_sound_card_that_comes_later_is_found(tmp_path: Path) -> None:
    environment = server_environment(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", PLUGGING],
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as station:
        assert station.stdin is not None
        assert station.stdout is not None
        before = station.stdout.readline()
        try:
            with audio_server(tmp_path):
                found, _ = station.communicate("plugged in\n", timeout=60)
        except NoAudioServerError as error:
            station.kill()
            pytest.skip(f"no sound server can start here: {error}")
    assert before.count("missing") == 2, before
    after, sound = found.splitlines()
    if "missing" in after:
        pytest.skip(f"no pulse device for PortAudio: {after}")
    assert sound == "0.2 True"


@pytest.mark.pulseaudio
def test_what_is_played_is_heard(tmp_path: Path) -> None:
    try:
        with audio_server(tmp_path) as environment:
            run = subprocess.run(
                [sys.executable, "-c", SCRIPT],
                cwd=REPOSITORY,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
    except NoAudioServerError as error:
        pytest.skip(f"no sound server can start here: {error}")
    if not run.stdout:
        pytest.fail(run.stderr)
    found = json.loads(run.stdout.splitlines()[-1])
    if found["output"].startswith("missing"):
        pytest.skip(f"no pulse device for PortAudio: {found['output']}")
    assert found["playing"]
    assert found["position_s"] == pytest.approx(found["duration_s"], abs=0.01)
    assert found["correlation"] > 0.8
