# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What one moment shows, and which conditions it meets.

Owns the observation's shape and the pure step from it to one confidence per signal.
Must not remember anything: time is the rules' matter. Stands on the thresholds.
"""

from dataclasses import dataclass

from edge_proctor.events import Signal
from edge_proctor.framing import FaceBox, Light
from edge_proctor.monitoring.posture import Look
from edge_proctor.thresholds import Thresholds

_HIDDEN_CONFIDENCE = 0.5  # turned away, or covered by a hand: the mesh cannot tell


@dataclass(frozen=True, slots=True)
class Observation:
    """One inspected frame; None where a role has no model or did not run.

    `look` is measured from the candidate's own straight look; `similarity` is the
    cosine to the selfie; `phone` and `voice` are scores 0..1; `identical` says that
    the frame equals the one before bit by bit; `slow` that too few frames come.
    """

    t_ns: int
    light: Light
    identical: bool
    faces: tuple[FaceBox, ...] | None
    slow: bool = False
    look: Look | None = None
    similarity: float | None = None
    phone: float | None = None
    voice: float | None = None
    replaced: bool | None = None


Conditions = dict[Signal, float | None]
"""Signal → confidence while its condition is met, 0 while it is not, None while unknown."""


def conditions(seen: Observation, limits: Thresholds) -> Conditions:
    """Which signals' conditions this moment meets.

    Station faults make every signal that needs a good picture unknown: bad light is
    never held against a candidate. A covered or frozen camera is told as itself and
    makes the absence of a face unknown.
    """
    covered = _covered(seen, limits)
    faults: Conditions = {
        Signal.POOR_LIGHT: _met(not covered and _badly_lit(seen.light, limits)),
        Signal.BLURRED: _met(
            not covered
            and seen.light.sharpness < limits.blur_variance
            and not _badly_lit(seen.light, limits)
        ),
        Signal.LOW_FRAME_RATE: _met(seen.slow),
    }
    blind = covered or seen.identical or any(faults.values())
    picture: Conditions = {
        Signal.NO_FACE: _no_face(seen),
        Signal.SEVERAL_FACES: _several(seen, limits),
        Signal.OTHER_PERSON: _other(seen, limits),
        Signal.LOOKING_AWAY: _away(seen, limits),
        Signal.PHONE: _above(seen.phone, limits.phone_score),
    }
    if blind:
        picture = dict.fromkeys(picture)
    return {
        **faults,
        **picture,
        Signal.CAMERA_COVERED: _met(covered),
        Signal.CAMERA_FROZEN: _met(seen.identical),
        Signal.CAMERA_REPLACED: None if seen.replaced is None else _met(seen.replaced),
        Signal.VOICE: _above(seen.voice, limits.voice_score),
    }


def _met(condition: bool) -> float:
    return 1.0 if condition else 0.0


def _above(score: float | None, limit: float) -> float | None:
    if score is None:
        return None
    return score if score >= limit else 0.0


def _covered(seen: Observation, limits: Thresholds) -> bool:
    return not seen.faces and seen.light.spread < limits.covered_spread


def _badly_lit(light: Light, limits: Thresholds) -> bool:
    return light.mean < limits.dark_mean or light.mean > limits.bright_mean


def _no_face(seen: Observation) -> float | None:
    return None if seen.faces is None else _met(not seen.faces)


def _several(seen: Observation, limits: Thresholds) -> float | None:
    if seen.faces is None:
        return None
    others = [
        face.confidence
        for face in sorted(seen.faces, key=lambda face: -face.height)[1:]
        if face.confidence >= limits.second_face_score and face.height >= limits.second_face_height
    ]
    return max(others, default=0.0)


def _other(seen: Observation, limits: Thresholds) -> float | None:
    if seen.similarity is None:
        return None
    if seen.similarity >= limits.identity_unsure:
        return 0.0
    return min(1.0, (limits.identity_match - seen.similarity) / limits.identity_match)


def _away(seen: Observation, limits: Thresholds) -> float | None:
    if seen.look is None:
        return None
    if seen.look.hidden:
        return _HIDDEN_CONFIDENCE
    beyond = max(
        abs(seen.look.yaw) / limits.yaw_degrees, abs(seen.look.pitch) / limits.pitch_degrees
    )
    return min(1.0, beyond / 2) if beyond >= 1 else 0.0
