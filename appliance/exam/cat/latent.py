# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Abilities in several correlated domains: the exact posterior by nested quadrature.

Owns the one-factor prior ``theta_d = sqrt(r) g + sqrt(1 - r) e_d`` with g and e_d
standard normal, and posterior moments under it. Given g the domains are independent,
so a D-dimensional integral is one sum over g of products of one-dimensional sums. Must
not know items or quotas. Stands on NumPy.

Source: Gibbons & Hedeker (1992), dimension reduction for bi-factor models.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FactorPrior:
    """The prior on a grid.

    Args:
        nodes: Theta nodes in logits, equally spaced, shape (Q,).
        weights: Prior mass of the common factor on the same nodes, shape (Q,).
        kernel: Mass of theta given g, rows g, shape (Q, Q), rows summing to 1.
        moments: Rows of the kernel times 1, theta and theta squared, shape (3 Q, Q).
        r: Correlation between any two domains.
    """

    nodes: Floats
    weights: Floats
    kernel: Floats
    moments: Floats
    r: float

    @classmethod
    def build(cls, r: float, *, limit: float = 4.5, count: int = 61) -> "FactorPrior":
        """The prior with correlation ``r`` on ``count`` nodes over ``[-limit, limit]``."""
        nodes = np.linspace(-limit, limit, count)
        weights = np.exp(-0.5 * nodes**2)
        weights /= weights.sum()
        kernel = np.exp(-0.5 * (nodes[None, :] - np.sqrt(r) * nodes[:, None]) ** 2 / (1.0 - r))
        kernel /= kernel.sum(1, keepdims=True)
        moments = np.concatenate([kernel, kernel * nodes, kernel * nodes**2])
        return cls(nodes, weights, kernel, np.ascontiguousarray(moments), r)


class FactorPosterior:
    """The posterior of one candidate, updated answer by answer.

    Each answer touches one domain: one matrix-vector product, then one weighted sum over
    the common factor. ``mean`` and ``variance`` are marginal, per domain, in logits.
    """

    __slots__ = ("_conditional", "_evidence", "_prior", "likelihood", "mean", "variance")

    def __init__(self, prior: FactorPrior, domains: int) -> None:
        count = prior.nodes.size
        self._prior = prior
        self.likelihood: Floats = np.ones((domains, count))
        self._evidence: Floats = np.ones((domains, count))
        self._conditional: Floats = np.empty((2, domains, count))
        table = prior.moments.sum(1).reshape(3, count)
        self._conditional[0], self._conditional[1] = table[1], table[2]
        self.mean: list[float] = []
        self.variance: list[float] = []
        self._refresh()

    def update(self, domain: int, row: Floats) -> None:
        """Multiply in the probability of one answer over the nodes, shape (Q,)."""
        likelihood = self.likelihood[domain]
        likelihood *= row
        table = self._prior.moments.dot(likelihood).reshape(3, -1)
        evidence = table[0]
        self._conditional[:, domain] = table[1:] / evidence
        self._evidence[domain] = evidence / evidence.max()
        self._refresh()

    def _refresh(self) -> None:
        weights = self._prior.weights * self._evidence.prod(0)
        weights /= weights.sum()
        first, second = self._conditional.dot(weights).tolist()
        self.mean = first
        self.variance = [s - m * m for m, s in zip(first, second, strict=True)]


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


def profile(prior: FactorPrior, likelihood: Floats, guard: float) -> Profile:
    """The posterior that results are reported from.

    Posterior predictive guard: the other domains predict each domain through the factor.
    The further its own answers lie from that prediction, in standard deviations, the less
    the prediction counts; beyond twice ``guard`` the domain is scored alone. So a profile
    that the factor did not foresee is not smoothed away, and the others cost nothing.

    Args:
        prior: The factor prior on its grid.
        likelihood: Likelihood per domain over the nodes, shape (D, Q).
        guard: Conflict in standard deviations from which the factor is doubted.
    """
    nodes, scaled = prior.nodes, likelihood / likelihood.max(1, keepdims=True)
    evidence = scaled @ prior.kernel.T
    others = _leave_one_out(prior.weights, evidence)
    predictive = others @ prior.kernel
    together, alone = scaled * predictive, scaled * prior.weights
    together /= together.sum(1, keepdims=True)
    alone /= alone.sum(1, keepdims=True)
    conflict = _conflict(nodes, predictive, alone)
    share = np.clip(2.0 - conflict / guard, 0.0, 1.0)
    density = share[:, None] * together + (1.0 - share[:, None]) * alone
    mean, variance = _moments(nodes, density)
    covariance = _covariance(prior, scaled, evidence) * np.sqrt(np.outer(share, share))
    np.fill_diagonal(covariance, variance)
    return Profile(nodes, density, mean, covariance)


def _leave_one_out(weights: Floats, evidence: Floats) -> Floats:
    log = np.log(evidence)
    left = np.log(weights) + log.sum(0) - log
    left -= left.max(1, keepdims=True)
    others = np.exp(left)
    return others / others.sum(1, keepdims=True)


def _conflict(nodes: Floats, predictive: Floats, alone: Floats) -> Floats:
    """Distance of each domain's own answers from the others' prediction, in deviations.

    The answers' own location is the lone posterior with its standard normal prior taken
    out again (normal approximation).
    """
    expected, spread = _moments(nodes, predictive / predictive.sum(1, keepdims=True))
    mean, variance = _moments(nodes, alone)
    precision = np.maximum(1.0 / variance - 1.0, 1e-6)
    return np.abs(mean / variance / precision - expected) / np.sqrt(spread + 1.0 / precision)


def _moments(nodes: Floats, density: Floats) -> tuple[Floats, Floats]:
    mean = density @ nodes
    return mean, density @ nodes**2 - mean**2


def _covariance(prior: FactorPrior, scaled: Floats, evidence: Floats) -> Floats:
    log = np.log(prior.weights) + np.log(evidence).sum(0)
    weights = np.exp(log - log.max())
    weights /= weights.sum()
    conditional = scaled @ (prior.kernel * prior.nodes).T / evidence
    mean = conditional @ weights
    return (conditional * weights) @ conditional.T - np.outer(mean, mean)
