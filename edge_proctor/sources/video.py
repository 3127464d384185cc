# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A camera that replays a video file.

Owns each picture's moment and the pace. Must not pretend to be a device. Stands on OpenCV's
FFmpeg.
"""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from edge_proctor.errors import PictureUnreadableError
from edge_proctor.pictures import scaled_to_width
from edge_proctor.ports import Frame, Pixels

_USUAL_RATE = 25.0
_FFMPEG_QUIET = "-8"  # its own words about a broken file say nothing that ours do not


class VideoReplay:
    """A video file, frame by frame.

    Args:
        path: Anything OpenCV's FFmpeg reads.
        real_time: Keep the recording's pace; otherwise as fast as frames are taken.
        loop: Begin again at the end.
        width: Frames wider than this are scaled down.

    Raises:
        PictureUnreadableError: from `frames`, when the file is no video.
    """

    def __init__(
        self, path: Path, *, real_time: bool = True, loop: bool = False, width: int = 1280
    ) -> None:
        self._path = path
        self._real_time = real_time
        self._loop = loop
        self._width = width
        self._closed = threading.Event()

    def frames(self) -> Iterator[Frame]:
        """Deliver frames stamped with the recording's time after the start."""
        began_ns = time.monotonic_ns()
        sequence = 0
        while not self._closed.is_set():
            video = self._open()
            period_ns = round(1e9 / (video.get(cv2.CAP_PROP_FPS) or _USUAL_RATE))
            at_ns = began_ns
            for shown_ns, pixels in _decoded(video, period_ns):
                at_ns = began_ns + shown_ns
                if self._real_time:
                    self._closed.wait(max(0.0, (at_ns - time.monotonic_ns()) / 1e9))
                if self._closed.is_set():
                    return
                yield Frame(sequence, at_ns, scaled_to_width(pixels, self._width))
                sequence += 1
            if not self._loop:
                return
            began_ns = at_ns + period_ns

    def _open(self) -> cv2.VideoCapture:
        os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", _FFMPEG_QUIET)
        video = cv2.VideoCapture(str(self._path))
        if not video.isOpened():
            raise PictureUnreadableError(f"The file {self._path.name} is no readable video.")
        return video

    def close(self) -> None:
        """Stop delivering."""
        self._closed.set()


def _decoded(video: cv2.VideoCapture, period_ns: int) -> Iterator[tuple[int, Pixels]]:
    """Every picture with the moment (ns from the start) that the file states for it.

    Telephones and browsers film at a rate that varies, so that counting pictures would tell
    the wrong time. A moment that does not come after the one before (a file without them)
    is replaced by the next one at the stated rate, `period_ns` apart.
    """
    first_ns: int | None = None
    at_ns = -period_ns
    try:
        while True:
            more, pixels = video.read()
            if not more:
                return
            stated_ns = round(video.get(cv2.CAP_PROP_POS_MSEC) * 1e6)
            first_ns = stated_ns if first_ns is None else first_ns
            later = stated_ns - first_ns > at_ns
            at_ns = stated_ns - first_ns if later else at_ns + period_ns
            yield at_ns, pixels.astype(np.uint8, copy=False)
    finally:
        video.release()
