# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A camera on the board's own connector, through libcamera's `picamera2`.

Owns its one configuration. Must not import picamera2 before it is used: it comes from
the system's packages on Raspberry Pi OS only. Stands on OpenCV for the colours.
"""

import importlib
import threading
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import cv2
import numpy as np

from edge_proctor.errors import CameraUnavailableError
from edge_proctor.ports import Frame, Pixels

_MAIN_SIZE = (1280, 960)
_LORES_SIZE = (640, 480)
_FRAME_DURATION_US = 66_666  # 15 frames per second


def _picamera2() -> ModuleType:
    try:
        return importlib.import_module("picamera2")  # a system package, on the board only
    except ImportError as error:
        raise CameraUnavailableError(
            "The board's camera needs the system package python3-picamera2.",
            advice="Run `sudo apt-get install python3-picamera2`, or use a USB camera.",
        ) from error


class PiCamera:
    """The board's camera, configured once: a main stream and low-resolution YUV420.

    The watch reads the low-resolution stream, whose luminance needs no conversion by
    the main processor's slow path; while a document is shown the main one comes with it.
    """

    def __init__(self, device: int = 0, module: ModuleType | None = None) -> None:
        self._device = device
        self._module = module
        self._closed = threading.Event()
        self._detailed = threading.Event()

    def frames(self) -> Iterator[Frame]:
        """Deliver low-resolution frames until closed.

        Raises:
            CameraUnavailableError: no picamera2, no such camera, or it went silent.
        """
        module: Any = self._module or _picamera2()
        try:
            camera = module.Picamera2(self._device)
        except (IndexError, RuntimeError) as error:
            raise CameraUnavailableError(f"The board has no camera {self._device}.") from error
        try:
            camera.configure(
                camera.create_video_configuration(
                    main={"size": _MAIN_SIZE, "format": "RGB888"},
                    lores={"size": _LORES_SIZE, "format": "YUV420"},
                    controls={"FrameDurationLimits": (_FRAME_DURATION_US, _FRAME_DURATION_US)},
                )
            )
            camera.start()
            yield from self._read(camera)
        except RuntimeError as error:
            raise CameraUnavailableError("The board's camera went silent.") from error
        finally:
            camera.stop()
            camera.close()

    def _read(self, camera: Any) -> Iterator[Frame]:
        sequence = 0
        while not self._closed.is_set():
            detail: Pixels | None = None
            if self._detailed.is_set():
                (planes, detail), _ = camera.capture_arrays(["lores", "main"])
            else:
                planes = camera.capture_array("lores")
            pixels = yuv420_to_bgr(planes, *_LORES_SIZE)
            yield Frame(sequence, time.monotonic_ns(), pixels, detail)
            sequence += 1

    def begin_detail(self) -> None:
        """Deliver the main stream's picture, too: what libcamera calls RGB888 lies blue first."""
        self._detailed.set()

    def end_detail(self) -> None:
        """Deliver low-resolution frames alone."""
        self._detailed.clear()

    def close(self) -> None:
        """Stop delivering; the device is let go by the reading thread."""
        self._closed.set()


def yuv420_to_bgr(planes: Pixels, width: int, height: int) -> Pixels:
    """Planar YUV 4:2:0 rows (padded to the sensor's stride) as blue-green-red pixels."""
    rows = planes[: height * 3 // 2]
    stride = rows.shape[1]
    pixels = cv2.cvtColor(np.ascontiguousarray(rows), cv2.COLOR_YUV2BGR_I420)
    return pixels[:, : min(width, stride)].astype(np.uint8, copy=False)
