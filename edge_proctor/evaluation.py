# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How well the detectors do on labelled material: rates with their intervals, pure where it can be.

Owns the measures and the walk over the test material's folders. Must not choose
thresholds. Stands on the detectors; interval: Wilson, JASA 1927.
"""

import csv
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from edge_proctor.detectors.embedding import FaceEmbedder, similarity
from edge_proctor.detectors.faces import FaceDetector
from edge_proctor.detectors.voice import VoiceDetector
from edge_proctor.framing import FaceBox
from edge_proctor.models.session import Tensor
from edge_proctor.pictures import decode_picture, encode_jpeg, read_picture
from edge_proctor.ports import BLOCK_SAMPLES, Pixels
from edge_proctor.sources.sound import read_sound

_Z = 1.96
_SAME_FACE = 0.4
_SPEECH = 0.5
_LONG_RUN_BLOCKS = 8  # a quarter of a second
LEAST_HEIGHT = 0.08


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % Wilson interval."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """The share, 0 where nothing was counted."""
        return self.hits / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound; (0, 1) where nothing was counted."""
        if not self.total:
            return (0.0, 1.0)
        share, count = self.value, self.total
        middle = (share + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
        spread = share * (1 - share) / count + _Z**2 / (4 * count**2)
        half = _Z * math.sqrt(spread) / (1 + _Z**2 / count)
        return (max(0.0, middle - half), min(1.0, middle + half))

    def as_json(self) -> dict[str, object]:
        """For the report."""
        low, high = self.interval
        bounds = [round(low, 4), round(high, 4)]
        return {
            "hits": self.hits,
            "total": self.total,
            "rate": round(self.value, 4),
            "ci95": bounds,
        }


def overlap(left: FaceBox, right: FaceBox) -> float:
    """Intersection over union of two boxes."""
    width = min(left.x + left.width, right.x + right.width) - max(left.x, right.x)
    height = min(left.y + left.height, right.y + right.height) - max(left.y, right.y)
    shared = max(width, 0.0) * max(height, 0.0)
    return shared / (left.width * left.height + right.width * right.height - shared)


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
        wanted = [it for it in known if it.confidence >= 0.6 and it.height >= LEAST_HEIGHT]
        began = time.perf_counter()
        faces = tried.detect(pixels)
        times.append((time.perf_counter() - began) * 1e3)
        total += len(wanted)
        found += sum(any(overlap(it, face) > _SAME_FACE for face in faces) for it in wanted)
        large = [face for face in faces if face.height >= LEAST_HEIGHT]
        unknown += sum(all(overlap(it, face) < 0.2 for it in known) for face in large)
    return FaceReport(Rate(found, total), unknown, tuple(times))


@dataclass(frozen=True, slots=True)
class PairReport:
    """Similarities of labelled pairs and the error rates that follow."""

    genuine: tuple[float, ...]
    impostor: tuple[float, ...]

    @property
    def equal_error(self) -> tuple[float, float]:
        """(rate, threshold) where false acceptance and false rejection are closest."""
        points = roc(self.genuine, self.impostor)
        far, frr, at = min(points, key=lambda point: abs(point[0] - point[1]))
        return ((far + frr) / 2, at)

    def false_rejection(self, threshold: float) -> Rate:
        """Genuine pairs below a threshold."""
        return Rate(sum(it < threshold for it in self.genuine), len(self.genuine))

    def false_acceptance(self, threshold: float) -> Rate:
        """Impostor pairs at or above a threshold."""
        return Rate(sum(it >= threshold for it in self.impostor), len(self.impostor))


def roc(genuine: Sequence[float], impostor: Sequence[float]) -> list[tuple[float, float, float]]:
    """(false acceptance, false rejection, threshold) at every useful threshold."""
    cuts = np.linspace(-0.2, 1.0, 241)
    yes, no = np.asarray(genuine), np.asarray(impostor)
    return [(float((no >= cut).mean()), float((yes < cut).mean()), float(cut)) for cut in cuts]


def evaluate_pairs(
    folder: Path, faces: FaceDetector, embedder: FaceEmbedder, portrait_pixels: int | None = None
) -> PairReport:
    """All labelled pairs of `pairs.csv`, by the largest face of each picture.

    With `portrait_pixels` one side of a pair, and then the other, is first made what a
    document shows: grey, compressed, the face so many pixels high.
    """
    clean: dict[str, Tensor] = {}
    worn: dict[str, Tensor] = {}
    for path in sorted(folder.glob("*.jpg")):
        pixels = read_picture(path)
        face = _largest(faces, pixels)
        if face is None:
            continue
        clean[path.name] = embedder.embed(pixels, face)
        if portrait_pixels is not None:
            portrait = as_portrait(pixels, face, portrait_pixels)
            small = _largest(faces, portrait)
            if small is not None:
                worn[path.name] = embedder.embed(portrait, small)
    scores: dict[str, list[float]] = {"yes": [], "no": []}
    with (folder / "pairs.csv").open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            names = row["file_x"], row["file_y"]
            pairs = [names] if portrait_pixels is None else [names, names[::-1]]
            for one, two in pairs:
                left, right = clean.get(one), (worn or clean).get(two)
                if left is not None and right is not None:
                    scores[row["same_person"]].append(similarity(left, right))
    return PairReport(tuple(scores["yes"]), tuple(scores["no"]))


def as_portrait(pixels: Pixels, face: FaceBox, height: int) -> Pixels:
    """The picture in grey, compressed, its face `height` pixels high."""
    ratio = height / (face.height * pixels.shape[0])
    small = cv2.resize(pixels, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    return decode_picture(encode_jpeg(grey.astype(np.uint8, copy=False), 70))


def _largest(faces: FaceDetector, pixels: Pixels) -> FaceBox | None:
    return max(faces.detect(pixels), key=lambda it: it.height, default=None)


@dataclass(frozen=True, slots=True)
class VoiceReport:
    """Noise blocks taken for speech, the longest such run, recordings whose speech was found."""

    noise: Rate
    longest_false_run_ms: int
    speech: Rate


def evaluate_voice(speech: Path, noise: Path, detector: VoiceDetector) -> VoiceReport:
    """A speech recording counts as found when half a second of it was heard as speech."""
    flagged = blocks = longest = found = 0
    for path in sorted(noise.iterdir()):
        heard = _heard(path, detector)
        flagged, blocks = flagged + sum(heard), blocks + len(heard)
        longest = max(longest, _longest(heard))
    recordings = sorted(speech.iterdir())
    for path in recordings:
        found += _longest(_heard(path, detector)) >= 2 * _LONG_RUN_BLOCKS
    return VoiceReport(Rate(flagged, blocks), longest * 32, Rate(found, len(recordings)))


def _heard(path: Path, detector: VoiceDetector) -> list[bool]:
    detector.reset()
    samples = read_sound(path)
    starts = range(0, len(samples) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES)
    return [detector.hear(samples[at : at + BLOCK_SAMPLES]) >= _SPEECH for at in starts]


def _longest(heard: Sequence[bool]) -> int:
    longest = run = 0
    for speech in heard:
        run = run + 1 if speech else 0
        longest = max(longest, run)
    return longest


def median_ms(work: Callable[[], object], repeats: int) -> float:
    """Median time of a piece of work, in milliseconds."""
    times: list[float] = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1e3)
    return float(np.median(times))
