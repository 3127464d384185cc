# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From a source of items to an outcome: what ``escale cat simulate`` computes.

Owns how candidates are drawn and how sittings of either kind of source become figures.
Must not write files. Stands on ``sources``, ``outcome`` and ``appliance.exam.cat``.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from appliance.bank.adaptive.exposure import check_enough
from appliance.bank.adaptive.outcome import Outcome
from appliance.bank.adaptive.sources import USUAL_SHARE, Content, Parameters
from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.closing import Closing
from appliance.exam.cat.engine import ExamEngine
from appliance.exam.cat.exposure import LEAST_USE, Control, Exposure, simulate_capped, train_prices
from appliance.exam.cat.latent import FactorPrior
from appliance.exam.cat.rehearsal import balance, every_level, middles, rehearse
from appliance.exam.cat.simulation import Bank, Rules, draw_abilities, draw_responses

Floats = NDArray[np.float64]
PAUSE_S = 3.0
_REHEARSED = 3000


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is simulated.

    Args:
        sittings: Number of candidates.
        r: True correlation between domains.
        seed: Of candidates and answers.
        per_domain: Items per domain, for bare parameters.
        cap: Exposure cap, 1 for none.
        by_level: Seat candidates at the middle of each level instead of a population.
    """

    sittings: int
    r: float
    seed: int
    per_domain: int
    cap: float
    by_level: bool

    def in_words(self) -> str:
        """Who is seated, for a reader of the report."""
        if self.by_level:
            return f"as many at the middle of each level, seed {self.seed}"
        return f"standard normal, domains correlated {self.r:g}, seed {self.seed}"


def run(source: Content | Parameters, plan: Plan) -> Outcome:
    """Simulate the plan on the source.

    Raises:
        BlueprintError: The items are too few for the sittings, or for their cap.
    """
    if isinstance(source, Parameters):
        check_enough(source.domains, plan.per_domain, plan.cap)
        return _run_parameters(source, plan)
    scored = [item.domain for item in source.items if not item.pretest]
    check_enough(scored, source.blueprint.per_domain, plan.cap)
    return _run_content(source, plan)


def _abilities(
    plan: Plan, domains: int, cuts: tuple[float, ...], random: np.random.Generator
) -> Floats:
    if not plan.by_level:
        return draw_abilities(plan.sittings, domains, plan.r, random)
    each = np.resize(middles(cuts), plan.sittings)
    random.shuffle(each)
    return np.tile(each[:, None], (1, domains))


def _levels(theta: Floats, cuts: tuple[float, ...]) -> NDArray[np.int64]:
    return np.searchsorted(np.array(cuts), theta, side="right").astype(np.int64) + 1


def _run_content(source: Content, plan: Plan) -> Outcome:
    random = np.random.default_rng(plan.seed)
    blueprint = replace(source.blueprint, exposure_cap=plan.cap)
    domains = len(blueprint.domains)
    frozen = blueprint.eligibility and plan.cap == source.blueprint.exposure_cap
    if plan.cap == 1.0:
        blueprint = replace(blueprint, eligibility={})
    elif not frozen:
        population = every_level(blueprint, _REHEARSED, random)
        blueprint = balance(source.items, blueprint, population, plan.seed + 1_000_000)
    truth = _abilities(plan, domains, blueprint.cuts, random)
    result = rehearse(ExamEngine(source.items, blueprint), truth, plan.seed)
    names = blueprint.domains
    theta = [[report.domains[name].theta for name in names] for report in result.reports]
    se = [[report.domains[name].se for name in names] for report in result.reports]
    seconds = np.array([item.expected_s for item in source.items])
    return Outcome(
        truth,
        np.array(theta),
        np.array(se),
        np.array([report.overall.level for report in result.reports]),
        _levels(truth.mean(1), blueprint.cuts),
        result.exposure(len(source.items)),
        _minutes(seconds[result.items], random),
        blueprint.length,
        plan.cap,
        plan.in_words(),
    )


def _minutes(usual_s: Floats, random: np.random.Generator) -> Floats:
    """Sitting lengths with lognormal response times, cut off at each question's limit."""
    speed = random.normal(0.0, 0.25, size=(usual_s.shape[0], 1))
    taken = usual_s * np.exp(random.normal(0.0, 0.4, size=usual_s.shape) - speed)
    return (np.minimum(taken, usual_s / USUAL_SHARE) + PAUSE_S).sum(1) / 60.0


def _run_parameters(source: Parameters, plan: Plan) -> Outcome:
    random = np.random.default_rng(plan.seed)
    prior, cuts = FactorPrior.build(plan.r), Blueprint().cuts
    bank = Bank.build(source.items, source.domains, prior.nodes)
    size = bank.domain.size
    capped = plan.cap < 1.0
    exposure = Exposure(plan.cap, 1.0, np.zeros(size), LEAST_USE if capped else 0.0)
    rules = Rules(plan.per_domain, closing=Closing.build(Blueprint(), prior.nodes))
    if capped:
        exposure = train_prices(bank, prior, exposure, rules, candidates=2000, random=random)
    truth = _abilities(plan, bank.domains, cuts, random)
    answers = draw_responses(bank, truth, random.random((plan.sittings, size), np.float32))
    batch = 20 if capped else max(1, min(plan.sittings, 1000))
    control = Control(exposure, enforced=capped, batch=batch)
    result = simulate_capped(bank, prior, control, rules, answers, random).run
    return Outcome(
        truth,
        result.theta,
        np.sqrt(result.variance),
        _levels(result.theta.mean(1), cuts),
        _levels(truth.mean(1), cuts),
        result.exposure(size),
        np.empty(0),
        math.prod((plan.per_domain, bank.domains)),
        plan.cap,
        plan.in_words(),
    )
