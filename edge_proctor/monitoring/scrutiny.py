# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What is asked about the candidate's own face and desk beyond "is there a face".

Owns the pace of the comparison and what is remembered of the candidate: the straight look,
the reference embedding, the last voice scores. Must not raise flags. Stands on the
detectors, which may each be missing, and on the search for telephones.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from edge_proctor.detectors.embedding import similarity
from edge_proctor.detectors.suite import Suite
from edge_proctor.framing import FaceBox, is_turned
from edge_proctor.models.session import Tensor
from edge_proctor.monitoring.posture import Look, Posture, SecondOpinion
from edge_proctor.monitoring.telephones import Telephones
from edge_proctor.ports import Frame, Pixels, SoundBlock

_COMPARE_EVERY_S = 0.5
_HOLD_S = 1.2
_COMPARE_WITHIN_DEGREES = 25.0
LEAST_FACE_PIXELS = 50
"""Smaller faces do not tell who somebody is."""
_VOICE_BLOCKS = 16  # half a second
_SPEECH = 0.5
_ECHO_S = 1.0  # a room's echo, and what sound devices still hold after the last sample


@dataclass(frozen=True, slots=True)
class Detail:
    """What the further models say on one frame; None where one is missing or did not run."""

    look: Look | None = None
    similarity: float | None = None
    phone: float | None = None
    voice: float | None = None


class Scrutiny:
    """The further models, with their memory of one candidate.

    Args:
        suite: The models.
        phone_score: From here on a telephone is looked at again.
    """

    def __init__(self, suite: Suite, phone_score: float) -> None:
        self._suite = suite
        self._posture = Posture()
        self._opinion = SecondOpinion()
        self._reference: Tensor | None = None
        self._due_ns = 0
        self._held_until_ns = 0
        self._similarity: float | None = None
        self._telephones = None if suite.objects is None else Telephones(suite.objects, phone_score)
        self._speech: deque[float] = deque(maxlen=_VOICE_BLOCKS)
        self._deaf_until_ns = 0

    @property
    def reference(self) -> Tensor | None:
        """The candidate's embedding, once a selfie was taken."""
        return self._reference

    def restore(self, embedding: bytes) -> None:
        """Take back the reference from before a restart (float32)."""
        self._reference = np.frombuffer(embedding, np.float32)

    def embed(self, pixels: Pixels, faces: tuple[FaceBox, ...]) -> Tensor | None:
        """The embedding of the largest face, or None without a face or model."""
        if self._suite.embedder is None or not faces:
            return None
        return self._suite.embedder.embed(pixels, max(faces, key=lambda face: face.height))

    def enrol(self, pixels: Pixels, faces: tuple[FaceBox, ...]) -> bytes | None:
        """Remember the face of an accepted selfie; its embedding, for a restart."""
        self._reference = self.embed(pixels, faces)
        return None if self._reference is None else self._reference.astype(np.float32).tobytes()

    def hear(self, block: SoundBlock) -> None:
        """Listen to the next 32 ms; not while the station itself speaks."""
        if block.monotonic_ns < self._deaf_until_ns:
            self._speech.clear()
        elif self._suite.voice is not None:
            self._speech.append(self._suite.voice.hear(block.samples))

    def deafen(self, until_ns: int) -> None:
        """The station's loudspeaker sounds until then: whose voice is heard is unknown."""
        self._deaf_until_ns = until_ns + round(_ECHO_S * 1e9)
        self._speech.clear()

    def look(self, frame: Frame, faces: tuple[FaceBox, ...]) -> Detail:
        """Ask the further models about one frame."""
        face = max(faces, key=lambda it: it.height, default=None)
        look = self._look(frame, face)
        if frame.monotonic_ns >= self._due_ns:
            self._due_ns = frame.monotonic_ns + round(_COMPARE_EVERY_S * 1e9)
            self._held_until_ns = frame.monotonic_ns + round(_HOLD_S * 1e9)
            self._similarity = self._compare(frame.pixels, face, look)
        phone = None if self._telephones is None else self._telephones.look(frame.pixels)
        held = frame.monotonic_ns <= self._held_until_ns and face is not None
        return Detail(look, self._similarity if held else None, phone, self._voice())

    def _look(self, frame: Frame, face: FaceBox | None) -> Look | None:
        if self._suite.mesh is None or face is None:
            return None
        mesh = self._suite.mesh.detect(frame.pixels, face)
        look = self._posture.measure(mesh, frame.monotonic_ns)
        if look is None or self._suite.pose is None or not self._opinion.wanted(look):
            return look
        return self._opinion.temper(look, self._suite.pose.yaw(frame.pixels, face))

    def _compare(self, pixels: Pixels, face: FaceBox | None, look: Look | None) -> float | None:
        """Cosine to the reference; a turned or small face is not compared."""
        if self._reference is None or self._suite.embedder is None or face is None:
            return None
        if _is_aside(face, look) or face.height * pixels.shape[0] < LEAST_FACE_PIXELS:
            return None
        return similarity(self._reference, self._suite.embedder.glance(pixels, face))

    def _voice(self) -> float | None:
        """The part of the last half second that was speech; None when nothing is heard."""
        if len(self._speech) < _VOICE_BLOCKS:
            return None
        return sum(score >= _SPEECH for score in self._speech) / _VOICE_BLOCKS


def _is_aside(face: FaceBox, look: Look | None) -> bool:
    if look is None:
        return is_turned(face)
    return look.hidden or look.turn > _COMPARE_WITHIN_DEGREES
