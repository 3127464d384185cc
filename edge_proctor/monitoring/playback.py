# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A recording through the whole monitoring, as at a station but without its clock.

Owns the order of frames and sound, the pace, and whose face is the candidate's. Must not
seal, write or judge. Stands on the monitor.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from edge_proctor.detectors.suite import Suite
from edge_proctor.errors import PictureUnreadableError
from edge_proctor.events import Phase, ProctorEvent
from edge_proctor.frame_rate import FrameRate
from edge_proctor.framing import FaceBox, is_turned
from edge_proctor.monitoring.monitor import Inspection, Monitor
from edge_proctor.monitoring.recorder import Recorder
from edge_proctor.monitoring.scrutiny import LEAST_FACE_PIXELS
from edge_proctor.ports import Frame, Pixels, SoundBlock
from edge_proctor.settings import ProctorSettings

Look = Callable[[Frame, Inspection], None]
Tell = Callable[[ProctorEvent], None]
_Item = TypeVar("_Item", Frame, SoundBlock)

_EARLY_NS = 1_000_000  # a frame this much before it is due is the one that was meant


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a recording.

    `processor_s` is what watching and hearing it took; `enrolled_s` when the face was seen
    that later ones were compared with: None where there was none to take.
    """

    events: tuple[ProctorEvent, ...]
    frames: int
    processor_s: float
    enrolled_s: float | None


def play(
    frames: Iterable[Frame],
    suite: Suite,
    settings: ProctorSettings,
    *,
    sound: Iterable[SoundBlock] = (),
    selfie: Pixels | None = None,
    look: Look = lambda _frame, _seen: None,
    tell: Tell = lambda _: None,
) -> Played:
    """The events of a recording.

    Args:
        frames: In order, stamped from 0 with the recording's time.
        suite: The detectors.
        settings: Thresholds and pace.
        sound: Blocks stamped alike; those of a frame's time are heard before it.
        selfie: The candidate. Without it, whoever is the first to be seen alone and from
            the front.
        look: Called with every frame and what was seen on it.
        tell: Called with every event as it comes.

    Raises:
        PictureUnreadableError: no face on the selfie.
    """
    player = _Player(suite, settings, tell)
    if selfie is not None:
        player.enrol_from(selfie)
    blocks = iter(sound)
    waiting = next(blocks, None)
    for frame in frames:
        heard: list[SoundBlock] = []
        while waiting is not None and waiting.monotonic_ns <= frame.monotonic_ns:
            heard.append(waiting)
            waiting = next(blocks, None)
        look(frame, player.watch(frame, heard))
    return player.finish()


class _Player:
    """The monitoring of one recording, and what it has cost and told."""

    def __init__(self, suite: Suite, settings: ProctorSettings, tell: Tell) -> None:
        self._suite = suite
        self._tell = tell
        self._events: list[ProctorEvent] = []
        thresholds = settings.thresholds.as_mapping()
        recorder = Recorder(self._emit, None, pre_s=0, post_s=0, thresholds=thresholds)
        self._monitor = Monitor(suite, settings, recorder)
        self._frames, self._last_ns, self._spent_s = 0, 0, 0.0
        self._enrolled_s: float | None = None

    def _emit(self, event: ProctorEvent) -> None:
        if event.phase is not Phase.EVIDENCE:
            self._events.append(event)
            self._tell(event)

    def enrol_from(self, selfie: Pixels) -> None:
        """Take the candidate's face from a picture."""
        faces = self._suite.faces.detect(selfie) if self._suite.faces is not None else ()
        if not faces:
            raise PictureUnreadableError(
                "No face was found on the selfie.", advice="Give a picture that shows one face."
            )
        self._monitor.scrutiny.enrol(selfie, faces)
        self._enrolled_s = 0.0

    def watch(self, frame: Frame, heard: Iterable[SoundBlock]) -> Inspection:
        """One frame, after the sound up to it."""
        began = time.process_time()
        for block in heard:
            self._monitor.scrutiny.hear(block)
        seen = self._monitor.inspect(frame)
        self._spent_s += time.process_time() - began
        self._frames, self._last_ns = self._frames + 1, frame.monotonic_ns
        if self._enrolled_s is None and _tells_who(frame.pixels, seen.faces):
            self._monitor.scrutiny.enrol(frame.pixels, seen.faces)
            self._enrolled_s = frame.monotonic_ns / 1e9
        return seen

    def finish(self) -> Played:
        """End what is still open."""
        self._monitor.finish(self._last_ns)
        return Played(tuple(self._events), self._frames, self._spent_s, self._enrolled_s)


def _tells_who(pixels: Pixels, faces: tuple[FaceBox, ...]) -> bool:
    """Whether one person is seen, near enough and from the front."""
    if len(faces) != 1 or is_turned(faces[0]):
        return False
    return faces[0].height * pixels.shape[0] >= LEAST_FACE_PIXELS


def paced(frames: Iterable[Frame], frames_per_s: float) -> Iterator[Frame]:
    """The frames that are due at a rate, stamped from 0."""
    rate = FrameRate(frames_per_s)
    for frame in from_zero(frames):
        if rate.is_due(frame.monotonic_ns + _EARLY_NS):
            yield frame


def from_zero(items: Iterable[_Item]) -> Iterator[_Item]:
    """Frames or blocks stamped from the moment of the first."""
    began_ns: int | None = None
    for item in items:
        began_ns = item.monotonic_ns if began_ns is None else began_ns
        yield replace(item, monotonic_ns=item.monotonic_ns - began_ns)
