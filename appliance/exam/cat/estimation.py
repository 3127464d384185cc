# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One ability from one set of answers: EAP, MAP, ML and weighted likelihood.

Owns the four one-dimensional estimators and their standard errors. Must not choose
items. Stands on ``models``.

EAP (Bock & Mislevy 1982) is a trapezoid sum. The others are roots of an estimating
function: the score for ML, plus the prior's slope for MAP, plus ``J / 2I`` for WL (Warm
1989, https://doi.org/10.1007/BF02294627). A 3PL likelihood may have several maxima, so
every downward crossing on a grid is found and the highest one is refined.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from appliance.exam.cat.errors import HistoryError
from appliance.exam.cat.models import FLOOR, Curves, curves
from appliance.exam.cat.parameters import ItemParameters

Floats = NDArray[np.float64]
_ZOOM, _ROUNDS = 65, 5


class Method(StrEnum):
    """How an ability is estimated."""

    EAP = "EAP"
    MAP = "MAP"
    ML = "ML"
    WL = "WL"


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal prior in logits."""

    mean: float = 0.0
    sd: float = 1.0


@dataclass(frozen=True, slots=True)
class Span:
    """The search and quadrature range in logits, on equally spaced nodes."""

    low: float = -6.0
    high: float = 6.0
    nodes: int = 1201

    def grid(self) -> Floats:
        """The nodes, shape (nodes,)."""
        return np.linspace(self.low, self.high, self.nodes)


@dataclass(frozen=True, slots=True)
class Estimate:
    """An ability and its standard error, in logits."""

    theta: float
    se: float


def estimate(
    items: Sequence[ItemParameters],
    responses: Sequence[int],
    method: Method,
    prior: Normal | None = None,
    span: Span | None = None,
) -> Estimate:
    """Estimate one ability.

    Args:
        items: The items that were answered.
        responses: Their score categories.
        method: Which estimator; ML and WL ignore the prior.
        prior: The prior, standard normal if absent.
        span: Search range; ML and WL stop at its ends when no maximum lies within.

    Raises:
        HistoryError: Items and responses do not match.
    """
    check_responses(items, responses)
    prior, span = prior or Normal(), span or Span()
    if method is Method.EAP:
        return _expected(items, responses, prior, span)
    root = _Root(items, responses, method, prior)
    theta = root.find(span.grid())
    information = root.information(theta)
    if method is Method.MAP:
        information += 1.0 / prior.sd**2
    return Estimate(theta, 1.0 / math.sqrt(information) if information > 0 else math.inf)


def check_responses(items: Sequence[ItemParameters], responses: Sequence[int]) -> None:
    """One valid category for each item.

    Raises:
        HistoryError: A count or a category is off.
    """
    if len(items) != len(responses):
        raise HistoryError(f"{len(items)} items have {len(responses)} responses")
    for number, (item, response) in enumerate(zip(items, responses, strict=True)):
        if not 0 <= response < item.categories:
            raise HistoryError(f"item {number} has no score category {response}")


def log_likelihood(
    items: Sequence[ItemParameters], responses: Sequence[int], theta: Floats
) -> Floats:
    """Log probability of the answers at each theta, shape (thetas,)."""
    total = np.zeros(theta.size)
    for item, response in zip(items, responses, strict=True):
        total += np.log(np.maximum(curves(item, theta).p[response], FLOOR))
    return total


def _expected(
    items: Sequence[ItemParameters], responses: Sequence[int], prior: Normal, span: Span
) -> Estimate:
    grid = span.grid()
    log = log_likelihood(items, responses, grid) - 0.5 * ((grid - prior.mean) / prior.sd) ** 2
    weights = np.exp(log - log.max())
    weights[0] *= 0.5
    weights[-1] *= 0.5
    weights /= weights.sum()
    mean = float(weights @ grid)
    return Estimate(mean, math.sqrt(float(weights @ (grid - mean) ** 2)))


class _Root:
    """The estimating function of one set of answers, and its best downward crossing."""

    def __init__(
        self,
        items: Sequence[ItemParameters],
        responses: Sequence[int],
        method: Method,
        prior: Normal,
    ) -> None:
        self._items, self._responses = items, responses
        self._method, self._prior = method, prior

    def find(self, grid: Floats) -> float:
        slope = self._slope(grid)
        down = np.flatnonzero((slope[:-1] > 0) & (slope[1:] <= 0))
        climbed = np.concatenate([[0.0], np.cumsum(0.5 * (slope[1:] + slope[:-1]))])
        ends = [place for place in (0, grid.size - 1) if self._rises_to(slope, place)]
        best = max([*down.tolist(), *ends], key=lambda place: climbed[place])
        if best in ends:
            return float(grid[best])
        low, high = float(grid[best]), float(grid[best + 1])
        for _ in range(_ROUNDS):
            points = np.linspace(low, high, _ZOOM)
            values = self._slope(points)
            place = int(np.argmax(values <= 0))
            low, high = float(points[max(place - 1, 0)]), float(points[place])
        return 0.5 * (low + high)

    def information(self, theta: float) -> float:
        return float(sum(shape.information[0] for shape in self._shapes(np.array([theta]))))

    @staticmethod
    def _rises_to(slope: Floats, place: int) -> bool:
        return bool(slope[0] <= 0) if place == 0 else bool(slope[-1] > 0)

    def _shapes(self, theta: Floats) -> list[Curves]:
        return [curves(item, theta) for item in self._items]

    def _slope(self, theta: Floats) -> Floats:
        shapes = self._shapes(theta)
        total = np.zeros(theta.size)
        for shape, response in zip(shapes, self._responses, strict=True):
            total += shape.slope[response] / np.maximum(shape.p[response], FLOOR)
        if self._method is Method.MAP:
            total -= (theta - self._prior.mean) / self._prior.sd**2
        if self._method is Method.WL:
            bias = sum((shape.bias_term for shape in shapes), np.zeros(theta.size))
            information = sum((shape.information for shape in shapes), np.zeros(theta.size))
            total += bias / (2.0 * np.maximum(information, FLOOR))
        return total
