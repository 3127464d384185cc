# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Every detector that this device has a model for, and the truth about the others.

Owns the loading at start. Must not replace a missing role by another one silently:
what is missing is told by name. Stands on the model store and the detectors.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from edge_proctor.detectors.blazeface import BlazeFace
from edge_proctor.detectors.embedding import FaceEmbedder
from edge_proctor.detectors.faces import FaceDetector, YuNet
from edge_proctor.detectors.landmarks import MeshDetector
from edge_proctor.detectors.objects import ObjectDetector
from edge_proctor.detectors.pose import HeadPose
from edge_proctor.detectors.voice import VoiceDetector
from edge_proctor.errors import ModelMissingError, ModelRefusedError
from edge_proctor.models.manifest import Role
from edge_proctor.models.selection import device_store
from edge_proctor.models.store import ModelStore, VerifiedModel
from edge_proctor.settings import ProctorSettings

Detector = TypeVar("Detector")


@dataclass(frozen=True, slots=True)
class Suite:
    """The detectors that are present; `capabilities` tells every role's state."""

    faces: FaceDetector | None
    capabilities: dict[str, str]
    models: dict[str, str] = field(default_factory=dict[str, str])
    mesh: MeshDetector | None = None
    pose: HeadPose | None = None
    embedder: FaceEmbedder | None = None
    objects: ObjectDetector | None = None
    voice: VoiceDetector | None = None


def load_suite(settings: ProctorSettings, store: ModelStore | None = None) -> Suite:
    """Load, verify and warm up what this device has."""
    store = store or device_store(settings.model_folders)
    loader = _Loader(store)
    limits, threads = settings.thresholds, settings.threads
    mesh = loader.load(Role.LANDMARKS, lambda it: MeshDetector(it, threads=threads))
    pose = None  # only ever asked beside the mesh
    if mesh is not None:
        pose = loader.load(Role.POSE, lambda it: HeadPose(it, threads=threads))
    return Suite(
        faces=loader.load(Role.FACES, lambda it: face_detector(it, limits.face_score, threads)),
        mesh=mesh,
        pose=pose,
        embedder=loader.load(Role.EMBEDDING, lambda it: FaceEmbedder(it, threads=threads)),
        objects=loader.load(Role.OBJECTS, lambda it: ObjectDetector(it, threads=threads)),
        voice=loader.load(Role.VOICE, VoiceDetector),
        capabilities=loader.capabilities,
        models=loader.models,
    )


def face_detector(model: VerifiedModel, score: float, threads: int = 1) -> FaceDetector:
    """The detector that fits a model of the role *faces*."""
    if model.entry.name.startswith("blazeface"):
        return BlazeFace(model, score=score, threads=threads)
    return YuNet(model, score=score, threads=threads)


class _Loader:
    """Loads role by role and writes down what came of it."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self.capabilities = store.capabilities()
        self.models: dict[str, str] = {}

    def load(self, role: Role, build: Callable[[VerifiedModel], Detector]) -> Detector | None:
        try:
            model = self._store.load(role)
            detector = build(model)
        except (ModelMissingError, ModelRefusedError) as error:
            self.capabilities[role.value] = f"missing: {error}"
            return None
        self.models[role.value] = model.entry.label
        return detector
