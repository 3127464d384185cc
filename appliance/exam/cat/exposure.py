# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Exposure control: no item in more than a given share of sittings.

Owns shadow prices and eligibility, found by simulation before an item bank is used.
Must not decide within a sitting. Stands on ``simulation``.

Two steps. Prices are the Lagrange multipliers of the cap: an item in demand must be that
much better than its rivals to be chosen, so it goes to the candidates who need it most.
Eligibility (van der Linden & Veldkamp 2004, https://doi.org/10.3102/10769986029003273)
then holds the cap exactly: an item that reached it is set aside while its rate lasts.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.exam.cat.latent import FactorPrior
from appliance.exam.cat.simulation import (
    Bank,
    Rules,
    Run,
    draw_abilities,
    draw_responses,
    simulate,
)

Floats = NDArray[np.float64]
_STAGES = (0.05, 0.02, 0.01)
_BATCH = 50


@dataclass(frozen=True, slots=True)
class Exposure:
    """What controls the use of each item.

    Args:
        cap: Largest share of sittings.
        randomesque: Items are drawn among this many best ones.
        chance: Eligibility of an item below the cap: a sitting sees this share of the
            bank, which brings good but second-best items into use.
        prices: Shadow price of each item in information units, shape (n,).
    """

    cap: float
    randomesque: int
    chance: float
    prices: Floats


def train_prices(
    bank: Bank,
    prior: FactorPrior,
    exposure: Exposure,
    per_domain: int,
    *,
    candidates: int,
    random: np.random.Generator,
) -> Exposure:
    """Find prices at which demand meets the cap, by subgradient steps over batches.

    Args:
        bank: The bank.
        prior: The prior, also the population that is simulated.
        exposure: Cap and starting prices.
        per_domain: Items per domain.
        candidates: Simulated candidates per stage.
        random: Source of candidates and answers.
    """
    size = bank.domain.size
    prices = exposure.prices.copy()
    for step in _STAGES:
        for _ in range(max(1, candidates // _BATCH)):
            theta = draw_abilities(_BATCH, bank.domains, prior.r, random)
            answers = draw_responses(bank, theta, random.random((_BATCH, size), np.float32))
            rules = Rules(per_domain, exposure.randomesque, prices, np.full(size, exposure.chance))
            run = simulate(bank, prior, rules, answers, random)
            prices = np.maximum(0.0, prices + step * (run.exposure(size) - exposure.cap))
    return Exposure(exposure.cap, exposure.randomesque, exposure.chance, prices)


def simulate_capped(
    bank: Bank,
    prior: FactorPrior,
    exposure: Exposure,
    per_domain: int,
    responses: NDArray[np.int8],
    random: np.random.Generator,
    *,
    batch: int = 20,
) -> Run:
    """Seat candidates in batches; an item at the cap is set aside until its rate falls."""
    size = bank.domain.size
    used = np.zeros(size)
    prices = exposure.prices.copy()
    runs: list[Run] = []
    for start in range(0, responses.shape[0], batch):
        chances = np.where(used < exposure.cap * start, exposure.chance, 0.0)
        if start == 0:
            chances = np.full(size, exposure.chance)
        rules = Rules(per_domain, exposure.randomesque, prices, chances)
        part = responses[start : start + batch]
        run = simulate(bank, prior, rules, part, random)
        rate = run.exposure(size)
        used += rate * part.shape[0]
        prices = np.maximum(0.0, prices + _TRACKING * (rate - exposure.cap))
        runs.append(run)
    return Run(
        np.concatenate([run.theta for run in runs]),
        np.concatenate([run.variance for run in runs]),
        np.concatenate([run.items for run in runs]),
        np.concatenate([run.likelihood for run in runs]),
    )


_TRACKING = 0.003
