# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Which camera, which microphone, how fast, how long a clip: the proctor's settings.

Owns the values that the composition root hands in. Must not open anything. Stands
on the standard library and on the thresholds of `edge_proctor.thresholds`.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from edge_proctor.thresholds import Thresholds


class CameraKind(StrEnum):
    """How pictures are taken."""

    REPLAY = "replay"
    PORTRAIT = "portrait"
    V4L2 = "v4l2"
    PICAMERA2 = "picamera2"


class Pace(StrEnum):
    """Whether a replay keeps the recording's time or runs as fast as it can."""

    REAL_TIME = "real_time"
    MAXIMAL = "maximal"


@dataclass(frozen=True, slots=True)
class Specimen:
    """The document that a replayed camera shows when one is asked for: fictitious, of Utopia.

    Dates are YYMMDD; names are in capitals, without accents.
    """

    surname: str = "ERIKSSON"
    given_names: str = "ANNA MARIA"
    number: str = "L898902C3"
    birth_date: str = "740812"
    sex: str = "F"
    expiry_date: str = "320415"


@dataclass(frozen=True, slots=True)
class CameraChoice:
    """One camera: a replay of a picture, folder or video, or a device.

    `document_path` is a replay's second picture: what the camera shows while an
    identity document is asked for; without it a replay shows a drawn `specimen`.
    `absence_every_s` makes a replayed picture show an empty room for two and a half
    seconds, so that a demonstration has an event.
    """

    kind: CameraKind
    path: Path | None = None
    device: int = 0
    pace: Pace = Pace.REAL_TIME
    loop: bool = True
    document_path: Path | None = None
    absence_every_s: float | None = None
    specimen: Specimen = field(default_factory=Specimen)

    @property
    def is_replay(self) -> bool:
        """Whether nothing real stands before this camera."""
        return self.kind in {CameraKind.REPLAY, CameraKind.PORTRAIT}

    @classmethod
    def replay(
        cls,
        path: Path,
        *,
        pace: Pace = Pace.REAL_TIME,
        loop: bool = True,
        document_path: Path | None = None,
        absence_every_s: float | None = None,
    ) -> "CameraChoice":
        """Replay a picture, a folder of pictures or a video."""
        return cls(
            CameraKind.REPLAY,
            path,
            pace=pace,
            loop=loop,
            document_path=document_path,
            absence_every_s=absence_every_s,
        )

    @classmethod
    def portrait(cls, *, absence_every_s: float | None = None) -> "CameraChoice":
        """Replay the portrait with clear rights that scikit-image ships (a demonstration)."""
        return cls(CameraKind.PORTRAIT, absence_every_s=absence_every_s)

    @classmethod
    def v4l2(cls, device: int = 0) -> "CameraChoice":
        """Use the kernel's video device `/dev/video<device>`."""
        return cls(CameraKind.V4L2, device=device)

    @classmethod
    def picamera2(cls, device: int = 0) -> "CameraChoice":
        """Use a camera on the board's own connector."""
        return cls(CameraKind.PICAMERA2, device=device)


class MicrophoneKind(StrEnum):
    """How sound is taken."""

    NONE = "none"
    REPLAY = "replay"
    PYAUDIO = "pyaudio"


@dataclass(frozen=True, slots=True)
class MicrophoneChoice:
    """One microphone: none, a replayed sound file, or a device (None = the default one)."""

    kind: MicrophoneKind = MicrophoneKind.NONE
    path: Path | None = None
    device: int | None = None
    pace: Pace = Pace.REAL_TIME
    loop: bool = True

    @classmethod
    def none(cls) -> "MicrophoneChoice":
        """Watch without listening."""
        return cls()

    @classmethod
    def replay(
        cls, path: Path, *, pace: Pace = Pace.REAL_TIME, loop: bool = True
    ) -> "MicrophoneChoice":
        """Replay a sound file."""
        return cls(MicrophoneKind.REPLAY, path, pace=pace, loop=loop)

    @classmethod
    def pyaudio(cls, device: int | None = None) -> "MicrophoneChoice":
        """Use a sound card's input."""
        return cls(MicrophoneKind.PYAUDIO, device=device)


@dataclass(frozen=True, slots=True)
class ProctorSettings:
    """Everything the child process needs; plain values, so they can cross to it.

    `model_folders` are searched in order for pinned model files (empty: the
    default places of `edge_proctor.models.store`). `pre_s` and `post_s` bound a
    clip around a signal's start; a lost device is tried again after `retry_s`. While somebody
    looks at the preview, frames come at its rate; those in between are shown, not inspected.
    """

    camera: CameraChoice = field(default_factory=CameraChoice.portrait)
    microphone: MicrophoneChoice = field(default_factory=MicrophoneChoice.none)
    model_folders: tuple[Path, ...] = ()
    frames_per_s: float = 5.0
    pre_s: float = 5.0
    post_s: float = 5.0
    niceness: int = 10
    threads: int = 1
    preview_width: int = 320
    preview_frames_per_s: float = 10.0
    clip_width: int = 480
    restart_delay_s: float = 1.0
    retry_s: float = 2.0
    thresholds: Thresholds = field(default_factory=Thresholds)
