# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the candidate is shown while placing the face in the circle: picture, boxes, hint.

Owns the preview's and the capture's shapes and the pure rule from faces and light to
one hint. Must not hold a camera. Stands on the events and the identity decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from edge_proctor.events import SealedEvidence
from edge_proctor.identity import Condition, Decision, decide

CIRCLE_HEIGHT = 0.30  # least height of a face, as a fraction of the frame
CIRCLE_HEIGHT_MAX = 0.75
CENTRE_SLACK = 0.18


class Framing(StrEnum):
    """The one thing to change now; `GOOD` when nothing is."""

    GOOD = "good"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    TOO_FAR = "too_far"
    TOO_CLOSE = "too_close"
    OFF_CENTRE = "off_centre"
    LOOK_AHEAD = "look_ahead"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BLURRED = "blurred"
    GLARE = "glare"
    NO_DOCUMENT = "no_document"
    NO_CAMERA = "no_camera"
    NO_MODEL = "no_model"


class Purpose(StrEnum):
    """What a capture is for."""

    SELFIE = "selfie"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class FaceBox:
    """A face as fractions (0..1) of the frame's width and height.

    `landmarks` are right eye, left eye, nose, right and left corner of the mouth,
    from the subject's side, as (x, y) fractions.
    """

    x: float
    y: float
    width: float
    height: float
    confidence: float
    landmarks: tuple[tuple[float, float], ...] = ()

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box, in fractions of the frame."""
        return (self.x + self.width / 2, self.y + self.height / 2)


def overlap(left: FaceBox, right: FaceBox) -> float:
    """Intersection over union of two boxes."""
    width = min(left.x + left.width, right.x + right.width) - max(left.x, right.x)
    height = min(left.y + left.height, right.y + right.height) - max(left.y, right.y)
    shared = max(width, 0.0) * max(height, 0.0)
    return shared / (left.width * left.height + right.width * right.height - shared)


@dataclass(frozen=True, slots=True)
class PreviewFrame:
    """A small picture for the screen: `rgb` is width x height x 3 bytes, row by row."""

    width: int
    height: int
    rgb: bytes = field(repr=False)
    faces: tuple[FaceBox, ...]
    hint: Framing


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """What was read from the machine-readable zone of an identity document."""

    format: str
    fields: Mapping[str, str]
    checks: Mapping[str, bool]
    valid: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capture:
    """The outcome of a capture.

    `similarity` compares the portrait on the document with the selfie (-1..1) where
    both were taken and the embedding model is present.
    """

    accepted: bool
    reason: Framing
    evidence: SealedEvidence | None
    document: DocumentReading | None = None
    similarity: float | None = None

    @property
    def decision(self) -> Decision | None:
        """What the similarity says of a document's small portrait; people decide on doubts."""
        if self.similarity is None:
            return None
        return decide(self.similarity, self.condition)

    @property
    def condition(self) -> Condition:
        """A document's portrait is small, whatever the camera."""
        return Condition.SMALL_PORTRAIT


@dataclass(frozen=True, slots=True)
class Light:
    """Exposure and sharpness of a picture: mean and spread of grey (0..255), blur measure."""

    mean: float
    spread: float
    sharpness: float


@dataclass(frozen=True, slots=True)
class LightLimits:
    """When light or sharpness is not good enough; units as in `Light`."""

    dark_mean: float
    bright_mean: float
    blur_variance: float


def hint_for(faces: Sequence[FaceBox], light: Light, limits: LightLimits) -> Framing:
    """The most useful hint for a selfie, worst obstacle first (pure)."""
    if light.mean < limits.dark_mean:
        return Framing.TOO_DARK
    if light.mean > limits.bright_mean:
        return Framing.TOO_BRIGHT
    if not faces:
        return Framing.NO_FACE
    if len(faces) > 1:
        return Framing.SEVERAL_FACES
    return _hint_for_one(faces[0], light, limits)


def _hint_for_one(face: FaceBox, light: Light, limits: LightLimits) -> Framing:
    if face.height < CIRCLE_HEIGHT:
        return Framing.TOO_FAR
    if face.height > CIRCLE_HEIGHT_MAX:
        return Framing.TOO_CLOSE
    x, y = face.centre
    if abs(x - 0.5) > CENTRE_SLACK or abs(y - 0.5) > CENTRE_SLACK:
        return Framing.OFF_CENTRE
    if is_turned(face):
        return Framing.LOOK_AHEAD
    if light.sharpness < limits.blur_variance:
        return Framing.BLURRED
    return Framing.GOOD


def hint_for_document(light: Light, limits: LightLimits) -> Framing:
    """Whether light and sharpness suffice to keep a picture of a document (pure)."""
    if light.mean < limits.dark_mean:
        return Framing.TOO_DARK
    if light.mean > limits.bright_mean:
        return Framing.TOO_BRIGHT
    return Framing.GOOD if light.sharpness >= limits.blur_variance else Framing.BLURRED


def is_turned(face: FaceBox) -> bool:
    """Whether the nose is far from the middle of the eyes, so the head is turned."""
    if len(face.landmarks) < 3:
        return False
    right, left, nose = (face.landmarks[index][0] for index in range(3))
    span = left - right
    return span <= 0 or not 0.2 <= (nose - right) / span <= 0.8
