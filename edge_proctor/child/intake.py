# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Threads that read a device at its own pace and keep only what is due.

Owns backpressure: a frame that is not taken before the next one is due is dropped and
counted. Must not inspect anything. Stands on the two ports; a lost device is opened
again and again until closed.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable

from edge_proctor.errors import ProctorError
from edge_proctor.frame_rate import FrameRate
from edge_proctor.ports import Camera, DetailedCamera, Frame, Microphone, SoundBlock

log = logging.getLogger(__name__)

_SOUND_BLOCKS = 64


class FrameIntake:
    """Reads a camera; hands over the newest frame that is due.

    Args:
        open_camera: Opens the camera; called again after every loss.
        frames_per_s: How many frames per second are due at most.
        retry_s: How long a lost camera is left alone.
        aside: Sees every frame as it comes, in the camera's thread.
    """

    def __init__(
        self,
        open_camera: Callable[[], Camera],
        frames_per_s: float,
        retry_s: float,
        aside: Callable[[Frame], None] = lambda _frame: None,
    ) -> None:
        self._open = open_camera
        self._aside = aside
        self._rate = FrameRate(frames_per_s)
        self._retry_s = retry_s
        self._ready = threading.Condition()
        self._frame: Frame | None = None
        self._closed = threading.Event()
        self._camera: Camera | None = None
        self._detailed = False
        self.dropped = 0
        self.ended = False
        self._thread = threading.Thread(target=self._read, name="camera", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def take(self, timeout_s: float) -> Frame | None:
        """The newest due frame, or None when none came in time."""
        with self._ready:
            self._ready.wait_for(lambda: self._frame is not None, timeout_s)
            frame, self._frame = self._frame, None
            return frame

    def begin_detail(self) -> None:
        """Ask for more pixels with every frame, from a camera that has them."""
        self._detailed = True
        if isinstance(self._camera, DetailedCamera):
            self._camera.begin_detail()

    def end_detail(self) -> None:
        """Be content with frames again."""
        self._detailed = False
        if isinstance(self._camera, DetailedCamera):
            self._camera.end_detail()

    def close(self, timeout_s: float = 2.0) -> None:
        """Stop reading and let the device go."""
        self._closed.set()
        if self._camera is not None:
            self._camera.close()
        self._thread.join(timeout_s)

    def _read(self) -> None:
        while not self._closed.is_set():
            try:
                self._camera = self._open()
                if self._detailed:  # it was lost while a document was shown
                    self.begin_detail()
                self._hand_over(self._camera)
            except ProctorError as error:
                log.warning("%s %s", error, error.advice)
            else:
                self.ended = True
                return
            self._closed.wait(self._retry_s)

    def _hand_over(self, camera: Camera) -> None:
        for frame in camera.frames():
            if self._closed.is_set():
                return
            self._aside(frame)
            if not self._rate.is_due(frame.monotonic_ns):
                continue
            with self._ready:
                self.dropped += self._frame is not None
                self._frame = frame
                self._ready.notify()


class SoundIntake:
    """Reads a microphone; keeps the last two seconds of blocks that nobody took.

    `losses` counts how often it was lost: once until something is heard again, however
    often opening it fails meanwhile.
    """

    def __init__(self, open_microphone: Callable[[], Microphone | None], retry_s: float) -> None:
        self._open = open_microphone
        self._retry_s = retry_s
        self._blocks: deque[SoundBlock] = deque(maxlen=_SOUND_BLOCKS)
        self._closed = threading.Event()
        self._microphone: Microphone | None = None
        self.losses = 0
        self._thread = threading.Thread(target=self._read, name="microphone", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def take_all(self) -> list[SoundBlock]:
        """All blocks since the last call, oldest first."""
        taken: list[SoundBlock] = []
        while self._blocks:
            taken.append(self._blocks.popleft())
        return taken

    def close(self, timeout_s: float = 2.0) -> None:
        """Stop reading and let the device go."""
        self._closed.set()
        if self._microphone is not None:
            self._microphone.close()
        self._thread.join(timeout_s)

    def _read(self) -> None:
        lost = False
        while not self._closed.is_set():
            try:
                self._microphone = self._open()
                for block in self._microphone.blocks() if self._microphone is not None else ():
                    self._blocks.append(block)
                    lost = False
            except ProctorError as error:
                self.losses += not lost
                lost = True
                log.warning("%s %s", error, error.advice)
            else:
                return
            self._closed.wait(self._retry_s)
