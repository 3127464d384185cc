# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The last question of a domain: the one that settles the level best.

Owns the worth of an item when nothing will be asked after it, so that looking one answer
ahead is looking to the end. Must not know quotas or sessions. Stands on ``classification``.

For each possible answer the posterior is known exactly. An item is worth the expected
probability of the level that would then be reported, less ``weight`` times the expected
posterior variance in square logits. The second term also decides between items that cannot
change the level, and it carries the exposure price of an item over: information I takes
about ``variance squared * I`` off the expected variance, so a price in information units
counts as much. Which information is largest at the estimate does not matter here: at a
cut that lies a little aside, a question tells more about the level (ADR 0013).

Sources: van der Linden (1998), https://doi.org/10.1007/BF02294775, for looking ahead by
the predictive distribution of an answer; Vos (1999),
https://doi.org/10.3102/10769986024003271, for the Bayesian loss of a classification.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.exam.cat.blueprint import LEVELS, Blueprint
from appliance.exam.cat.classification import below_cuts
from appliance.exam.cat.models import FLOOR

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Closing:
    """What the last question of a domain is judged by.

    Args:
        items: How many of the most informative items are compared; 1 turns this off.
        weight: What a square logit of expected variance counts, in probability.
        measures: Level memberships, theta and its square on the nodes, shape (Q, 8).
    """

    items: int
    weight: float
    measures: Floats

    @classmethod
    def build(cls, blueprint: Blueprint, nodes: Floats) -> "Closing":
        """For these cuts on these nodes, shape (Q,)."""
        below = below_cuts(nodes, blueprint.cuts, blueprint.cut_errors)
        edge = np.zeros((1, nodes.size))
        levels = np.diff(np.concatenate([edge, below, edge + 1.0]), axis=0)
        measures = np.concatenate([levels, nodes[None, :], nodes[None, :] ** 2])
        return cls(blueprint.closing_items, blueprint.closing_weight, measures.T.copy())

    def worths(self, density: Floats, rows: Floats, prices: Floats) -> Floats:
        """The worth of items of one domain.

        Args:
            density: Posterior mass of the domain on the nodes, shape (..., Q).
            rows: Probability of each category on the nodes, shape (..., n, C, Q); rows of
                zeros stand for categories that an item lacks.
            prices: Their exposure prices in units of information, shape (..., n).

        Returns:
            Shape (..., n).
        """
        flat = rows.reshape(*rows.shape[:-3], -1, rows.shape[-1])
        found = (flat @ (density[..., None] * self.measures)).reshape(*rows.shape[:-1], -1)
        levels, first, second = found[..., :LEVELS], found[..., LEVELS], found[..., LEVELS + 1]
        variance = second - first * first / np.maximum(levels.sum(-1), FLOOR)
        mean, square = np.moveaxis(density @ self.measures[:, LEVELS:], -1, 0)
        paid = np.square(square - mean * mean)[..., None] * prices
        return levels.max(-1).sum(-1) - self.weight * (variance.sum(-1) + paid)


def stack_rows(rows: Sequence[Floats]) -> Floats:
    """The likelihood rows of items as one table, shape (n, C, Q), padded with zeros.

    Args:
        rows: Per item, the probability of each category on the nodes.
    """
    most = max((row.shape[0] for row in rows), default=0)
    nodes = rows[0].shape[1] if rows else 0
    table = np.zeros((len(rows), most, nodes))
    for place, row in enumerate(rows):
        table[place, : row.shape[0]] = row
    return table
