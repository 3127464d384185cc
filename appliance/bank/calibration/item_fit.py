# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Item fit: whether the answers to an item are those that its curve predicts.

Owns the test statistic and its probability. Must not estimate parameters nor draw
conclusions (the report does). Stands on NumPy.

Classical statistics group people by their number of right answers, which an adaptive test
makes all but equal. Here every person is given abilities drawn from the posterior
(plausible values), which under the model are as good as known; people are grouped by them,
and observed and expected scores of the groups are compared (PV-Q1, Chalmers & Ng 2017,
https://doi.org/10.1177/0146621617692079). The statistic is the mean over several draws,
which makes the test a little stricter about calling misfit.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_GROUPS: Final = 10
_LEAST_PER_GROUP: Final = 10
_LEAST_VARIANCE: Final = 0.5
_FREE: Final = 2
"""Location and slope; further parameters move the mean score of a group very little."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The statistic, its degrees of freedom, and the probability of one as large.

    With too few answers to group there are no degrees of freedom and ``p`` is None.
    """

    statistic: float
    freedom: int
    p: float | None


def plausible(posterior: Floats, draws: int, random: np.random.Generator) -> NDArray[np.intp]:
    """Nodes drawn for every person, shape (draws, persons).

    Args:
        posterior: Probability of every node, shape (persons, nodes).
        draws: How many for each person.
        random: Source of chance.
    """
    sums = posterior.cumsum(1)
    chance = random.random((draws, posterior.shape[0], 1)) * sums[:, -1:]
    return np.minimum((chance > sums).sum(2), posterior.shape[1] - 1)


def item_fit(scores: NDArray[np.int8], drawn: NDArray[np.intp], p: Floats) -> Fit:
    """How well the answers to one item fit its curve.

    Args:
        scores: Score categories of those who were asked, shape (persons,).
        drawn: Their plausible nodes, shape (draws, persons).
        p: Category probabilities of the item, shape (categories, nodes).
    """
    steps = np.arange(p.shape[0], dtype=np.float64)
    mean = steps @ p
    variance = steps**2 @ p - mean**2
    group = _groups(drawn, p.shape[1], min(_GROUPS, scores.size // _LEAST_PER_GROUP))
    freedom = np.unique(group[drawn]).size - _FREE
    if freedom < 1:
        return Fit(0.0, 0, None)
    found = [_statistic(scores, nodes, mean, variance, group) for nodes in drawn]
    statistic = float(np.mean(found))
    return Fit(statistic, freedom, survival(statistic, freedom))


def _groups(drawn: NDArray[np.intp], nodes: int, groups: int) -> NDArray[np.intp]:
    """The group of each node, so that groups are about equally large.

    A node is never divided: whoever stands first in the table, or answered well, must not
    decide on the side.
    """
    share = np.bincount(drawn.ravel(), minlength=nodes) / max(drawn.size, 1)
    middle = share.cumsum() - 0.5 * share
    return np.minimum((middle * groups).astype(np.intp), max(groups - 1, 0))


def _statistic(
    scores: NDArray[np.int8],
    nodes: NDArray[np.intp],
    mean: Floats,
    variance: Floats,
    group: NDArray[np.intp],
) -> float:
    gaps = np.bincount(group[nodes], weights=scores - mean[nodes])
    spread = np.bincount(group[nodes], weights=variance[nodes])
    return float((gaps**2 / np.maximum(spread, _LEAST_VARIANCE)).sum())


def survival(statistic: float, freedom: int) -> float:
    """Probability of a chi-squared value as large (Wilson & Hilferty 1931)."""
    spread = 2.0 / (9.0 * freedom)
    z = ((max(statistic, 0.0) / freedom) ** (1.0 / 3.0) - (1.0 - spread)) / math.sqrt(spread)
    return 0.5 * math.erfc(z / math.sqrt(2.0))


def adjusted(probabilities: list[float | None]) -> list[float | None]:
    """Probabilities for many items at once: the false discovery rate of each (Benjamini &
    Hochberg 1995), so that one bank of good items raises no alarm."""
    known = sorted(
        ((p, place) for place, p in enumerate(probabilities) if p is not None), reverse=True
    )
    result: list[float | None] = [None] * len(probabilities)
    lowest = 1.0
    for rank, (p, place) in zip(range(len(known), 0, -1), known, strict=True):
        lowest = min(lowest, p * len(known) / rank)
        result[place] = lowest
    return result
