# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the proctor asks of a camera and of a microphone.

Owns the shapes of one frame and one block of sound and the two ports that the
adapters in `edge_proctor.sources` implement. Must not open a device. Stands on numpy.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Samples = NDArray[np.int16]

SAMPLE_RATE_HZ = 16_000
BLOCK_SAMPLES = 512  # what Silero VAD takes at 16 kHz: 32 ms


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture: uint8 pixels, height x width x 3, blue-green-red.

    `sequence` counts every picture the camera delivered, so that a gap shows a
    loss; `monotonic_ns` is the moment of arrival (for replays: of the recording).
    `detail` is the same moment in more pixels, from a camera that was asked for it.
    """

    sequence: int
    monotonic_ns: int
    pixels: Pixels
    detail: Pixels | None = None


@dataclass(frozen=True, slots=True)
class SoundBlock:
    """`BLOCK_SAMPLES` signed 16-bit samples at 16 kHz, one channel."""

    sequence: int
    monotonic_ns: int
    samples: Samples


class Camera(Protocol):
    """A source of frames; `frames` ends only when a replay ends.

    Raises:
        CameraUnavailableError: from `frames`, when the device opens or stays not.
    """

    def frames(self) -> Iterator[Frame]:
        """Deliver frames as they come."""
        ...

    def close(self) -> None:
        """Let go of the device; safe to call twice and from another thread."""
        ...


@runtime_checkable
class DetailedCamera(Camera, Protocol):
    """A camera with a second, larger stream, for documents."""

    def begin_detail(self) -> None:
        """Deliver `detail` with every frame from now on; safe from another thread."""
        ...

    def end_detail(self) -> None:
        """Deliver frames alone again."""
        ...


class Microphone(Protocol):
    """A source of sound blocks; `blocks` ends only when a replay ends.

    Raises:
        MicrophoneUnavailableError: from `blocks`, when the device opens or stays not.
    """

    def blocks(self) -> Iterator[SoundBlock]:
        """Deliver blocks of 32 ms as they come."""
        ...

    def close(self) -> None:
        """Let go of the device; safe to call twice and from another thread."""
        ...
