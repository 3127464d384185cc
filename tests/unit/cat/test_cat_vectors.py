# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Conformance with independent vectors: catR for one ability, mirt for several."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from appliance.exam.cat.criteria import Criterion, Situation, choose
from appliance.exam.cat.estimation import Method, Normal, estimate
from appliance.exam.cat.models import curves
from appliance.exam.cat.multivariate import Domains, expected, modal
from appliance.exam.cat.parameters import ItemParameters, Model

Locate = Callable[[str], Path]
METHODS = {name: Method(name) for name in ("EAP", "MAP", "ML", "WL")} | {
    "BM": Method.MAP,
    "WLE": Method.WL,
}


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def read_item(model: Model, entry: dict[str, Any]) -> ItemParameters:
    b = entry["b"] if "b" in entry else entry["thresholds"]
    return ItemParameters(
        model, entry["a"], tuple(listed(b)), entry.get("c", 0.0), entry.get("d", 1.0)
    )


@pytest.fixture(scope="module")
def cases(shared_data: Locate) -> list[dict[str, Any]]:
    return json.loads(shared_data("vectors/cat/theta.json").read_text())["cases"]


@pytest.fixture(scope="module")
def mixed(shared_data: Locate) -> dict[str, Any]:
    return json.loads(shared_data("vectors/cat/mixed_and_2d.json").read_text())


def test_every_estimate_of_one_ability(cases: list[dict[str, Any]]) -> None:
    off: list[str] = []
    for case in cases:
        items = [read_item(Model(case["model"]), entry) for entry in listed(case["items"])]
        prior = Normal(case["prior_mean"], case["prior_sd"])
        for name, wanted in case["estimates"].items():
            found = estimate(items, listed(case["responses"]), METHODS[name], prior)
            limit = 1e-6 if name == "EAP" else 1e-4
            error = max(abs(found.theta - wanted["theta"]), abs(found.se - wanted["se"]))
            if not error <= limit:
                off.append(f"{case['id']} {name} {found} {wanted}")
    assert off == []


def test_every_information_and_probability(cases: list[dict[str, Any]]) -> None:
    for case in cases:
        entries = listed(case["items"])
        grid = np.array(case["theta_grid"])
        shapes = [curves(read_item(Model(case["model"]), entry), grid) for entry in entries]
        for place in range(grid.size):
            found = [float(shape.information[place]) for shape in shapes]
            assert found == pytest.approx(listed(case["item_information"][place]), abs=1e-9)
            for number, chances in enumerate(listed(case["probabilities"][place])):
                shape = shapes[number].p[:, place]
                one = shape[1:] if len(listed(chances)) == 1 else shape
                assert one == pytest.approx(listed(chances), abs=1e-9)


def test_mixed_graded_and_partial_credit_items(mixed: dict[str, Any]) -> None:
    data = mixed["unipoly"]
    items = [
        ItemParameters(Model(m), a, tuple(listed(b)))
        for m, a, b in zip(data["models"], data["a"], data["thresholds"], strict=True)
    ]
    for name, rows in data["estimates"].items():
        limit = 1e-6 if name == "EAP" else 1e-4
        for responses, (theta, _) in zip(data["responses"], rows, strict=True):
            assert estimate(items, responses, METHODS[name]).theta == pytest.approx(
                theta, abs=limit
            ), name
    grid = np.array(data["theta_grid"])
    found = [curves(item, grid).information.tolist() for item in items]
    assert np.allclose(found, data["item_information"], atol=1e-9)


def test_two_correlated_domains(mixed: dict[str, Any]) -> None:
    data = mixed["mirt2"]
    items = [
        ItemParameters(Model.THREE_PL, a, (b,), c)
        for a, b, c in zip(data["a"], data["b"], data["c"], strict=True)
    ]
    covariance = np.array([[1.0, data["r"]], [data["r"], 1.0]])
    for number, responses in enumerate(data["responses"]):
        answers = Domains(items, responses, data["domain"], np.zeros(2), covariance)
        mean, mode = expected(answers), modal(answers)
        assert [*mean.theta, *mean.se] == pytest.approx(data["EAP"][number], abs=1e-6)
        assert [*mode.theta, *mode.se] == pytest.approx(data["MAP"][number], abs=1e-4)


def test_every_next_item(shared_data: Locate) -> None:
    vectors = json.loads(shared_data("vectors/cat/next_item.json").read_text())
    off: list[str] = []
    for case in vectors:
        bank = np.load(shared_data(f"vectors/cat/{case['bank']}"))
        items = [
            ItemParameters(Model.THREE_PL, float(a), (float(b),), float(c))
            for a, b, c in zip(bank["a"], bank["b"], bank["c"], strict=True)
        ][: case["first_n"]]
        situation = Situation(items, case["theta"], case["administered0"], case["responses"])
        found = choose(Criterion(case["criterion"]), situation)
        if found.item != case["next0"] or abs(found.value - case["value"]) > 1e-4:
            off.append(f"{case['criterion']} {found} {case['next0']} {case['value']}")
    assert off == []
