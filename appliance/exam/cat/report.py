# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The report of a sitting: a level per domain and overall, its precision, person fit.

Owns the shape that the journal, central and the attestation share, and how it follows
from the answers. Must not choose items. Stands on ``latent``, ``classification``, ``fit``.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

import numpy as np

from appliance.exam.cat.blueprint import LEVELS, Blueprint
from appliance.exam.cat.classification import classify, density_below, normal_below
from appliance.exam.cat.errors import CatError
from appliance.exam.cat.fit import Observation, PersonFit, assess
from appliance.exam.cat.latent import FactorPrior, profile
from appliance.exam.cat.models import probabilities
from appliance.exam.cat.parameters import as_number
from appliance.exam.cat.pool import CatItem

REPORT_NODES = 181
_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class DomainResult:
    """The result of one domain, or of all of them together.

    Args:
        theta: Estimate in logits (EAP).
        se: Its standard error in logits (posterior standard deviation).
        level: CEFR level, 1 (A1) … 6 (C2).
        probabilities: Probability of each level.
        accuracy: Expected accuracy of the level (Rudner).
        consistency: Chance that a parallel sitting gives the same level.
    """

    theta: float
    se: float
    level: int
    probabilities: tuple[float, ...]
    accuracy: float
    consistency: float

    def to_claims(self) -> dict[str, Any]:
        """The canonical map of this result."""
        return {**asdict(self), "probabilities": list(self.probabilities)}

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> Self:
        """Read the map of ``to_claims``.

        Raises:
            CatError: The map is not of this shape.
        """
        if set(claims) != {entry.name for entry in fields(cls)}:
            raise CatError("a domain result is not of the expected shape")
        level, chances = claims["level"], claims["probabilities"]
        if isinstance(level, bool) or level not in range(1, LEVELS + 1) or len(chances) != LEVELS:
            raise CatError("a domain result has no such level")
        theta, se, accuracy, consistency = (
            as_number(claims[name], name) for name in ("theta", "se", "accuracy", "consistency")
        )
        probabilities = tuple(as_number(chance, "probabilities") for chance in chances)
        return cls(theta, se, level, probabilities, accuracy, consistency)


@dataclass(frozen=True, slots=True)
class ExamReport:
    """Everything that the answers of one sitting say.

    Args:
        domains: One result per domain, by name, in the blueprint's order.
        overall: The result of the mean ability over domains.
        fit: Person fit, for reviewers only.
    """

    domains: dict[str, DomainResult]
    overall: DomainResult
    fit: PersonFit

    def to_claims(self) -> dict[str, Any]:
        """The canonical map of this report."""
        return {
            "domains": {name: result.to_claims() for name, result in self.domains.items()},
            "overall": self.overall.to_claims(),
            "fit": self.fit.to_claims(),
        }

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> Self:
        """Read the map of ``to_claims``.

        Raises:
            CatError: The map is not of this shape.
        """
        if set(claims) != {"domains", "overall", "fit"}:
            raise CatError("a report is not of the expected shape")
        domains = {n: DomainResult.from_claims(r) for n, r in claims["domains"].items()}
        overall = DomainResult.from_claims(claims["overall"])
        return cls(domains, overall, PersonFit.from_claims(claims["fit"]))

    def agrees(self, other: "ExamReport", tolerance: float = 1e-6) -> bool:
        """Whether two computations of one sitting agree, processors' last bits aside."""
        if self.domains.keys() != other.domains.keys():
            return False
        pairs = [(self.domains[name], other.domains[name]) for name in self.domains]
        return all(
            a.level == b.level
            and math.isclose(a.theta, b.theta, rel_tol=0.0, abs_tol=tolerance)
            and math.isclose(a.se, b.se, rel_tol=0.0, abs_tol=tolerance)
            for a, b in [*pairs, (self.overall, other.overall)]
        )


def compile_report(
    items: Sequence[CatItem],
    blueprint: Blueprint,
    answers: Sequence[tuple[int, int, float | None]],
) -> ExamReport:
    """Score a sitting.

    Args:
        items: The items of the pack.
        blueprint: Prior and cuts.
        answers: Item index, category and response time in seconds, in order.
    """
    prior = FactorPrior.build(blueprint.r, blueprint.guard, limit=5.4, count=REPORT_NODES)
    likelihood = np.ones((len(blueprint.domains), REPORT_NODES))
    scored = [answer for answer in answers if not items[answer[0]].pretest]
    for index, category, _ in scored:
        item = items[index]
        likelihood[item.domain] *= probabilities(item.parameters, prior.nodes)[category]
    found = profile(prior, likelihood)
    thetas = [round(value, _DECIMALS) for value in found.mean.tolist()]
    cuts, errors = blueprint.cuts, blueprint.cut_errors
    domains: dict[str, DomainResult] = {}
    for number, name in enumerate(blueprint.domains):
        se = math.sqrt(found.covariance[number, number])
        below = density_below(found.nodes, found.density[number], cuts, errors)
        domains[name] = _result(thetas[number], se, below, blueprint)
    count = len(thetas)
    overall_se = math.sqrt(found.covariance.sum()) / count
    mean = round(sum(thetas) / count, _DECIMALS)
    overall = _result(mean, overall_se, normal_below(cuts, mean, overall_se, errors), blueprint)
    fit = assess([_observe(items[i], category, s, thetas) for i, category, s in scored])
    return ExamReport(domains, overall, fit)


def _result(theta: float, se: float, below: Any, blueprint: Blueprint) -> DomainResult:
    made = classify(theta, se, below, blueprint.cuts, blueprint.cut_errors)
    return DomainResult(
        theta,
        round(se, _DECIMALS),
        made.level,
        tuple(round(p, _DECIMALS) for p in made.probabilities),
        round(made.accuracy, _DECIMALS),
        round(made.consistency, _DECIMALS),
    )


def _observe(
    item: CatItem, category: int, response_s: float | None, thetas: Sequence[float]
) -> Observation:
    chances = probabilities(item.parameters, np.array([thetas[item.domain]]))[:, 0]
    expected = float(chances @ np.arange(chances.size))
    residual = (category - expected) / (item.parameters.categories - 1)
    return Observation(item.id, residual, response_s, item.expected_s)
