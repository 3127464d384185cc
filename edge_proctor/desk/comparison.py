# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Comparing the largest faces of two pictures, for the desk.

Owns the way from two files to a decision with its condition. Must not decide about a
person. Stands on the face detector, the embedder and the bands of `identity`.
"""

from dataclasses import dataclass
from pathlib import Path

from edge_proctor.detectors.embedding import FaceEmbedder, similarity
from edge_proctor.detectors.faces import FaceDetector
from edge_proctor.detectors.suite import face_detector
from edge_proctor.errors import PictureUnreadableError
from edge_proctor.identity import BANDS, Condition, Decision, condition_of, decide
from edge_proctor.models.manifest import Role
from edge_proctor.models.session import Tensor
from edge_proctor.models.store import ModelStore
from edge_proctor.pictures import read_picture


@dataclass(frozen=True, slots=True)
class Comparison:
    """How alike two faces are, and what that says under the pictures' condition."""

    similarity: float
    decision: Decision
    condition: Condition
    model: str

    def as_json(self) -> dict[str, object]:
        """For `escale proctor compare --json`."""
        return {
            "similarity": round(self.similarity, 4),
            "decision": self.decision.value,
            "condition": self.condition.value,
            "false_match_at_most": BANDS[self.condition].false_match,
            "false_no_match_at_most": BANDS[self.condition].false_no_match,
            "model": self.model,
        }


def compare(left: Path, right: Path, store: ModelStore) -> Comparison:
    """Compare two pictures.

    Raises:
        PictureUnreadableError: a picture that cannot be read, or has no face.
        ModelMissingError: faces or embedding are missing.
    """
    faces = face_detector(store.load(Role.FACES), 0.6)
    embedder = FaceEmbedder(store.load(Role.EMBEDDING))
    (first, height_1), (second, height_2) = (
        _embedding(path, faces, embedder) for path in (left, right)
    )
    alike, condition = similarity(first, second), condition_of((height_1, height_2))
    return Comparison(alike, decide(alike, condition), condition, embedder.label)


def _embedding(path: Path, faces: FaceDetector, embedder: FaceEmbedder) -> tuple[Tensor, float]:
    pixels = read_picture(path)
    face = max(faces.detect(pixels), key=lambda it: it.height, default=None)
    if face is None:
        raise PictureUnreadableError(
            f"No face was found on {path.name}.", advice="Give a picture that shows one face."
        )
    return embedder.embed(pixels, face), face.height * pixels.shape[0]
