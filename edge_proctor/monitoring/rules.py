# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""When a condition becomes a flag and when a flag ends: hysteresis in time, pure.

Owns the state of every signal and the steps between. Must not read a clock, see a
picture or know evidence. Stands on the conditions and the thresholds.

    quiet ──met──▶ pending ──met for raise_s──▶ raised ──not met for clear_s──▶ quiet
      ▲               │                           │
      └──not met, or unknown────────────┘           └──unknown for clear_s──▶ quiet
"""

from dataclasses import dataclass, replace

from edge_proctor.events import Phase, Signal
from edge_proctor.monitoring.observation import Conditions
from edge_proctor.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Hysteresis:
    """How long a condition must hold to raise its flag, and be gone to clear it (seconds)."""

    raise_s: float
    clear_s: float


@dataclass(frozen=True, slots=True)
class FlagState:
    """One signal's memory: since when met, since when gone (both ns, None = not)."""

    met_since_ns: int | None = None
    gone_since_ns: int | None = None
    raised: bool = False
    frames: int = 0
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Transition:
    """A flag that starts or ends: `start_ns` is when its condition was first met."""

    signal: Signal
    phase: Phase
    start_ns: int
    end_ns: int
    frames: int
    confidence: float

    @property
    def duration_s(self) -> float:
        """From the first moment of the condition to this transition."""
        return (self.end_ns - self.start_ns) / 1e9


QUIET = FlagState()
States = dict[Signal, FlagState]


def hysteresis(signal: Signal, limits: Thresholds) -> Hysteresis:
    """The times of one signal."""
    raise_s = {
        Signal.NO_FACE: limits.raise_no_face_s,
        Signal.SEVERAL_FACES: limits.raise_several_faces_s,
        Signal.LOOKING_AWAY: limits.raise_looking_away_s,
        Signal.OTHER_PERSON: limits.raise_other_person_s,
        Signal.PHONE: limits.raise_phone_s,
        Signal.VOICE: limits.raise_voice_s,
        Signal.CAMERA_COVERED: limits.raise_covered_s,
        Signal.CAMERA_FROZEN: limits.raise_frozen_s,
        Signal.CAMERA_REPLACED: 0.0,
    }.get(signal, limits.raise_station_fault_s)
    return Hysteresis(raise_s, limits.clear_s)


def advance(
    states: States, met: Conditions, now_ns: int, limits: Thresholds
) -> tuple[States, tuple[Transition, ...]]:
    """One moment further, for every signal."""
    after: States = {}
    happened: list[Transition] = []
    for signal, confidence in met.items():
        state, transition = _step(
            signal, states.get(signal, QUIET), confidence, now_ns, hysteresis(signal, limits)
        )
        after[signal] = state
        if transition is not None:
            happened.append(transition)
    return {**states, **after}, tuple(happened)


def close(states: States, now_ns: int) -> tuple[Transition, ...]:
    """The end of every flag that is still raised, when the watch stops."""
    return tuple(
        _transition(signal, Phase.END, state, now_ns)
        for signal, state in states.items()
        if state.raised
    )


def _step(
    signal: Signal, state: FlagState, confidence: float | None, now_ns: int, times: Hysteresis
) -> tuple[FlagState, Transition | None]:
    if confidence:
        return _met(signal, state, confidence, now_ns, times)
    if not state.raised:
        return QUIET, None
    gone_since_ns = now_ns if state.gone_since_ns is None else state.gone_since_ns
    if now_ns - gone_since_ns < times.clear_s * 1e9:
        return replace(state, gone_since_ns=gone_since_ns), None
    return QUIET, _transition(signal, Phase.END, state, gone_since_ns)


def _met(
    signal: Signal, state: FlagState, confidence: float, now_ns: int, times: Hysteresis
) -> tuple[FlagState, Transition | None]:
    since_ns = now_ns if state.met_since_ns is None else state.met_since_ns
    state = FlagState(
        met_since_ns=since_ns,
        raised=state.raised,
        frames=state.frames + 1,
        confidence=max(state.confidence, confidence),
    )
    if state.raised or now_ns - since_ns < times.raise_s * 1e9:
        return state, None
    raised = replace(state, raised=True)
    return raised, _transition(signal, Phase.START, raised, now_ns)


def _transition(signal: Signal, phase: Phase, state: FlagState, end_ns: int) -> Transition:
    start_ns = end_ns if state.met_since_ns is None else state.met_since_ns
    return Transition(signal, phase, start_ns, end_ns, state.frames, state.confidence)
