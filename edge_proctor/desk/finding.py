# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Finding the faces of pictures and what can be told of their eyes, for the desk.

Owns the rows that `escale proctor faces` prints. Must not raise a flag. Stands on the
detectors; what has no model here is left out of a row, never made up.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from edge_proctor.detectors.faces import FaceDetector
from edge_proctor.detectors.gaze import GazeDetector
from edge_proctor.detectors.landmarks import MeshDetector
from edge_proctor.detectors.suite import face_detector
from edge_proctor.errors import ModelMissingError
from edge_proctor.framing import FaceBox
from edge_proctor.models.manifest import Role
from edge_proctor.models.store import ModelStore
from edge_proctor.pictures import read_picture
from edge_proctor.ports import Pixels

_FACE_SCORE = 0.6
_PRESENT = 0.5


@dataclass(frozen=True, slots=True)
class FoundFaces:
    """What one picture shows: a row a face, most certain first, and the model's label."""

    image: Path
    model: str
    faces: tuple[dict[str, object], ...]

    def as_json(self) -> dict[str, object]:
        """For `escale proctor faces --json`."""
        return {"image": str(self.image), "model": self.model, "faces": list(self.faces)}


@dataclass(frozen=True, slots=True)
class FaceFinder:
    """The detectors for still pictures, as far as their models are here."""

    faces: FaceDetector
    mesh: MeshDetector | None
    gaze: GazeDetector | None

    @classmethod
    def load(cls, store: ModelStore) -> "FaceFinder":
        """Load what is here.

        Raises:
            ModelMissingError: there is no model that finds faces.
        """
        faces = face_detector(store.load(Role.FACES), _FACE_SCORE)
        try:
            mesh = MeshDetector(store.load(Role.LANDMARKS))
            return cls(faces, mesh, GazeDetector(store.load(Role.IRIS)))
        except ModelMissingError:
            return cls(faces, None, None)

    def find(self, path: Path) -> FoundFaces:
        """One picture's faces.

        Raises:
            PictureUnreadableError: it is no picture.
        """
        pixels = read_picture(path)
        rows = tuple(
            {**asdict(face), **dict(self._eyes(pixels, face))} for face in self.faces.detect(pixels)
        )
        return FoundFaces(path, self.faces.label, rows)

    def _eyes(self, pixels: Pixels, face: FaceBox) -> Iterator[tuple[str, object]]:
        if self.mesh is None or self.gaze is None:
            return
        mesh = self.mesh.detect(pixels, face)
        if mesh.presence < _PRESENT:
            return
        yield "eye_openness", round(mesh.eye_openness, 3)
        gaze = self.gaze.detect(pixels, face, mesh)
        if gaze is not None:
            yield "gaze", {"side": gaze.side.value, "offset": round(gaze.offset, 3)}
