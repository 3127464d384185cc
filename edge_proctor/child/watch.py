# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The child's loop: take a frame, inspect it, answer the parent, count.

Owns the composition of the child process. Must not decide anything about a frame
itself. Stands on the intake, the monitor, the captures and the messages.
"""

import logging
import statistics
import threading
import time
from collections import deque
from multiprocessing.connection import Connection

import cv2

from edge_proctor.child.capturing import DocumentCapture, SelfieCapture
from edge_proctor.child.intake import FrameIntake, SoundIntake
from edge_proctor.child.papers import Papers
from edge_proctor.child.previewing import Previewing
from edge_proctor.detectors.suite import load_suite
from edge_proctor.errors import ProctorError
from edge_proctor.events import Signal
from edge_proctor.framing import Purpose
from edge_proctor.memory import give_back, share_one_heap
from edge_proctor.messages import (
    Captured,
    Figures,
    FromChild,
    Happened,
    Hello,
    Playing,
    Rest,
    Restore,
    Stop,
    ToChild,
    WantCapture,
    WantPreview,
)
from edge_proctor.monitoring.evidence import Sealer
from edge_proctor.monitoring.monitor import Inspection, Monitor, light_limits
from edge_proctor.monitoring.recorder import Recorder
from edge_proctor.pictures import measure_light
from edge_proctor.ports import Frame
from edge_proctor.settings import MicrophoneKind, ProctorSettings
from edge_proctor.sources.choice import open_camera, open_microphone

log = logging.getLogger(__name__)

_TAKE_S = 0.2
_MISSED_AFTER_S = 1.0
_FIGURES_EVERY_S = 1.0
_TIMED_FRAMES = 300


class Watch:
    """The child's state between two frames."""

    def __init__(self, pipe: Connection, settings: ProctorSettings, evidence_key: bytes) -> None:
        self._pipe = pipe
        self._telling = threading.Lock()
        self._previewing = Previewing(self._tell, settings)
        self._settings = settings
        self._seal = Sealer(evidence_key)
        recorder = Recorder(
            lambda event: self._tell(Happened(event)),
            self._seal,
            pre_s=settings.pre_s,
            post_s=settings.post_s,
            thresholds=settings.thresholds.as_mapping(),
        )
        self._suite = load_suite(settings)
        self._monitor = Monitor(self._suite, settings, recorder)
        self._camera = FrameIntake(
            lambda: open_camera(settings.camera),
            settings.frames_per_s,
            settings.retry_s,
            self._previewing.offer,
        )
        self._sound = SoundIntake(lambda: open_microphone(settings.microphone), settings.retry_s)
        self._papers = Papers(settings, self._suite, self._monitor.scrutiny)
        self._capturing: SelfieCapture | DocumentCapture | None = None
        self._lost_sounds = 0
        self._figures_due_ns = 0
        self._seen = 0
        self._last_ns = time.monotonic_ns()
        self._times_ms: deque[float] = deque(maxlen=_TIMED_FRAMES)

    def run(self) -> None:
        """Watch until the parent says stop or goes away."""
        self._tell(Hello(self._capabilities()))
        give_back()
        self._camera.start()
        self._sound.start()
        try:
            while self._obey():
                self._listen()
                self._look()
                self._tell_figures()
        finally:
            self._camera.close()
            self._sound.close()
            self._papers.close()
        self._monitor.finish(time.monotonic_ns())
        self._tell_figures(now=True)

    def _tell(self, message: FromChild) -> None:
        """Pictures are told from the camera's thread, all else from the loop's."""
        with self._telling:
            self._pipe.send(message)

    def _capabilities(self) -> dict[str, str]:
        try:
            open_camera(self._settings.camera)
        except ProctorError as error:
            camera = f"missing: {error}"
        else:
            camera = f"available ({self._settings.camera.kind})"
        return {
            "camera": camera,
            "microphone": f"available ({self._settings.microphone.kind})"
            if self._settings.microphone.kind is not MicrophoneKind.NONE
            else "missing: none was chosen",
            **self._suite.capabilities,
        }

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

    def _take(self, message: WantPreview | WantCapture | Restore | Rest | Playing) -> None:
        match message:
            case WantPreview():
                self._previewing.want()
            case WantCapture():
                self._capturing = self._begin(message, time.monotonic_ns())
                if message.purpose is Purpose.DOCUMENT:
                    self._camera.begin_detail()
            case Restore():
                self._monitor.scrutiny.restore(message.embedding)
            case Rest():
                self._monitor.rest(time.monotonic_ns(), resting=message.resting)
            case Playing():
                self._monitor.scrutiny.deafen(message.until_ns)

    def _begin(self, wanted: WantCapture, now_ns: int) -> SelfieCapture | DocumentCapture:
        deadline_ns = now_ns + round(wanted.timeout_s * 1e9)
        if wanted.purpose is Purpose.SELFIE:
            return SelfieCapture(wanted, deadline_ns, self._seal, self._monitor.scrutiny.enrol)
        return DocumentCapture(
            wanted,
            deadline_ns,
            self._seal,
            light_limits(self._settings.thresholds),
            self._papers.read,
            self._papers.worker,
        )

    def _listen(self) -> None:
        for block in self._sound.take_all():
            self._monitor.scrutiny.hear(block)
        if self._sound.losses != self._lost_sounds:
            self._lost_sounds = self._sound.losses
            self._monitor.lose(Signal.MICROPHONE_LOST, time.monotonic_ns())

    def _look(self) -> None:
        frame = self._camera.take(_TAKE_S)
        if frame is None:
            now_ns = time.monotonic_ns()
            if now_ns - self._last_ns > _MISSED_AFTER_S * 1e9:
                self._monitor.miss(now_ns)
            self._answer(None)
            return
        self._last_ns = time.monotonic_ns()
        began = time.perf_counter()
        inspection = self._monitor.inspect(frame)
        self._seen += 1
        self._times_ms.append((time.perf_counter() - began) * 1e3)
        self._previewing.know(inspection)
        self._answer(self._consider(frame, inspection))

    def _consider(self, frame: Frame, inspection: Inspection) -> Captured | None:
        """Give a frame to the capture under way; a replay shows its document instead."""
        match self._capturing:
            case SelfieCapture() as capture:
                return capture.look(frame.pixels, inspection.faces, inspection.hint)
            case DocumentCapture() as capture:
                shown = self._papers.shown(frame.pixels if frame.detail is None else frame.detail)
                light = inspection.observation.light
                return capture.look(shown, light if shown is frame.pixels else measure_light(shown))
            case None:
                return None

    def _answer(self, answer: Captured | None) -> None:
        if self._capturing is None:
            return
        answer = answer or self._capturing.expire(time.monotonic_ns())
        if answer is not None:
            self._capturing = None
            self._camera.end_detail()
            self._papers.rest()
            self._tell(answer)
            give_back()

    def _tell_figures(self, *, now: bool = False) -> None:
        at_ns = time.monotonic_ns()
        if not now and at_ns < self._figures_due_ns:
            return
        self._figures_due_ns = at_ns + round(_FIGURES_EVERY_S * 1e9)
        median = statistics.median(self._times_ms) if self._times_ms else 0.0
        self._tell(Figures(self._seen, self._camera.dropped, round(median, 3)))


def watch(pipe: Connection, settings: ProctorSettings, evidence_key: bytes) -> None:
    """Load what is there, then watch until the parent says stop."""
    share_one_heap()
    cv2.setNumThreads(1)  # one niced process beside a running exam
    Watch(pipe, settings, evidence_key).run()
