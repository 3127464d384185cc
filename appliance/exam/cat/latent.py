# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Abilities in several correlated domains: the exact posterior by nested quadrature.

Owns the one-factor prior ``theta_d = sqrt(r) g + sqrt(1 - r) e_d`` with g and e_d
standard normal, its guard against a wrong r, and posterior moments under it. Given g the
domains are independent, so a D-dimensional integral is one sum over g of products of
one-dimensional sums. Must not know items or quotas. Stands on NumPy.

The guard is model averaging inside the prior, so it is exact and costs one more row: with
probability ``guard`` a candidate's domains are unrelated, and otherwise each domain may
still go its own way. The answers weigh these accounts by their marginal likelihood, for
every candidate anew.

Sources: Gibbons & Hedeker (1992) for dimension reduction in bi-factor models; Hoeting et
al. (1999), https://doi.org/10.1214/ss/1009212519, for Bayesian model averaging; O'Hagan
(1979) for the rejection of conflicting information by heavy tails.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_APART = 1 / 16
"""Chance, per unit of guard, that a single domain goes its own way."""
_APART_SD = 2.0
"""Prior deviation in logits of a domain that does: it may lie where nobody expects it."""
_LEAST = 1e-300
_FAINT = 1e-100
"""A marginal likelihood below which the running products are scaled up again."""


@dataclass(frozen=True, slots=True)
class FactorPrior:
    """The prior on a grid.

    Args:
        nodes: Theta nodes in logits, equally spaced, shape (Q,).
        weights: Prior mass of each state of the common part, shape (G,): the factor on
            the same nodes and, with a guard, the state without a factor.
        kernel: Mass of theta given that state, shape (G, Q), rows summing to 1.
        moments: Rows of the kernel times 1, theta and theta squared, shape (3 G, Q).
        r: Correlation between any two domains that follow the factor.
    """

    nodes: Floats
    weights: Floats
    kernel: Floats
    moments: Floats
    r: float

    @classmethod
    def build(
        cls, r: float, guard: float = 0.0, *, limit: float = 4.5, count: int = 61
    ) -> "FactorPrior":
        """The prior with correlation ``r`` on ``count`` nodes over ``[-limit, limit]``.

        Args:
            r: Correlation between domains, 0 to below 1.
            guard: Prior probability that the domains of a candidate are unrelated.
            limit: Half width of the grid in logits.
            count: Number of nodes.
        """
        nodes = np.linspace(-limit, limit, count)
        weights = _normal(nodes, 0.0, 1.0)
        kernel = _normal(nodes, np.sqrt(r) * nodes[:, None], np.sqrt(1.0 - r))
        if guard > 0.0:
            apart = guard * _APART
            kernel = (1.0 - apart) * kernel + apart * _normal(nodes, 0.0, _APART_SD)
            kernel = np.concatenate([kernel, weights[None, :]])
            weights = np.append((1.0 - guard) * weights, guard)
        moments = np.concatenate([kernel, kernel * nodes, kernel * nodes**2])
        return cls(nodes, weights, kernel, np.ascontiguousarray(moments), r)


def _normal(nodes: Floats, mean: Floats | float, sd: float) -> Floats:
    """A normal distribution on the nodes, rows summing to 1."""
    mass = np.exp(-0.5 * ((nodes - mean) / sd) ** 2)
    return mass / mass.sum(-1, keepdims=True)


class _Place(NamedTuple):
    """One domain's views into the arrays of a posterior: slicing anew costs as much as a sum.

    Args:
        likelihood: Of its answers on the nodes, shape (Q,).
        sums: Evidence, then first and second moments, one after another, shape (3 G,).
        evidence: The first of these, shape (G,).
        moments: The others, shape (2, G).
        conditional: The moments given the common part, shape (2, G).
    """

    likelihood: Floats
    sums: Floats
    evidence: Floats
    moments: Floats
    conditional: Floats


class FactorPosterior:
    """The posterior of one candidate, updated answer by answer.

    Each answer touches one domain: one matrix-vector product, then one weighted sum over
    the common factor. ``mean`` and ``variance`` are marginal, per domain, in logits.
    """

    __slots__ = ("_evidence", "_places", "_prior", "_summed", "likelihood", "mean", "variance")

    def __init__(self, prior: FactorPrior, domains: int) -> None:
        count = prior.weights.size
        self._prior = prior
        self.likelihood: Floats = np.ones((domains, prior.nodes.size))
        tables = np.tile(prior.moments.sum(1), (domains, 1))
        by_moment = tables.reshape(domains, 3, count)
        self._evidence: Floats = by_moment[:, 0]
        # conditional means and squares, and a row of ones: one product gives the total too
        self._summed: Floats = np.ones((2 * domains + 1, count))
        conditional = self._summed[:-1].reshape(2, domains, count)
        np.divide(by_moment[:, 1:].swapaxes(0, 1), self._evidence, out=conditional)
        self._places = [
            _Place(self.likelihood[d], tables[d], own[0], own[1:], conditional[:, d])
            for d, own in enumerate(by_moment)
        ]
        self.mean: list[float] = []
        self.variance: list[float] = []
        self._refresh()

    def update(self, domain: int, row: Floats) -> None:
        """Multiply in the probability of one answer over the nodes, shape (Q,)."""
        likelihood, sums, evidence, moments, conditional = self._places[domain]
        np.multiply(likelihood, row, likelihood)
        np.dot(self._prior.moments, likelihood, sums)
        np.divide(moments, evidence, conditional)
        if self._refresh() < _FAINT:
            self._rescale()

    def marginal(self, domain: int) -> Floats:
        """The posterior of one domain on the nodes, given all answers, shape (Q,)."""
        weights = self._prior.weights
        for other, evidence in enumerate(self._evidence):
            if other != domain:
                weights = weights * evidence
        density = self.likelihood[domain] * weights.dot(self._prior.kernel)
        return density / density.sum()

    def _refresh(self) -> float:
        """Bring the moments up to date; returns the marginal likelihood of the answers."""
        # ``reduce`` itself: the method prod costs a call in Python
        weights = np.multiply.reduce(self._evidence, 0)
        weights *= self._prior.weights
        *sums, total = self._summed.dot(weights).tolist()
        half = len(sums) // 2
        self.mean = mean = [value / total for value in sums[:half]]
        self.variance = [s / total - m * m for m, s in zip(mean, sums[half:], strict=True)]
        return total

    def _rescale(self) -> None:
        """Keep products of very many answers within a number's range."""
        self.likelihood /= self.likelihood.max(1, keepdims=True)
        self._evidence /= self._evidence.max(1, keepdims=True)


@dataclass(frozen=True, slots=True)
class Profile:
    """The marginal posteriors of all domains and their covariance.

    Args:
        nodes: Theta nodes, shape (Q,).
        density: Posterior mass per domain, shape (D, Q), rows summing to 1.
        mean: EAP per domain, shape (D,).
        covariance: Posterior covariance, shape (D, D).
    """

    nodes: Floats
    density: Floats
    mean: Floats
    covariance: Floats


def profile(prior: FactorPrior, likelihood: Floats) -> Profile:
    """The posterior that results are reported from.

    Args:
        prior: The factor prior on its grid.
        likelihood: Likelihood per domain over the nodes, shape (D, Q).
    """
    scaled = likelihood / likelihood.max(1, keepdims=True)
    evidence = np.maximum(scaled @ prior.kernel.T, _LEAST)
    log = np.log(evidence)
    common = np.log(prior.weights) + log.sum(0)
    density = scaled * (_masses(common - log) @ prior.kernel)
    density /= density.sum(1, keepdims=True)
    mean = density @ prior.nodes
    covariance = _covariance(prior, scaled, evidence, _masses(common))
    np.fill_diagonal(covariance, density @ prior.nodes**2 - mean**2)
    return Profile(prior.nodes, density, mean, covariance)


def _masses(log: Floats) -> Floats:
    """Probabilities from their logarithms up to a constant, along the last axis."""
    masses = np.exp(log - log.max(-1, keepdims=True))
    return masses / masses.sum(-1, keepdims=True)


def _covariance(prior: FactorPrior, scaled: Floats, evidence: Floats, weights: Floats) -> Floats:
    """Between domains: given the common part they are independent."""
    conditional = scaled @ (prior.kernel * prior.nodes).T / evidence
    mean = conditional @ weights
    return (conditional * weights) @ conditional.T - np.outer(mean, mean)
