# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Person fit: do the answers and their times look like one person's honest work?

Owns three statistics a reviewer may look at; none of them decides anything. Must not
change a score. Stands on ``models``.

* CUSUM of score residuals (van Krimpen-Stoop & Meijer 2001); lz is not standard normal in
  an adaptive test, where items sit at the candidate's ability, so it is not offered.
* Lognormal response times (van der Linden 2006): speed, and the residual spread.
* Rapid guessing: answers faster than a tenth of the usual time (Wise & Ma 2012).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from appliance.exam.cat.errors import CatError

CUSUM_BOUND = 0.088
"""About 5 % of honest simulated sittings of the sample bank leave ±this bound (measured: 1,200)."""
TIME_SPREAD = 0.5
"""Usual standard deviation of log response times around intensity minus speed."""
TIME_BOUND = 1.96
RAPID_SHARE = 0.10
RAPID_FLOOR_S = 3.0


@dataclass(frozen=True, slots=True)
class Observation:
    """One scored answer, as the fit statistics see it.

    Args:
        id: The item.
        residual: Score minus expected score, as a share of the item's range.
        response_s: Time taken in seconds, if known.
        expected_s: Usual time in seconds, 0 where unknown.
    """

    id: str
    residual: float
    response_s: float | None
    expected_s: float


@dataclass(frozen=True, slots=True)
class PersonFit:
    """What a reviewer is shown.

    Args:
        cusum_upper: Largest run of better answers than expected, per question.
        cusum_lower: Largest run of worse answers than expected, per question, 0 or less.
        unexpected_run: Whether either leaves its bound.
        speed: Log seconds faster than usual, None without times.
        hasty: Ids of items whose answer was far faster than this person's own pace.
        rapid: Ids of items answered too fast to have been read.
        effort: Share of timed answers that were not rapid.
    """

    cusum_upper: float
    cusum_lower: float
    unexpected_run: bool
    speed: float | None
    hasty: tuple[str, ...]
    rapid: tuple[str, ...]
    effort: float

    def to_claims(self) -> dict[str, Any]:
        """The canonical map of these statistics."""
        return {
            "cusum_upper": self.cusum_upper,
            "cusum_lower": self.cusum_lower,
            "unexpected_run": self.unexpected_run,
            "speed": self.speed,
            "hasty": list(self.hasty),
            "rapid": list(self.rapid),
            "effort": self.effort,
        }

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> Self:
        """Read the map of ``to_claims``.

        Raises:
            CatError: The map is not of this shape.
        """
        try:
            fields = dict(claims)
            fields["hasty"], fields["rapid"] = tuple(claims["hasty"]), tuple(claims["rapid"])
            return cls(**fields)
        except (KeyError, TypeError) as error:
            raise CatError("person fit is not of the expected shape") from error


def assess(observations: Sequence[Observation]) -> PersonFit:
    """The statistics of one sitting, in the order of its answers."""
    upper, lower = _cusum([entry.residual for entry in observations])
    timed = [entry for entry in observations if entry.response_s is not None]
    rapid = tuple(entry.id for entry in timed if _is_rapid(entry))
    speed, hasty = _pace(timed)
    return PersonFit(
        upper,
        lower,
        upper > CUSUM_BOUND or lower < -CUSUM_BOUND,
        speed,
        hasty,
        rapid,
        1.0 - len(rapid) / len(timed) if timed else 1.0,
    )


def _cusum(residuals: Sequence[float]) -> tuple[float, float]:
    up = down = highest = lowest = 0.0
    for residual in residuals:
        step = residual / len(residuals)
        up, down = max(0.0, up + step), min(0.0, down + step)
        highest, lowest = max(highest, up), min(lowest, down)
    return highest, lowest


def _is_rapid(entry: Observation) -> bool:
    limit = RAPID_SHARE * entry.expected_s if entry.expected_s > 0 else RAPID_FLOOR_S
    return entry.response_s is not None and entry.response_s < limit


def _pace(timed: Sequence[Observation]) -> tuple[float | None, tuple[str, ...]]:
    logs = [
        (entry.id, math.log(entry.expected_s) - math.log(max(entry.response_s, 0.05)))
        for entry in timed
        if entry.expected_s > 0 and entry.response_s is not None
    ]
    if not logs:
        return None, ()
    speed = sum(value for _, value in logs) / len(logs)
    bound = speed + TIME_BOUND * TIME_SPREAD
    return speed, tuple(name for name, value in logs if value > bound)
