# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Exposure control: no item in more than a given share of sittings.

Owns shadow prices and eligibility, found by simulation before an item bank is used.
Must not decide within a sitting. Stands on ``simulation``.

Two steps. Prices are the Lagrange multipliers of the cap: an item in demand must be that
much better than its rivals to be chosen, so it goes to the candidates who need it most. An
item that hardly anybody needs gets a price below zero until it is used at a least rate, by
those whom it costs least: a bank that lies idle was written for nothing, and its items are
never calibrated. The last steps are averaged (Polyak & Juditsky 1992,
https://doi.org/10.1137/0330046). Eligibility (van der Linden & Veldkamp 2004, https://doi.org/10.3102/10769986029003273)
then holds the cap exactly: an item that reached it is set aside while its rate lasts.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

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
LEAST_USE = 0.002
"""Share of sittings at which an item is in use: in two of a thousand."""
_TRACKING = 0.003
_STAGES = ((0.05, False), (0.02, False), (0.01, True), (0.005, True))
"""Step of the prices, and whether the cap is enforced, in each stage of training."""
_SETTLED = len(_STAGES) - 1
"""From this stage on the prices circle around what they ought to be: their mean is kept."""
_TRAINING_BATCH = 50


@dataclass(frozen=True, slots=True)
class Exposure:
    """What controls the use of each item.

    Args:
        cap: Largest share of sittings.
        chance: Eligibility of an item below the cap: a sitting sees this share of the
            bank, which brings good but second-best items into use.
        prices: Shadow price of each item in information units, shape (n,).
        least: Share of sittings that every item should be used in; 0 asks for nothing.
    """

    cap: float
    chance: float
    prices: Floats
    least: float = 0.0

    def repriced(self, rate: Floats, step: float) -> "Exposure":
        """The prices after one subgradient step.

        Args:
            rate: Share of the last sittings in which each item appeared, shape (n,).
            step: Of the price, in information units, for a rate that is 1 too high. A rate
                below the least one is weighed by its share of it, so that a thin rate
                takes no longer to mend than a thick one.
        """
        old = self.prices
        asked = np.maximum(0.0, old + step * (rate - self.cap))
        idle = np.zeros(old.size)
        if self.least > 0.0:
            idle = np.minimum(0.0, old + step * self.cap * (rate / self.least - 1.0))
        both = np.where(old < 0.0, idle, asked + idle)
        return replace(self, prices=np.where(old > 0.0, asked, both))


def train_prices(
    bank: Bank,
    prior: FactorPrior,
    exposure: Exposure,
    rules: Rules,
    *,
    candidates: int,
    random: np.random.Generator,
) -> Exposure:
    """Find prices at which demand meets the cap, by subgradient steps over batches.

    Args:
        bank: The bank.
        prior: The prior, also the population that is simulated.
        exposure: Cap and starting prices.
        rules: How sittings are put together; prices and chances are set here.
        candidates: Simulated candidates per stage.
        random: Source of candidates and answers.
    """
    for stage, (step, enforced) in enumerate(_STAGES):
        theta = draw_abilities(candidates, bank.domains, prior.r, random)
        uniforms = random.random((candidates, bank.domain.size), np.float32)
        answers = draw_responses(bank, theta, uniforms)
        control = Control(exposure, step, enforced, _TRAINING_BATCH)
        capped = simulate_capped(bank, prior, control, rules, answers, random)
        exposure = capped.settled if stage >= _SETTLED else capped.last
    return exposure


@dataclass(frozen=True, slots=True)
class Control:
    """How exposure is followed over sittings.

    Args:
        exposure: Cap, eligibility and prices at the start.
        step: How fast prices follow demand.
        enforced: Whether an item at its cap is set aside.
        batch: Sittings between two looks at the rates.
    """

    exposure: Exposure
    step: float = _TRACKING
    enforced: bool = True
    batch: int = 20


class Capped(NamedTuple):
    """Sittings under exposure control.

    Args:
        run: The sittings.
        last: The control with its final prices, to go on from.
        settled: The same with the mean of the prices on the way, which is nearer to what
            they circle around.
    """

    run: Run
    last: Exposure
    settled: Exposure


def simulate_capped(
    bank: Bank,
    prior: FactorPrior,
    control: Control,
    rules: Rules,
    responses: NDArray[np.int8],
    random: np.random.Generator,
) -> Capped:
    """Seat candidates in batches; an item at the cap is set aside until its rate falls.

    Returns:
        The sittings, and the exposure control as it was in the end and on average.
    """
    size, exposure = bank.domain.size, control.exposure
    used = np.zeros(size)
    runs: list[Run] = []
    path: list[Floats] = []
    for start in range(0, responses.shape[0], control.batch):
        over = control.enforced and start > 0
        below = used < exposure.cap * start if over else np.ones(size, dtype=bool)
        chances = np.where(below, exposure.chance, 0.0)
        part = responses[start : start + control.batch]
        todays = replace(rules, prices=exposure.prices, chances=chances)
        run = simulate(bank, prior, todays, part, random)
        rate = run.exposure(size)
        used = used + rate * part.shape[0]
        exposure = exposure.repriced(rate, control.step)
        runs.append(run)
        path.append(exposure.prices)
    return Capped(_join(runs), exposure, replace(exposure, prices=np.mean(path, axis=0)))


def _join(runs: list[Run]) -> Run:
    return Run(
        np.concatenate([run.theta for run in runs]),
        np.concatenate([run.variance for run in runs]),
        np.concatenate([run.items for run in runs]),
        np.concatenate([run.likelihood for run in runs]),
    )
