# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Honest candidates on the sample bank: what the report promises about itself holds."""

import numpy as np
import pytest

from appliance.bank.adaptive.sources import content_of
from appliance.bank.bank import load_bank
from appliance.bank.build import SAMPLE
from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.classification import classify, normal_below
from appliance.exam.cat.engine import ExamEngine
from appliance.exam.cat.rehearsal import Rehearsal, every_level, rehearse

CUTS = Blueprint().cuts


@pytest.fixture(scope="module")
def honest() -> Rehearsal:
    content = content_of(load_bank(SAMPLE))
    truth = every_level(content.blueprint, 160, np.random.default_rng(12))
    return rehearse(ExamEngine(content.items, content.blueprint), truth, 4000)


def test_few_honest_sittings_look_as_if_they_were_not(honest: Rehearsal) -> None:
    seen = np.mean([report.fit.unexpected_run for report in honest.reports])
    assert 0.0 < seen < 0.11  # 5 %, and three standard errors


def test_the_expected_accuracy_is_the_share_of_right_levels(honest: Rehearsal) -> None:
    results = [list(report.domains.values()) for report in honest.reports]
    given = np.array([[result.level for result in row] for row in results])
    promised = np.mean([result.accuracy for row in results for result in row])
    right = (given == np.searchsorted(CUTS, honest.truth, "right") + 1).mean()
    assert promised == pytest.approx(right, abs=0.06)


def test_accuracy_and_consistency_are_those_of_repeated_measuring() -> None:
    random = np.random.default_rng(3)
    errors = (0.1, 0.0, 0.2, 0.0, 0.1)
    below = normal_below(CUTS, 0.1, 0.4, errors)
    made = classify(0.1, 0.4, below, CUTS, errors)
    cuts = np.array(CUTS) + random.normal(size=(2, 40_000, 5)) * np.array(errors)
    measured = random.normal(0.1, 0.4, size=(2, 40_000, 1))
    levels = (measured >= cuts).sum(2) + 1
    assert made.level == 4
    assert made.accuracy == pytest.approx((levels[0] == 4).mean(), abs=0.01)
    assert made.consistency == pytest.approx((levels[0] == levels[1]).mean(), abs=0.01)


def test_an_uncertain_cut_makes_the_level_less_sure() -> None:
    sure, unsure = (
        classify(0.3, 0.2, normal_below(CUTS, 0.3, 0.2, errors), CUTS, errors)
        for errors in ((0.0,) * 5, (0.3,) * 5)
    )
    assert sure.level == unsure.level
    assert sure.accuracy > unsure.accuracy
    assert max(sure.probabilities) > max(unsure.probabilities)
