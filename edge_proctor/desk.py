# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The monitoring at a desk: a recording through the same code, events out, no child process.

Owns the replay of files for people who evaluate the rules. Must not be used in a
sitting: an annotated video is written in the clear, on request, from a file that was
in the clear. Stands on the monitor and the replays.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import cv2

from edge_proctor.detectors.suite import Suite
from edge_proctor.errors import PictureUnreadableError
from edge_proctor.events import Phase, ProctorEvent
from edge_proctor.monitor import Inspection, Monitor
from edge_proctor.ports import Camera, Frame, Pixels
from edge_proctor.recorder import Recorder
from edge_proctor.settings import ProctorSettings

_GREEN, _RED = (60, 200, 60), (60, 60, 230)


@dataclass(slots=True)
class Replay:
    """A replay's outcome: events in order, frames inspected, the recording's start."""

    events: list[ProctorEvent] = field(default_factory=list[ProctorEvent])
    frames: int = 0
    began_ns: int = 0


def event_line(event: ProctorEvent, began_ns: int) -> dict[str, object]:
    """An event as the JSON line of `escale proctor replay`.

    `t_s` counts from the recording's start: to the first frame that showed it, or, at an
    end, to the first that did not any more.
    """
    lasted_s = event.duration_s if event.phase is Phase.END else 0.0
    return {
        "t_s": round((event.start_ns - began_ns) / 1e9 + lasted_s, 3),
        "signal": event.signal.value,
        "phase": event.phase.value,
        "confidence": event.confidence,
        "duration_s": event.duration_s,
        "models": dict(event.models),
    }


def replay(
    camera: Camera,
    suite: Suite,
    settings: ProctorSettings,
    tell: Callable[[ProctorEvent, int], None],
    annotate: Path | None = None,
) -> Replay:
    """Run a whole recording through the monitoring, at the settings' frame rate.

    Args:
        camera: A replay at maximal pace that ends.
        suite: The detectors.
        settings: Thresholds and frame rate.
        tell: Called with every event and the recording's start (ns).
        annotate: Where to write the annotated video, if at all.
    """
    outcome = Replay()

    def emit(event: ProctorEvent) -> None:
        if event.phase is not Phase.EVIDENCE:
            outcome.events.append(event)
            tell(event, outcome.began_ns)

    recorder = Recorder(emit, None, pre_s=0, post_s=0, thresholds=settings.thresholds.as_mapping())
    monitor = Monitor(suite, settings, recorder)
    drawing = _Drawing(annotate, settings.frames_per_s) if annotate else None
    period_ns, due_ns, last_ns = round(1e9 / settings.frames_per_s), 0, 0
    for frame in camera.frames():
        if frame.monotonic_ns < due_ns:
            continue
        if not outcome.frames:
            outcome.began_ns = due_ns = frame.monotonic_ns
        due_ns += period_ns
        last_ns = frame.monotonic_ns
        inspection = monitor.inspect(frame)
        outcome.frames += 1
        if drawing is not None:
            drawing.add(frame, inspection, outcome)
    monitor.finish(last_ns)
    if drawing is not None:
        drawing.close()
    return outcome


class _Drawing:
    """The annotated video."""

    def __init__(self, path: Path, frames_per_s: float) -> None:
        self._path = path
        self._rate = frames_per_s
        self._writer: cv2.VideoWriter | None = None

    def add(self, frame: Frame, inspection: Inspection, outcome: Replay) -> None:
        """Draw faces and the flags that are up."""
        canvas = draw(frame.pixels, inspection, _raised(outcome.events))
        if self._writer is None:
            height, width = canvas.shape[:2]
            code = cv2.VideoWriter.fourcc(*"mp4v")
            self._writer = cv2.VideoWriter(str(self._path), code, self._rate, (width, height))
            if not self._writer.isOpened():
                raise PictureUnreadableError(f"The video {self._path.name} cannot be written.")
        self._writer.write(canvas)

    def close(self) -> None:
        """Finish the file."""
        if self._writer is not None:
            self._writer.release()


def _raised(events: list[ProctorEvent]) -> list[str]:
    raised: dict[str, None] = {}
    for event in events:
        if event.phase is Phase.START:
            raised[event.signal.value] = None
        elif event.phase is Phase.END:
            raised.pop(event.signal.value, None)
    return list(raised)


def draw(pixels: Pixels, inspection: Inspection, raised: list[str]) -> Pixels:
    """A copy of the picture with boxes, landmarks and the names of raised flags."""
    canvas = pixels.copy()
    height, width = canvas.shape[:2]
    for face in inspection.faces:
        corner = (round(face.x * width), round(face.y * height))
        other = (round((face.x + face.width) * width), round((face.y + face.height) * height))
        cv2.rectangle(canvas, corner, other, _GREEN, 2)
        for x, y in face.landmarks:
            cv2.circle(canvas, (round(x * width), round(y * height)), 2, _GREEN, -1)
    for row, name in enumerate(raised):
        place = (8, 24 + 24 * row)
        cv2.putText(canvas, name, place, cv2.FONT_HERSHEY_SIMPLEX, 0.7, _RED, 2)
    return canvas
