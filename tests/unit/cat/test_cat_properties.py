# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What holds for every bank, blueprint, seed and candidate.

The examples are derived from each test's own text: every run on every machine tries the same.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.draws import uniform, uniforms
from appliance.exam.cat.engine import CatItem, ExamEngine, ExamSession
from appliance.exam.cat.latent import FactorPosterior, FactorPrior, profile
from appliance.exam.cat.report import ExamReport, compile_report
from sync.protocol.canonical import decode, encode
from tests.unit.cat.banks import make_bank

REPEATABLE = settings(derandomize=True, deadline=None, max_examples=50)
TRIALS, CEILING = 4, 100_000
SIZES = st.sampled_from((13, 18, 40))
SEEDS = st.integers(min_value=0, max_value=2**63 - 1)
ANSWERS = st.lists(st.integers(0, 2), min_size=50 + TRIALS, max_size=50 + TRIALS)
BLUEPRINTS = st.builds(
    Blueprint,
    level_maximum=st.sampled_from((2, 4, 6, 10)),
    testlet_maximum=st.integers(1, 4),
    randomesque=st.sampled_from((1, 3, 40)),
    closing_items=st.sampled_from((1, 2, 24)),
    guard=st.sampled_from((0.0, 0.75)),
    pretest_slots=st.integers(0, TRIALS),
    eligibility=st.sampled_from(
        ({}, {"0-3": 0.1, "4-2": 0.0}, {f"{d}-{n}": 0.3 for d in range(5) for n in range(13)})
    ),
)


@cache
def bank_of(size: int) -> tuple[CatItem, ...]:
    """A bank of this size with items to try out."""
    items = make_bank(size, seed=size)
    trials = [replace(item, id=f"trial {item.id}", pretest=True) for item in items[::size]]
    return (*items, *(replace(item, testlet=None, enemies=frozenset()) for item in trials))


def sit_through(engine: ExamEngine, seed: int, answers: list[int]) -> ExamSession:
    session = engine.session(seed)
    for answer in answers[: session.length]:
        item = session.next_item()
        session.record(item, min(answer, engine.pool.items[item].parameters.categories - 1))
    return session


def carried(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    """What another machine reads from the bytes of these claims."""
    read = decode(encode(dict(claims)), ceiling=CEILING)
    assert isinstance(read, dict)
    return {str(key): value for key, value in read.items()}


@REPEATABLE
@given(size=SIZES, blueprint=BLUEPRINTS, seed=SEEDS, answers=ANSWERS)
def test_quotas_hold_no_item_comes_twice_and_passages_stay_whole(
    size: int, blueprint: Blueprint, seed: int, answers: list[int]
) -> None:
    session = sit_through(ExamEngine(bank_of(size), blueprint), seed, answers)
    asked = [bank_of(size)[entry.item] for entry in session.history]
    scored = [item for item in asked if not item.pretest]
    assert len({item.id for item in asked}) == len(asked) == 50 + blueprint.pretest_slots
    assert Counter(item.domain for item in scored) == dict.fromkeys(range(5), 10)
    assert len({item.type for item in scored}) == 7
    names = {item.id for item in asked}
    assert not any(item.enemies & names for item in asked)
    passages = groupby(item.testlet for item in asked)
    runs = [(name, len(list(group))) for name, group in passages if name is not None]
    if size > 13:  # the smallest bank may have to come back to a passage as its last resort
        assert len({name for name, _ in runs}) == len(runs)
        assert all(count <= blueprint.testlet_maximum for _, count in runs)


@REPEATABLE
@given(blueprint=BLUEPRINTS, seed=SEEDS, answers=ANSWERS)
def test_a_large_bank_keeps_the_spread_over_types_and_levels(
    blueprint: Blueprint, seed: int, answers: list[int]
) -> None:
    free = replace(blueprint, eligibility={}, level_maximum=max(blueprint.level_maximum, 4))
    session = sit_through(ExamEngine(bank_of(40), free), seed, answers)
    asked = [bank_of(40)[entry.item] for entry in session.history]
    counts = Counter((item.domain, item.level) for item in asked if not item.pretest)
    assert max(counts.values()) <= free.level_maximum + free.testlet_maximum - 1
    kinds = Counter((item.domain, item.type) for item in asked if not item.pretest)
    for domain, share in enumerate((2.5, 2.5, 10 / 3, 5.0)):
        most = max(count for (owner, _), count in kinds.items() if owner == domain)
        assert most <= np.ceil(1.5 * share) + free.testlet_maximum - 1


@REPEATABLE
@given(size=SIZES, blueprint=BLUEPRINTS, seed=SEEDS, answers=ANSWERS, stop=st.integers(0, 50))
def test_selection_is_a_pure_function_of_pack_and_journal(
    size: int, blueprint: Blueprint, seed: int, answers: list[int], stop: int
) -> None:
    """Another process rebuilds everything from the pack's bytes and the answers so far."""
    session = sit_through(ExamEngine(bank_of(size), blueprint), seed, answers)
    frozen = Blueprint.from_claims(carried(blueprint.to_claims()))
    assert frozen == blueprint
    rebuilt = ExamEngine(bank_of(size), frozen)
    again = rebuilt.session(seed)
    for place, entry in enumerate(session.history):
        assert again.next_item() == again.next_item() == entry.item
        if place == stop:  # a kill: a third session is made from the journal alone
            resumed = rebuilt.session(seed)
            for known in session.history[:stop]:
                resumed.record(known.item, known.category, known.response_s)
            assert resumed.next_item() == entry.item
        again.record(entry.item, entry.category, entry.response_s)
    assert again.report() == session.report()


@REPEATABLE
@given(size=SIZES, blueprint=BLUEPRINTS, seed=SEEDS, answers=ANSWERS, times=st.floats(0.5, 90))
def test_rescoring_equals_scoring_and_trials_count_for_nothing(
    size: int, blueprint: Blueprint, seed: int, answers: list[int], times: float
) -> None:
    session = sit_through(ExamEngine(bank_of(size), blueprint), seed, answers)
    journal = [(entry.item, entry.category, times) for entry in session.history]
    report = compile_report(bank_of(size), blueprint, journal)
    assert ExamReport.from_claims(carried(report.to_claims())) == report
    assert report.agrees(session.report())
    scored = [entry for entry in journal if not bank_of(size)[entry[0]].pretest]
    other = [(i, 0 if bank_of(size)[i].pretest else category, t) for i, category, t in journal]
    assert compile_report(bank_of(size), blueprint, scored) == report
    assert compile_report(bank_of(size), blueprint, other) == report


@REPEATABLE
@given(seed=SEEDS, stream=st.integers(0, 9))
def test_draws_are_the_same_one_by_one_and_at_once(seed: int, stream: int) -> None:
    at_once = uniforms(seed, stream, 5).tolist()
    assert at_once == [uniform(seed, stream, n) for n in range(5)]
    assert all(0.0 <= value < 1.0 for value in at_once)


@REPEATABLE
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
    marginals = np.stack([running.marginal(domain) for domain in range(5)])
    assert np.allclose(whole.density, marginals, atol=1e-9)
    assert np.linalg.eigvalsh(whole.covariance).min() > 0
