# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From transitions to events, each flag with its sealed clip.

Owns the clips that wait for their last second. Must not decide what is a flag. Stands
on the ring of shots, the sealer and the event's shape.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from edge_proctor.events import EvidenceKind, Phase, ProctorEvent, SealedEvidence, Signal
from edge_proctor.monitoring.ring import Ring, Shot, joined
from edge_proctor.monitoring.rules import Transition
from sync.protocol.clip import write_clip

Seal = Callable[[bytes, EvidenceKind], SealedEvidence]
Emit = Callable[[ProctorEvent], None]

_RAISE_ALLOWANCE_S = 3.0  # a flag is raised up to this long after its start


@dataclass(frozen=True, slots=True)
class _Pending:
    """A clip whose last moment has not been filmed yet."""

    transition: Transition
    due_ns: int


class Recorder:
    """Turns transitions into events and cuts the evidence around their start.

    Args:
        emit: Receives every event, in order.
        seal: Seals a clip; None where no evidence is wanted (a replay at the desk).
        pre_s: Seconds of a clip before the flag's start.
        post_s: Seconds of a clip after it.
        thresholds: Those in force, told with every event.
    """

    def __init__(
        self,
        emit: Emit,
        seal: Seal | None,
        *,
        pre_s: float,
        post_s: float,
        thresholds: Mapping[str, float],
    ) -> None:
        self._emit = emit
        self._seal = seal
        self._pre_ns, self._post_ns = round(pre_s * 1e9), round(post_s * 1e9)
        self._thresholds = dict(thresholds)
        self._ring = Ring(pre_s + post_s + _RAISE_ALLOWANCE_S)
        self._pending: list[_Pending] = []

    @property
    def wants_shots(self) -> bool:
        """Whether frames need to be encoded at all."""
        return self._seal is not None

    def film(self, shot: Shot) -> None:
        """Keep a frame for the clips to come."""
        self._ring.add(shot)

    def record(self, transition: Transition, models: Mapping[str, str]) -> None:
        """Tell a flag's start or end; a start also orders its clip."""
        self._emit(self._event(transition, transition.phase, models, None))
        if transition.phase is Phase.START and self._seal is not None:
            self._pending.append(_Pending(transition, transition.start_ns + self._post_ns))

    def deliver(self, now_ns: int, models: Mapping[str, str], *, at_once: bool = False) -> None:
        """Cut, seal and tell the clips that are complete (all of them when `at_once`)."""
        due = [clip for clip in self._pending if at_once or clip.due_ns <= now_ns]
        self._pending = [clip for clip in self._pending if clip not in due]
        for clip in due:
            start_ns = clip.transition.start_ns
            shots = self._ring.cut(start_ns - self._pre_ns, clip.due_ns)
            if shots and self._seal is not None:
                evidence = self._seal(write_clip(joined(shots)), EvidenceKind.CLIP)
                self._emit(self._event(clip.transition, Phase.EVIDENCE, models, evidence))

    def point(self, signal: Signal, now_ns: int) -> None:
        """Tell something that has no duration, such as a lost device."""
        self._emit(ProctorEvent(signal, Phase.POINT, now_ns, 0.0, 1.0, thresholds=self._thresholds))

    def _event(
        self,
        transition: Transition,
        phase: Phase,
        models: Mapping[str, str],
        evidence: SealedEvidence | None,
    ) -> ProctorEvent:
        return ProctorEvent(
            signal=transition.signal,
            phase=phase,
            start_ns=transition.start_ns,
            duration_s=round(transition.duration_s, 3),
            confidence=round(transition.confidence, 3),
            models=dict(models),
            evidence=evidence,
            frames=transition.frames,
            thresholds=self._thresholds,
        )
