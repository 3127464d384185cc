# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a quantised variant still sees what the original sees, on real pictures.

Owns the measure of each role and its calibration inputs. Must not quantise. Stands on
the detectors, so that what is compared is what the monitoring will use.
"""

from collections.abc import Sequence

import numpy as np

from edge_proctor.detectors.embedding import FaceEmbedder, align, normalised, similarity
from edge_proctor.detectors.faces import YuNet
from edge_proctor.detectors.objects import ObjectDetector, Thing, letterbox
from edge_proctor.detectors.voice import VoiceDetector
from edge_proctor.documents.recognition import strip_input
from edge_proctor.framing import FaceBox, overlap
from edge_proctor.models.session import ModelSession, Tensor
from edge_proctor.models.store import VerifiedModel
from edge_proctor.ports import BLOCK_SAMPLES, Pixels, Samples
from edge_proctor.quantising.recipes import Agreement

_SAME = 0.5
_LEAST_HEIGHT = 0.08
_SPEECH = 0.5


def shared_share(left: Sequence[FaceBox], right: Sequence[FaceBox]) -> tuple[int, int]:
    """Boxes of either side that the other side has too, and how many there are."""
    found = sum(any(overlap(it, other) > _SAME for other in right) for it in left)
    found += sum(any(overlap(it, other) > _SAME for other in left) for it in right)
    return found, len(left) + len(right)


def faces_agree(pictures: Sequence[Pixels]) -> Agreement:
    """The share of faces that original and variant find alike."""

    def measure(model: VerifiedModel, variant: VerifiedModel) -> float:
        first, second = YuNet(model), YuNet(variant)
        pairs = [(_large(first.detect(it)), _large(second.detect(it))) for it in pictures]
        return _ratio([shared_share(left, right) for left, right in pairs])

    return measure


def _large(faces: Sequence[FaceBox]) -> list[FaceBox]:
    return [face for face in faces if face.height >= _LEAST_HEIGHT]


def objects_agree(pictures: Sequence[Pixels]) -> Agreement:
    """The share of persons and telephones that original and variant find alike."""

    def measure(model: VerifiedModel, variant: VerifiedModel) -> float:
        first, second = ObjectDetector(model), ObjectDetector(variant)
        counts: list[tuple[int, int]] = []
        for picture in pictures:
            left, right = first.detect(picture), second.detect(picture)
            counts.append(shared_share([_box(it) for it in left], [_box(it) for it in right]))
        return _ratio(counts)

    return measure


def _box(thing: Thing) -> FaceBox:
    return FaceBox(thing.x, thing.y, thing.width, thing.height, thing.score)


def _ratio(counts: Sequence[tuple[int, int]]) -> float:
    total = sum(count for _, count in counts)
    return sum(found for found, _ in counts) / total if total else 0.0


def embeddings_agree(faces: Sequence[tuple[Pixels, FaceBox]]) -> Agreement:
    """The mean cosine of original and variant on the same faces."""

    def measure(model: VerifiedModel, variant: VerifiedModel) -> float:
        first, second = FaceEmbedder(model), FaceEmbedder(variant)
        cosines = [similarity(first.embed(*it), second.embed(*it)) for it in faces]
        return float(np.mean(cosines)) if cosines else 0.0

    return measure


def voices_agree(sounds: Sequence[Samples]) -> Agreement:
    """The share of blocks of 32 ms that original and variant take alike for speech or not."""

    def measure(model: VerifiedModel, variant: VerifiedModel) -> float:
        same = [
            left == right
            for sound in sounds
            for left, right in zip(_spoken(model, sound), _spoken(variant, sound), strict=True)
        ]
        return sum(same) / len(same) if same else 0.0

    return measure


def _spoken(model: VerifiedModel, sound: Samples) -> list[bool]:
    detector = VoiceDetector(model)
    starts = range(0, len(sound) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES)
    return [detector.hear(sound[it : it + BLOCK_SAMPLES]) >= _SPEECH for it in starts]


def texts_agree(strips: Sequence[Pixels]) -> Agreement:
    """One less the variant's character error rate, the original's text taken for right."""

    def measure(model: VerifiedModel, variant: VerifiedModel) -> float:
        first, second = ModelSession(model), ModelSession(variant)
        expected = [_characters(first, strip) for strip in strips]
        errors = sum(
            edit_distance(text, _characters(second, strip))
            for text, strip in zip(expected, strips, strict=True)
        )
        total = sum(len(text) for text in expected)
        return max(0.0, 1 - errors / total) if total else 0.0

    return measure


def _characters(session: ModelSession, strip: Pixels) -> list[int]:
    """The recogniser's classes from left to right: repeats joined, blanks (0) left out."""
    best = session.run_first(strip_input(strip))[0][0].argmax(axis=1)
    changed = np.flatnonzero(np.diff(best, prepend=-1))
    return [int(it) for it in best[changed] if it]


def edit_distance(left: Sequence[int], right: Sequence[int]) -> int:
    """Insertions, deletions and replacements from one to the other (Levenshtein 1966)."""
    row = list(range(len(right) + 1))
    for line, one in enumerate(left, start=1):
        corner, row[0] = row[0], line
        for column, other in enumerate(right, start=1):
            least = min(row[column] + 1, row[column - 1] + 1, corner + (one != other))
            corner, row[column] = row[column], least
    return row[-1]


def face_inputs(model: VerifiedModel, pictures: Sequence[Pixels]) -> list[Tensor]:
    """YuNet's calibration inputs."""
    detector = YuNet(model)
    return [detector.prepare(picture) for picture in pictures]


def object_inputs(pictures: Sequence[Pixels]) -> list[Tensor]:
    """YOLOX's calibration inputs."""
    return [letterbox(picture)[0] for picture in pictures]


def embedding_inputs(faces: Sequence[tuple[Pixels, FaceBox]]) -> list[Tensor]:
    """MobileFaceNet's calibration inputs."""
    return [normalised(align(pixels, face)) for pixels, face in faces]
