# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The monitoring at a desk: a recording through the same code, events out, no child process.

Owns the replay of files for people who evaluate the rules. Must not be used in a
sitting: an annotated video is written in the clear, on request, from a file that was
in the clear. Stands on the monitor and the replays.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import cv2

from edge_proctor.desk.outputs import demand_writable
from edge_proctor.detectors.suite import Suite
from edge_proctor.errors import OutputUnwritableError
from edge_proctor.events import Phase, ProctorEvent
from edge_proctor.monitoring.monitor import Inspection
from edge_proctor.monitoring.playback import Played, Tell, from_zero, paced, play
from edge_proctor.ports import Frame, Pixels, SoundBlock
from edge_proctor.settings import ProctorSettings

_GREEN, _RED = (60, 200, 60), (60, 60, 230)
_TOLD_EVERY_S = 60


def event_line(event: ProctorEvent) -> dict[str, object]:
    """An event as the JSON line of `escale proctor replay`.

    `t_s` counts from the recording's start: to the first frame that showed it, or, at an
    end, to the first that did not any more.
    """
    lasted_s = event.duration_s if event.phase is Phase.END else 0.0
    return {
        "t_s": round(event.start_ns / 1e9 + lasted_s, 3),
        "signal": event.signal.value,
        "phase": event.phase.value,
        "confidence": event.confidence,
        "duration_s": event.duration_s,
        "models": dict(event.models),
    }


def replay(
    frames: Iterable[Frame],
    suite: Suite,
    settings: ProctorSettings,
    tell: Tell,
    *,
    sound: Iterable[SoundBlock] = (),
    selfie: Pixels | None = None,
    annotate: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Played:
    """Run a whole recording through the monitoring, at the settings' frame rate.

    Args:
        frames: The recording, which ends.
        suite: The detectors.
        settings: Thresholds and frame rate.
        tell: Called with every event as it comes, its times from the recording's start.
        sound: What was heard, from the same start.
        selfie: The candidate; without it, whoever is first seen alone and from the front.
        annotate: Where to write the annotated video, if at all.
        progress: Called with a line for every minute of the recording.

    Raises:
        PictureUnreadableError: what is given cannot be read.
        OutputUnwritableError: the video cannot be written.
    """
    raised: dict[str, None] = {}
    drawing = _Drawing(annotate, settings.frames_per_s) if annotate else None
    minutes = 0

    def hear_of(event: ProctorEvent) -> None:
        if event.phase is Phase.START:
            raised[event.signal.value] = None
        elif event.phase is Phase.END:
            raised.pop(event.signal.value, None)
        tell(event)

    def look(frame: Frame, seen: Inspection) -> None:
        nonlocal minutes
        if drawing is not None:
            drawing.add(frame, seen, list(raised))
        if frame.monotonic_ns >= (minutes + 1) * _TOLD_EVERY_S * 1e9:
            minutes += 1
            progress(f"{minutes} min looked at")

    try:
        return play(
            paced(frames, settings.frames_per_s),
            suite,
            settings,
            sound=from_zero(sound),
            selfie=selfie,
            look=look,
            tell=hear_of,
        )
    finally:
        if drawing is not None:
            drawing.close()


class _Drawing:
    """The annotated video."""

    def __init__(self, path: Path, frames_per_s: float) -> None:
        self._path = path
        self._rate = frames_per_s
        self._writer: cv2.VideoWriter | None = None
        demand_writable(path)

    def add(self, frame: Frame, inspection: Inspection, raised: list[str]) -> None:
        """Draw faces and the flags that are up."""
        canvas = draw(frame.pixels, inspection, raised)
        if self._writer is None:
            height, width = canvas.shape[:2]
            code = cv2.VideoWriter.fourcc(*"mp4v")
            self._writer = cv2.VideoWriter(
                str(self._path), cv2.CAP_FFMPEG, code, self._rate, (width, height)
            )
            if not self._writer.isOpened():
                raise OutputUnwritableError(
                    f"No video can be written at {self._path}.",
                    advice="Give a name that ends in .mp4, in a folder that has room.",
                )
        self._writer.write(canvas)

    def close(self) -> None:
        """Finish the file."""
        if self._writer is not None:
            self._writer.release()


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
