# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A monitor that sees what a test tells it to see."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from edge_proctor.errors import NotRunningError
from edge_proctor.events import EvidenceKind, Phase, ProctorEvent, SealedEvidence, Signal
from edge_proctor.framing import Capture, DocumentReading, FaceBox, Framing, PreviewFrame, Purpose
from sync.protocol.sealing import SealingKey, seal

FACE = bytes(range(64))
JPEG = b"\xff\xd8\xff\xe0 a face \xff\xd9"


@dataclass(slots=True)
class SimulatedMonitor:
    """Stands where the proctor stands.

    Attributes:
        framing: What captures and previews say.
        broken: Whether captures fail because the child is gone.
    """

    key: SealingKey
    on_event: Callable[[ProctorEvent], None]
    framing: Framing = Framing.GOOD
    broken: bool = False
    alive: bool = False
    document: DocumentReading | None = None
    similarity: float | None = None
    reference: bytes | None = None
    resting: bool = False
    sounds_s: list[float] = field(default_factory=list[float])
    last_words: list[ProctorEvent] = field(default_factory=list[ProctorEvent])

    def start(self) -> None:
        self.alive = True

    def stop(self) -> None:
        self.alive = False
        for event in self.last_words:
            self.on_event(event)

    def restore(self, reference: bytes) -> None:
        self.reference = reference

    def rest(self, *, resting: bool) -> None:
        self.resting = resting

    def playing(self, duration_s: float) -> None:
        self.sounds_s.append(duration_s)

    def capabilities(self) -> dict[str, str]:
        return {"camera": "available (simulated)", "objects": "missing: no model"}

    def preview(self) -> PreviewFrame | None:
        return PreviewFrame(4, 2, bytes(24), (FaceBox(0.25, 0.5, 0.5, 0.5, 0.9),), self.framing)

    def capture(self, purpose: Purpose, timeout_s: float) -> Capture:
        if self.broken:
            raise NotRunningError("The camera process is not running.")
        if self.framing is not Framing.GOOD:
            return Capture(False, self.framing, None)
        evidence = self.evidence(EvidenceKind(purpose.value))
        if purpose is Purpose.SELFIE:
            self.reference = FACE
            return Capture(True, Framing.GOOD, evidence)
        return Capture(True, Framing.GOOD, evidence, self.document, self.similarity)

    def evidence(self, kind: EvidenceKind) -> SealedEvidence:
        sealed = seal(JPEG, self.key, context=b"escale/evidence")
        return SealedEvidence(sha256(sealed).digest(), sealed, kind)

    def event(
        self, signal: Signal, phase: Phase = Phase.POINT, *, clip: bool = False
    ) -> ProctorEvent:
        """An event, with a clip where one is wanted."""
        evidence = self.evidence(EvidenceKind.CLIP) if clip else None
        models = {"objects": "simulated 00"}
        return ProctorEvent(signal, phase, 1, 0.5, 0.9, models, evidence, 3, {"score": 0.5})

    def see(self, signal: Signal, phase: Phase = Phase.POINT, *, clip: bool = False) -> None:
        """Report an event now."""
        self.on_event(self.event(signal, phase, clip=clip))


@dataclass(slots=True)
class MonitorMaker:
    """The factory that a station gets; remembers what it made."""

    framing: Framing = Framing.GOOD
    made: list[SimulatedMonitor] = field(default_factory=list[SimulatedMonitor])

    def __call__(
        self, evidence_key: bytes, on_event: Callable[[ProctorEvent], None]
    ) -> SimulatedMonitor:
        monitor = SimulatedMonitor(SealingKey.from_bytes(evidence_key), on_event, self.framing)
        self.made.append(monitor)
        return monitor
