# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What every section measures with: the material, the models, the way to tell progress.

Owns the loading. Must not measure. Stands on the suite and the model store.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from edge_proctor.detectors.faces import FaceDetector
from edge_proctor.detectors.suite import Suite, load_suite
from edge_proctor.errors import ModelMissingError, PictureUnreadableError
from edge_proctor.models.selection import device_store
from edge_proctor.models.store import ModelStore
from edge_proctor.settings import ProctorSettings

PARTS = (
    "audio_noise",
    "audio_speech",
    "faces_misc",
    "faces_pairs",
    "liveness",
    "mrz_passporteye",
    "phone_person_coco",
)


@dataclass(frozen=True, slots=True)
class Bench:
    """The material's folder, the models as this device runs them, and where progress goes."""

    folder: Path
    store: ModelStore
    suite: Suite
    tell: Callable[[str], None]

    @classmethod
    def open(cls, folder: Path, tell: Callable[[str], None]) -> "Bench":
        """Load the models.

        Raises:
            PictureUnreadableError: the folder has none of the parts that are measured.
        """
        if not any((folder / part).is_dir() for part in PARTS):
            raise PictureUnreadableError(
                f"{folder} has nothing to measure with.",
                advice=f"Give a folder that has some of these in it: {', '.join(PARTS)}.",
            )
        settings = ProctorSettings()
        store = device_store(settings.model_folders)
        return cls(folder, store, load_suite(settings, store), tell)

    @property
    def faces(self) -> FaceDetector:
        """The face detector.

        Raises:
            ModelMissingError: there is none.
        """
        if self.suite.faces is None:
            raise ModelMissingError("No model that finds faces is here.")
        return self.suite.faces
