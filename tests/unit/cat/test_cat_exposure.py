# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Exposure, fit and levels over many simulated sittings."""

import numpy as np
import pytest

from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.engine import ExamEngine
from appliance.exam.cat.errors import BlueprintError
from appliance.exam.cat.exposure import Control, Exposure, simulate_capped, train_prices
from appliance.exam.cat.fit import Observation, assess
from appliance.exam.cat.latent import FactorPrior, profile
from appliance.exam.cat.parameters import ItemParameters, Model
from appliance.exam.cat.rehearsal import balance, rehearse
from appliance.exam.cat.simulation import Bank, Rules, draw_abilities, draw_responses
from appliance.exam.cat.single import SingleScale, simulate_single
from tests.unit.cat.banks import make_bank


def test_the_cap_holds_and_the_vectorised_sittings_measure_well() -> None:
    random = np.random.default_rng(1)
    items = [
        ItemParameters(Model.TWO_PL, float(a), (float(b),))
        for a, b in zip(random.uniform(0.8, 2, 200), random.normal(size=200), strict=True)
    ]
    prior = FactorPrior.build(0.65)
    bank = Bank.build(items, [i % 5 for i in range(200)], prior.nodes)
    start, rules = Exposure(0.4, 0.95, np.zeros(200)), Rules(10, 2)
    exposure = train_prices(bank, prior, start, rules, candidates=200, random=random)
    theta = draw_abilities(300, 5, 0.65, random)
    answers = draw_responses(bank, theta, random.random((300, 200), np.float32))
    run = simulate_capped(bank, prior, Control(exposure), rules, answers, random).run
    assert run.exposure(200).max() < 0.45
    assert np.sqrt(((run.theta - theta) ** 2).mean()) < 0.45
    assert all(len(set(row)) == 50 for row in run.items.tolist())


def test_balancing_brings_the_most_used_items_towards_the_cap() -> None:
    items, blueprint = make_bank(40), Blueprint(per_domain=5, exposure_cap=0.2)
    random = np.random.default_rng(2)
    seated = draw_abilities(80, 5, 0.65, random)
    before = rehearse(ExamEngine(items, blueprint), seated, 5).exposure(len(items))
    balanced = balance(items, blueprint, draw_abilities(300, 5, 0.65, random), 900)
    after = rehearse(ExamEngine(items, balanced), seated, 5).exposure(len(items))
    assert after.max() < before.max()
    assert Blueprint.from_claims(balanced.to_claims()) == balanced


def test_the_live_single_scale_test_is_the_vectorised_one() -> None:
    items = [ItemParameters(Model.THREE_PL, 1.3, (b,), 0.2) for b in np.linspace(-2, 2, 80)]
    answers = np.random.default_rng(3).integers(0, 2, size=(5, 80)).astype(np.int8)
    scale = SingleScale(items, 20)
    run = simulate_single(scale, answers, 20)
    for person in range(5):
        test = scale.start()
        for step in range(20):
            assert test.select() == run.items[person, step]
            test.update(test.select(), int(answers[person, run.items[person, step]]))
        assert test.theta == pytest.approx(run.theta[person])


def test_a_domain_that_the_others_mispredict_is_left_where_its_answers_are() -> None:
    bare, guarded, alone = (FactorPrior.build(r, g) for r, g in ((0.65, 0), (0.65, 0.8), (0, 0)))
    places = np.array([1.5, 1.5, 1.5, 1.5, -2.5])
    likelihood = np.exp(-0.5 * ((bare.nodes - places[:, None]) / 0.3) ** 2)
    off = [abs(profile(prior, likelihood).mean[4] - places[4]) for prior in (bare, guarded, alone)]
    assert off[0] > off[2] + 0.1
    assert off[1] < off[2]


@pytest.mark.parametrize(("r", "worst"), [(0.0, 0.015), (0.3, 0.01), (0.6, 0.0), (0.9, 0.0)])
def test_no_true_correlation_makes_the_guarded_result_worse_than_independent(
    r: float, worst: float
) -> None:
    """Normal likelihoods of the accuracy of ten questions; the margin is chance at N = 4,000."""
    random = np.random.default_rng(12)
    theta = draw_abilities(4000, 5, r, random)
    observed = theta + 0.5 * random.normal(size=theta.shape)
    prior = FactorPrior.build(Blueprint().r, Blueprint().guard)
    likelihood = np.exp(-2.0 * (prior.nodes - observed[..., None]) ** 2)
    found = np.stack([profile(prior, row).mean for row in likelihood])
    rmse, alone = (np.sqrt(((e - theta) ** 2).mean(0)) for e in (found, observed / 1.25))
    assert (rmse - alone).max() < worst


def test_rapid_guesses_and_runs_of_surprises_are_seen() -> None:
    honest = [Observation(f"i{n}", 0.3 * (-1) ** n, 30.0, 40.0) for n in range(50)]
    assert not assess(honest).unexpected_run
    assert assess(honest).rapid == ()
    odd = [Observation(f"i{n}", 0.5 if n < 25 else -0.5, 1.0, 40.0) for n in range(50)]
    found = assess(odd)
    assert found.unexpected_run
    assert found.effort == 0.0
    assert found.speed is not None
    assert found.speed > 3.0


@pytest.mark.parametrize(
    "change",
    [
        {"per_domain": 0},
        {"r": 1.0},
        {"guard": 1.0},
        {"exposure_cap": 0.0},
        {"cuts": (0.0, 0.0, 1.0, 2.0, 3.0)},
        {"cut_errors": (0.1,)},
        {"eligibility": {"x": 2.0}},
        {"prices": {"x": float("nan")}},
        {"closing_items": 0},
        {"closing_weight": -1.0},
        {"domains": ("reading", "reading")},
    ],
)
def test_a_malformed_blueprint_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BlueprintError):
        Blueprint.from_claims({**Blueprint().to_claims(), **change})
