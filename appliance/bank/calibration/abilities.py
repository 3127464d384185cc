# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The abilities behind a table of responses: what is known of every person in every domain.

Owns the expectation step of calibration. Must not estimate item parameters. Stands on the
model of the adaptive engine: ability in a domain is standard normal, and one general factor
makes two domains correlate by r.

Given the factor the domains are independent, so that the exact posterior needs one sum over
the factor and one over the domain's nodes (Gibbons & Hedeker 1992,
https://doi.org/10.1007/BF02295430), whatever the number of domains. Because all domains of
a person are looked at together, questions that were chosen by answers in another domain are
missing at random, as in an adaptive sitting they are.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_FLOOR: Final = 1e-300
_MOST: Final = 0.95


@dataclass(frozen=True, slots=True)
class Space:
    """Where abilities may lie.

    Args:
        nodes: Abilities in a domain, shape (nodes,), equally spaced.
        factor: Values of the general factor, shape (factors,); a single 0 without one.
        correlation: Correlation r between two domains, 0 ≤ r ≤ 0.95.
    """

    nodes: Floats
    factor: Floats
    correlation: float

    @property
    def kernel(self) -> Floats:
        """Probability of a node for each value of the factor, shape (factors, nodes)."""
        centres = math.sqrt(self.correlation) * self.factor[:, None]
        density = np.exp(-0.5 * (self.nodes - centres) ** 2 / (1.0 - self.correlation))
        return density / density.sum(1, keepdims=True)

    @property
    def weights(self) -> Floats:
        """Probability of each value of the factor, shape (factors,)."""
        density = np.exp(-0.5 * self.factor**2)
        return density / density.sum()


@dataclass(frozen=True, slots=True)
class Posterior:
    """What responses say about abilities.

    Args:
        domains: For each domain the probability of every node, shape (persons, nodes).
        log_likelihood: Of all responses.
        correlation: The correlation that these posteriors make most likely.
    """

    domains: tuple[Floats, ...]
    log_likelihood: float
    correlation: float


def space(domains: int, *, nodes: int, limit: float, correlation: float) -> Space:
    """Nodes from ``-limit`` to ``limit``; with several domains, a general factor as well."""
    grid = np.linspace(-limit, limit, nodes)
    if domains == 1:
        return Space(grid, np.zeros(1), 0.0)
    return Space(grid, np.linspace(-4.0, 4.0, 25), min(correlation, _MOST))


def expect(log_likelihoods: Sequence[Floats], where: Space) -> Posterior:
    """The posterior of every person.

    Args:
        log_likelihoods: For each domain the log likelihood of a person's responses at every
            node, shape (persons, nodes); zero where nothing was asked.
        where: The abilities that are possible.
    """
    kernel = where.kernel
    tops = [rows.max(1, keepdims=True) for rows in log_likelihoods]
    scaled = [np.exp(rows - top) for rows, top in zip(log_likelihoods, tops, strict=True)]
    given = [np.maximum(rows @ kernel.T, _FLOOR) for rows in scaled]
    joint = np.log(where.weights) + sum(np.log(rows) for rows in given)
    top = joint.max(1, keepdims=True)
    factor = np.exp(joint - top)
    mass = factor.sum(1, keepdims=True)
    factor /= mass
    shares = [factor / rows for rows in given]
    domains = tuple(rows * (share @ kernel) for rows, share in zip(scaled, shares, strict=True))
    log_likelihood = float((np.log(mass) + top + sum(tops)).sum())
    means = [
        share * (rows @ (kernel * where.nodes).T)
        for rows, share in zip(scaled, shares, strict=True)
    ]
    return Posterior(domains, log_likelihood, _likeliest(where, factor, domains, means))


def _likeliest(
    where: Space, factor: Floats, domains: Sequence[Floats], means: Sequence[Floats]
) -> float:
    """The r with the highest expected complete-data likelihood, to three digits.

    Ability given the factor g is normal with mean √r·g and variance 1 − r.
    """
    if where.factor.size == 1:
        return 0.0
    count = factor.shape[0] * len(domains)
    own = sum(float((rows @ where.nodes**2).sum()) for rows in domains)
    cross = sum(float((rows @ where.factor).sum()) for rows in means)
    general = float((factor @ where.factor**2).sum()) * len(domains)
    r = np.linspace(0.0, _MOST, 951)
    squares = own - 2.0 * np.sqrt(r) * cross + r * general
    return float(r[np.argmax(-0.5 * count * np.log(1.0 - r) - 0.5 * squares / (1.0 - r))])
