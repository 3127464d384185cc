# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The engine at a prompt: JSON in, JSON out, a page and a table."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from appliance.bank.adaptive.program import app
from appliance.bank.calibration.program import app as calibration_app
from appliance.bank.errors import OutputError
from appliance.exam.cat.errors import (
    CatError,
    HistoryError,
    ParametersError,
    RequestError,
    SittingComplete,
)
from appliance.exam.cat.models import curves
from appliance.exam.cat.multivariate import Domains, expected
from appliance.exam.cat.parameters import ItemParameters, Model

RUNNER = CliRunner()
ITEM = {"model": "2PL", "a": 1.2, "b": 0.3}


def test_an_object_is_answered_by_an_object_and_a_list_by_a_list(tmp_path: Path) -> None:
    request = {"items": [ITEM], "responses": [1], "method": "EAP"}
    one = json.loads(RUNNER.invoke(app, ["estimate"], input=json.dumps(request)).stdout)
    path = tmp_path / "requests.json"
    path.write_text(json.dumps([request, request]), encoding="utf-8")
    many = json.loads(RUNNER.invoke(app, ["estimate", str(path)]).stdout)
    assert many == [one, one]
    assert set(one) == {"theta", "se"}


def test_domains_are_estimated_together() -> None:
    prior = {"mean": [0, 0], "cov": [[1, 0.8], [0.8, 1]]}
    request = {"items": [ITEM, ITEM], "responses": [1, 0], "prior": prior, "domains": [0, 1]}
    found = json.loads(RUNNER.invoke(app, ["estimate", "-"], input=json.dumps(request)).stdout)
    assert found["theta"][0] > 0 > found["theta"][1]


def test_domains_are_estimated_on_the_nodes_and_range_that_are_asked_for() -> None:
    prior = {"mean": [0, 0], "cov": [[1, 0.8], [0.8, 1]]}
    request = {"items": [ITEM, ITEM], "responses": [1, 0], "prior": prior, "domains": [0, 1]}
    usual, fine, narrow = (
        json.loads(RUNNER.invoke(app, ["estimate"], input=json.dumps(request | more)).stdout)
        for more in ({}, {"nodes": 1201, "range": [-6, 6]}, {"range": [-1, 1]})
    )
    assert fine["theta"] == pytest.approx(usual["theta"], abs=1e-6)
    assert narrow["se"][0] < usual["se"][0]
    coarse = RUNNER.invoke(app, ["estimate"], input=json.dumps(request | {"nodes": 5}))
    assert isinstance(coarse.exception, CatError)


def test_domains_that_are_nearly_one_share_their_estimate() -> None:
    prior = {"mean": [0, 0], "cov": [[1, 0.9999], [0.9999, 1]]}
    request = {"items": [ITEM, ITEM], "responses": [1, 0], "prior": prior, "domains": [0, 1]}
    found = json.loads(RUNNER.invoke(app, ["estimate"], input=json.dumps(request)).stdout)
    alone = {"items": [ITEM, ITEM], "responses": [1, 0]}
    one = json.loads(RUNNER.invoke(app, ["estimate"], input=json.dumps(alone)).stdout)
    assert found["theta"] == pytest.approx([one["theta"]] * 2, abs=1e-3)


def test_the_next_item_is_the_most_informative() -> None:
    items = [{"model": "1PL", "b": b} for b in (-2.0, 0.1, 2.0)]
    request = {"criterion": "MFI", "items": items, "theta": 0.0}
    found = json.loads(RUNNER.invoke(app, ["next"], input=json.dumps(request)).stdout)
    assert found["next"] == 1


def test_the_next_item_over_domains_gains_most_where_least_is_known() -> None:
    known = [ItemParameters(Model.TWO_PL, 1.0 + 0.1 * n, (0.4 * n - 1.0,)) for n in range(6)]
    items = [{"model": "2PL", "a": item.a, "b": item.b[0]} for item in known]
    request = {
        "criterion": "D",
        "items": items,
        "domains": [0, 1, 2, 0, 1, 2],
        "prior": {"r": 0.65},
        "administered": [0, 4],
        "responses": [1, 0],
    }
    found = json.loads(RUNNER.invoke(app, ["next"], input=json.dumps(request)).stdout)
    covariance = np.full((3, 3), 0.65) + 0.35 * np.eye(3)
    truth = expected(Domains([known[0], known[4]], [1, 0], [0, 1], np.zeros(3), covariance))
    gains = {
        i: float(curves(known[i], truth.theta[i % 3 : i % 3 + 1]).information[0])
        * truth.covariance[i % 3, i % 3]
        for i in (1, 2, 3, 5)
    }
    best = max(gains, key=lambda i: gains[i])
    assert (found["next"], found["domain"]) == (best, best % 3)
    assert found["value"] == pytest.approx(gains[best], abs=1e-4)
    assert found["theta"] == pytest.approx(truth.theta.tolist(), abs=1e-4)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"prior": {"r": 1.0}}, RequestError),
        ({"domains": []}, RequestError),
        ({"theta": 0.0}, RequestError),
        ({"administered": [7], "responses": [1]}, HistoryError),
        ({"administered": [0], "responses": [1]}, SittingComplete),
    ],
)
def test_bad_requests_over_domains_are_refused(
    change: dict[str, object], error: type[CatError]
) -> None:
    request = {"criterion": "D", "items": [ITEM], "domains": [0], **change}
    result = RUNNER.invoke(app, ["next"], input=json.dumps(request))
    assert isinstance(result.exception, error)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{", RequestError),
        ("3", RequestError),
        ('{"items": []}', RequestError),
        ('{"items": [], "responses": [], "surprise": 1}', RequestError),
        ('{"items": [{"b": 0}], "responses": [1], "method": "MAD"}', RequestError),
        ('{"items": [{"b": 0, "a": -1}], "responses": [1]}', ParametersError),
        ('{"items": [{"b": 0}], "responses": [2]}', CatError),
        ('{"items": [{"b": 0}], "responses": [1], "nodes": 1}', RequestError),
        ('{"items": [{"b": 0}], "responses": [1], "nodes": 100000000}', RequestError),
        ('{"items": [{"b": 0}], "responses": [1], "range": [-1e300, 1e300]}', RequestError),
        ('{"items": [{"b": 0}], "responses": [1], "prior": {"mean": 50}}', RequestError),
        ('{"items": [{"b": 0}], "responses": [1], "prior": {"sd": 1e-300}}', RequestError),
        ('{"items": [{"b": 0}], "responses": [NaN]}', RequestError),
        ('{"items": [{"b": NaN}], "responses": [1]}', RequestError),
        ('{"items": [{"b": 1e300}], "responses": [1]}', RequestError),
        ('{"items": [{"b": 1' + "0" * 400 + '}], "responses": [1]}', RequestError),
        ('{"items": [], "responses": [' + "1" * 5000 + "]}", RequestError),
        ('{"items": [{"b": 0}], "items": [], "responses": []}', RequestError),
        ('{"items": [{"b": 0}, {"b": 1}], "responses": [1, 0], "domains": [0, 1]}', RequestError),
        ('{"items": [], "responses": [], "method": "ML"}', RequestError),
        ("[" * 100_000, RequestError),
    ],
)
def test_bad_requests_are_refused(text: str, error: type[CatError]) -> None:
    result = RUNNER.invoke(app, ["estimate"], input=text)
    assert isinstance(result.exception, error)
    assert result.exception.advice == RequestError.advice  # not that of a station's journal


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"items": []}, RequestError),
        ({"criterion": "best"}, RequestError),
        ({"administered": [0, 0], "responses": [1, 1]}, HistoryError),
        ({"administered": [0], "responses": []}, HistoryError),
        ({"administered": [0, 1], "responses": [1, 1]}, SittingComplete),
    ],
)
def test_bad_requests_for_the_next_item_are_refused(
    change: dict[str, object], error: type[CatError]
) -> None:
    request = {"criterion": "MFI", "items": [ITEM, ITEM], "theta": 0.0, **change}
    result = RUNNER.invoke(app, ["next"], input=json.dumps(request))
    assert isinstance(result.exception, error)


def test_answers_that_tell_nothing_have_no_standard_error() -> None:
    request = {"items": [{"model": "2PL", "b": 5000}], "responses": [1], "method": "ML"}
    found = json.loads(RUNNER.invoke(app, ["estimate"], input=json.dumps(request)).stdout)
    assert found["se"] is None


def test_an_answer_that_cannot_be_given_has_no_variance() -> None:
    items = [{"model": "2PL", "a": 1000, "b": 500}]
    request = {"criterion": "MEPV", "items": items, "theta": 0}
    found = json.loads(RUNNER.invoke(app, ["next"], input=json.dumps(request)).stdout)
    assert found["value"] == pytest.approx(1.0, abs=0.01)


def test_a_simulation_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    source, taken = tmp_path / "bank.json", tmp_path / "taken"
    source.write_text(json.dumps({"items": [ITEM] * 12}), encoding="utf-8")
    taken.write_text("a file", encoding="utf-8")
    options = ["--sittings", "2", "--cap", "1", "--out", str(taken / "out")]
    result = RUNNER.invoke(app, ["simulate", str(source), *options])
    assert isinstance(result.exception, OutputError)


@pytest.mark.parametrize(
    ("bank", "options"),
    [
        ({"items": []}, []),
        ({"items": [ITEM] * 12, "domains": [0] * 11 + [10**12]}, []),
        ({"items": [ITEM] * 12, "domains": [0] * 11 + [True]}, []),
        ({"items": [ITEM] * 12}, ["--per-domain", "13", "--cap", "1"]),
        ({"items": [ITEM] * 12}, ["--cap", "0.5"]),
    ],
)
def test_a_simulation_that_cannot_be_seated_is_refused(
    tmp_path: Path, bank: dict[str, object], options: list[str]
) -> None:
    source = tmp_path / "bank.json"
    source.write_text(json.dumps(bank), encoding="utf-8")
    result = RUNNER.invoke(app, ["simulate", str(source), "--sittings", "2", *options])
    assert isinstance(result.exception, CatError)


def test_a_simulation_writes_a_page_that_needs_nothing_else(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    bank = {
        "items": [{"model": "2PL", "a": 1.2, "b": b} for b in random.normal(size=60).tolist()],
        "domains": [i % 2 for i in range(60)],
    }
    source = tmp_path / "bank.json"
    source.write_text(json.dumps(bank), encoding="utf-8")
    options = ["--sittings", "60", "--cap", "1", "--out", str(tmp_path / "out"), "--json"]
    result = RUNNER.invoke(app, ["simulate", str(source), *options])
    assert result.exception is None
    assert json.loads(result.stdout)["length"] == 20
    page = (tmp_path / "out/simulation.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 3
    assert "http" not in page


def test_a_table_of_responses_is_calibrated(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    theta = random.normal(size=300)
    rows = ["candidate,a,b,c"]
    for number, ability in enumerate(theta):
        chances = 1 / (1 + np.exp(np.array([-0.5, 0.0, 0.5]) - ability))
        cells = [str(int(value)) for value in random.random(3) < chances]
        rows.append(f"p{number},{cells[0]},{cells[1]},{cells[2] if number % 2 else ''}")
    table = tmp_path / "responses.csv"
    table.write_text("\n".join(rows), encoding="utf-8")
    result = RUNNER.invoke(calibration_app, [str(table), "--json"])
    assert result.exception is None
    report = json.loads(result.stdout)
    locations = [item["parameters"]["b"][0] for item in report["items"]]
    assert locations[0] < locations[2]
    assert report["items"][2]["flags"] == ["few responses"]


@pytest.mark.parametrize(
    "text", ["", "candidate,a\n", "candidate,a\np,1,2\n", "candidate,a\np,x\n"]
)
def test_a_bad_table_is_refused(tmp_path: Path, text: str) -> None:
    table = tmp_path / "responses.csv"
    table.write_text(text, encoding="utf-8")
    result = RUNNER.invoke(calibration_app, [str(table)])
    assert isinstance(result.exception, RequestError)


def test_what_cannot_be_a_request_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / "deep.json"
    deep.write_text("[" * 100_000)
    assert isinstance(RUNNER.invoke(app, ["simulate", str(deep)]).exception, RequestError)
    endless = RUNNER.invoke(app, ["estimate", "/dev/zero"]).exception
    assert isinstance(endless, RequestError)
    assert "more than 64 MiB" in str(endless)
    monkeypatch.setattr("sys.stdin", None)  # as after `<&-`
    with pytest.raises(RequestError, match="standard input is closed"):
        app(["estimate"], standalone_mode=False)
