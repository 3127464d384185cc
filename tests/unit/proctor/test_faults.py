# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Devices that go and come back under a running child, and a child that may write no file.

A replayed recording that is taken away is the unplugged device: the child opens it again
and again, as it does a camera. What a test takes away it puts back.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pytest
import soundfile

from edge_proctor.events import EvidenceKind, Phase, Signal
from edge_proctor.monitoring.evidence import EVIDENCE_CONTEXT
from edge_proctor.pictures import decode_picture
from edge_proctor.ports import SAMPLE_RATE_HZ
from edge_proctor.proctor import (
    CameraChoice,
    MicrophoneChoice,
    Proctor,
    ProctorEvent,
    ProctorSettings,
    Purpose,
)
from edge_proctor.sources.replay import empty_room, portrait
from sync.protocol.clip import read_clip
from sync.protocol.sealing import UnsealingKey, unseal

pytestmark = pytest.mark.xdist_group("proctor-faults")

KEY = UnsealingKey.generate()
PATIENCE_S = 25.0
RATE = 10.0
WRITE_A_FILE = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
with open(sys.argv[1], "wb", buffering=0) as file:
    file.write(b"a pixel")
"""


@dataclass
class Watched:
    """A running child with a video for its camera and a sound file for its microphone."""

    proctor: Proctor
    video: Path
    sound: Path
    events: list[ProctorEvent] = field(default_factory=list[ProctorEvent])

    def wait_for(self, wanted: Signal, phase: Phase) -> ProctorEvent:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            for event in list(self.events):
                if (event.signal, event.phase) == (wanted, phase):
                    return event
            time.sleep(0.02)
        raise AssertionError(f"no {wanted} {phase} in {self.events}")


def film(path: Path) -> None:
    """Four seconds of somebody who sits for the first half."""
    generator = np.random.default_rng(1)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE, (640, 480))
    for picture, seconds in ((portrait(), 2.4), (empty_room(640, 480), 1.8)):
        for _ in range(round(seconds * RATE)):
            noise = generator.integers(0, 9, picture.shape, dtype=np.uint8)
            writer.write(cv2.add(picture, noise))
    writer.release()


@pytest.fixture(scope="module")
def running(
    shared_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("devices")
    video, sound = folder / "camera.avi", folder / "microphone.wav"
    film(video)
    settings = ProctorSettings(
        camera=CameraChoice.replay(video),
        microphone=MicrophoneChoice.replay(sound),  # not plugged in yet
        model_folders=(shared_data("models"),),
        pre_s=0.5,
        post_s=0.5,
        niceness=0,  # other tests run beside it
        retry_s=0.2,
    )
    events: list[ProctorEvent] = []
    proctor = Proctor(settings, KEY.public.to_bytes(), events.append)
    proctor.start()
    assert proctor.wait_ready(PATIENCE_S)
    yield Watched(proctor, video, sound, events)
    proctor.stop()


@pytest.fixture
def watched(running: Watched) -> Watched:
    assert running.proctor.alive
    return running


def test_microphone_that_is_not_there_is_one_event_and_is_opened_again(watched: Watched) -> None:
    watched.wait_for(Signal.MICROPHONE_LOST, Phase.POINT)
    time.sleep(0.7)  # another attempt has failed meanwhile
    lost = [event for event in watched.events if event.signal is Signal.MICROPHONE_LOST]
    assert len(lost) == 1
    assert lost[0].signal.is_station_fault
    tone = (3000 * np.sin(np.arange(3 * SAMPLE_RATE_HZ) * 0.2)).astype(np.int16)
    soundfile.write(str(watched.sound), tone, SAMPLE_RATE_HZ)
    time.sleep(0.7)
    assert watched.proctor.alive
    assert [it for it in watched.events if it.signal is Signal.MICROPHONE_LOST] == lost


def test_camera_unplugged_and_plugged_in_again(watched: Watched) -> None:
    away = watched.video.with_suffix(".away")
    child, seen = watched.proctor.child_pid, watched.proctor.frames_seen
    watched.video.rename(away)
    lost = watched.wait_for(Signal.CAMERA_LOST, Phase.START)
    assert lost.signal.is_station_fault
    watched.events.clear()
    away.rename(watched.video)
    ended = watched.wait_for(Signal.CAMERA_LOST, Phase.END)
    assert ended.duration_s > 1
    watched.wait_for(Signal.NO_FACE, Phase.START)
    assert watched.proctor.child_pid == child, "an unplugged camera is no crash"
    assert watched.proctor.frames_seen > seen


def test_the_kernel_lets_the_child_write_no_byte_to_a_file_and_nothing_is_missed(
    watched: Watched,
) -> None:
    """Captures, clips and sound go their whole way while every write to a file must fail."""
    child = watched.proctor.child_pid
    assert child is not None
    resource.prlimit(child, resource.RLIMIT_FSIZE, (0, 0))
    watched.events.clear()
    selfie = watched.proctor.capture(Purpose.SELFIE, PATIENCE_S)
    document = watched.proctor.capture(Purpose.DOCUMENT, 2.0)
    clip = watched.wait_for(Signal.NO_FACE, Phase.EVIDENCE)
    assert watched.proctor.child_pid == child
    assert selfie.evidence is not None
    picture = unseal(selfie.evidence.sealed, KEY, context=EVIDENCE_CONTEXT)
    assert decode_picture(picture).shape == (480, 640, 3)
    assert clip.evidence is not None
    assert clip.evidence.kind is EvidenceKind.CLIP
    assert len(read_clip(unseal(clip.evidence.sealed, KEY, context=EVIDENCE_CONTEXT)).frames) >= 3
    assert document.reason is not None
    assert resource.prlimit(child, resource.RLIMIT_FSIZE) == (0, 0)


def test_that_limit_bites(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    done = subprocess.run(
        [sys.executable, "-c", WRITE_A_FILE, str(path)], capture_output=True, check=False
    )
    assert done.returncode != 0
    assert b"File too large" in done.stderr
    assert path.stat().st_size == 0


def test_a_child_that_cannot_be_started_is_told_and_tried_again(
    shared_data: Callable[[str], Path],
) -> None:
    settings = ProctorSettings(
        camera=CameraChoice.portrait(),
        model_folders=(shared_data("models"),),
        niceness=0,
        restart_delay_s=0.1,
    )
    events: list[ProctorEvent] = []
    proctor = Proctor(settings, KEY.public.to_bytes(), events.append)
    most, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))  # nothing can be opened any more
    try:
        proctor.start()
        deadline = time.monotonic() + PATIENCE_S
        while len(events) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    assert {event.signal for event in events} == {Signal.PROCTOR_RESTARTED}
    assert len(events) >= 2
    assert proctor.wait_ready(PATIENCE_S), "it goes on as soon as there is room"
    proctor.stop()
