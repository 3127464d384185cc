# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The JSON requests of ``escale cat estimate`` and ``escale cat next``.

Owns how JSON becomes typed input of the adaptive engine, and its results JSON again.
Must not read files. Stands on ``appliance.exam.cat``.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import numpy as np

from appliance.exam.cat.criteria import Criterion, Situation, choose
from appliance.exam.cat.d_optimal import choose_d_optimal
from appliance.exam.cat.errors import CatError, ParametersError, RequestError
from appliance.exam.cat.estimation import Method, Normal, Span, estimate
from appliance.exam.cat.latent import FactorPrior
from appliance.exam.cat.multivariate import Domains, expected, modal
from appliance.exam.cat.parameters import ItemParameters, Model, as_number

Json = Mapping[str, Any]
MOST_NODES = 20_001

_ITEM = {"model", "a", "b", "c", "d"}
_ESTIMATE = {"items", "responses", "method", "prior", "domains", "nodes", "range"}
_NEXT = {"criterion", "items", "theta", "administered", "responses"}
_NEXT_DOMAIN = {"criterion", "items", "domains", "prior", "administered", "responses"}
_D_OPTIMAL = "D"


def answer(text: str, solve: Callable[[Json], dict[str, Any]]) -> str:
    """Solve one JSON object, or every object of an array, in the same form.

    Raises:
        RequestError: The text is not JSON of this shape; in an array the place is named.
    """
    try:
        request = json.loads(text)
    except json.JSONDecodeError as error:
        raise RequestError(f"the input is not JSON: {error}") from error
    if not isinstance(request, list):
        return json.dumps(solve(_as_object(request)))
    solved: list[dict[str, Any]] = []
    for place, entry in enumerate(cast("list[Any]", request)):
        try:
            solved.append(solve(_as_object(entry)))
        except CatError as error:
            raise type(error)(f"request {place}: {error}", advice=error.advice) from error
    return json.dumps(solved)


def solve_estimate(request: Json) -> dict[str, Any]:
    """One ability, or one per domain where the prior is a covariance.

    Raises:
        RequestError: The request is not of its documented shape.
    """
    _check_keys(request, _ESTIMATE, {"items", "responses"})
    items, responses = read_items(request["items"]), _indices(request["responses"], "responses")
    method = _member(Method, request.get("method", "EAP"), "method")
    span = _span(request)
    prior = _as_object(request.get("prior", {}))
    _check_keys(prior, {"mean", "sd", "cov"}, set())
    if "cov" in prior:
        return _solve_domains(request, items, responses, method)
    normal = Normal(_number(prior.get("mean", 0.0), "mean"), _number(prior.get("sd", 1.0), "sd"))
    if normal.sd <= 0:
        raise RequestError("sd must be positive")
    found = estimate(items, responses, method, normal, span)
    return {"theta": found.theta, "se": found.se}


def solve_next(request: Json) -> dict[str, Any]:
    """The best next item of a bank.

    Raises:
        RequestError: The request is not of its documented shape.
        SittingComplete: Every item was administered.
    """
    if request.get("criterion") == _D_OPTIMAL:
        return _solve_next_domain(request)
    _check_keys(request, _NEXT, {"criterion", "items", "theta"})
    situation = Situation(
        read_items(request["items"]),
        _number(request["theta"], "theta"),
        _indices(request.get("administered", []), "administered"),
        _indices(request.get("responses", []), "responses"),
    )
    found = choose(_member(Criterion, request["criterion"], "criterion"), situation)
    return {"next": found.item, "value": found.value}


def read_items(value: Any) -> list[ItemParameters]:
    """Item parameters from their JSON.

    Raises:
        RequestError: The list, or one of its items, is not of its documented shape.
    """
    return [_read_item(entry, place) for place, entry in enumerate(_list(value, "items"))]


def _read_item(value: Any, place: int) -> ItemParameters:
    entry = _as_object(value)
    _check_keys(entry, _ITEM, {"b"})
    try:
        steps = entry["b"] if isinstance(entry["b"], list) else [entry["b"]]
        return ItemParameters(
            _member(Model, entry.get("model", "3PL"), "model"),
            as_number(entry.get("a", 1.0), "a"),
            tuple(as_number(step, "b") for step in cast("list[Any]", steps)),
            as_number(entry.get("c", 0.0), "c"),
            as_number(entry.get("d", 1.0), "d"),
        )
    except ParametersError as error:
        raise ParametersError(f"item {place}: {error}") from error


def _solve_next_domain(request: Json) -> dict[str, Any]:
    """The exam's own criterion: the posterior of all domains comes from the answers."""
    _check_keys(request, _NEXT_DOMAIN, {"criterion", "items", "domains"})
    items, domains = read_items(request["items"]), _indices(request["domains"], "domains")
    if len(domains) != len(items) or min(domains, default=0) < 0:
        raise RequestError("domains must give every item a whole number from 0")
    taken = _indices(request.get("administered", []), "administered")
    responses = _indices(request.get("responses", []), "responses")
    prior = _as_object(request.get("prior", {}))
    _check_keys(prior, {"r", "guard"}, set())
    shares = [_number(prior.get(name, 0.0), name) for name in ("r", "guard")]
    if not all(0.0 <= share < 1.0 for share in shares):
        raise RequestError("r and guard must lie in [0, 1)")
    found = choose_d_optimal(FactorPrior.build(*shares), items, domains, taken, responses)
    return {
        "next": found.item,
        "value": found.value,
        "domain": domains[found.item],
        "theta": list(found.theta),
    }


def _solve_domains(
    request: Json, items: Sequence[ItemParameters], responses: Sequence[int], method: Method
) -> dict[str, Any]:
    covariance = [
        [_number(entry, "cov") for entry in _list(row, "cov")]
        for row in _list(request["prior"]["cov"], "cov")
    ]
    count = len(covariance)
    if count == 0 or any(len(row) != count for row in covariance):
        raise RequestError("cov must be a square matrix")
    means = _list(request["prior"].get("mean", [0.0] * count), "mean")
    if len(means) != count:
        raise RequestError("mean and cov must have the same size")
    domain = _indices(request.get("domains", [0] * len(items)), "domains")
    mean = np.array([_number(entry, "mean") for entry in means])
    data = Domains(items, responses, domain, mean, np.array(covariance))
    if method not in {Method.EAP, Method.MAP}:
        raise RequestError("several domains are estimated by EAP or MAP")
    found = expected(data) if method is Method.EAP else modal(data)
    return {
        "theta": found.theta.tolist(),
        "se": found.se.tolist(),
        "cov": found.covariance.tolist(),
    }


def _span(request: Json) -> Span:
    ends = [_number(end, "range") for end in _list(request.get("range", [-6, 6]), "range")]
    nodes = request.get("nodes", 1201)
    if not isinstance(nodes, int) or isinstance(nodes, bool) or not 3 <= nodes <= MOST_NODES:
        raise RequestError(f"nodes must be a whole number from 3 to {MOST_NODES}")
    if len(ends) != 2 or ends[0] >= ends[1]:
        raise RequestError("range must be two increasing numbers")
    return Span(ends[0], ends[1], nodes)


def _as_object(value: Any) -> Json:
    if not isinstance(value, dict):
        raise RequestError("a request must be a JSON object")
    return cast("Json", value)


def _check_keys(value: Json, allowed: set[str], required: set[str]) -> None:
    unknown, missing = sorted(set(value) - allowed), sorted(required - set(value))
    if unknown:
        raise RequestError(f"unknown keys {unknown}; known are {sorted(allowed)}")
    if missing:
        raise RequestError(f"missing keys {missing}")


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise RequestError(f"{name} must be a list")
    return cast("list[Any]", value)


def _indices(value: Any, name: str) -> list[int]:
    entries = _list(value, name)
    if not all(isinstance(entry, int) and not isinstance(entry, bool) for entry in entries):
        raise RequestError(f"{name} must be whole numbers")
    return entries


def _number(value: Any, name: str) -> float:
    try:
        return as_number(value, name)
    except ParametersError as error:
        raise RequestError(str(error)) from error


def _member(kind: Any, value: Any, name: str) -> Any:
    try:
        return kind(value)
    except ValueError as error:
        known = ", ".join(entry.value for entry in kind)
        raise RequestError(f"{name} must be one of {known}") from error
