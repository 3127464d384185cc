# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Identity documents before the camera: what is shown, what it says, whose portrait it bears.

Owns the reader's one worker thread and the comparison of portrait and selfie. Must not
decide about a person. Stands on the document reader and the candidate's reference.
"""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import UTC, datetime

from edge_proctor.child.capturing import ReadDocument
from edge_proctor.detectors.embedding import similarity
from edge_proctor.detectors.suite import Suite
from edge_proctor.documents.reader import DocumentReader
from edge_proctor.documents.specimen import draw_specimen
from edge_proctor.framing import DocumentReading
from edge_proctor.models.manifest import Role
from edge_proctor.models.selection import device_store
from edge_proctor.monitoring.scrutiny import Scrutiny
from edge_proctor.pictures import read_picture
from edge_proctor.ports import Pixels
from edge_proctor.settings import ProctorSettings


class Papers:
    """Reads documents for the captures.

    `read` is None where the text models are missing.
    """

    def __init__(self, settings: ProctorSettings, suite: Suite, scrutiny: Scrutiny) -> None:
        self._camera = settings.camera
        self._suite = suite
        self._scrutiny = scrutiny
        self._store = device_store(settings.model_folders)
        self._reader: DocumentReader | None = None
        self._shown: Pixels | None = None
        self.worker: Executor = ThreadPoolExecutor(1, thread_name_prefix="documents")
        self.read: Callable[[Pixels], ReadDocument] | None = (
            self._read if _is_readable(suite) else None
        )

    def shown(self, frame: Pixels) -> Pixels:
        """What stands before the camera while a document is asked for.

        A device shows what it films; a replay shows its document's picture or a
        specimen that bears the replayed face.
        """
        if not self._camera.is_replay:
            return frame
        if self._shown is None:
            path = self._camera.document_path
            self._shown = (
                read_picture(path)
                if path is not None
                else draw_specimen(self._camera.specimen, frame)
            )
        return self._shown

    def rest(self) -> None:
        """Let the text models go; the next document loads them again."""
        self._reader = None

    def close(self) -> None:
        """End the worker; a reading under way is not waited for."""
        self.worker.shutdown(wait=False, cancel_futures=True)

    def _read(self, pixels: Pixels) -> ReadDocument:
        if self._reader is None:  # in the worker: its models take a second to load
            self._reader = DocumentReader(self._store)
        found = self._reader.read(pixels, datetime.now(UTC).date())
        mrz = found.mrz
        if mrz.format is None:
            return ReadDocument(None, None)
        reading = DocumentReading(
            mrz.format.value, dict(mrz.fields), dict(mrz.checks), mrz.valid, mrz.notes
        )
        return ReadDocument(reading, self._likeness(found.upright))

    def _likeness(self, upright: Pixels) -> float | None:
        """Cosine of the document's portrait and the selfie, where both are known."""
        reference = self._scrutiny.reference
        if reference is None or self._suite.faces is None:
            return None
        portrait = self._scrutiny.embed(upright, self._suite.faces.detect(upright))
        return None if portrait is None else similarity(reference, portrait)


def _is_readable(suite: Suite) -> bool:
    roles = (Role.TEXT_DETECTION, Role.TEXT_RECOGNITION)
    return all(suite.capabilities[role.value].startswith("available") for role in roles)
