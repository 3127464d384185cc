# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The monitoring over a scripted camera and real pictures: the timeline must match."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_proctor.detectors.suite import Suite, load_suite
from edge_proctor.events import EvidenceKind, Phase, ProctorEvent, SealedEvidence, Signal
from edge_proctor.framing import Framing
from edge_proctor.monitoring.monitor import Monitor
from edge_proctor.monitoring.recorder import Recorder
from edge_proctor.pictures import decode_picture, read_picture
from edge_proctor.ports import Frame, Pixels
from edge_proctor.settings import ProctorSettings
from edge_proctor.sources.replay import empty_room, portrait
from sync.protocol.clip import read_clip
from tests.simulators.camera import Scene, ScriptedCamera, covered_lens

SETTINGS = ProctorSettings(pre_s=1.0, post_s=1.0)


@pytest.fixture(scope="module")
def suite(shared_data: Callable[[str], Path]) -> Suite:
    folder = shared_data("models")
    return load_suite(ProctorSettings(model_folders=(folder,)))


@pytest.fixture(scope="module")
def person() -> Pixels:
    return portrait()


def unsealed(plaintext: bytes, kind: EvidenceKind) -> SealedEvidence:
    return SealedEvidence(b"", plaintext, kind)


def watch(
    suite: Suite, scenes: list[Scene], settings: ProctorSettings = SETTINGS
) -> list[ProctorEvent]:
    events: list[ProctorEvent] = []
    recorder = Recorder(
        events.append,
        unsealed,
        pre_s=settings.pre_s,
        post_s=settings.post_s,
        thresholds=settings.thresholds.as_mapping(),
    )
    monitor = Monitor(suite, settings, recorder)
    last_ns = 0
    for frame in ScriptedCamera(scenes).frames():
        monitor.inspect(frame)
        last_ns = frame.monotonic_ns
    monitor.finish(last_ns)
    late = [it for it in events if it.phase is Phase.START and it.duration_s > 1.5]
    assert late == [], "a flag is raised within a second and a half"
    return events


def timeline(events: list[ProctorEvent]) -> list[tuple[Signal, float, float]]:
    """(signal, start, end) of every flag, in seconds, by start."""
    ended = [event for event in events if event.phase is Phase.END]
    rows = [(it.signal, it.start_ns / 1e9, it.start_ns / 1e9 + it.duration_s) for it in ended]
    return sorted(rows, key=lambda row: row[1])


def test_covered_and_frozen_cameras_are_told_as_themselves(suite: Suite, person: Pixels) -> None:
    scenes = [
        Scene(person, 3),
        Scene(covered_lens(), 3),
        Scene(person, 3),
        Scene(person, 4, noise=False),
        Scene(person, 3),
    ]
    flags = timeline(watch(suite, scenes))
    assert [flag[0] for flag in flags] == [Signal.CAMERA_COVERED, Signal.CAMERA_FROZEN]
    assert flags[0][1:] == pytest.approx((3.0, 6.0), abs=0.25)
    assert flags[1][1:] == pytest.approx((9.0, 13.0), abs=0.45)


def test_a_second_face_is_seen(suite: Suite, person: Pixels) -> None:
    two = person.copy()
    two[120:360, :200] = person[40:280, 220:420]
    (flag,) = timeline(watch(suite, [Scene(person, 3), Scene(two, 2), Scene(person, 3)]))
    assert flag[0] is Signal.SEVERAL_FACES


def test_dark_room_is_the_stations_fault_and_blames_nobody(suite: Suite, person: Pixels) -> None:
    dim = (person * 0.18).astype(np.uint8)
    dim[:, 320:] = dim[:, 320:] // 4
    flags = timeline(watch(suite, [Scene(person, 3), Scene(dim, 4), Scene(person, 3)]))
    assert [flag[0] for flag in flags] == [Signal.POOR_LIGHT]
    assert Signal.POOR_LIGHT.is_station_fault


def test_quiet_sitting_raises_nothing(suite: Suite, person: Pixels) -> None:
    assert watch(suite, [Scene(person, 7)]) == []


def test_person_leaves_and_the_flag_carries_its_clip_its_models_and_its_thresholds(
    suite: Suite, person: Pixels
) -> None:
    away = empty_room(640, 480)
    as_shipped = ProctorSettings()
    scenes = [Scene(person, 5.4), Scene(away, 5.6), Scene(person, 2)]
    events = watch(suite, scenes, as_shipped)
    assert [event.phase for event in events] == [Phase.START, Phase.EVIDENCE, Phase.END]
    [(signal, *times)] = timeline(events)
    assert signal is Signal.NO_FACE
    assert times == pytest.approx([5.4, 11.0], abs=0.25)
    start, clip, end = events
    assert start.start_ns == clip.start_ns == end.start_ns
    assert start.evidence is None
    assert clip.evidence is not None
    frames = read_clip(clip.evidence.sealed).frames
    assert len(frames) == 51, "five seconds before, five after, at five frames a second"
    assert decode_picture(frames[0]).shape == (360, 480, 3)
    assert end.models["faces"].startswith("yunet-n-320")
    assert end.thresholds["raise_no_face_s"] == SETTINGS.thresholds.raise_no_face_s
    assert end.frames >= 26


def test_clip_of_an_open_flag_is_delivered(suite: Suite, person: Pixels) -> None:
    events = watch(suite, [Scene(person, 2), Scene(empty_room(640, 480), 1.2)])
    assert [event.phase for event in events] == [Phase.START, Phase.EVIDENCE, Phase.END]


def test_in_a_pause_the_room_is_told_and_the_candidate_is_not(suite: Suite, person: Pixels) -> None:
    events: list[ProctorEvent] = []
    recorder = Recorder(events.append, unsealed, pre_s=1.0, post_s=9.0, thresholds={})
    monitor = Monitor(suite, SETTINGS, recorder)
    away = empty_room(640, 480)
    dim = (person * 0.18).astype(np.uint8)
    dim[:, 320:] = dim[:, 320:] // 4
    scenes = [Scene(person, 2), Scene(away, 8), Scene(dim, 3), Scene(away, 4)]
    for frame in ScriptedCamera(scenes).frames():
        monitor.rest(frame.monotonic_ns, resting=5e9 <= frame.monotonic_ns < 13e9)
        monitor.inspect(frame)
    told = [(it.signal, it.phase) for it in events]
    absent, dark = Signal.NO_FACE, Signal.POOR_LIGHT
    assert told[:3] == [
        (absent, Phase.START),
        (absent, Phase.EVIDENCE),
        (absent, Phase.END),
    ], "what began before the pause ends with it, and so does its clip"
    clip = events[1].evidence
    assert clip is not None
    assert len(read_clip(clip.sealed).frames) <= 21, "one second before, three until the pause"
    assert events[2].duration_s == pytest.approx(3.0, abs=0.3)
    assert told[3:] == [(dark, Phase.START), (dark, Phase.END), (absent, Phase.START)]
    assert events[-1].start_ns == pytest.approx(13e9, abs=3e8), "told anew after the pause"


def test_missing_frames_are_a_lost_camera(suite: Suite, person: Pixels) -> None:
    events: list[ProctorEvent] = []
    recorder = Recorder(events.append, None, pre_s=0, post_s=0, thresholds={})
    monitor = Monitor(suite, SETTINGS, recorder)
    monitor.inspect(Frame(0, 0, person))
    for step in range(1, 20):
        monitor.miss(step * 200_000_000)
    for step in range(20, 30):
        noisy = person + np.uint8(step)
        monitor.inspect(Frame(step, step * 200_000_000, noisy))
    assert [(it.signal, it.phase) for it in events] == [
        (Signal.CAMERA_LOST, Phase.START),
        (Signal.CAMERA_LOST, Phase.END),
    ]


def test_without_a_face_model_nothing_is_claimed(tmp_path: Path, person: Pixels) -> None:
    bare = load_suite(ProctorSettings(model_folders=(tmp_path,)))
    assert bare.capabilities["faces"].startswith("missing")
    monitor = Monitor(
        bare, SETTINGS, Recorder(lambda _: None, None, pre_s=0, post_s=0, thresholds={})
    )
    assert monitor.inspect(Frame(0, 0, person)).hint is Framing.NO_MODEL
    assert watch(bare, [Scene(person, 2), Scene(empty_room(640, 480), 4)]) == []


def test_faces_on_real_pictures(suite: Suite, shared_data: Callable[[str], Path]) -> None:
    assert suite.faces is not None
    two = suite.faces.detect(read_picture(shared_data("media/faces_misc/two_people.jpg")))
    assert len(two) == 2
    one = suite.faces.detect(read_picture(shared_data("media/faces_misc/obama.jpg")))
    assert len(one) == 1
    assert one[0].confidence > 0.8
    eye_line = [y for _, y in one[0].landmarks[:2]]
    mouth_line = [y for _, y in one[0].landmarks[3:]]
    assert max(eye_line) < min(mouth_line)


def filmed(picture: Pixels) -> Pixels:
    """A picture as a camera of 640 x 480 would frame it, undistorted."""
    height, width = picture.shape[:2]
    scale = min(640 / width, 480 / height)
    small = cv2.resize(picture, (round(width * scale), round(height * scale)))
    frame = empty_room(640, 480)
    frame[: small.shape[0], : small.shape[1]] = small
    return frame


def test_another_person_and_a_phone_are_told(
    suite: Suite, shared_data: Callable[[str], Path]
) -> None:
    own = read_picture(shared_data("media/faces_misc/obama.jpg"))
    other = read_picture(shared_data("media/faces_misc/biden.jpg"))
    phone = read_picture(shared_data("media/phone_person_coco/val2017_000000001296.jpg"))
    events: list[ProctorEvent] = []
    recorder = Recorder(events.append, None, pre_s=0, post_s=0, thresholds={})
    monitor = Monitor(suite, SETTINGS, recorder)
    small = [filmed(picture) for picture in (own, other, phone)]
    first = monitor.inspect(Frame(0, 0, small[0]))
    assert monitor.scrutiny.enrol(small[0], first.faces) is not None
    scenes = [Scene(small[0], 3), Scene(small[1], 3), Scene(small[0], 3), Scene(small[2], 3)]
    for frame in ScriptedCamera(scenes).frames():
        monitor.inspect(Frame(frame.sequence, frame.monotonic_ns + 1, frame.pixels))
    starts = [it for it in reversed(events) if it.phase is Phase.START]
    started = {it.signal: it.start_ns / 1e9 for it in starts}  # the first of each
    assert started[Signal.OTHER_PERSON] == pytest.approx(3.0, abs=0.6)
    assert started[Signal.PHONE] == pytest.approx(9.0, abs=0.6)
