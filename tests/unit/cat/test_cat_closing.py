# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The last question of a domain is the one that settles its level best."""

from dataclasses import replace

import numpy as np
import pytest

from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.classification import density_below
from appliance.exam.cat.closing import Closing, Floats, stack_rows
from appliance.exam.cat.engine import CatItem, ExamEngine
from appliance.exam.cat.latent import FactorPrior, profile
from appliance.exam.cat.models import curves, probabilities
from appliance.exam.cat.parameters import ItemParameters, Model
from appliance.exam.cat.simulation import Bank, Rules, Run, draw_abilities, draw_responses, simulate

RULES = Blueprint(r=0.8, guard=0.0, randomesque=1, level_maximum=10)
PRIOR = FactorPrior.build(RULES.r)
ERRORS = (0.1, 0.0, 0.2, 0.0, 0.1)


def make_items(count: int, seed: int) -> list[CatItem]:
    random = np.random.default_rng(seed)
    items: list[CatItem] = []
    for number in range(count):
        a, b = float(random.uniform(0.8, 2.0)), float(random.normal())
        graded = ItemParameters(Model.GPCM, a, (b - 0.4, b + 0.4))
        plain = ItemParameters(Model.TWO_PL, a, (b,))
        parameters = graded if number % 7 == 0 else plain
        items.append(CatItem(str(number), number % 5, "any", 1, parameters))
    return items


def expectations(
    density: Floats, item: ItemParameters, blueprint: Blueprint
) -> tuple[float, float]:
    """Expected probability of the reported level and expected variance, answer by answer."""
    certain = spread = 0.0
    for row in probabilities(item, PRIOR.nodes):
        chance = float(density @ row)
        after = density * row / chance
        below = density_below(PRIOR.nodes, after, blueprint.cuts, blueprint.cut_errors)
        mean = float(after @ PRIOR.nodes)
        certain += chance * float(np.diff(np.concatenate([[0.0], below, [1.0]])).max())
        spread += chance * float(after @ (PRIOR.nodes - mean) ** 2)
    return certain, spread


@pytest.mark.parametrize("errors", [(0.0,) * 5, ERRORS])
def test_the_worth_is_what_looking_at_every_answer_gives(errors: tuple[float, ...]) -> None:
    blueprint = replace(RULES, cut_errors=errors, closing_weight=1.7)
    density = np.exp(-0.5 * ((PRIOR.nodes - 0.6) / 0.4) ** 2)
    density /= density.sum()
    items = [item.parameters for item in make_items(20, 3)]
    rows = stack_rows([probabilities(item, PRIOR.nodes) for item in items])
    assert rows.shape == (20, 3, PRIOR.nodes.size)
    prices = np.linspace(-0.1, 0.3, 20)
    found = Closing.build(blueprint, PRIOR.nodes).worths(density, rows, prices)
    mean = float(density @ PRIOR.nodes)
    variance = float(density @ (PRIOR.nodes - mean) ** 2)
    for item, value, price in zip(items, found.tolist(), prices.tolist(), strict=True):
        certain, spread = expectations(density, item, blueprint)
        paid = variance**2 * price
        assert value == pytest.approx(certain - 1.7 * (spread + paid), abs=1e-12)


def test_information_takes_about_its_worth_off_the_variance() -> None:
    """What a price is carried over by: variance squared times information."""
    density = np.exp(-0.5 * (PRIOR.nodes / 0.35) ** 2)
    density /= density.sum()
    variance = float(density @ PRIOR.nodes**2)
    item = ItemParameters(Model.TWO_PL, 1.2, (0.2,))
    _, spread = expectations(density, item, RULES)
    information = float(curves(item, np.zeros(1)).information[0])
    assert variance - spread == pytest.approx(variance**2 * information, rel=0.1)


def test_the_last_question_is_the_best_of_the_most_informative() -> None:
    items = make_items(200, 5)
    engine = ExamEngine(items, RULES)
    random = np.random.default_rng(6)
    elsewhere = 0
    for seed in range(4):
        session, counts = engine.session(seed), [0] * 5
        likelihood = np.ones((5, PRIOR.nodes.size))
        while session.answered < session.length:
            item = session.next_item()
            domain = items[item].domain
            counts[domain] += 1
            if counts[domain] == RULES.per_domain:
                elsewhere += _check_last(items, likelihood, item, {a.item for a in session.history})
            category = int(random.integers(items[item].parameters.categories))
            likelihood[domain] *= probabilities(items[item].parameters, PRIOR.nodes)[category]
            session.record(item, category)
    assert elsewhere > 0  # the plain criterion would have chosen otherwise


def _check_last(items: list[CatItem], likelihood: Floats, asked: int, taken: set[int]) -> bool:
    """Compare with the definition; whether the most informative item is another one."""
    domain = items[asked].domain
    found = profile(PRIOR, likelihood)
    worth: dict[int, float] = {}
    for i, item in enumerate(items):
        if item.domain == domain and i not in taken:
            certain, spread = expectations(found.density[domain], item.parameters, RULES)
            worth[i] = certain - RULES.closing_weight * spread
    assert worth[asked] == pytest.approx(max(worth.values()), abs=1e-5)
    mean = found.mean[domain : domain + 1]
    told = {i: float(curves(items[i].parameters, mean).information[0]) for i in worth}
    return max(told, key=lambda i: told[i]) != asked


def run_batch(people: int, blueprint: Blueprint) -> tuple[Run, Bank]:
    random = np.random.default_rng(8)
    items = make_items(250, 7)
    bank = Bank.build([i.parameters for i in items], [i.domain for i in items], PRIOR.nodes)
    theta = draw_abilities(people, 5, RULES.r, random)
    answers = draw_responses(bank, theta, random.random((people, 250), np.float32))
    rules = Rules(RULES.per_domain, closing=Closing.build(blueprint, PRIOR.nodes))
    return simulate(bank, PRIOR, rules, answers, random), bank


def certainty(run: Run) -> float:
    """Mean probability of the reported level: the expected share of right levels."""
    total = 0.0
    for likelihood in run.likelihood:
        for density in profile(PRIOR, likelihood).density:
            below = density_below(PRIOR.nodes, density, RULES.cuts, RULES.cut_errors)
            total += float(np.diff(np.concatenate([[0.0], below, [1.0]])).max())
    return total / run.theta.size


def test_levels_become_surer_and_estimates_no_worse() -> None:
    (ours, _), (plain, _) = run_batch(600, RULES), run_batch(600, replace(RULES, closing_items=1))
    assert certainty(ours) > certainty(plain) + 0.001
    assert np.sqrt(ours.variance.mean()) < np.sqrt(plain.variance.mean()) + 0.001


def test_the_vectorised_walk_asks_what_the_session_asks() -> None:
    run, bank = run_batch(8, RULES)
    items = make_items(250, 7)
    engine = ExamEngine(items, RULES)
    random = np.random.default_rng(8)
    theta = draw_abilities(8, 5, RULES.r, random)
    answers = draw_responses(bank, theta, random.random((8, 250), np.float32))
    for person in range(8):
        session = engine.session(person)
        while session.answered < session.length:
            item = session.next_item()
            session.record(item, int(answers[person, item]))
        assert {a.item for a in session.history} == set(run.items[person].tolist())
