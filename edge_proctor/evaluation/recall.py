# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Which faces are found that a larger model finds, and which it does not know.

Owns the matching of boxes. Must not choose a threshold. Stands on any two detectors.
There are no labels: the reference is YuNet at 640 pixels, which has faults of its own.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edge_proctor.detectors.faces import FaceDetector
from edge_proctor.evaluation.rates import Rate
from edge_proctor.framing import FaceBox, overlap
from edge_proctor.pictures import read_picture
from edge_proctor.ports import Pixels

_SAME_FACE = 0.4
_APART = 0.2
LEAST_HEIGHT = 0.08  # of the picture; smaller faces are nobody at the table
_SURE = 0.6


@dataclass(frozen=True, slots=True)
class FaceReport:
    """Recall of faces against a reference detector, faces that it does not know, latency."""

    recall: Rate
    unknown: int
    latencies_ms: tuple[float, ...]


def evaluate_faces(folder: Path, tried: FaceDetector, reference: FaceDetector) -> FaceReport:
    """Faces at least 8 % of the picture's height, against a reference with a low score limit."""
    found = total = unknown = 0
    times: list[float] = []
    for path in sorted(folder.glob("*.jpg")):
        pixels = read_picture(path)
        known = reference.detect(pixels)
        wanted = [it for it in known if it.confidence >= _SURE and it.height >= LEAST_HEIGHT]
        began = time.perf_counter()
        faces = tried.detect(pixels)
        times.append((time.perf_counter() - began) * 1e3)
        total += len(wanted)
        found += _found(wanted, faces)
        large = [face for face in faces if face.height >= LEAST_HEIGHT]
        unknown += sum(all(overlap(it, face) < _APART for it in known) for face in large)
    return FaceReport(Rate(found, total), unknown, tuple(times))


def recall_on(
    frames: Sequence[Pixels], tried: FaceDetector, known: Sequence[Sequence[FaceBox]]
) -> Rate:
    """The share of known faces, of any size, that a detector finds.

    Args:
        frames: Pictures.
        tried: The detector.
        known: A larger model's faces of each picture.
    """
    found = 0
    for frame, wanted in zip(frames, known, strict=True):
        found += _found(wanted, tried.detect(frame))
    return Rate(found, sum(map(len, known)))


def _found(wanted: Sequence[FaceBox], faces: Sequence[FaceBox]) -> int:
    return sum(any(overlap(it, face) > _SAME_FACE for face in faces) for it in wanted)
