# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Replays, devices that are not there, backpressure and the microphone's callback mode."""

import inspect
import threading
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import soundfile

from edge_proctor.child.intake import FrameIntake
from edge_proctor.errors import (
    CameraUnavailableError,
    MicrophoneUnavailableError,
    PictureUnreadableError,
)
from edge_proctor.ports import BLOCK_SAMPLES, Frame
from edge_proctor.settings import CameraChoice, MicrophoneChoice, Pace
from edge_proctor.sources.choice import open_camera, open_microphone
from edge_proctor.sources.picamera import PiCamera, yuv420_to_bgr
from edge_proctor.sources.replay import StillReplay, empty_room, replay_of
from edge_proctor.sources.sound import PyAudioMicrophone, SoundReplay, read_sound
from edge_proctor.sources.v4l2 import V4L2Camera
from edge_proctor.sources.video import VideoReplay
from tests.simulators.camera import FakePicamera2
from tests.simulators.microphone import FakePyAudio
from tests.simulators.video import slowed_after

ROOM = empty_room(320, 240)


def test_a_still_picture_is_filmed_with_noise_and_without_when_frozen() -> None:
    live = list(StillReplay([ROOM], real_time=False, loop=False).frames())
    assert len(live) == 20
    assert [frame.sequence for frame in live] == list(range(20))
    assert live[1].monotonic_ns - live[0].monotonic_ns == 100_000_000
    assert not np.array_equal(live[0].pixels, live[1].pixels)
    assert np.abs(live[0].pixels.astype(int) - ROOM).max() <= 2
    frozen = list(StillReplay([ROOM], real_time=False, loop=False, noise=False).frames())
    assert np.array_equal(frozen[0].pixels, frozen[1].pixels)


def test_a_replayed_person_can_be_away() -> None:
    face = np.full((240, 320, 3), 99, np.uint8)
    camera = StillReplay([face], real_time=False, loop=False, noise=False, absence_every_s=1.0)
    kinds = [bool((frame.pixels == 99).all()) for frame in camera.frames()]
    assert kinds == [True] * 10 + [False] * 25 + [True] * 10 + [False] * 25


def test_folder_video_and_picture_replays(tmp_path: Path) -> None:
    for index in range(2):
        cv2.imwrite(str(tmp_path / f"{index}.png"), ROOM)
    assert len(list(replay_of(tmp_path, real_time=False, loop=False).frames())) == 40
    video = tmp_path / "made.avi"
    writer = cv2.VideoWriter(str(video), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (320, 240))
    for _ in range(7):
        writer.write(ROOM)
    writer.release()
    frames = list(replay_of(video, real_time=False, loop=False).frames())
    assert len(frames) == 7
    assert frames[6].monotonic_ns - frames[0].monotonic_ns == pytest.approx(0.6e9)


def test_a_video_whose_pictures_come_unevenly_keeps_its_own_time(tmp_path: Path) -> None:
    path = tmp_path / "telephone.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 10.0, (320, 240))
    for _ in range(12):
        writer.write(ROOM)
    writer.release()
    path.write_bytes(slowed_after(path.read_bytes(), 6, 3))
    frames = list(VideoReplay(path, real_time=False).frames())
    shown_s = [(it.monotonic_ns - frames[0].monotonic_ns) / 1e9 for it in frames]
    even, slow = [step / 10 for step in range(6)], [0.6 + step * 0.3 for step in range(6)]
    assert shown_s == pytest.approx([*even, *slow], abs=0.002)


def test_a_looped_video_goes_on_in_time(tmp_path: Path) -> None:
    path = tmp_path / "made.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (320, 240))
    for _ in range(3):
        writer.write(ROOM)
    writer.release()
    frames = VideoReplay(path, real_time=False, loop=True).frames()
    stamps = [next(frames).monotonic_ns for _ in range(8)]
    assert np.diff(stamps) == pytest.approx([1e8] * 7, abs=1e6)


@pytest.mark.parametrize("name", ["absent.jpg", "empty", "text.jpg", "text.mp4"])
def test_what_cannot_be_replayed_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.jpg").write_text("no picture")
    (tmp_path / "text.mp4").write_text("no video")
    with pytest.raises(PictureUnreadableError):
        next(replay_of(tmp_path / name).frames())


def test_devices_that_are_not_there_are_refused_with_our_errors() -> None:
    with pytest.raises(CameraUnavailableError):
        next(V4L2Camera(93).frames())
    with pytest.raises(CameraUnavailableError):
        next(PiCamera().frames())
    with pytest.raises(CameraUnavailableError):
        open_camera(CameraChoice.replay(Path()).__class__(CameraChoice.replay(Path()).kind))
    with pytest.raises(MicrophoneUnavailableError):
        open_microphone(MicrophoneChoice(MicrophoneChoice.replay(Path()).kind))


def test_choices_become_adapters(tmp_path: Path) -> None:
    picture = tmp_path / "one.png"
    cv2.imwrite(str(picture), ROOM)
    assert isinstance(open_camera(CameraChoice.replay(picture, pace=Pace.MAXIMAL)), StillReplay)
    assert isinstance(open_camera(CameraChoice.portrait()), StillReplay)
    assert isinstance(open_camera(CameraChoice.v4l2(1)), V4L2Camera)
    assert isinstance(open_camera(CameraChoice.picamera2()), PiCamera)
    assert open_microphone(MicrophoneChoice.none()) is None
    assert isinstance(open_microphone(MicrophoneChoice.pyaudio()), PyAudioMicrophone)


class Burst:
    """A camera that delivers faster than anybody takes, then is unplugged."""

    def __init__(self, opened: list[str]) -> None:
        self.opened = opened

    def frames(self) -> Iterator[Frame]:
        for index in range(30):
            yield Frame(index, index * 100_000_000, ROOM)
        raise CameraUnavailableError("unplugged")

    def close(self) -> None: ...


def test_board_camera_is_configured_once_with_two_streams() -> None:
    fake = FakePicamera2(frames=3)
    module = types.ModuleType("picamera2")
    module.__dict__["Picamera2"] = fake.opened
    camera = PiCamera(0, module)
    frames: list[Frame] = []
    with pytest.raises(CameraUnavailableError):
        frames.extend(camera.frames())
    assert fake.calls[0] == "configure"
    assert fake.configuration["main"]["format"] == "RGB888"
    assert fake.configuration["lores"] == {"size": (640, 480), "format": "YUV420"}
    assert fake.calls[-2:] == ["stop", "close"]


def test_board_camera_gives_more_pixels_while_they_are_asked_for() -> None:
    fake = FakePicamera2(frames=3)
    module = types.ModuleType("picamera2")
    module.__dict__["Picamera2"] = fake.opened
    camera = PiCamera(0, module)
    frames = camera.frames()
    assert next(frames).detail is None
    camera.begin_detail()
    shown = next(frames)
    assert shown.pixels.shape == (480, 640, 3)
    assert shown.detail is not None
    assert shown.detail.shape == (960, 1280, 3)
    camera.end_detail()
    assert next(frames).detail is None
    assert fake.calls[2:] == ["capture lores", "capture lores main", "capture lores"]


class Detailed(Burst):
    """A camera of two streams that is lost at once and opened again."""

    def begin_detail(self) -> None:
        self.opened.append("detail")

    def end_detail(self) -> None:
        self.opened.append("plain")


def test_a_camera_that_was_lost_while_a_document_was_shown_gives_detail_again() -> None:
    opened: list[str] = []
    intake = FrameIntake(lambda: Detailed(opened), frames_per_s=5.0, retry_s=2.0)
    intake.begin_detail()
    intake.start()
    assert intake.take(5.0) is not None
    intake.end_detail()
    intake.close()
    assert opened == ["detail", "plain"]


def test_the_recorded_board_camera_and_the_real_one_take_the_same_calls() -> None:
    """Every call of the adapter fits the real package's signatures, where it is installed."""
    real = pytest.importorskip("picamera2", exc_type=ImportError).Picamera2
    configuration: dict[str, object] = {"main": {}, "lores": {}, "controls": {}}
    calls: dict[str, tuple[tuple[object, ...], dict[str, object]]] = {
        "create_video_configuration": ((), configuration),
        "configure": (({},), {}),
        "start": ((), {}),
        "capture_array": (("lores",), {}),
        "capture_arrays": ((["lores", "main"],), {}),
        "stop": ((), {}),
        "close": ((), {}),
    }
    inspect.signature(real.__init__).bind(None, 0)
    for name, (positional, named) in calls.items():
        for camera in (real, FakePicamera2):
            inspect.signature(getattr(camera, name)).bind(None, *positional, **named)


def test_luminance_planes_become_colours() -> None:
    grey = np.full((720, 704), 128, np.uint8)
    pixels = yuv420_to_bgr(grey, 640, 480)
    assert pixels.shape == (480, 640, 3)
    assert np.abs(pixels.astype(int) - 130).max() <= 3


def test_frames_that_nobody_takes_are_dropped_and_counted() -> None:
    intake = FrameIntake(lambda: Burst([]), frames_per_s=5.0, retry_s=2.0)
    intake.start()
    deadline = time.monotonic() + 5
    while intake.dropped < 14 and time.monotonic() < deadline:
        time.sleep(0.01)
    newest = intake.take(1.0)
    intake.close()
    assert newest is not None
    assert newest.sequence == 28, "every second frame of ten a second is due"
    assert intake.dropped == 14


def test_sound_file_is_cut_into_blocks_at_sixteen_kilohertz(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    tone = 0.5 * np.sin(np.arange(44_100) * 2 * np.pi * 440 / 44_100)
    soundfile.write(str(path), np.stack([tone, tone], axis=1), 44_100)
    assert len(read_sound(path)) == 16_000
    blocks = list(SoundReplay(path, real_time=False, loop=False).blocks())
    assert len(blocks) == 31
    assert all(len(block.samples) == BLOCK_SAMPLES for block in blocks)
    assert blocks[1].monotonic_ns - blocks[0].monotonic_ns == 32_000_000
    with pytest.raises(PictureUnreadableError):
        read_sound(tmp_path / "absent.wav")


def test_sound_card_works_in_callback_mode_and_is_let_go() -> None:
    fake = FakePyAudio(blocks=5)
    microphone = PyAudioMicrophone(device=2, module=fake.module())
    heard = microphone.blocks()
    first = next(heard)
    assert first.samples.dtype == np.int16
    assert fake.opened["input_device_index"] == 2
    assert fake.opened["rate"] == 16_000
    microphone.close()
    list(heard)
    assert fake.calls == ["open", "stop_stream", "close", "terminate"]


def test_sound_card_that_does_not_open_is_refused() -> None:
    fake = FakePyAudio(blocks=0, fails=True)
    with pytest.raises(MicrophoneUnavailableError):
        next(PyAudioMicrophone(module=fake.module()).blocks())
    assert fake.calls == ["open", "terminate"]


def test_real_video_is_replayed(shared_data: Callable[[str], Path]) -> None:
    path = shared_data("media/video/one-by-one-person-detection.mp4")
    frames = replay_of(path, real_time=False, loop=False).frames()
    assert next(frames).pixels.shape == (432, 768, 3)
    assert threading.active_count() < 50
