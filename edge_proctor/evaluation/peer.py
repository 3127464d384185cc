# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""OpenCV's `FaceDetectorYN`, the peer of our face pass: the same file, the same frames.

Owns its settings, which are ours: score .6, overlap .3, one thread. Must not time or
count. Stands on OpenCV.
"""

from collections.abc import Generator, Iterable
from contextlib import contextmanager

import cv2
import numpy as np
from cv2.utils import logging

from edge_proctor.framing import FaceBox
from edge_proctor.models.store import VerifiedModel
from edge_proctor.ports import Pixels

_SIZE = (320, 240)  # width, height
_SCORE, _OVERLAP, _MOST = 0.6, 0.3, 5000


class PeerFaces:
    """The peer on frames of 320×240.

    Args:
        model: A verified YuNet file.
    """

    label = "OpenCV's FaceDetectorYN"

    def __init__(self, model: VerifiedModel) -> None:
        data, none = np.frombuffer(model.data, np.uint8), np.empty(0, np.uint8)
        with one_quiet_thread():
            self._peer = cv2.FaceDetectorYN.create(
                "onnx", data, none, _SIZE, _SCORE, _OVERLAP, _MOST
            )

    def run(self, pixels: Pixels) -> object:
        """A pass with the peer's own result: what is timed."""
        return self._peer.detect(pixels)

    def detect(self, pixels: Pixels) -> tuple[FaceBox, ...]:
        """The peer's faces as ours are told."""
        rows = np.asarray(self._peer.detect(pixels)[1], np.float32)
        if rows.ndim != 2:  # no face, no array
            return ()
        scale = np.asarray(_SIZE * 2, np.float32)
        boxes = (rows[:, :4] / scale).tolist()
        return tuple(
            FaceBox(x, y, width, height, score)
            for (x, y, width, height), score in zip(boxes, rows[:, -1].tolist(), strict=True)
        )


@contextmanager
def one_quiet_thread() -> Generator[None]:
    """OpenCV on one thread and silent: the peer warns of an engine that is not ours to choose."""
    threads, level = cv2.getNumThreads(), logging.getLogLevel()
    logging.setLogLevel(logging.LOG_LEVEL_ERROR)
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(threads)
        logging.setLogLevel(level)


def peer_frames(pictures: Iterable[Pixels]) -> list[Pixels]:
    """Pictures at the peer's size."""
    return [cv2.resize(it, _SIZE).astype(np.uint8, copy=False) for it in pictures]
