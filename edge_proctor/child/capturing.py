# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Taking a selfie or a document: wait for a good picture, seal it, answer.

Owns the decision when a picture is good enough. Must not talk to the parent or hold a
picture after its capture. Stands on the inspection of frames and the sealer.

A document is read beside the watch, so that frames go on being inspected. A reading
whose checks all hold is accepted at once; when the time is over, a zone that was seen
but not wholly read is accepted too, marked as not valid: a person will look.
"""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field

from edge_proctor.events import EvidenceKind
from edge_proctor.framing import (
    Capture,
    DocumentReading,
    FaceBox,
    Framing,
    Light,
    LightLimits,
    hint_for_document,
)
from edge_proctor.messages import Captured, WantCapture
from edge_proctor.monitoring.recorder import Seal
from edge_proctor.pictures import encode_jpeg
from edge_proctor.ports import Pixels

_STEADY_FRAMES = 2
_QUALITY = 85


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What was made of a picture: the reading (None: no zone) and the portrait's likeness."""

    reading: DocumentReading | None
    similarity: float | None


class SelfieCapture:
    """Waits for a face that is well placed in two frames in a row.

    Args:
        wanted: The parent's wish.
        deadline_ns: When to give up, on the watch's clock.
        seal: Seals the picture.
        enrol: Remembers the face; gives its embedding where the model is present.
    """

    def __init__(
        self,
        wanted: WantCapture,
        deadline_ns: int,
        seal: Seal,
        enrol: Callable[[Pixels, tuple[FaceBox, ...]], bytes | None],
    ) -> None:
        self._wanted = wanted
        self._deadline_ns = deadline_ns
        self._seal = seal
        self._enrol = enrol
        self._steady = 0
        self._reason = Framing.NO_CAMERA

    def look(self, pixels: Pixels, faces: tuple[FaceBox, ...], hint: Framing) -> Captured | None:
        """Consider a frame; an answer once enough good ones came in a row."""
        self._reason = hint
        self._steady = self._steady + 1 if hint is Framing.GOOD else 0
        if self._steady < _STEADY_FRAMES:
            return None
        evidence = self._seal(encode_jpeg(pixels, _QUALITY), EvidenceKind.SELFIE)
        answer = Capture(True, Framing.GOOD, evidence)
        return Captured(self._wanted.request, answer, self._enrol(pixels, faces))

    def expire(self, now_ns: int) -> Captured | None:
        """The answer once the time is over: not accepted, with what was wrong last."""
        if now_ns < self._deadline_ns:
            return None
        return Captured(self._wanted.request, Capture(False, self._reason, None))


@dataclass(slots=True)
class DocumentCapture:
    """Waits for a sharp picture whose zone can be read.

    `read` is None where the text models are missing: then the second sharp picture in a
    row is taken, and people read it.
    """

    wanted: WantCapture
    deadline_ns: int
    seal: Seal
    limits: LightLimits
    read: Callable[[Pixels], ReadDocument] | None
    worker: Executor
    _steady: int = 0
    _reason: Framing = Framing.NO_CAMERA
    _reading: tuple[Future[ReadDocument], Pixels] | None = None
    _best: tuple[ReadDocument, Pixels] | None = field(default=None, repr=False)

    def look(self, pixels: Pixels, light: Light) -> Captured | None:
        """Consider a picture; an answer once one was read or, without models, was sharp."""
        hint = hint_for_document(light, self.limits)
        self._steady = self._steady + 1 if hint is Framing.GOOD else 0
        if hint is not Framing.GOOD:
            self._reason = hint
        if self.read is None:
            if self._steady < _STEADY_FRAMES:
                return None
            return self._accept(ReadDocument(None, None), pixels)
        settled = self._settle()
        if settled is None and self._reading is None and hint is Framing.GOOD:
            self._reading = (self.worker.submit(self.read, pixels.copy()), pixels.copy())
        return settled

    def expire(self, now_ns: int) -> Captured | None:
        """The answer once the time is over: the best zone that was seen, or none."""
        if now_ns < self.deadline_ns:
            return None
        settled = self._settle()
        if settled is not None:
            return settled
        if self._best is not None:
            return self._accept(*self._best)
        if self._reading is not None:  # sharp, but the reader is slow: people will read it
            return self._accept(ReadDocument(None, None), self._reading[1])
        return Captured(self.wanted.request, Capture(False, self._reason, None))

    def _settle(self) -> Captured | None:
        if self._reading is None or not self._reading[0].done():
            return None
        (future, pixels), self._reading = self._reading, None
        found = future.result()
        if found.reading is None:
            self._reason = Framing.NO_DOCUMENT
            return None
        if found.reading.valid:
            return self._accept(found, pixels)
        if self._best is None or _checks(found) >= _checks(self._best[0]):
            self._best = (found, pixels)
        return None

    def _accept(self, found: ReadDocument, pixels: Pixels) -> Captured:
        evidence = self.seal(encode_jpeg(pixels, _QUALITY), EvidenceKind.DOCUMENT)
        answer = Capture(True, Framing.GOOD, evidence, found.reading, found.similarity)
        return Captured(self.wanted.request, answer)


def _checks(found: ReadDocument) -> int:
    return 0 if found.reading is None else sum(found.reading.checks.values())
