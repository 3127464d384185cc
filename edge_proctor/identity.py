# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From a similarity to match, unsure or no match, by the conditions of the capture.

Owns the thresholds per condition and what is known of their errors. Must not decide
about a person: *unsure* and *no match* go to people. Stands on nothing.

The figures come from the labelled pairs of the test material: with clean pictures an
equal error rate of 0 on 59 genuine and 721 impostor pairs, which bounds false
rejection only below about 5 %. On grey portraits of 40 pixels the clean threshold
would refuse 70 % of genuine pairs, so a document's portrait has thresholds of its own
and a wide *unsure* band. Nothing is known by age or skin tone.
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
    """Cosine at or above `match` is a match, below `no_match` none; between is unsure."""

    match: float
    no_match: float


BANDS = {
    Condition.CLEAN: Band(match=0.40, no_match=0.25),
    Condition.SMALL_PORTRAIT: Band(match=0.30, no_match=0.10),
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
