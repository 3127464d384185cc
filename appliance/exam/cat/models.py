# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Response models: the probability of every score category, its slopes and its information.

Owns the formulas of 1PL–4PL, PCM, GPCM and GRM, vectorised over theta. Must not
estimate or select anything. Stands on ``parameters`` and NumPy.

Sources: Birnbaum (1968) and Barton & Lord (1981) for 1PL–4PL, Masters (1982) for PCM,
Muraki (1992) for GPCM, Samejima (1969) for GRM.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.exam.cat.parameters import ItemParameters, Model

FLOOR = 1e-300  # keeps a logarithm finite where a category is out of reach
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curves:
    """Category probabilities of one item and their first two derivatives.

    Each array has shape (categories, thetas).
    """

    p: Floats
    slope: Floats
    curvature: Floats

    @property
    def information(self) -> Floats:
        """Expected Fisher information, shape (thetas,)."""
        return (self.slope**2 / np.maximum(self.p, FLOOR)).sum(0)

    @property
    def bias_term(self) -> Floats:
        """Warm's J: the sum of slope times curvature over probability, shape (thetas,)."""
        return (self.slope * self.curvature / np.maximum(self.p, FLOOR)).sum(0)


def logistic(x: Floats) -> Floats:
    """The logistic function without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def curves(item: ItemParameters, theta: Floats) -> Curves:
    """All curves of one item at the thetas given, shape (thetas,)."""
    if item.model.dichotomous:
        return _dichotomous(item, theta)
    return _graded(item, theta) if item.model is Model.GRM else _partial_credit(item, theta)


def probabilities(item: ItemParameters, theta: Floats) -> Floats:
    """Category probabilities, shape (categories, thetas)."""
    return curves(item, theta).p


def _dichotomous(item: ItemParameters, theta: Floats) -> Curves:
    z = item.a * (theta - item.b[0])
    upper, lower, span = logistic(z), logistic(-z), item.d - item.c
    slope = span * item.a * upper * lower
    curvature = slope * item.a * (lower - upper)
    right = item.c + span * upper
    # 1 - right, written without cancellation near the upper asymptote
    wrong = (1.0 - item.d) + span * lower
    return Curves(
        np.stack([wrong, right]), np.stack([-slope, slope]), np.stack([-curvature, curvature])
    )


def _graded(item: ItemParameters, theta: Floats) -> Curves:
    z = item.a * (theta - np.asarray(item.b)[:, None])
    above, below = logistic(z), logistic(-z)
    slope = item.a * above * below
    curvature = item.a * slope * (below - above)
    edge, one = np.zeros((1, theta.size)), np.ones((1, theta.size))

    def differences(rows: Floats, first: Floats) -> Floats:
        return np.concatenate([first, rows]) - np.concatenate([rows, edge])

    return Curves(
        np.maximum(differences(above, one), 0.0),
        differences(slope, edge),
        differences(curvature, edge),
    )


def _partial_credit(item: ItemParameters, theta: Floats) -> Curves:
    steps = np.arange(item.categories, dtype=np.float64)[:, None]
    z = item.a * (steps * theta - np.concatenate([[0.0], np.cumsum(item.b)])[:, None])
    z -= z.max(0)
    p = np.exp(z)
    p /= p.sum(0)
    centred = item.a * (steps - (steps * p).sum(0))
    slope = p * centred
    variance = (centred**2 * p).sum(0)
    return Curves(p, slope, p * (centred**2 - variance))
