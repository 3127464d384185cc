# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From a similarity to match, unsure or no match, by the conditions of the capture.

Owns the thresholds per condition and what is known of their errors. Must not decide
about a person: *unsure* and *no match* go to people. Stands on nothing.

The figures come from the labelled pairs of the test material (`escale proctor evaluate`):
clean pictures, 32 genuine and 88 impostor pairs, equal error rate 0; the same with one
side made a grey portrait of 40 pixels, 64 and 176 pairs, equal error rate 2.2 %, where the
clean threshold would send 14 % of genuine pairs to people and 11 % go there with this one.
So few pairs bound the errors only as stated with each band. Real documents are worse than
made portraits: on some the clean threshold refused 70 %. Nothing is known by age or skin tone.
"""

from dataclasses import dataclass
from enum import StrEnum


class Condition(StrEnum):
    """How good the weaker of two pictures is."""

    CLEAN = "clean"
    SMALL_PORTRAIT = "small_portrait"


class Decision(StrEnum):
    """What a comparison says; people decide on the last two."""

    MATCH = "match"
    UNSURE = "unsure"
    NO_MATCH = "no_match"


@dataclass(frozen=True, slots=True)
class Band:
    """Cosine at or above `match` is a match, below `no_match` none; between is unsure.

    The upper ends of the measured 95 % intervals: `false_match` of impostor pairs that
    are called a match, `false_no_match` of genuine pairs that are called none.
    """

    match: float
    no_match: float
    false_match: float
    false_no_match: float


BANDS = {
    Condition.CLEAN: Band(0.40, 0.25, false_match=0.042, false_no_match=0.108),
    Condition.SMALL_PORTRAIT: Band(0.30, 0.10, false_match=0.032, false_no_match=0.057),
}

SMALL_FACE_PIXELS = 80


def condition_of(face_heights: tuple[float, float]) -> Condition:
    """The condition of a pair by the heights of its faces in pixels."""
    return Condition.SMALL_PORTRAIT if min(face_heights) < SMALL_FACE_PIXELS else Condition.CLEAN


def decide(similarity: float, condition: Condition) -> Decision:
    """The decision for a cosine under a condition."""
    band = BANDS[condition]
    if similarity >= band.match:
        return Decision.MATCH
    return Decision.NO_MATCH if similarity < band.no_match else Decision.UNSURE
