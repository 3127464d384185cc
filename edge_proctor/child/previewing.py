# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The small picture for whoever looks at it, at a pace of its own.

Owns how long somebody counts as looking and how often a picture goes out. A picture does
not wait for the inspection of the one before, which takes longer on a busy machine: it goes
out from the camera's thread, with the faces and the hint that were found last. Must not
keep a picture. Stands on the framing shapes.
"""

import time
from collections.abc import Callable
from contextlib import suppress

from edge_proctor.frame_rate import FrameRate
from edge_proctor.framing import PreviewFrame
from edge_proctor.messages import Preview
from edge_proctor.monitoring.monitor import Inspection
from edge_proctor.pictures import scaled_to_width, to_rgb_bytes
from edge_proctor.ports import Frame
from edge_proctor.settings import ProctorSettings

_WANTED_FOR_S = 3.0


class Previewing:
    """Sends small pictures while they are wanted.

    Args:
        send: Takes the message; may be called from the camera's thread.
        settings: Pace and width.
    """

    def __init__(self, send: Callable[[Preview], None], settings: ProctorSettings) -> None:
        self._send = send
        self._width = settings.preview_width
        self._rate = FrameRate(settings.preview_frames_per_s)
        self._until_ns = 0
        self._inspected: Inspection | None = None

    def want(self) -> None:
        """Somebody looks now, and counts as looking for some seconds."""
        self._until_ns = time.monotonic_ns() + round(_WANTED_FOR_S * 1e9)

    def know(self, inspection: Inspection) -> None:
        """What was found last."""
        self._inspected = inspection

    def offer(self, frame: Frame) -> None:
        """Send this frame if somebody looks and one is due."""
        known = self._inspected
        if known is None or time.monotonic_ns() > self._until_ns:
            return
        if not self._rate.is_due(frame.monotonic_ns):
            return
        small = scaled_to_width(frame.pixels, self._width)
        height, width = small.shape[:2]
        picture = PreviewFrame(width, height, to_rgb_bytes(small), known.faces, known.hint)
        with suppress(OSError):  # the parent is gone; the child's loop notices
            self._send(Preview(picture))
