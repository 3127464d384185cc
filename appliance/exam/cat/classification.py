# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From abilities to CEFR levels, and how sure that is.

Owns level probabilities and expected accuracy and consistency of the decision. Must not
know items. Stands on NumPy and the cuts of the blueprint, which are data with an error.

Sources: Rudner (2001), https://doi.org/10.7275/an9m-2035, for expected accuracy; Lee,
Hanson & Brennan (2002), https://doi.org/10.1177/014662102237797, for consistency.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Classification:
    """A level with its probabilities.

    Args:
        level: 1 (A1) … 6 (C2): the most probable one.
        probabilities: Posterior probability of each level.
        accuracy: Chance that the true level is the one given (Rudner).
        consistency: Chance that a parallel sitting gives the same level.
    """

    level: int
    probabilities: tuple[float, ...]
    accuracy: float
    consistency: float


def normal_below(cuts: Sequence[float], mean: float, sd: float, errors: Sequence[float]) -> Floats:
    """Probability of a normal ability below each cut, the cut's own error included."""
    widths = [math.hypot(sd, error) * math.sqrt(2.0) for error in errors]
    return np.array(
        [0.5 * math.erfc((mean - cut) / width) for cut, width in zip(cuts, widths, strict=True)]
    )


def below_cuts(nodes: Floats, cuts: Sequence[float], errors: Sequence[float]) -> Floats:
    """Chance that an ability at each node lies below each cut, shape (cuts, nodes).

    A node stands for the cell around it, so a cut without error may divide a cell; an
    uncertain cut is normal around its score.

    Args:
        nodes: Equally spaced nodes in logits, shape (Q,).
        cuts: Cut scores in logits.
        errors: Their standard errors in logits.
    """
    width = nodes[1] - nodes[0]
    rows: list[list[float]] = []
    for cut, error in zip(cuts, errors, strict=True):
        if error == 0.0:
            rows.append(np.clip((cut - nodes) / width + 0.5, 0.0, 1.0).tolist())
        else:
            scaled = ((nodes - cut) / (error * math.sqrt(2.0))).tolist()
            rows.append([0.5 * math.erfc(z) for z in scaled])
    return np.array(rows)


def density_below(
    nodes: Floats, density: Floats, cuts: Sequence[float], errors: Sequence[float]
) -> Floats:
    """Probability below each cut of an ability with this mass on equally spaced nodes."""
    return np.minimum(below_cuts(nodes, cuts, errors) @ density, 1.0)


def classify(
    theta: float, se: float, below: Floats, cuts: Sequence[float], errors: Sequence[float]
) -> Classification:
    """The level of an estimate.

    Args:
        theta: The estimate in logits.
        se: Its standard error in logits.
        below: Posterior probability below each cut.
        cuts: The cut scores in logits.
        errors: Their standard errors in logits.
    """
    posterior = _between(below)
    level = 1 + int(posterior.argmax())
    expected = _between(normal_below(cuts, theta, se, errors))
    return Classification(
        level,
        tuple(posterior.tolist()),
        float(expected[level - 1]),
        float((expected**2).sum()),
    )


def _between(below: Floats) -> Floats:
    return np.maximum(np.diff(np.concatenate([[0.0], below, [1.0]])), 0.0)
