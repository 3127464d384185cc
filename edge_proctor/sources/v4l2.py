# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A camera behind the kernel's video interface, through OpenCV.

Owns the device's opening and the translation of its silence into our error. Must not
retry: the watch does. Stands on OpenCV's V4L2 backend.
"""

import threading
import time
from collections.abc import Iterator

import cv2
import numpy as np

from edge_proctor.errors import CameraUnavailableError
from edge_proctor.ports import Frame

_WIDTH, _HEIGHT, _RATE = 640, 480, 15
_FAILED_READS = 5


class V4L2Camera:
    """`/dev/video<device>` at 640x480, MJPEG where offered, newest frame first."""

    def __init__(self, device: int = 0) -> None:
        self._device = device
        self._closed = threading.Event()

    def frames(self) -> Iterator[Frame]:
        """Deliver frames until closed.

        Raises:
            CameraUnavailableError: the device does not open, or went silent.
        """
        video = cv2.VideoCapture(self._device, cv2.CAP_V4L2)
        try:
            if not video.isOpened():
                raise CameraUnavailableError(f"The camera /dev/video{self._device} does not open.")
            video.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
            video.set(cv2.CAP_PROP_FRAME_WIDTH, _WIDTH)
            video.set(cv2.CAP_PROP_FRAME_HEIGHT, _HEIGHT)
            video.set(cv2.CAP_PROP_FPS, _RATE)
            video.set(cv2.CAP_PROP_BUFFERSIZE, 1)
            yield from self._read(video)
        finally:
            video.release()

    def _read(self, video: cv2.VideoCapture) -> Iterator[Frame]:
        sequence = failed = 0
        while not self._closed.is_set():
            came, pixels = video.read()
            if came:
                failed = 0
                yield Frame(sequence, time.monotonic_ns(), pixels.astype(np.uint8, copy=False))
                sequence += 1
                continue
            failed += 1
            if failed >= _FAILED_READS:
                raise CameraUnavailableError(f"The camera /dev/video{self._device} went silent.")

    def close(self) -> None:
        """Stop delivering; the device is let go by the reading thread."""
        self._closed.set()
