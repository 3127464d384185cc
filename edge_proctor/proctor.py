# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The parent's side of the proctor: start, watch, restart and ask the child process.

Owns the child's life: its death is an event and a restart, never the end of the
sitting. Must not see a camera, a model or evidence in the clear, nor import numpy,
OpenCV or ONNX Runtime. Stands on multiprocessing (spawn) and the message shapes.

    stopped ──start──▶ running ──child dies──▶ event, wait, start again ──▶ running
       ▲                  │
       └───────stop───────┘
"""

import itertools
import logging
import multiprocessing
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from multiprocessing.process import BaseProcess
from typing import assert_never, cast

from edge_proctor.child.serving import serve
from edge_proctor.errors import NotRunningError
from edge_proctor.events import EvidenceKind, Phase, ProctorEvent, SealedEvidence, Signal
from edge_proctor.framing import Capture, DocumentReading, FaceBox, Framing, PreviewFrame, Purpose
from edge_proctor.messages import (
    Captured,
    Figures,
    FromChild,
    Happened,
    Hello,
    Playing,
    Preview,
    Rest,
    Restore,
    Stop,
    ToChild,
    WantCapture,
    WantPreview,
)
from edge_proctor.settings import CameraChoice, MicrophoneChoice, Pace, ProctorSettings

__all__ = [
    "CameraChoice",
    "Capture",
    "DocumentReading",
    "EvidenceKind",
    "FaceBox",
    "Framing",
    "MicrophoneChoice",
    "Pace",
    "Phase",
    "PreviewFrame",
    "Proctor",
    "ProctorEvent",
    "ProctorSettings",
    "Purpose",
    "SealedEvidence",
    "Signal",
]

log = logging.getLogger(__name__)

_PREVIEW_INTEREST_S = 1.0
_ANSWER_SLACK_S = 2.0


class Proctor:
    """Monitoring in a niced child process.

    `on_event` is called from the proctor's own thread, one event at a time; it must
    be quick and thread-safe.

    Args:
        settings: Camera, microphone, models, pace and thresholds.
        evidence_key: Central's sealing key (`SealingKey.to_bytes()`).
        on_event: Receives every event, ciphertext included.
        clock_ns: The monotonic clock, for events about the child itself.
    """

    def __init__(
        self,
        settings: ProctorSettings,
        evidence_key: bytes,
        on_event: Callable[[ProctorEvent], None],
        clock_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._settings = settings
        self._evidence_key = evidence_key
        self._on_event = on_event
        self._clock_ns = clock_ns
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._child: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._requests = itertools.count(1)
        self._answers: dict[int, Capture] = {}
        self._reference: bytes | None = None
        self._resting = False
        self._playing_until_ns = 0
        self._preview: PreviewFrame | None = None
        self._preview_asked_ns: int | None = None
        self._capabilities: dict[str, str] | None = None
        self._past = Figures(0, 0, 0.0)
        self._now = Figures(0, 0, 0.0)
        self.restarts = 0

    def start(self) -> None:
        """Start the child; returns at once (see `wait_ready`). Starting twice is harmless."""
        if self._thread is not None:
            return
        self._stopping.clear()
        self._thread = threading.Thread(target=self._supervise, name="proctor", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End open flags, deliver their events, stop the child. Stopping twice is harmless."""
        self._stopping.set()
        self._send(Stop())
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(timeout_s)
        child = self._child
        if child is not None and child.is_alive():
            child.kill()
            child.join(timeout_s)
        if thread is not None:
            thread.join(timeout_s)

    def wait_ready(self, timeout_s: float) -> bool:
        """Wait until the models are warm and the capabilities known; False when late."""
        with self._changed:
            return self._changed.wait_for(lambda: self._capabilities is not None, timeout_s)

    @property
    def alive(self) -> bool:
        """Whether a child process runs now."""
        child = self._child
        return child is not None and child.is_alive()

    @property
    def child_pid(self) -> int | None:
        """The child's process number, for the fault tests and the watchdog."""
        return self._child.pid if self._child is not None else None

    @property
    def frames_seen(self) -> int:
        """Frames inspected since the start, over restarts."""
        return self._past.frames_seen + self._now.frames_seen

    @property
    def frames_dropped(self) -> int:
        """Frames that were due and given up because the work before took too long."""
        return self._past.frames_dropped + self._now.frames_dropped

    @property
    def median_frame_ms(self) -> float:
        """Median time of one frame's inspection over the last minute or so."""
        return self._now.median_frame_ms

    @property
    def reference(self) -> bytes | None:
        """The embedding of the last accepted selfie (float32), None without one."""
        return self._reference

    def restore(self, reference: bytes) -> None:
        """Take back the embedding from before a restart of the station."""
        self._reference = reference
        self._send(Restore(reference))

    def capabilities(self) -> dict[str, str]:
        """Role → "available (name digest…)" or "missing: why"; "starting" before that is known."""
        with self._lock:
            return dict(self._capabilities or {"proctor": "starting"})

    def preview(self) -> PreviewFrame | None:
        """The newest small picture, or None; asking keeps previews coming for some seconds."""
        now = self._clock_ns()
        asked = self._preview_asked_ns
        if asked is None or now - asked > _PREVIEW_INTEREST_S * 1e9:
            self._preview_asked_ns = now
            self._send(WantPreview())
        return self._preview

    def rest(self, *, resting: bool) -> None:
        """The sitting is paused, or goes on; in a pause the candidate is not watched."""
        self._resting = resting
        self._send(Rest(resting))

    def playing(self, duration_s: float) -> None:
        """The station's loudspeaker sounds for so long from now on, 0 when it falls silent."""
        self._playing_until_ns = self._clock_ns() + round(duration_s * 1e9)
        self._send(Playing(self._playing_until_ns))

    def capture(self, purpose: Purpose, timeout_s: float) -> Capture:
        """Take a selfie or a document; blocks up to `timeout_s` for a good picture.

        Raises:
            NotRunningError: the proctor is stopped, or its child died meanwhile.
        """
        request = next(self._requests)
        if not self._send(WantCapture(request, purpose, timeout_s)):
            raise NotRunningError("The camera process is not running.")
        pipe = self._pipe
        with self._changed:
            self._changed.wait_for(
                lambda: request in self._answers or self._pipe is not pipe,
                timeout_s + _ANSWER_SLACK_S,
            )
            answer = self._answers.pop(request, None)
        if answer is None:
            raise NotRunningError("The camera process did not answer in time.")
        return answer

    def _send(self, message: ToChild) -> bool:
        with self._lock:
            if self._pipe is None:
                return False
            with suppress(OSError):
                self._pipe.send(message)
                return True
            return False

    def _supervise(self) -> None:
        began_ns, dropped = self._clock_ns(), self.frames_dropped
        self._keep_running()
        self._tell_dropped(began_ns, self.frames_dropped - dropped)

    def _tell_dropped(self, began_ns: int, count: int) -> None:
        """What was due and never looked at belongs to the record, however little it was."""
        if count:
            watched_s = (self._clock_ns() - began_ns) / 1e9
            self._on_event(
                ProctorEvent(
                    Signal.FRAMES_DROPPED, Phase.POINT, began_ns, watched_s, 1.0, frames=count
                )
            )

    def _keep_running(self) -> None:
        while not self._stopping.is_set():
            started_ns = self._clock_ns()
            self._run_child()
            if self._stopping.is_set():
                break
            self.restarts += 1
            log.warning("the proctor's child ended; restart %d", self.restarts)
            lived_s = (self._clock_ns() - started_ns) / 1e9
            self._on_event(
                ProctorEvent(
                    Signal.PROCTOR_RESTARTED, Phase.POINT, self._clock_ns(), lived_s, confidence=1.0
                )
            )
            self._stopping.wait(self._settings.restart_delay_s)

    def _run_child(self) -> None:
        try:
            child, ours = self._begin_child()
        except OSError:  # no memory or no file left: as if the child had ended at once
            log.exception("the proctor's child could not be started")
            return
        with self._lock:
            self._child, self._pipe = child, ours
            self._preview_asked_ns = None
        self._brief()
        if self._stopping.is_set():
            self._send(Stop())
        with suppress(EOFError, OSError):
            while True:
                self._take(ours.recv())
        with self._changed:
            self._pipe, self._preview = None, None
            self._past = Figures(self.frames_seen, self.frames_dropped, self._now.median_frame_ms)
            self._now = Figures(0, 0, self._now.median_frame_ms)
            self._changed.notify_all()
        ours.close()
        child.join()

    def _begin_child(self) -> tuple[BaseProcess, Connection]:
        """A new child and our end of its pipe; raises OSError."""
        # typeshed adds Windows' pipes; the station runs on Linux
        ours, theirs = cast("tuple[Connection, Connection]", Pipe())
        child = multiprocessing.get_context("spawn").Process(
            target=serve,
            args=(theirs, self._settings, self._evidence_key),
            name="escale-proctor",
            daemon=True,
        )
        try:
            child.start()
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        return child, ours

    def _brief(self) -> None:
        """Tell a new child what those before it knew."""
        if self._reference is not None:
            self._send(Restore(self._reference))
        self._send(Rest(self._resting))
        self._send(Playing(self._playing_until_ns))

    def _take(self, message: FromChild) -> None:
        match message:
            case Happened(event):
                self._on_event(event)
            case Preview(frame):
                self._preview = frame
            case Figures():
                self._now = message
            case Hello(capabilities):
                with self._changed:
                    self._capabilities = dict(capabilities)
                    self._changed.notify_all()
            case Captured(request, capture, reference):
                with self._changed:
                    self._answers[request] = capture
                    self._reference = reference or self._reference
                    self._changed.notify_all()
            case _:
                assert_never(message)
