# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A camera that films a script: scenes of so many seconds, with sensor noise and faults.

Owns time and pictures for the proctor's tests. Must not need a device. Stands on numpy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from edge_proctor.errors import CameraUnavailableError
from edge_proctor.ports import Frame, Pixels


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture before the camera for some seconds; `noise` off is a frozen camera."""

    pixels: Pixels
    seconds: float
    noise: bool = True


class ScriptedCamera:
    """Plays scenes at `frames_per_s` of simulated time; may be unplugged at the end."""

    def __init__(
        self, scenes: Sequence[Scene], frames_per_s: float = 5.0, *, unplugged: bool = False
    ) -> None:
        self._scenes = scenes
        self._rate = frames_per_s
        self._unplugged = unplugged
        self.closed = False

    def frames(self) -> Iterator[Frame]:
        generator = np.random.default_rng(7)
        sequence = 0
        for scene in self._scenes:
            for _ in range(round(scene.seconds * self._rate)):
                pixels = scene.pixels
                if scene.noise:
                    noise = generator.integers(0, 4, pixels.shape, dtype=np.uint8)
                    pixels = cv2.add(pixels, noise).astype(np.uint8)
                yield Frame(sequence, round(sequence / self._rate * 1e9), pixels)
                sequence += 1
        if self._unplugged:
            raise CameraUnavailableError("The simulated camera was unplugged.")

    def close(self) -> None:
        self.closed = True


def covered_lens(width: int = 640, height: int = 480) -> Pixels:
    """What a camera sees under a thumb: dark, without structure."""
    return np.full((height, width, 3), 18, np.uint8)


class FakePicamera2:
    """Records what an adapter asks of `picamera2.Picamera2`; unplugged after some frames."""

    def __init__(self, frames: int) -> None:
        self._left = frames
        self.calls: list[str] = []
        self.configuration: dict[str, Any] = {}

    def opened(self, device: int) -> "FakePicamera2":
        self.configuration["device"] = device
        return self

    def create_video_configuration(self, **parts: Any) -> dict[str, Any]:
        return parts

    def configure(self, configuration: dict[str, Any]) -> None:
        self.calls.append("configure")
        self.configuration |= configuration

    def start(self) -> None:
        self.calls.append("start")

    def capture_array(self, name: str = "main") -> Pixels:
        return self.capture_arrays([name])[0][0]

    def capture_arrays(self, names: list[str]) -> tuple[list[Pixels], dict[str, Any]]:
        self.calls.append(f"capture {' '.join(names)}")
        self._left -= 1
        if self._left < 0:
            raise RuntimeError("camera front-end has timed out")
        shapes = {"lores": (720, 640), "main": (960, 1280, 3)}
        return [np.full(shapes[name], 128, np.uint8) for name in names], {}

    def stop(self) -> None:
        self.calls.append("stop")

    def close(self) -> None:
        self.calls.append("close")
