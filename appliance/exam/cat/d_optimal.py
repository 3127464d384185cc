# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The exam's own selection criterion, for one situation at a time.

Owns the Bayesian D-optimal choice over several domains without quotas or tables, so that
others can check what the engine does quickly. Must not keep state. Stands on ``latent``.

Source: van der Linden (1999), https://doi.org/10.3102/10769986024004398. Each item tells of
one domain d, so the determinant of the posterior covariance shrinks most by the item with
the largest ``I_j(theta_d) V_dd``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from appliance.exam.cat.errors import HistoryError, SittingComplete
from appliance.exam.cat.estimation import check_responses
from appliance.exam.cat.latent import FactorPosterior, FactorPrior
from appliance.exam.cat.models import curves, probabilities
from appliance.exam.cat.parameters import ItemParameters


@dataclass(frozen=True, slots=True)
class DomainChoice:
    """The chosen item's index, its gain, and the estimates it was chosen at, in logits."""

    item: int
    value: float
    theta: tuple[float, ...]


def choose_d_optimal(
    prior: FactorPrior,
    items: Sequence[ItemParameters],
    domains: Sequence[int],
    administered: Sequence[int],
    responses: Sequence[int],
) -> DomainChoice:
    """The item with the largest gain that was not administered; ties go to the first.

    Args:
        prior: The factor prior on its grid.
        items: The whole bank.
        domains: The domain of each item, from 0.
        administered: Indices of the items that were answered.
        responses: Their score categories.

    Raises:
        HistoryError: An administered item is not in the bank or there twice, or an answer
            not its own.
        SittingComplete: Every item was administered.
    """
    if not all(0 <= i < len(items) for i in administered):
        raise HistoryError("an administered item is not in the bank")
    if len(set(administered)) != len(administered):
        raise HistoryError("an item was administered twice")
    check_responses([items[i] for i in administered], responses)
    free = sorted(set(range(len(items))) - set(administered))
    if not free:
        raise SittingComplete("every item of the bank was administered")
    posterior = FactorPosterior(prior, max(domains) + 1)
    for item, response in zip(administered, responses, strict=True):
        row = probabilities(items[item], prior.nodes)[response]
        posterior.update(domains[item], row)
    theta, variance = posterior.mean, posterior.variance
    gains = [
        float(curves(items[i], np.array([theta[domains[i]]])).information[0]) * variance[domains[i]]
        for i in free
    ]
    best = int(np.argmax(gains))
    return DomainChoice(free[best], gains[best], tuple(theta))
