# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From a choice in the settings to an adapter.

Owns the one place where kinds become classes. Must not open a device. Stands on the
adapters beside it.
"""

from typing import assert_never

from edge_proctor.errors import CameraUnavailableError, MicrophoneUnavailableError
from edge_proctor.ports import Camera, Microphone
from edge_proctor.settings import CameraChoice, CameraKind, MicrophoneChoice, MicrophoneKind, Pace
from edge_proctor.sources.picamera import PiCamera
from edge_proctor.sources.replay import StillReplay, portrait, replay_of
from edge_proctor.sources.sound import PyAudioMicrophone, SoundReplay
from edge_proctor.sources.v4l2 import V4L2Camera


def open_camera(choice: CameraChoice) -> Camera:
    """The camera that was chosen.

    Raises:
        CameraUnavailableError: a replay without a path.
        PictureUnreadableError: nothing to replay at the path.
        ToolMissingError: the demonstration portrait is not installed.
    """
    real_time = choice.pace is Pace.REAL_TIME
    match choice.kind:
        case CameraKind.PORTRAIT:
            return StillReplay(
                [portrait()], real_time=real_time, absence_every_s=choice.absence_every_s
            )
        case CameraKind.REPLAY:
            if choice.path is None:
                raise CameraUnavailableError("A replay needs a picture, folder or video.")
            return replay_of(
                choice.path,
                real_time=real_time,
                loop=choice.loop,
                absence_every_s=choice.absence_every_s,
            )
        case CameraKind.V4L2:
            return V4L2Camera(choice.device)
        case CameraKind.PICAMERA2:
            return PiCamera(choice.device)
        case _:
            assert_never(choice.kind)


def open_microphone(choice: MicrophoneChoice) -> Microphone | None:
    """The microphone that was chosen; None when none is wanted.

    Raises:
        MicrophoneUnavailableError: a replay without a path.
        PictureUnreadableError: nothing to replay at the path.
    """
    real_time = choice.pace is Pace.REAL_TIME
    match choice.kind:
        case MicrophoneKind.NONE:
            return None
        case MicrophoneKind.REPLAY:
            if choice.path is None:
                raise MicrophoneUnavailableError("A replay needs a sound file.")
            return SoundReplay(choice.path, real_time=real_time, loop=choice.loop)
        case MicrophoneKind.PYAUDIO:
            return PyAudioMicrophone(choice.device)
        case _:
            assert_never(choice.kind)
