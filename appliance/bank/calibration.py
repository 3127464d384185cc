# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Calibration: item parameters from responses, by marginal maximum likelihood.

Owns the EM algorithm, its priors and standard errors. Must not read files nor judge items
(``calibration_report`` does). Stands on ``appliance.exam.cat.models``.

Source: Bock & Aitkin (1981), https://doi.org/10.1007/BF02293801, with Mislevy's (1986)
priors. Parameters are estimated as ``log a``, ``b`` and ``logit c``, so that every step
stays valid; each M step is Fisher scoring, whose derivatives are central differences.
Standard errors come from the cross-products of each person's score, item by item.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.exam.cat.errors import RequestError
from appliance.exam.cat.models import FLOOR, probabilities
from appliance.exam.cat.parameters import ItemParameters, Model, Provenance

Floats = NDArray[np.float64]
MISSING = -1
_STEP = 1e-4
_FITTED = frozenset({Model.TWO_PL, Model.THREE_PL, Model.GPCM})


@dataclass(frozen=True, slots=True)
class Priors:
    """Normal priors of the estimated parameters: mean and standard deviation.

    Args:
        log_a: Of ``log a``.
        b: Of every location, in logits.
        c_sd: Of ``logit c`` around the logit of the starting value.
    """

    log_a: tuple[float, float] = (0.2, 0.5)
    b: tuple[float, float] = (0.0, 2.0)
    c_sd: float = 0.5


@dataclass(frozen=True, slots=True)
class Settings:
    """When the iteration ends, and the ability grid."""

    cycles: int = 200
    close: float = 1e-3
    nodes: int = 41
    limit: float = 5.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """One calibrated item.

    Args:
        parameters: The estimates.
        errors: Standard errors of a, of each b, and of c for 3PL, in this order.
        count: Responses seen.
        rmsd: Root mean square distance of observed and expected curves over abilities.
    """

    parameters: ItemParameters
    errors: tuple[float, ...]
    count: int
    rmsd: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The whole fit."""

    items: tuple[Fitted, ...]
    log_likelihood: float
    cycles: int
    converged: bool


def calibrate(
    responses: NDArray[np.int8],
    start: Sequence[ItemParameters],
    priors: Priors | None = None,
    settings: Settings | None = None,
) -> Calibration:
    """Fit every item on one standard normal scale.

    Args:
        responses: Score categories, shape (persons, items); ``MISSING`` where not asked.
        start: Model and starting values of each item; 2PL, 3PL or GPCM.
        priors: Priors of the parameters.
        settings: When to stop, and the grid.

    Raises:
        RequestError: Shapes, models or categories do not match.
    """
    priors, settings = priors or Priors(), settings or Settings()
    _check(responses, start)
    nodes = np.linspace(-settings.limit, settings.limit, settings.nodes)
    weights = np.exp(-0.5 * nodes**2)
    weights /= weights.sum()
    vectors, now = [_pack(item) for item in start], list(start)
    masks = [[responses[:, i] == k for k in range(item.categories)] for i, item in enumerate(now)]
    converged, cycle, log_likelihood = False, 0, -math.inf
    posterior = np.empty((responses.shape[0], nodes.size))
    while cycle < settings.cycles and not converged:
        cycle += 1
        posterior, log_likelihood = _expect(masks, now, nodes, weights)
        change = 0.0
        for i, item in enumerate(now):
            counts = np.stack([posterior[mask].sum(0) for mask in masks[i]])
            target = _Target(item, counts, nodes, priors, start[i])
            vector = target.climb(vectors[i])
            change = max(change, float(np.abs(vector - vectors[i]).max()))
            vectors[i], now[i] = vector, _unpack(item, vector)
        converged = change < settings.close
    posterior, log_likelihood = _expect(masks, now, nodes, weights)
    fitted = [
        _finish(item, vectors[i], masks[i], posterior, _Scene(nodes, priors, start[i]))
        for i, item in enumerate(now)
    ]
    return Calibration(tuple(fitted), log_likelihood, cycle, converged)


def _check(responses: NDArray[np.int8], start: Sequence[ItemParameters]) -> None:
    if responses.ndim != 2 or responses.shape[1] != len(start) or not responses.size:
        raise RequestError("calibration needs one column of responses per item")
    for i, item in enumerate(start):
        if item.model not in _FITTED:
            raise RequestError(f"item {i}: a {item.model} item cannot be calibrated")
        column = responses[:, i]
        seen = column[column != MISSING]
        if seen.size and not (seen.min() >= 0 and seen.max() < item.categories):
            raise RequestError(f"item {i} has a response outside its {item.categories} categories")


def _pack(item: ItemParameters) -> Floats:
    guess = [math.log(item.c / (1.0 - item.c))] if item.model is Model.THREE_PL else []
    return np.array([math.log(item.a), *item.b, *guess])


def _unpack(item: ItemParameters, vector: Floats) -> ItemParameters:
    values: list[float] = vector.tolist()
    steps = len(item.b)
    c = 1.0 / (1.0 + math.exp(-values[-1])) if item.model is Model.THREE_PL else 0.0
    b = tuple(values[1 : 1 + steps])
    return ItemParameters(item.model, math.exp(values[0]), b, c, 1.0, Provenance.CALIBRATED)


def _expect(
    masks: Sequence[Sequence[NDArray[np.bool_]]],
    items: Sequence[ItemParameters],
    nodes: Floats,
    weights: Floats,
) -> tuple[Floats, float]:
    """The posterior of every person on the nodes, shape (persons, nodes), and the fit."""
    log = np.tile(np.log(weights), (masks[0][0].size, 1))
    for mask, item in zip(masks, items, strict=True):
        table = np.log(np.maximum(probabilities(item, nodes), FLOOR))
        for category, chosen in enumerate(mask):
            log[chosen] += table[category]
    top = log.max(1, keepdims=True)
    posterior = np.exp(log - top)
    mass = posterior.sum(1, keepdims=True)
    return posterior / mass, float((np.log(mass) + top).sum())


def _slopes(item: ItemParameters, vector: Floats, nodes: Floats) -> tuple[Floats, Floats]:
    """Category curves, and their derivatives, shape (parameters, categories, nodes)."""
    rows: list[Floats] = []
    for place in range(vector.size):
        step = np.zeros(vector.size)
        step[place] = _STEP
        above = probabilities(_unpack(item, vector + step), nodes)
        below = probabilities(_unpack(item, vector - step), nodes)
        rows.append((above - below) / (2 * _STEP))
    return np.maximum(probabilities(_unpack(item, vector), nodes), FLOOR), np.stack(rows)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What an item's fit is seen against: the grid, the priors and its start."""

    nodes: Floats
    priors: Priors
    start: ItemParameters

    def prior(self) -> tuple[Floats, Floats]:
        """Means and precisions of the packed parameters."""
        steps = len(self.start.b)
        means = [self.priors.log_a[0], *[self.priors.b[0]] * steps]
        deviations = [self.priors.log_a[1], *[self.priors.b[1]] * steps]
        if self.start.model is Model.THREE_PL:
            means.append(math.log(self.start.c / (1.0 - self.start.c)))
            deviations.append(self.priors.c_sd)
        return np.array(means), 1.0 / np.array(deviations) ** 2


class _Target:
    """The expected complete-data posterior of one item's parameters."""

    def __init__(
        self,
        item: ItemParameters,
        counts: Floats,
        nodes: Floats,
        priors: Priors,
        start: ItemParameters,
    ) -> None:
        self._item, self._counts, self._nodes = item, counts, nodes
        self._means, self._precisions = _Scene(nodes, priors, start).prior()

    def climb(self, vector: Floats) -> Floats:
        """One Fisher scoring step, halved until it does not descend."""
        p, slopes = _slopes(self._item, vector, self._nodes)
        gradient = (slopes * (self._counts / p)).sum((1, 2))
        gradient -= self._precisions * (vector - self._means)
        total = self._counts.sum(0)
        information = np.einsum("ikq,jkq->ij", slopes * (total / p), slopes)
        information += np.diag(self._precisions)
        step = np.clip(np.linalg.solve(information, gradient), -1.0, 1.0)
        height = self._height(vector)
        for _ in range(8):
            if self._height(vector + step) >= height:
                return vector + step
            step = step / 2
        return vector

    def _height(self, vector: Floats) -> float:
        p = np.maximum(probabilities(_unpack(self._item, vector), self._nodes), FLOOR)
        penalty = 0.5 * float((self._precisions * (vector - self._means) ** 2).sum())
        return float((self._counts * np.log(p)).sum()) - penalty


def _finish(
    item: ItemParameters,
    vector: Floats,
    mask: Sequence[NDArray[np.bool_]],
    posterior: Floats,
    scene: _Scene,
) -> Fitted:
    p, slopes = _slopes(item, vector, scene.nodes)
    _, precisions = scene.prior()
    information = np.diag(precisions)
    for category, chosen in enumerate(mask):
        scores = posterior[chosen] @ (slopes[:, category] / p[category]).T
        information = information + scores.T @ scores
    packed = np.sqrt(np.diag(np.linalg.inv(information)))
    scale = np.ones(vector.size)
    scale[0] = item.a
    if item.model is Model.THREE_PL:
        scale[-1] = item.c * (1.0 - item.c)
    counts = np.stack([posterior[chosen].sum(0) for chosen in mask])
    errors: list[float] = (packed * scale).tolist()
    return Fitted(item, tuple(errors), int(sum(map(np.sum, mask))), _rmsd(counts, p))


def _rmsd(counts: Floats, p: Floats) -> float:
    """Distance of observed and expected mean score as a share of the range."""
    total = counts.sum(0)
    if total.sum() == 0:
        return 0.0
    steps = np.arange(p.shape[0]) / (p.shape[0] - 1)
    observed = steps @ counts / np.maximum(total, FLOOR)
    return float(np.sqrt(((observed - steps @ p) ** 2 * total).sum() / total.sum()))
