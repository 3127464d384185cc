# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Who sits there, where they look, and what the captures do with a document."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from edge_proctor.child.capturing import DocumentCapture, ReadDocument, SelfieCapture
from edge_proctor.detectors.landmarks import Mesh
from edge_proctor.detectors.suite import load_suite
from edge_proctor.evaluation.pairs import PairReport
from edge_proctor.evaluation.rates import Rate
from edge_proctor.evaluation.report_voice import speech_of
from edge_proctor.events import EvidenceKind, SealedEvidence
from edge_proctor.framing import (
    Capture,
    DocumentReading,
    FaceBox,
    Framing,
    Light,
    LightLimits,
    Purpose,
)
from edge_proctor.identity import Condition, Decision, condition_of, decide
from edge_proctor.messages import WantCapture
from edge_proctor.monitoring.posture import Look, Posture, SecondOpinion
from edge_proctor.monitoring.scrutiny import Scrutiny
from edge_proctor.ports import BLOCK_SAMPLES, SAMPLE_RATE_HZ, Frame, Pixels, SoundBlock
from edge_proctor.settings import ProctorSettings
from edge_proctor.sources.sound import read_sound

LIMITS = LightLimits(35, 235, 15)
GOOD = Light(120, 50, 200)
PAGE = np.zeros((40, 60, 3), np.uint8)
CLOUD = np.random.default_rng(5).normal(size=(468, 3)) * 40


def sealed(plaintext: bytes, kind: EvidenceKind) -> SealedEvidence:
    return SealedEvidence(b"digest", plaintext, kind)


@pytest.mark.parametrize(
    ("similarity", "condition", "decision"),
    [
        (0.41, Condition.CLEAN, Decision.MATCH),
        (0.39, Condition.CLEAN, Decision.UNSURE),
        (0.24, Condition.CLEAN, Decision.NO_MATCH),
        (0.31, Condition.SMALL_PORTRAIT, Decision.MATCH),
        (0.24, Condition.SMALL_PORTRAIT, Decision.UNSURE),
        (0.05, Condition.SMALL_PORTRAIT, Decision.NO_MATCH),
    ],
)
def test_bands_depend_on_the_pictures(
    similarity: float, condition: Condition, decision: Decision
) -> None:
    assert decide(similarity, condition) is decision


@pytest.mark.parametrize(
    ("similarity", "decision"),
    [(None, None), (0.5, Decision.MATCH), (0.2, Decision.UNSURE), (-0.1, Decision.NO_MATCH)],
)
def test_capture_of_a_document_says_what_its_likeness_means(
    similarity: float | None, decision: Decision | None
) -> None:
    assert Capture(True, Framing.GOOD, None, similarity=similarity).decision is decision


def test_condition_is_that_of_the_smaller_face() -> None:
    assert condition_of((300, 40)) is Condition.SMALL_PORTRAIT
    assert condition_of((300, 90)) is Condition.CLEAN


def turned(degrees: float, presence: float = 1.0) -> Mesh:
    y = np.radians(degrees)
    matrix = np.asarray([[np.cos(y), 0, -np.sin(y)], [0, 1, 0], [np.sin(y), 0, np.cos(y)]])
    return Mesh(CLOUD @ matrix.T, presence)


def test_posture_learns_the_straight_look_then_measures() -> None:
    posture = Posture()
    assert [posture.measure(turned(10), step) for step in range(5)] == [None] * 5
    look = posture.measure(turned(50), 6)
    assert look is not None
    assert look.yaw == pytest.approx(40, abs=0.5)
    assert not look.hidden
    again = posture.measure(turned(10), 7)
    assert again is not None
    assert again.turn < 0.5, "a glance aside does not shift the straight look"


def test_hidden_face_is_told_only_once_the_straight_look_is_known() -> None:
    posture = Posture()
    assert posture.measure(turned(0, presence=0.1), 0) is None
    for step in range(5):
        posture.measure(turned(0), step)
    look = posture.measure(turned(0, presence=0.1), 9)
    assert look is not None
    assert look.hidden


@pytest.mark.parametrize(
    ("yaw", "second", "expected"),
    [(40, 37, 35), (40, 60, 40), (-40, -33, -35), (40, 2, 0), (-40, 20, 0), (5, 30, 5)],
)
def test_a_turn_counts_as_far_as_both_models_see_it(
    yaw: float, second: float, expected: float
) -> None:
    opinion = SecondOpinion()
    first = opinion.temper(Look(yaw, 0, hidden=False), second)
    assert first.yaw == yaw, "nothing to compare with yet"
    opinion = SecondOpinion()
    opinion.temper(Look(3, 0, hidden=False), 2.0)
    assert opinion.temper(Look(yaw, 4, hidden=False), second).yaw == expected


def test_the_second_model_is_asked_in_the_first_minute_and_then_about_turned_heads() -> None:
    opinion = SecondOpinion()
    straight, turned = Look(3, 0, hidden=False), Look(14, 0, hidden=False)
    for _ in range(300):
        assert opinion.wanted(straight)
        opinion.temper(straight, 2.0)
    assert not opinion.wanted(straight)
    assert opinion.wanted(turned)
    assert not opinion.wanted(Look(0, 0, hidden=True))


def enrol(_pixels: Pixels, _faces: tuple[FaceBox, ...]) -> bytes | None:
    return b"embedding"


def test_selfie_needs_two_good_frames_in_a_row() -> None:
    capture = SelfieCapture(WantCapture(7, Purpose.SELFIE, 1.0), 100, sealed, enrol)
    assert capture.look(PAGE, (), Framing.GOOD) is None
    assert capture.look(PAGE, (), Framing.TOO_FAR) is None
    assert capture.look(PAGE, (), Framing.GOOD) is None
    answer = capture.look(PAGE, (), Framing.GOOD)
    assert answer is not None
    assert (answer.request, answer.reference) == (7, b"embedding")
    assert answer.capture.accepted
    assert answer.capture.evidence is not None
    assert answer.capture.evidence.kind is EvidenceKind.SELFIE


def test_selfie_that_is_never_good_ends_with_the_last_hint() -> None:
    capture = SelfieCapture(WantCapture(7, Purpose.SELFIE, 1.0), 100, sealed, enrol)
    capture.look(PAGE, (), Framing.TOO_DARK)
    assert capture.expire(99) is None
    answer = capture.expire(100)
    assert answer is not None
    assert (answer.capture.accepted, answer.capture.reason) == (False, Framing.TOO_DARK)


def document(read: Callable[[Pixels], ReadDocument] | None) -> DocumentCapture:
    wanted = WantCapture(3, Purpose.DOCUMENT, 1.0)
    return DocumentCapture(wanted, 100, sealed, LIMITS, read, ThreadPoolExecutor(1))


def outcome(capture: DocumentCapture, looks: int = 40) -> tuple[bool, Framing, bool | None]:
    """Show good pictures for a while, then let the time pass: accepted, reason, valid."""
    for _ in range(looks):
        answer = capture.look(PAGE, GOOD)
        if answer is not None:
            break
        capture.worker.submit(int).result()  # the reading before it is done
    else:
        answer = capture.expire(100)
    assert answer is not None
    reading = answer.capture.document
    valid = None if reading is None else reading.valid
    return answer.capture.accepted, answer.capture.reason, valid


def reading(*, valid: bool) -> DocumentReading:
    return DocumentReading("TD3", {}, {"composite": valid}, valid)


def test_valid_document_is_accepted_at_once() -> None:
    capture = document(lambda _: ReadDocument(reading(valid=True), 0.8))
    assert outcome(capture) == (True, Framing.GOOD, True)


def test_unreadable_zone_is_accepted_at_the_end_for_people_to_read() -> None:
    capture = document(lambda _: ReadDocument(reading(valid=False), None))
    assert outcome(capture) == (True, Framing.GOOD, False)


def test_picture_without_any_zone_is_no_document() -> None:
    assert outcome(document(lambda _: ReadDocument(None, None))) == (
        False,
        Framing.NO_DOCUMENT,
        None,
    )


def test_without_text_models_a_sharp_picture_is_taken_unread() -> None:
    assert outcome(document(None)) == (True, Framing.GOOD, None)


def test_blurred_document_is_refused_with_its_reason() -> None:
    capture = document(None)
    capture.look(PAGE, Light(120, 50, 2))
    answer = capture.expire(100)
    assert answer is not None
    assert answer.capture.reason is Framing.BLURRED


def test_rates_carry_honest_intervals() -> None:
    low, high = Rate(0, 59).interval
    assert low == 0
    assert high == pytest.approx(0.061, abs=0.002)
    assert Rate(0, 0).interval == (0.0, 1.0)
    report = PairReport((0.6, 0.7, 0.2), (0.1, 0.3, 0.0))
    rate, _ = report.equal_error
    assert rate == pytest.approx(1 / 3, abs=0.01)


def spoken_for(seconds: float, recording: Path) -> Iterator[SoundBlock]:
    """A recording over and over, as a microphone hears it from the first nanosecond on."""
    samples = read_sound(recording)
    for place in range(int(seconds * SAMPLE_RATE_HZ / BLOCK_SAMPLES)):
        begin = place * BLOCK_SAMPLES % (len(samples) - BLOCK_SAMPLES)
        block = np.ascontiguousarray(samples[begin : begin + BLOCK_SAMPLES])
        yield SoundBlock(place, round(place * BLOCK_SAMPLES / SAMPLE_RATE_HZ * 1e9), block)


def test_while_the_station_itself_speaks_whose_voice_it_is_stays_unknown(
    shared_data: Callable[[str], Path],
) -> None:
    suite = load_suite(ProctorSettings())
    if suite.voice is None:
        pytest.skip("the voice model is not at hand")
    scrutiny = Scrutiny(suite, 0.5)
    told: list[tuple[float, float | None]] = []
    for block in spoken_for(12.0, speech_of(shared_data("media"))[0]):
        if block.sequence == 100:  # 3.2 s: an extract of four seconds begins
            scrutiny.deafen(block.monotonic_ns + 4_000_000_000)
        scrutiny.hear(block)
        seen = scrutiny.look(Frame(block.sequence, block.monotonic_ns, PAGE), ())
        told.append((block.monotonic_ns / 1e9, seen.voice))
    assert max(voice or 0.0 for at, voice in told if at < 3.1) > 0.5
    assert {voice for at, voice in told if 3.2 <= at < 8.2} == {None}, "and a second of echo"
    assert max(voice or 0.0 for at, voice in told if at > 8.8) > 0.5
