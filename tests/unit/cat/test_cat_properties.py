# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What holds for every bank, seed and candidate."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.draws import uniform, uniforms
from appliance.exam.cat.engine import ExamEngine
from appliance.exam.cat.latent import FactorPosterior, FactorPrior, profile
from tests.unit.cat.banks import make_bank

ENGINES = {
    size: ExamEngine(make_bank(size, seed=size), Blueprint(eligibility={"0-3": 0.1, "4-2": 0.0}))
    for size in (13, 18, 40)
}
SEEDS = st.integers(min_value=0, max_value=2**63 - 1)
ANSWERS = st.lists(st.integers(0, 2), min_size=50, max_size=50)


@settings(max_examples=40, deadline=None)
@given(size=st.sampled_from(sorted(ENGINES)), seed=SEEDS, answers=ANSWERS)
def test_quotas_hold_and_no_item_comes_twice(size: int, seed: int, answers: list[int]) -> None:
    engine = ENGINES[size]
    session = engine.session(seed)
    for answer in answers:
        item = session.next_item()
        session.record(item, min(answer, engine.pool.items[item].parameters.categories - 1))
    asked = [engine.pool.items[entry.item] for entry in session.history]
    assert len({item.id for item in asked}) == 50
    assert Counter(item.domain for item in asked) == dict.fromkeys(range(5), 10)
    assert len({item.type for item in asked}) == 7
    names = {item.id for item in asked}
    assert not any(item.enemies & names for item in asked)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, answers=ANSWERS)
def test_selection_is_a_pure_function_of_seed_and_history(seed: int, answers: list[int]) -> None:
    bank = make_bank(18, seed=3)
    first, second = (ExamEngine(bank, Blueprint()).session(seed) for _ in range(2))
    for answer in answers:
        item = first.next_item()
        assert first.next_item() == item
        category = min(answer, bank[item].parameters.categories - 1)
        first.record(item, category)
        second.record(item, category)
    assert first.report() == second.report()


@given(seed=SEEDS, stream=st.integers(0, 9))
def test_draws_are_the_same_one_by_one_and_at_once(seed: int, stream: int) -> None:
    at_once = uniforms(seed, stream, 5).tolist()
    assert at_once == [uniform(seed, stream, n) for n in range(5)]
    assert all(0.0 <= value < 1.0 for value in at_once)


@settings(deadline=None)
@given(
    r=st.floats(0.0, 0.95),
    guard=st.sampled_from((0.0, 0.8)),
    data=st.lists(st.tuples(st.integers(0, 4), st.floats(-2, 2)), max_size=20),
)
def test_the_running_posterior_is_the_posterior_of_the_report(
    r: float, guard: float, data: list[tuple[int, float]]
) -> None:
    prior = FactorPrior.build(r, guard)
    running = FactorPosterior(prior, 5)
    for domain, b in data:
        running.update(domain, 1.0 / (1.0 + np.exp(b - prior.nodes)))
    whole = profile(prior, running.likelihood)
    assert np.allclose(whole.mean, running.mean, atol=1e-9)
    assert np.allclose(np.diag(whole.covariance), running.variance, atol=1e-9)
    assert np.linalg.eigvalsh(whole.covariance).min() > 0
