# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Several correlated abilities from one set of answers, for any one-factor covariance.

Owns EAP by nested one-dimensional quadrature and MAP by Newton's method under a normal
prior given as mean and covariance. Must not choose items. Stands on ``models``; the
sitting's fast path with equal correlations is ``latent``.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.exam.cat.errors import BlueprintError, HistoryError
from appliance.exam.cat.estimation import Span, check_responses, log_likelihood
from appliance.exam.cat.models import FLOOR, curves
from appliance.exam.cat.parameters import ItemParameters

Floats = NDArray[np.float64]
_NEWTON_STEPS, _CLOSE = 100, 1e-12
_NODES, _MOST, _LIMIT = 241, 20_001, 6.0


@dataclass(frozen=True, slots=True)
class Domains:
    """Answers split over domains, with a normal prior.

    Args:
        items: The items that were answered.
        responses: Their score categories.
        domain: Their domains, 0 … D - 1.
        mean: Prior means in logits, shape (D,).
        covariance: Prior covariance, shape (D, D).
    """

    items: Sequence[ItemParameters]
    responses: Sequence[int]
    domain: Sequence[int]
    mean: Floats
    covariance: Floats

    def __post_init__(self) -> None:
        check_responses(self.items, self.responses)
        count = self.mean.size
        if len(self.domain) != len(self.items) or not all(0 <= d < count for d in self.domain):
            raise HistoryError("every item needs one of the prior's domains")
        symmetric = self.covariance.shape == (count, count) and np.allclose(
            self.covariance, self.covariance.T
        )
        if not symmetric or np.linalg.eigvalsh(self.covariance).min() <= 0:
            raise BlueprintError("the prior covariance is not positive definite")


@dataclass(frozen=True, slots=True)
class Abilities:
    """Estimates per domain, shape (D,), and their covariance, shape (D, D)."""

    theta: Floats
    covariance: Floats

    @property
    def se(self) -> Floats:
        """Standard errors, shape (D,)."""
        return np.sqrt(np.diag(self.covariance))


def loadings(covariance: Floats) -> Floats:
    """Factor loadings on the correlation metric, shape (D,).

    Raises:
        BlueprintError: No single factor explains the correlations.
    """
    scale = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(scale, scale)
    count = scale.size
    if count == 2:
        rho = float(correlation[0, 1])
        return np.sqrt(abs(rho)) * np.array([1.0, 1.0 if rho >= 0 else -1.0])
    off = correlation - np.diag(np.diag(correlation))
    found = np.zeros(count)
    shared = np.abs(off).max(1) if count > 1 else np.zeros(count)
    for _ in range(2000):
        values, vectors = np.linalg.eigh(off + np.diag(shared))
        found = vectors[:, -1] * np.sqrt(max(float(values[-1]), 0.0))
        if np.abs(found**2 - shared).max() < _CLOSE:
            break
        shared = np.minimum(found**2, 0.999999)
    implied = np.outer(found, found)
    if np.abs((implied - off)[~np.eye(count, dtype=bool)]).max(initial=0.0) > 1e-6:
        raise BlueprintError("the prior covariance is not of one factor")
    return found


def expected(data: Domains, span: Span | None = None) -> Abilities:
    """EAP and posterior covariance by nested quadrature (exact up to the grid).

    Args:
        data: Answers and prior.
        span: Nodes of every domain in logits; without it, 241 nodes or more over six
            prior standard deviations to either side.

    Raises:
        BlueprintError: The nodes lie too far apart to see the prior of a domain.
    """
    z = np.linspace(-_LIMIT, _LIMIT, _NODES)
    factor = np.exp(-0.5 * z**2)
    load, scale = loadings(data.covariance), np.sqrt(np.diag(data.covariance))
    log_weight = np.log(factor / factor.sum())
    first = np.empty((data.mean.size, z.size))
    second = np.empty_like(first)
    for domain in range(data.mean.size):
        own_sd = math.sqrt(1.0 - load[domain] ** 2)
        theta = span.grid() if span else data.mean[domain] + scale[domain] * _reach(own_sd)
        away = ((theta - data.mean[domain]) / scale[domain] - load[domain] * z[:, None]) / own_sd
        if (away[:, 1:] - away[:, :-1]).max() > 1.0:
            raise BlueprintError(f"the nodes lie too far apart for the prior of domain {domain}")
        log_kernel = -0.5 * away**2
        log_kernel -= log_kernel.max(1, keepdims=True)
        kernel = np.exp(log_kernel)
        kernel /= kernel.sum(1, keepdims=True)
        own = [i for i, d in enumerate(data.domain) if d == domain]
        log = log_likelihood([data.items[i] for i in own], [data.responses[i] for i in own], theta)
        weighted = kernel * np.exp(log - log.max())
        mass = weighted.sum(1)
        first[domain], second[domain] = weighted @ theta / mass, weighted @ theta**2 / mass
        log_weight += np.log(np.maximum(mass, FLOOR))
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    mean = first @ weight
    covariance = (first * weight) @ first.T - np.outer(mean, mean)
    np.fill_diagonal(covariance, second @ weight - mean**2)
    return Abilities(mean, covariance)


def _reach(own_sd: float) -> Floats:
    """Nodes in prior standard deviations, fine enough for what a domain has of its own."""
    return np.linspace(-_LIMIT, _LIMIT, max(_NODES, min(_MOST, round(4 * _LIMIT / own_sd) + 1)))


def modal(data: Domains) -> Abilities:
    """MAP by damped Newton steps; the covariance is the inverse observed information."""
    precision = _inverse(data.covariance)
    theta = data.mean.astype(np.float64)
    height, gradient, curvature = _local(data, precision, theta)
    for _ in range(_NEWTON_STEPS):
        step = np.linalg.solve(_ascending(curvature, precision), gradient)
        while np.abs(step).max() > _CLOSE and _local(data, precision, theta + step)[0] < height:
            step = step / 2
        if np.abs(step).max() <= _CLOSE:
            break
        theta = theta + step
        height, gradient, curvature = _local(data, precision, theta)
    return Abilities(theta, _inverse(curvature))


def _inverse(matrix: Floats) -> Floats:
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def _ascending(curvature: Floats, precision: Floats) -> Floats:
    """The observed information where it is positive, the prior's alone elsewhere."""
    return curvature if np.linalg.eigvalsh(curvature).min() > 1e-6 else precision


def _local(data: Domains, precision: Floats, theta: Floats) -> tuple[float, Floats, Floats]:
    """Log posterior, its gradient and minus its Hessian."""
    centred = theta - data.mean
    height = -0.5 * float(centred @ precision @ centred)
    gradient, curvature = -precision @ centred, precision.copy()
    for item, response, domain in zip(data.items, data.responses, data.domain, strict=True):
        shape = curves(item, theta[domain : domain + 1])
        p = max(float(shape.p[response, 0]), FLOOR)
        slope = float(shape.slope[response, 0]) / p
        height += float(np.log(p))
        gradient[domain] += slope
        curvature[domain, domain] += slope**2 - float(shape.curvature[response, 0]) / p
    return height, gradient, curvature
