# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The child's loop: take a frame, inspect it, answer the parent, count.

Owns the composition of the child process. Must not decide anything about a frame
itself. Stands on the intake, the monitor, the captures and the messages.
"""

import logging
import statistics
import time
from collections import deque
from multiprocessing.connection import Connection

import cv2

from edge_proctor.capturing import Capturing
from edge_proctor.detectors.suite import load_suite
from edge_proctor.errors import ProctorError
from edge_proctor.evidence import Sealer
from edge_proctor.framing import PreviewFrame
from edge_proctor.intake import FrameIntake
from edge_proctor.messages import (
    Captured,
    Figures,
    Happened,
    Hello,
    Preview,
    Restore,
    Stop,
    ToChild,
    WantCapture,
    WantPreview,
)
from edge_proctor.monitor import Inspection, Monitor
from edge_proctor.pictures import scaled_to_width, to_rgb_bytes
from edge_proctor.ports import Frame
from edge_proctor.recorder import Recorder
from edge_proctor.settings import ProctorSettings
from edge_proctor.sources.choice import open_camera

log = logging.getLogger(__name__)

_TAKE_S = 0.2
_MISSED_AFTER_S = 1.0
_PREVIEW_FOR_S = 3.0
_FIGURES_EVERY_S = 1.0
_TIMED_FRAMES = 300


class Watch:
    """The child's state between two frames."""

    def __init__(self, pipe: Connection, settings: ProctorSettings, evidence_key: bytes) -> None:
        self._pipe = pipe
        self._settings = settings
        self._seal = Sealer(evidence_key)
        recorder = Recorder(
            lambda event: pipe.send(Happened(event)),
            self._seal,
            pre_s=settings.pre_s,
            post_s=settings.post_s,
            thresholds=settings.thresholds.as_mapping(),
        )
        self._suite = load_suite(settings)
        self._monitor = Monitor(self._suite, settings, recorder)
        self._camera = FrameIntake(lambda: open_camera(settings.camera), settings.frames_per_s)
        self._capturing: Capturing | None = None
        self._preview_until_ns = 0
        self._figures_due_ns = 0
        self._seen = 0
        self._last_ns = time.monotonic_ns()
        self._times_ms: deque[float] = deque(maxlen=_TIMED_FRAMES)

    def run(self) -> None:
        """Watch until the parent says stop or goes away."""
        self._pipe.send(Hello(self._capabilities()))
        self._camera.start()
        try:
            while self._obey():
                self._look()
                self._tell_figures()
        finally:
            self._camera.close()
        self._monitor.finish(time.monotonic_ns())
        self._tell_figures(now=True)

    def _capabilities(self) -> dict[str, str]:
        try:
            open_camera(self._settings.camera)
        except ProctorError as error:
            camera = f"missing: {error}"
        else:
            camera = f"available ({self._settings.camera.kind})"
        return {"camera": camera, **self._suite.capabilities}

    def _obey(self) -> bool:
        """Take the parent's wishes; False when it is time to end."""
        try:
            while self._pipe.poll():
                message: ToChild = self._pipe.recv()
                if isinstance(message, Stop):
                    return False
                self._take(message)
        except (EOFError, OSError):
            return False
        return True

    def _take(self, message: WantPreview | WantCapture | Restore) -> None:
        now_ns = time.monotonic_ns()
        match message:
            case WantPreview():
                self._preview_until_ns = now_ns + round(_PREVIEW_FOR_S * 1e9)
            case WantCapture():
                deadline_ns = now_ns + round(message.timeout_s * 1e9)
                limits = self._settings.thresholds
                self._capturing = Capturing(message, deadline_ns, limits, self._seal)
            case Restore():
                log.info("the candidate's reference is back after a restart")

    def _look(self) -> None:
        frame = self._camera.take(_TAKE_S)
        if frame is None:
            now_ns = time.monotonic_ns()
            if now_ns - self._last_ns > _MISSED_AFTER_S * 1e9:
                self._monitor.miss(now_ns)
            self._answer(None)
            return
        began = time.perf_counter()
        self._last_ns = time.monotonic_ns()
        inspection = self._monitor.inspect(frame)
        self._seen += 1
        self._times_ms.append((time.perf_counter() - began) * 1e3)
        self._show(frame, inspection)
        if self._capturing is not None:
            self._answer(self._capturing.look(frame.pixels, inspection))

    def _show(self, frame: Frame, inspection: Inspection) -> None:
        if time.monotonic_ns() > self._preview_until_ns:
            return
        small = scaled_to_width(frame.pixels, self._settings.preview_width)
        height, width = small.shape[:2]
        picture = PreviewFrame(
            width, height, to_rgb_bytes(small), inspection.faces, inspection.hint
        )
        self._pipe.send(Preview(picture))

    def _answer(self, answer: Captured | None) -> None:
        if self._capturing is None:
            return
        answer = answer or self._capturing.expire(time.monotonic_ns())
        if answer is not None:
            self._capturing = None
            self._pipe.send(answer)

    def _tell_figures(self, *, now: bool = False) -> None:
        at_ns = time.monotonic_ns()
        if not now and at_ns < self._figures_due_ns:
            return
        self._figures_due_ns = at_ns + round(_FIGURES_EVERY_S * 1e9)
        median = statistics.median(self._times_ms) if self._times_ms else 0.0
        self._pipe.send(Figures(self._seen, self._camera.dropped, round(median, 3)))


def watch(pipe: Connection, settings: ProctorSettings, evidence_key: bytes) -> None:
    """Load what is there, then watch until the parent says stop."""
    cv2.setNumThreads(1)  # one niced process beside a running exam
    Watch(pipe, settings, evidence_key).run()
