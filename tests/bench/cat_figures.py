# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How each figure of the adaptive engine is measured.

Owns accuracy against vectors, step times, and the accuracy of simulated sittings. Must
not print. Stands on ``cat_banks``.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.classification import density_below
from appliance.exam.cat.closing import Closing
from appliance.exam.cat.engine import CatItem, ExamEngine
from appliance.exam.cat.estimation import Method, Normal, estimate
from appliance.exam.cat.exposure import (
    LEAST_USE,
    Control,
    Exposure,
    simulate_capped,
    train_prices,
)
from appliance.exam.cat.latent import FactorPrior, profile
from appliance.exam.cat.parameters import ItemParameters, Model
from appliance.exam.cat.simulation import Rules, Run, simulate
from appliance.exam.cat.single import SingleScale, simulate_single
from tests.bench.cat_banks import (
    LENGTH,
    PER_DOMAIN,
    VECTORS,
    bank_for,
    domain_abilities,
    domain_answers,
    load,
    single_answers,
)

Floats = NDArray[np.float64]
CUTS = np.array(Blueprint().cuts)
REPEATS = 5
CANDIDATES = 4000
_NAMES = {"EAP": Method.EAP, "BM": Method.MAP, "ML": Method.ML, "WL": Method.WL}


@dataclass(frozen=True)
class Accuracy:
    """What simulated sittings of five domains achieve."""

    rmse: float
    exact: float
    coverage: float
    never_used: float
    most_used: float
    by_domain: list[float]


def vector_errors() -> dict[str, float]:
    """Largest distance of theta from the vectors, per method."""
    cases: list[dict[str, Any]] = json.loads((VECTORS / "theta.json").read_text())["cases"]
    worst = dict.fromkeys(_NAMES, 0.0)
    for case in cases:
        items = [_item(case["model"], entry) for entry in _listed(case["items"])]
        prior = Normal(case["prior_mean"], case["prior_sd"])
        for name, wanted in case["estimates"].items():
            found = estimate(items, _listed(case["responses"]), _NAMES[name], prior)
            worst[name] = max(worst[name], abs(found.theta - wanted["theta"]))
    return worst


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _item(model: str, entry: dict[str, Any]) -> ItemParameters:
    b = _listed(entry["b"] if "b" in entry else entry["thresholds"])
    return ItemParameters(Model(model), entry["a"], tuple(b), entry.get("c", 0), entry.get("d", 1))


def single_step_us(model: str, size: int, tests: int = 100) -> float:
    """Time of select plus update on one scale in microseconds: the best median of a few."""
    source = load(model, size)
    _, answers = single_answers(source, tests)
    scale = SingleScale(source.items, LENGTH)

    def steps() -> Iterator[int]:
        for row in answers.tolist():
            test = scale.start()
            for _ in range(LENGTH):
                began = time.perf_counter_ns()
                item = test.select()
                test.update(item, row[item])
                yield time.perf_counter_ns() - began

    return _best_median_us(steps)


def _best_median_us(steps: Callable[[], Iterator[int]]) -> float:
    """The median forgives a step that was interrupted, the best of five a busy neighbour."""
    return min(float(np.median(list(steps()))) for _ in range(REPEATS)) / 1e3


def domain_step_us(model: str, size: int, tests: int = 50) -> float:
    """The same in five domains through ``ExamSession``, guard and content rules included."""
    source = load(model, size)
    items = [
        CatItem(str(i), domain, "any", 1, item)
        for i, (domain, item) in enumerate(zip(source.domain, source.items, strict=True))
    ]
    engine = ExamEngine(items, Blueprint(r=0.8, level_maximum=PER_DOMAIN))
    prior = FactorPrior.build(0.8)
    answers = domain_answers(source, bank_for(source, prior), domain_abilities(0.8, tests))

    def steps() -> Iterator[int]:
        for seed, row in enumerate(answers.tolist()):
            session = engine.session(seed)
            for _ in range(LENGTH):
                began = time.perf_counter_ns()
                item = session.next_item()
                session.record(item, row[item])
                yield time.perf_counter_ns() - began

    return _best_median_us(steps)


def batch_us(model: str, size: int, rounds: int = 9) -> tuple[float, float]:
    """Best processor time per examinee of 1,000 tests of 50 items, tables included; the RMSE."""
    source = load(model, size)
    theta, answers = single_answers(source, 1000)
    best, rmse = np.inf, np.nan
    for _ in range(rounds):
        began = time.process_time()
        run = simulate_single(SingleScale(source.items, LENGTH), answers, LENGTH)
        best = min(best, time.process_time() - began)
        rmse = float(np.sqrt(((run.theta - theta) ** 2).mean()))
    return best / theta.size * 1e6, rmse


def domains(
    model: str, true_r: float, scored_r: float, guard: float = 0.0, shift: float = 0.0
) -> Accuracy:
    """Sittings of ten items per domain, D-optimal, without exposure control.

    Args:
        model: Bank of 500 items.
        true_r: Correlation of the candidates' domains.
        scored_r: Correlation that selection and scoring believe in; 0 is independent.
        guard: Their guard against it.
        shift: Logits by which the last domain lies below the others.
    """
    source, prior = load(model, 500), FactorPrior.build(scored_r, guard)
    bank, theta = bank_for(source, prior), domain_abilities(true_r, CANDIDATES)
    theta[:, -1] -= shift
    answers = domain_answers(source, bank, theta)
    rules = Rules(PER_DOMAIN, closing=Closing.build(Blueprint(), prior.nodes))
    run = simulate(bank, prior, rules, answers, np.random.default_rng(1))
    return judge(run, prior, theta, bank.domain.size)


def capped(*, priced: bool, cap: float = 0.20) -> Accuracy:
    """The same on 3PL-500 with the exposure cap; without prices it is the plain cap."""
    source, prior = load("3pl", 500), FactorPrior.build(0.8)
    bank, theta = bank_for(source, prior), domain_abilities(0.8, CANDIDATES)
    answers = domain_answers(source, bank, theta)
    exposure, rules = Exposure(cap, 1.0, np.zeros(bank.domain.size)), Rules(PER_DOMAIN)
    control = Control(exposure, step=0.0)
    if priced:
        random = np.random.default_rng(11)
        rules = Rules(PER_DOMAIN, closing=Closing.build(Blueprint(), prior.nodes))
        exposure = replace(exposure, least=LEAST_USE)
        trained = train_prices(bank, prior, exposure, rules, candidates=4000, random=random)
        control = Control(trained)
    run = simulate_capped(bank, prior, control, rules, answers, np.random.default_rng(1)).run
    return judge(run, prior, theta, bank.domain.size)


def judge(run: Run, prior: FactorPrior, theta: Floats, size: int) -> Accuracy:
    """Compare sittings with the truth."""
    error = run.theta - theta
    exposure = run.exposure(size)
    right = most_probable(run, prior) == np.searchsorted(CUTS, theta, "right")
    return Accuracy(
        float(np.sqrt((error**2).mean())),
        float(right.mean()),
        float((np.abs(error) < 1.96 * np.sqrt(run.variance)).mean()),
        float((exposure == 0).mean()),
        float(exposure.max()),
        np.sqrt((error**2).mean(0)).tolist(),
    )


def most_probable(run: Run, prior: FactorPrior) -> NDArray[np.int64]:
    """The level that a report would give, 0 … 5, shape (N, D)."""
    found: list[list[int]] = []
    for likelihood in run.likelihood:
        marginal = profile(prior, likelihood)
        found.append([_level(marginal.nodes, density) for density in marginal.density])
    return np.array(found)


def _level(nodes: Floats, density: Floats) -> int:
    below = density_below(nodes, density, CUTS.tolist(), [0.0] * CUTS.size)
    return int(np.argmax(np.diff(np.concatenate([[0.0], below, [1.0]]))))
