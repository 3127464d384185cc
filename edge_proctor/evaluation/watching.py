# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A made recording through the whole monitoring, as at a station but without its clock.

Owns the order of frames and sound and the selfie from the first frame. Must not seal,
write or judge. Stands on the monitor.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from edge_proctor.detectors.suite import Suite
from edge_proctor.errors import PictureUnreadableError
from edge_proctor.events import Phase, ProctorEvent
from edge_proctor.monitor import Inspection, Monitor
from edge_proctor.ports import Frame, SoundBlock
from edge_proctor.recorder import Recorder
from edge_proctor.settings import ProctorSettings


@dataclass(frozen=True, slots=True)
class Watched:
    """A recording's events, and the processor seconds that watching and hearing it took."""

    events: tuple[ProctorEvent, ...]
    processor_s: float


def watch_recording(
    frames: Iterable[Frame],
    suite: Suite,
    settings: ProctorSettings,
    *,
    sound: Iterable[SoundBlock] = (),
    look: Callable[[Inspection], None] = lambda _: None,
) -> Watched:
    """The events of a recording whose first frame is the selfie.

    Args:
        frames: In order, stamped from 0 with the recording's time.
        suite: The detectors.
        settings: Thresholds and pace.
        sound: Blocks stamped alike; those of a frame's time are heard before it.
        look: Called with what was seen on every frame.

    Raises:
        PictureUnreadableError: no face on the first frame.
    """
    events: list[ProctorEvent] = []
    recorder = Recorder(events.append, None, pre_s=0, post_s=0, thresholds={})
    monitor = Monitor(suite, settings, recorder)
    last_ns, spent_s = 0, 0.0
    blocks = iter(sound)
    waiting = next(blocks, None)
    for frame in frames:
        last_ns = frame.monotonic_ns
        heard: list[SoundBlock] = []
        while waiting is not None and waiting.monotonic_ns <= last_ns:
            heard.append(waiting)
            waiting = next(blocks, None)
        began = time.process_time()
        for block in heard:
            monitor.scrutiny.hear(block)
        seen = monitor.inspect(frame)
        spent_s += time.process_time() - began
        if frame.sequence == 0:
            if not seen.faces:
                raise PictureUnreadableError("The recording's first frame shows no face.")
            monitor.scrutiny.enrol(frame.pixels, seen.faces)
        look(seen)
    monitor.finish(last_ns)
    told = tuple(event for event in events if event.phase is not Phase.EVIDENCE)
    return Watched(told, spent_s)
