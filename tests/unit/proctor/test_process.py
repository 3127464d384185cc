# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The child process for real: captures, sealed clips, death and restart, nothing in the clear."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from edge_proctor.errors import NotRunningError
from edge_proctor.events import EvidenceKind, Phase, Signal
from edge_proctor.framing import Framing
from edge_proctor.monitoring.evidence import EVIDENCE_CONTEXT
from edge_proctor.pictures import decode_picture
from edge_proctor.proctor import CameraChoice, Proctor, ProctorEvent, ProctorSettings, Purpose
from sync.protocol.clip import read_clip
from sync.protocol.sealing import UnsealingKey, unseal

pytestmark = pytest.mark.xdist_group("proctor-child")

KEY = UnsealingKey.generate()
PATIENCE_S = 20.0


@dataclass
class Station:
    proctor: Proctor
    folder: Path
    events: list[ProctorEvent] = field(default_factory=list[ProctorEvent])

    def wait_for(self, wanted: Signal, phase: Phase) -> ProctorEvent:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            for event in self.events:
                if (event.signal, event.phase) == (wanted, phase):
                    return event
            time.sleep(0.02)
        raise AssertionError(f"no {wanted} {phase} in {self.events}")


@pytest.fixture(scope="module")
def running(
    shared_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Station]:
    """One child for all tests of this file; a test may kill or stop it."""
    folder = tmp_path_factory.mktemp("station")
    settings = ProctorSettings(
        camera=CameraChoice.portrait(absence_every_s=1.5),
        model_folders=(shared_data("models"),),
        pre_s=0.5,
        post_s=0.5,
        niceness=0,  # other tests run beside it
        restart_delay_s=0.05,
    )
    events: list[ProctorEvent] = []
    proctor = Proctor(settings, KEY.public.to_bytes(), events.append)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(folder))
        patch.chdir(folder)
        yield Station(proctor, folder, events)
        proctor.stop()
    assert not proctor.alive


@pytest.fixture
def station(running: Station) -> Station:
    running.events.clear()
    running.proctor.start()
    assert running.proctor.wait_ready(PATIENCE_S)
    return running


def open_clip(event: ProctorEvent) -> tuple[bytes, ...]:
    assert event.evidence is not None
    assert event.evidence.kind is EvidenceKind.CLIP
    return read_clip(unseal(event.evidence.sealed, KEY, context=EVIDENCE_CONTEXT)).frames


def test_selfie_clip_and_preview_and_nothing_in_the_clear(station: Station) -> None:
    proctor = station.proctor
    assert proctor.capabilities()["faces"].startswith("available (yunet-n-320")
    selfie = proctor.capture(Purpose.SELFIE, PATIENCE_S)
    assert (selfie.accepted, selfie.reason) == (True, Framing.GOOD)
    assert selfie.evidence is not None
    picture = unseal(selfie.evidence.sealed, KEY, context=EVIDENCE_CONTEXT)
    assert decode_picture(picture).shape == (480, 640, 3)
    frames = open_clip(station.wait_for(Signal.NO_FACE, Phase.EVIDENCE))
    assert len(frames) >= 3
    deadline = time.monotonic() + PATIENCE_S
    while (preview := proctor.preview()) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert preview is not None
    assert len(preview.rgb) == preview.width * preview.height * 3
    assert written_in_the_clear(station) == []
    assert resident_mb(station) <= 200


def resident_mb(station: Station) -> float:
    """What the child holds in memory, its libraries included."""
    status = Path(f"/proc/{station.proctor.child_pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def written_in_the_clear(station: Station) -> list[str]:
    """Files with a picture's or clip's mark under every place that the child may write."""
    marks = (b"\xff\xd8\xff", b"RIFF", b"\x89PNG", b"ftyp")
    files = [path for path in station.folder.rglob("*") if path.is_file()]
    links = list(Path(f"/proc/{station.proctor.child_pid}/fd").iterdir())
    opened = [str(it.readlink()) for it in links if int(it.name) > 2]  # 0 to 2 are pytest's
    kept = [it for it in opened if it.startswith("/") and not it.startswith(("/dev/null", "/proc"))]
    return kept + [str(path) for path in files if any(mark in path.read_bytes() for mark in marks)]


def test_killed_child_is_an_event_and_a_restart(station: Station) -> None:
    proctor = station.proctor
    first = proctor.child_pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    restarted = station.wait_for(Signal.PROCTOR_RESTARTED, Phase.POINT)
    assert restarted.signal.is_station_fault
    capture = None
    deadline = time.monotonic() + PATIENCE_S
    while capture is None and time.monotonic() < deadline:
        try:
            capture = proctor.capture(Purpose.SELFIE, PATIENCE_S)
        except NotRunningError:
            time.sleep(0.05)
    assert capture is not None
    assert capture.accepted
    assert proctor.child_pid != first


def test_frames_that_a_held_up_child_could_not_look_at_are_told(station: Station) -> None:
    child = station.proctor.child_pid
    assert child is not None
    os.kill(child, signal.SIGSTOP)
    time.sleep(1.2)
    os.kill(child, signal.SIGCONT)
    station.wait_for(Signal.NO_FACE, Phase.START)
    dropped = station.proctor.frames_dropped
    station.proctor.stop()
    told = [event for event in station.events if event.signal is Signal.FRAMES_DROPPED]
    assert [(it.phase, it.frames) for it in told] == [(Phase.POINT, station.proctor.frames_dropped)]
    assert told[0].frames >= max(dropped, 1)
    assert told[0].signal.is_station_fault


def test_stopped_proctor_refuses_a_capture() -> None:
    proctor = Proctor(ProctorSettings(), KEY.public.to_bytes(), lambda _: None)
    with pytest.raises(NotRunningError):
        proctor.capture(Purpose.SELFIE, 0.1)
    assert proctor.preview() is None
    assert not proctor.alive
    proctor.stop()


def test_open_flags_end_and_clips_arrive_when_stopped(station: Station) -> None:
    station.wait_for(Signal.NO_FACE, Phase.START)
    station.proctor.stop()
    phases = [event.phase for event in station.events if event.signal is Signal.NO_FACE]
    assert phases.count(Phase.START) == phases.count(Phase.END) == phases.count(Phase.EVIDENCE)
    assert station.proctor.frames_seen > 0
    assert station.proctor.median_frame_ms > 0
