# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Calibration: item parameters from responses, by marginal maximum likelihood.

Owns the EM algorithm over persons and items. Must not read files nor judge items
(``report`` does). Stands on ``abilities`` for expectation, ``item_estimates``
for maximisation, and ``item_fit``.

Source: Bock & Aitkin (1981), https://doi.org/10.1007/BF02293801. An item that nobody met
keeps the parameters that it came with.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from appliance.bank.calibration.abilities import Posterior, Space, expect, space
from appliance.bank.calibration.item_estimates import (
    Priors,
    Scene,
    Target,
    curves_and_slopes,
    pack,
    standard_errors,
    startable,
    unpack,
)
from appliance.bank.calibration.item_fit import Fit, item_fit, plausible
from appliance.exam.cat.errors import RequestError
from appliance.exam.cat.models import FLOOR, probabilities
from appliance.exam.cat.parameters import ItemParameters, Model

Floats = NDArray[np.float64]
MISSING: Final = -1
_FEW_PERSONS: Final = 3.0
_FITTED: Final = frozenset({Model.TWO_PL, Model.THREE_PL, Model.GPCM})


@dataclass(frozen=True, slots=True)
class Settings:
    """When the iteration ends, the ability grid, where r starts, and the draws for fit."""

    cycles: int = 200
    close: float = 1e-3
    nodes: int = 41
    limit: float = 5.0
    correlation: float = 0.65
    draws: int = 10
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Fitted:
    """One calibrated item.

    Args:
        parameters: The estimates; those it started with where nobody was asked.
        errors: Standard errors of a, of each b, and of c for 3PL, in this order.
        counts: Responses seen in each category.
        rmsd: Root mean square distance of observed and expected curves over abilities.
        fit: The test of that distance.
        observed: Ability and observed mean score as a share of the largest, wherever there
            are a few persons.
    """

    parameters: ItemParameters
    errors: tuple[float, ...]
    counts: tuple[int, ...]
    rmsd: float
    fit: Fit
    observed: tuple[tuple[float, float], ...]

    @property
    def count(self) -> int:
        """Responses seen."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The whole fit; ``correlation`` between domains is None where there is only one."""

    items: tuple[Fitted, ...]
    correlation: float | None
    log_likelihood: float
    cycles: int
    converged: bool


def calibrate(
    responses: NDArray[np.int8],
    start: Sequence[ItemParameters],
    domains: Sequence[int] | None = None,
    *,
    priors: Priors | None = None,
    settings: Settings | None = None,
    told: Callable[[int, float], None] | None = None,
) -> Calibration:
    """Fit every item on a standard normal scale for each domain.

    Args:
        responses: Score categories, shape (persons, items); ``MISSING`` where not asked.
        start: Model and starting values of each item; 2PL, 3PL or GPCM.
        domains: The domain of each item, counted from 0; all of one domain by default.
        priors: Priors of the parameters.
        settings: When to stop, the grid and the draws.
        told: Is told of every cycle and of the largest change that it made.

    Raises:
        RequestError: Shapes, models or categories do not match.
    """
    settings = settings or Settings()
    _check(responses, start)
    fitting = _Fitting(responses, start, domains or [0] * len(start), priors or Priors(), settings)
    converged, cycle = False, 0
    while cycle < settings.cycles and not converged:
        cycle += 1
        change = fitting.step()
        converged = change < settings.close
        if told is not None:
            told(cycle, change)
    return fitting.finish(cycle, converged=converged)


class _Fitting:
    """The state of one calibration: parameters and r as they are now."""

    def __init__(
        self,
        responses: NDArray[np.int8],
        start: Sequence[ItemParameters],
        domains: Sequence[int],
        priors: Priors,
        settings: Settings,
    ) -> None:
        self._responses, self._settings = responses, settings
        known = sorted(set(domains))
        self._of = [known.index(domain) for domain in domains]
        self._start = [startable(item) for item in start]
        self._given, self._now = list(start), list(self._start)
        self._vectors = [pack(item) for item in self._start]
        self._chosen = [
            [np.flatnonzero(responses[:, i] == k) for k in range(item.categories)]
            for i, item in enumerate(self._start)
        ]
        self._asked = [sum(map(len, chosen)) > 0 for chosen in self._chosen]
        self._space = space(
            len(known),
            nodes=settings.nodes,
            limit=settings.limit,
            correlation=settings.correlation,
        )
        self._scenes = [Scene(self._space.nodes, priors, item) for item in self._start]

    def step(self) -> float:
        """One cycle of expectation and maximisation; the largest change of a parameter."""
        posterior, change = self._expect(), 0.0
        for i, item in enumerate(self._now):
            if not self._asked[i]:
                continue
            target = Target(item, self._counts(posterior, i), self._scenes[i])
            vector = target.climb(self._vectors[i])
            change = max(change, float(np.abs(vector - self._vectors[i]).max()))
            self._vectors[i], self._now[i] = vector, unpack(item, vector)
        change = max(change, abs(posterior.correlation - self._space.correlation))
        self._space = Space(self._space.nodes, self._space.factor, posterior.correlation)
        return change

    def finish(self, cycles: int, *, converged: bool) -> Calibration:
        """The estimates with their errors and fit."""
        posterior = self._expect()
        random = np.random.default_rng(self._settings.seed)
        drawn = [plausible(one, self._settings.draws, random) for one in posterior.domains]
        return Calibration(
            items=tuple(self._fitted(i, posterior, drawn) for i in range(len(self._now))),
            correlation=self._space.correlation if len(posterior.domains) > 1 else None,
            log_likelihood=posterior.log_likelihood,
            cycles=cycles,
            converged=converged,
        )

    def _expect(self) -> Posterior:
        shape = (self._responses.shape[0], self._space.nodes.size)
        logs = [np.zeros(shape) for _ in range(max(self._of) + 1)]
        for item, chosen, domain in zip(self._now, self._chosen, self._of, strict=True):
            table = np.log(np.maximum(probabilities(item, self._space.nodes), FLOOR))
            for category, persons in enumerate(chosen):
                logs[domain][persons] += table[category]
        return expect(logs, self._space)

    def _counts(self, posterior: Posterior, i: int) -> Floats:
        """Expected numbers of answers by category and node."""
        rows = posterior.domains[self._of[i]]
        return np.stack([rows[persons].sum(0) for persons in self._chosen[i]])

    def _fitted(self, i: int, posterior: Posterior, drawn: Sequence[NDArray[np.intp]]) -> Fitted:
        item, rows = self._now[i], posterior.domains[self._of[i]]
        p, slopes = curves_and_slopes(item, self._vectors[i], self._space.nodes)
        counts = self._counts(posterior, i)
        asked = np.flatnonzero(self._responses[:, i] != MISSING)
        scores = self._responses[asked, i]
        return Fitted(
            parameters=item if self._asked[i] else self._given[i],
            errors=standard_errors(item, slopes / p, self._chosen[i], rows, self._scenes[i]),
            counts=tuple(map(len, self._chosen[i])),
            rmsd=_rmsd(counts, p),
            fit=item_fit(scores, drawn[self._of[i]][:, asked], p),
            observed=_observed(counts, self._space.nodes),
        )


def _check(responses: NDArray[np.int8], start: Sequence[ItemParameters]) -> None:
    if responses.ndim != 2 or responses.shape[1] != len(start) or not responses.size:
        raise RequestError("calibration needs one column of responses per item")
    for i, item in enumerate(start):
        if item.model not in _FITTED:
            raise RequestError(f"column {i + 1}: a {item.model} item cannot be calibrated")
        column = responses[:, i]
        seen = column[column != MISSING]
        if seen.size and not (seen.min() >= 0 and seen.max() < item.categories):
            message = f"column {i + 1} has a response outside the item's {item.categories} scores"
            raise RequestError(message)


def _observed(counts: Floats, nodes: Floats) -> tuple[tuple[float, float], ...]:
    total = counts.sum(0)
    steps = np.arange(counts.shape[0]) / (counts.shape[0] - 1)
    there = np.flatnonzero(total >= _FEW_PERSONS)
    means = steps @ counts[:, there] / total[there]
    return tuple(zip(nodes[there].tolist(), means.tolist(), strict=True))


def _rmsd(counts: Floats, p: Floats) -> float:
    """Distance of observed and expected mean score as a share of the range."""
    total = counts.sum(0)
    if total.sum() == 0:
        return 0.0
    steps = np.arange(p.shape[0]) / (p.shape[0] - 1)
    observed = steps @ counts / np.maximum(total, FLOOR)
    return float(np.sqrt(((observed - steps @ p) ** 2 * total).sum() / total.sum()))
