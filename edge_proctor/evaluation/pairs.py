# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Labelled pairs of pictures: error rates of the comparison, clean and with a small portrait.

Owns the pairs' similarities and the rates that follow. Must not choose a threshold.
Stands on the face detector and an embedder. The pairs share pictures and persons, so
that the true uncertainty is larger than intervals that count pairs can say.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from edge_proctor.detectors.embedding import FaceEmbedder, similarity
from edge_proctor.detectors.faces import FaceDetector
from edge_proctor.evaluation.rates import Rate
from edge_proctor.framing import FaceBox
from edge_proctor.models.session import Tensor
from edge_proctor.pictures import decode_picture, encode_jpeg, read_picture
from edge_proctor.ports import Pixels


@dataclass(frozen=True, slots=True)
class ErrorPoint:
    """False acceptance and false rejection at one threshold."""

    accepted: float
    rejected: float
    threshold: float


@dataclass(frozen=True, slots=True)
class PairReport:
    """Similarities of labelled pairs and the error rates that follow."""

    genuine: tuple[float, ...]
    impostor: tuple[float, ...]

    @property
    def equal_error(self) -> tuple[float, float]:
        """(rate, threshold) where false acceptance and false rejection are closest.

        Of several such thresholds the middle one: where the two kinds are apart, that
        is the middle of the gap.
        """
        points = roc(self.genuine, self.impostor)
        least = min(abs(it.accepted - it.rejected) for it in points)
        best = [it for it in points if abs(it.accepted - it.rejected) == least]
        middle = best[len(best) // 2]
        return ((middle.accepted + middle.rejected) / 2, middle.threshold)

    @property
    def equal_error_interval(self) -> tuple[float, float]:
        """At that threshold, from the lower of the two rates' 95 % bounds to the higher."""
        _, at = self.equal_error
        low_a, high_a = self.false_acceptance(at).interval
        low_r, high_r = self.false_rejection(at).interval
        return (min(low_a, low_r), max(high_a, high_r))

    def false_rejection(self, threshold: float) -> Rate:
        """Genuine pairs below a threshold."""
        return Rate(sum(it < threshold for it in self.genuine), len(self.genuine))

    def false_acceptance(self, threshold: float) -> Rate:
        """Impostor pairs at or above a threshold."""
        return Rate(sum(it >= threshold for it in self.impostor), len(self.impostor))

    def confusion(self, match: float, no_match: float) -> dict[str, list[int]]:
        """Rows same and other person; columns match, unsure, no match."""

        def row(scores: Sequence[float]) -> list[int]:
            matches = sum(it >= match for it in scores)
            none = sum(it < no_match for it in scores)
            return [matches, len(scores) - matches - none, none]

        return {"same person": row(self.genuine), "other person": row(self.impostor)}


def roc(genuine: Sequence[float], impostor: Sequence[float]) -> list[ErrorPoint]:
    """The errors at every useful threshold, rising."""
    cuts = np.linspace(-0.2, 1.0, 241)
    yes, no = np.asarray(genuine), np.asarray(impostor)
    return [
        ErrorPoint(float((no >= cut).mean()), float((yes < cut).mean()), float(cut)) for cut in cuts
    ]


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
