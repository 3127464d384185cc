# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The JSON requests of ``escale cat estimate`` and ``escale cat next``.

Owns how JSON becomes typed input of the adaptive engine, and its results JSON again.
Must not read files. Stands on ``appliance.exam.cat``.
"""

import json
import math
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
MOST_DOMAINS = 50
FARTHEST = 1000.0
"""Logits from 0 that a range may reach."""
LARGEST = 1e6
"""What any number of a request may be: beyond it, sums are no longer exact."""
_ADVICE = RequestError.advice

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
        request = json.loads(text, object_pairs_hook=_distinct)
    except (ValueError, RecursionError) as error:  # a number may have too many digits
        raise RequestError(f"the input is not JSON: {error}") from error
    if not isinstance(request, list):
        return json.dumps(_solved(request, solve, ""))
    entries = cast("list[Any]", request)
    return json.dumps([_solved(e, solve, f"request {place}: ") for place, e in enumerate(entries)])


def _solved(request: Any, solve: Callable[[Json], dict[str, Any]], where: str) -> dict[str, Any]:
    """One answer; an error of the engine names the request and sends to the example."""
    try:
        return solve(_as_object(request))
    except CatError as error:
        raise type(error)(f"{where}{error}", advice=_ADVICE) from error


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for place, (key, _) in enumerate(pairs) if key in dict(pairs[:place]))
        raise RequestError(f"the key “{twice}” stands twice in one object")
    return found


def solve_estimate(request: Json) -> dict[str, Any]:
    """One ability, or one per domain where the prior is a covariance.

    A standard error is null where the answers tell nothing at the estimate.

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
    if len(set(_indices(request.get("domains", []), "domains"))) > 1:
        raise RequestError("several domains need a prior with mean and cov")
    if not items and method in {Method.ML, Method.WL}:
        raise RequestError(f"{method} needs at least one response")
    found = estimate(items, responses, method, _normal(prior, span), span)
    return {"theta": found.theta, "se": found.se if math.isfinite(found.se) else None}


def _normal(prior: Json, span: Span) -> Normal:
    """A prior that the nodes can see."""
    normal = Normal(_number(prior.get("mean", 0.0), "mean"), _number(prior.get("sd", 1.0), "sd"))
    step = (span.high - span.low) / (span.nodes - 1)
    if normal.sd < step:
        raise RequestError(f"sd must be at least the distance of two nodes, {step:g}")
    if not span.low <= normal.mean <= span.high:
        raise RequestError("the prior's mean lies outside the range")
    return normal


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
        _some_items(request["items"]),
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
    try:
        entry = _as_object(value)
        _check_keys(entry, _ITEM, {"b"})
        steps = entry["b"] if isinstance(entry["b"], list) else [entry["b"]]
        return ItemParameters(
            _member(Model, entry.get("model", "3PL"), "model"),
            _number(entry.get("a", 1.0), "a"),
            tuple(_number(step, "b") for step in cast("list[Any]", steps)),
            _number(entry.get("c", 0.0), "c"),
            _number(entry.get("d", 1.0), "d"),
        )
    except CatError as error:
        raise type(error)(f"item {place}: {error}") from error


def _some_items(value: Any) -> list[ItemParameters]:
    items = read_items(value)
    if not items:
        raise RequestError("items must name at least one item")
    return items


def _solve_next_domain(request: Json) -> dict[str, Any]:
    """The exam's own criterion: the posterior of all domains comes from the answers."""
    _check_keys(request, _NEXT_DOMAIN, {"criterion", "items", "domains"})
    items, domains = _some_items(request["items"]), _indices(request["domains"], "domains")
    if len(domains) != len(items) or min(domains) < 0 or max(domains) >= MOST_DOMAINS:
        raise RequestError(f"domains must give every item a whole number below {MOST_DOMAINS}")
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
    if not 0 < count <= MOST_DOMAINS or any(len(row) != count for row in covariance):
        raise RequestError(f"cov must be a square matrix of at most {MOST_DOMAINS} rows")
    means = _list(request["prior"].get("mean", [0.0] * count), "mean")
    if len(means) != count:
        raise RequestError("mean and cov must have the same size")
    domain = _indices(request.get("domains", [0] * len(items)), "domains")
    mean = np.array([_number(entry, "mean") for entry in means])
    data = Domains(items, responses, domain, mean, np.array(covariance))
    if method not in {Method.EAP, Method.MAP}:
        raise RequestError("several domains are estimated by EAP or MAP")
    asked = _span(request) if {"nodes", "range"} & request.keys() else None
    found = expected(data, asked) if method is Method.EAP else modal(data)
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
    if len(ends) != 2 or ends[0] >= ends[1] or max(map(abs, ends)) > FARTHEST:
        raise RequestError(f"range must be two increasing numbers within ±{FARTHEST:g}")
    return Span(ends[0], ends[1], nodes)


def _as_object(value: Any) -> Json:
    if not isinstance(value, dict):
        raise RequestError("this must be a JSON object")
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
        number = as_number(value, name)
    except ParametersError as error:
        raise RequestError(str(error)) from error
    if abs(number) > LARGEST:
        raise RequestError(f"{name} must lie within ±{LARGEST:g}")
    return number


def _member(kind: Any, value: Any, name: str) -> Any:
    try:
        return kind(value)
    except ValueError as error:
        known = ", ".join(entry.value for entry in kind)
        known += f", {_D_OPTIMAL}" if kind is Criterion else ""
        raise RequestError(f"{name} must be one of {known}") from error
