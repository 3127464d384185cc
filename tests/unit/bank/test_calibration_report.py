# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Domains are calibrated together; misfit and drift are told from chance."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from appliance.bank.calibration.fitting import MISSING, Calibration, Settings, calibrate
from appliance.bank.calibration.item_fit import adjusted, survival
from appliance.bank.calibration.page import page
from appliance.bank.calibration.report import Column, describe, location
from appliance.exam.cat.models import probabilities
from appliance.exam.cat.parameters import ItemParameters, Model, Provenance

DOMAINS, EACH, PERSONS, R = 3, 12, 1200, 0.6
DRIFTED, MISFIT, IDLE = 4, 17, 30
MEAN, SD = 0.4, 1.2


DOMAIN_OF = [item // EACH for item in range(DOMAINS * EACH)]
BRIEF = Settings(cycles=8)


@cache
def bank() -> tuple[ItemParameters, ...]:
    """Calibrated items in turn of three models."""
    random = np.random.default_rng(11)
    items: list[ItemParameters] = []
    for number in range(DOMAINS * EACH):
        a, b = float(random.uniform(0.9, 1.8)), float(random.normal())
        plain = ItemParameters(Model.TWO_PL, a, (b,), provenance=Provenance.CALIBRATED)
        guessed = replace(plain, model=Model.THREE_PL, c=0.2)
        graded = replace(plain, model=Model.GPCM, b=(b - 0.4, b + 0.4))
        items.append((plain, guessed, graded)[number % 3])
    return tuple(items)


@cache
def responses() -> NDArray[np.int8]:
    """Two thirds of the bank for everyone, from candidates abler than the bank's first ones."""
    random = np.random.default_rng(12)
    common = random.normal(size=(PERSONS, 1))
    theta = MEAN + SD * (R**0.5 * common + (1 - R) ** 0.5 * random.normal(size=(PERSONS, DOMAINS)))
    columns: list[NDArray[np.int8]] = []
    for number, item in enumerate(bank()):
        shift = 1.0 if number == DRIFTED else 0.0
        curves = probabilities(item, theta[:, DOMAIN_OF[number]] - shift)
        if number == MISFIT:  # the ablest fall into a trap
            curves = np.where(theta[:, DOMAIN_OF[number]] > 1.0, curves[::-1], curves)
        drawn = (random.random(PERSONS) > np.cumsum(curves, axis=0)[:-1]).sum(0)
        columns.append(drawn.astype(np.int8))
    table = np.stack(columns, axis=1)
    table[random.random(table.shape) < 1 / 3] = MISSING
    table[:, IDLE] = MISSING
    return table


@cache
def fitted() -> Calibration:
    return calibrate(responses(), bank(), DOMAIN_OF)


@cache
def report() -> dict[str, object]:
    columns = [
        Column(f"<item {i}>", f"domain {DOMAIN_OF[i]}", item) for i, item in enumerate(bank())
    ]
    return describe(columns, fitted())


def entries() -> list[dict[str, object]]:
    found = report()["items"]
    assert isinstance(found, list)
    return found


def test_the_correlation_of_domains_is_estimated_with_the_items() -> None:
    assert fitted().converged
    assert fitted().correlation == pytest.approx(R, abs=0.06)


def test_each_domain_is_linked_to_its_old_scale() -> None:
    links = report()["links"]
    assert isinstance(links, dict)
    for scale in links.values():
        assert scale["slope"] == pytest.approx(SD, abs=0.15)
        assert scale["intercept"] == pytest.approx(MEAN, abs=0.2)


def test_only_the_drifted_item_has_drifted_and_only_the_odd_one_misfits() -> None:
    flags = {place: entry["flags"] for place, entry in enumerate(entries()) if entry["flags"]}
    odd = flags.pop(MISFIT)
    assert isinstance(odd, list) and "misfit" in odd
    assert flags == {DRIFTED: ["drift"], IDLE: ["never asked"]}


def test_an_item_that_nobody_met_keeps_its_parameters() -> None:
    assert fitted().items[IDLE].parameters == bank()[IDLE]
    assert entries()[IDLE]["observed"] == []


def test_fit_of_good_items_is_not_called_unlikely() -> None:
    chances = [item.fit.p for i, item in enumerate(fitted().items) if i not in {MISFIT, IDLE}]
    assert sum(p is not None and p < 0.05 for p in chances) <= 3
    assert fitted().items[IDLE].fit.p is None


def test_who_stands_first_in_the_table_does_not_decide_on_fit() -> None:
    table = responses()
    by_score = np.argsort(np.where(table == MISSING, 0, table).sum(1), kind="stable")
    sorted_fit = calibrate(table[by_score], bank(), DOMAIN_OF, settings=BRIEF)
    chances = [item.fit.p for i, item in enumerate(sorted_fit.items) if i not in {MISFIT, IDLE}]
    assert sum(p is not None and p < 0.05 for p in chances) <= 3


def test_the_page_shows_the_suspects_and_escapes_their_names() -> None:
    text = page(report(), "Calibration & drift")
    assert text.count("<svg") == 3  # the drift of all, and a curve for each suspect
    assert "&lt;item 4&gt;: drift" in text
    assert "&lt;item 17&gt;: misfit" in text
    assert "<item" not in text
    assert "<title>Calibration &amp; drift</title>" in text


def test_probabilities_are_those_of_the_chi_squared_distribution() -> None:
    for statistic, freedom, p in ((5.991, 2, 0.05), (15.507, 8, 0.05), (20.090, 8, 0.01)):
        assert survival(statistic, freedom) == pytest.approx(p, abs=0.002)


def test_false_discoveries_are_controlled_over_the_whole_bank() -> None:
    assert adjusted([0.01, None, 0.02, 0.9]) == pytest.approx([0.03, None, 0.03, 0.9])
    assert adjusted([]) == []


def test_location_is_the_mean_of_the_steps() -> None:
    assert location(ItemParameters(Model.GPCM, 1.0, (-1.0, 0.0, 4.0))) == 1.0
