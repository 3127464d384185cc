# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Rules as tables: what a moment means, and when a condition becomes a flag."""

from dataclasses import replace

import pytest

from edge_proctor.events import Phase, Signal
from edge_proctor.framing import FaceBox, Framing, Light, hint_for
from edge_proctor.monitoring.monitor import light_limits
from edge_proctor.monitoring.observation import Observation, conditions
from edge_proctor.monitoring.posture import Look
from edge_proctor.monitoring.rules import States, Transition, advance, close, hysteresis
from edge_proctor.thresholds import Thresholds

LIMITS = Thresholds()
GOOD = Light(mean=120, spread=50, sharpness=200)
EYES = ((0.45, 0.4), (0.55, 0.4), (0.5, 0.45), (0.46, 0.5), (0.54, 0.5))
FACE = FaceBox(0.4, 0.25, 0.2, 0.4, 0.95, EYES)
SECOND = FaceBox(0.1, 0.3, 0.1, 0.2, 0.9, EYES)
PICTURE_ON_THE_WALL = FaceBox(0.1, 0.1, 0.03, 0.05, 0.9, EYES)
SEEN = Observation(0, GOOD, identical=False, faces=(FACE,), look=Look(0, 0, hidden=False))


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (SEEN, set[Signal]()),
        (replace(SEEN, faces=()), {Signal.NO_FACE}),
        (replace(SEEN, faces=(FACE, SECOND)), {Signal.SEVERAL_FACES}),
        (replace(SEEN, faces=(FACE, PICTURE_ON_THE_WALL)), set[Signal]()),
        (replace(SEEN, faces=(FACE, replace(SECOND, confidence=0.61))), set[Signal]()),
        (replace(SEEN, identical=True), {Signal.CAMERA_FROZEN}),
        (replace(SEEN, faces=(), light=Light(18, 3, 0)), {Signal.CAMERA_COVERED}),
        (replace(SEEN, faces=(), light=Light(128, 3, 0)), {Signal.CAMERA_COVERED}),
        (replace(SEEN, faces=(), light=Light(20, 30, 100)), {Signal.POOR_LIGHT}),
        (replace(SEEN, light=Light(245, 30, 100)), {Signal.POOR_LIGHT}),
        (replace(SEEN, faces=(), light=Light(120, 30, 2)), {Signal.BLURRED}),
        (replace(SEEN, faces=(), slow=True), {Signal.LOW_FRAME_RATE}),
        (replace(SEEN, look=Look(35, 0, hidden=False)), {Signal.LOOKING_AWAY}),
        (replace(SEEN, look=Look(-35, 0, hidden=False)), {Signal.LOOKING_AWAY}),
        (replace(SEEN, look=Look(0, -40, hidden=False)), {Signal.LOOKING_AWAY}),
        (replace(SEEN, look=Look(24, 24, hidden=False)), set[Signal]()),
        (replace(SEEN, look=Look(0, 0, hidden=True)), {Signal.LOOKING_AWAY}),
        (replace(SEEN, similarity=0.1), {Signal.OTHER_PERSON}),
        (replace(SEEN, similarity=0.3), set[Signal]()),
        (replace(SEEN, phone=0.9), {Signal.PHONE}),
        (replace(SEEN, voice=0.9), {Signal.VOICE}),
        (replace(SEEN, replaced=True), {Signal.CAMERA_REPLACED}),
    ],
)
def test_what_a_moment_means(seen: Observation, expected: set[Signal]) -> None:
    met = conditions(seen, LIMITS)
    assert {signal for signal, confidence in met.items() if confidence} == expected
    assert all(value is None or 0 <= value <= 1 for value in met.values())


@pytest.mark.parametrize("signal", [Signal.NO_FACE, Signal.LOOKING_AWAY, Signal.PHONE])
@pytest.mark.parametrize("light", [Light(20, 30, 100), Light(245, 30, 100), Light(120, 30, 2)])
def test_station_faults_make_candidate_signals_unknown(signal: Signal, light: Light) -> None:
    seen = replace(SEEN, light=light, faces=(), look=Look(90, 0, hidden=False), phone=1.0)
    assert conditions(seen, LIMITS)[signal] is None


def test_missing_models_leave_signals_unknown_never_quiet() -> None:
    met = conditions(Observation(0, GOOD, identical=False, faces=None), LIMITS)
    for signal in (Signal.NO_FACE, Signal.SEVERAL_FACES, Signal.PHONE, Signal.LOOKING_AWAY):
        assert met[signal] is None


def run(pattern: str, step_s: float = 0.2) -> list[Transition]:
    """Feed '#' (met), '.' (not met) and '?' (unknown), one character a step."""
    value = {"#": 0.8, ".": 0.0, "?": None}
    states: States = {}
    happened: list[Transition] = []
    for index, mark in enumerate(pattern):
        now_ns = round(index * step_s * 1e9)
        states, new = advance(states, {Signal.NO_FACE: value[mark]}, now_ns, LIMITS)
        happened += new
    return happened + list(close(states, round(len(pattern) * step_s * 1e9)))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("..........", ""),
        ("#####.....", ""),
        ("######..........", "se"),
        ("######.#.#.#......", "se"),
        ("###.###.###.", ""),
        ("###?###?###", ""),
        ("######??????????", "se"),
        ("####################", "se"),
        ("######......######......", "sese"),
    ],
)
def test_hysteresis(pattern: str, expected: str) -> None:
    marks = {Phase.START: "s", Phase.END: "e"}
    assert "".join(marks[it.phase] for it in run(pattern)) == expected


def test_a_flag_tells_start_duration_frames_and_confidence() -> None:
    start, end = run("..########..........")
    assert start.start_ns == end.start_ns == round(0.4e9)
    assert start.duration_s == pytest.approx(1.0)
    assert end.duration_s == pytest.approx(1.6)
    assert (end.frames, end.confidence) == (8, 0.8)


def test_every_signal_of_a_frame_is_flagged_within_a_second_and_a_half() -> None:
    for signal in conditions(SEEN, LIMITS):
        assert hysteresis(signal, LIMITS).raise_s <= 1.4


@pytest.mark.parametrize(
    ("faces", "light", "hint"),
    [
        ((FACE,), GOOD, Framing.GOOD),
        ((), GOOD, Framing.NO_FACE),
        ((FACE, SECOND), GOOD, Framing.SEVERAL_FACES),
        ((replace(FACE, height=0.1),), GOOD, Framing.TOO_FAR),
        ((replace(FACE, height=0.9),), GOOD, Framing.TOO_CLOSE),
        ((replace(FACE, x=0.0),), GOOD, Framing.OFF_CENTRE),
        (
            (replace(FACE, landmarks=((0.45, 0.4), (0.55, 0.4), (0.56, 0.4))),),
            GOOD,
            Framing.LOOK_AHEAD,
        ),
        ((FACE,), replace(GOOD, mean=10), Framing.TOO_DARK),
        ((FACE,), replace(GOOD, mean=250), Framing.TOO_BRIGHT),
        ((FACE,), replace(GOOD, sharpness=1), Framing.BLURRED),
    ],
)
def test_framing_hints(faces: tuple[FaceBox, ...], light: Light, hint: Framing) -> None:
    assert hint_for(faces, light, light_limits(LIMITS)) is hint
