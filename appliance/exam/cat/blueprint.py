# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The blueprint: what a sitting is made of, as data that travels in the pack.

Owns quotas, spread, the prior correlation, exposure limits and cut scores. Must not
know items. Stands on the errors of this package.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from appliance.exam.cat.errors import BlueprintError, ParametersError
from appliance.exam.cat.parameters import as_number

DOMAINS = ("vocabulary", "grammar", "expressions", "reading", "listening")
LEVELS = 6


@dataclass(frozen=True, slots=True)
class Blueprint:
    """How the items of a sitting are chosen and how abilities become levels.

    Args:
        domains: Names of the domains, in the order of ``CatItem.domain``.
        per_domain: Scored questions per domain.
        r: Correlation between domains; 0.65 is conservative until it is estimated.
        guard: Prior probability that r does not hold for a candidate, whose domains are then
            unrelated (see ``latent``). The default is for an r that nobody has estimated; 0
            takes r at its word.
        level_maximum: Most items of one CEFR level within a domain.
        testlet_maximum: Most items of one passage or recording.
        exposure_cap: Largest share of sittings that an item may appear in.
        randomesque: The next item is drawn among this many best ones.
        eligibility: Probability per item id that a sitting may use it; 1 where absent.
        prices: Information per item id that it must offer above others before it is used,
            below 0 for an item that would lie idle; 0 where absent. Both come from
            ``exposure``.
        pretest_slots: Extra questions that are never scored.
        closing_items: The last question of a domain is the one of this many most informative
            items that settles its level best (see ``closing``); 1 takes the first of them.
        closing_weight: What a square logit of expected variance counts there, in probability.
        cuts: Five cut scores in logits, A1|A2 … C1|C2, increasing.
        cut_errors: Their standard errors in logits.
    """

    domains: tuple[str, ...] = DOMAINS
    per_domain: int = 10
    r: float = 0.65
    guard: float = 0.75
    level_maximum: int = 6
    testlet_maximum: int = 3
    exposure_cap: float = 0.20
    randomesque: int = 3
    eligibility: Mapping[str, float] = field(default_factory=dict[str, float])
    prices: Mapping[str, float] = field(default_factory=dict[str, float])
    pretest_slots: int = 0
    closing_items: int = 24
    closing_weight: float = 16.0
    cuts: tuple[float, ...] = (-1.5, -0.75, 0.0, 0.75, 1.5)
    cut_errors: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0, 0.0)

    def __post_init__(self) -> None:
        counts = (
            *(self.per_domain, self.level_maximum, self.testlet_maximum),
            *(self.randomesque, self.closing_items),
        )
        if not self.domains or len(set(self.domains)) != len(self.domains):
            raise BlueprintError("a blueprint needs distinct domains")
        if min(counts) < 1 or self.pretest_slots < 0:
            raise BlueprintError("quotas of a blueprint must be positive")
        if not 0.0 <= self.r < 1.0 or not 0.0 <= self.guard < 1.0:
            raise BlueprintError("r and guard must lie in [0, 1)")
        if not 0.0 < self.exposure_cap <= 1.0:
            raise BlueprintError("the exposure cap must lie in (0, 1]")
        if not all(0.0 <= chance <= 1.0 for chance in self.eligibility.values()):
            raise BlueprintError("eligibilities must lie in [0, 1]")
        if not all(math.isfinite(price) for price in self.prices.values()):
            raise BlueprintError("prices must be finite")
        if not 0.0 <= self.closing_weight < math.inf:
            raise BlueprintError("the closing weight must be 0 or more")
        self._check_cuts()

    def _check_cuts(self) -> None:
        rising = all(low < high for low, high in zip(self.cuts, self.cuts[1:], strict=False))
        if len(self.cuts) != LEVELS - 1 or not rising:
            raise BlueprintError("a blueprint needs five increasing cut scores")
        if len(self.cut_errors) != LEVELS - 1 or min(self.cut_errors) < 0.0:
            raise BlueprintError("every cut score needs a standard error, 0 or more")

    @property
    def length(self) -> int:
        """Questions in a sitting, pretest included."""
        return len(self.domains) * self.per_domain + self.pretest_slots

    def to_claims(self) -> dict[str, Any]:
        """The canonical map that a pack carries."""
        claims: dict[str, Any] = {}
        for name in _NAMES:
            value = getattr(self, name)
            claims[name] = list(value) if isinstance(value, tuple) else value
        claims["eligibility"] = dict(sorted(self.eligibility.items()))
        claims["prices"] = dict(sorted(self.prices.items()))
        return claims

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> Self:
        """Read the map of ``to_claims``; unknown or missing keys are refused.

        Raises:
            BlueprintError: The map is not of this shape.
        """
        if set(claims) != set(_NAMES):
            raise BlueprintError(f"a blueprint must have exactly the keys {sorted(_NAMES)}")
        try:
            return cls(**{name: _READERS[name](claims[name], name) for name in _NAMES})
        except ParametersError as error:
            raise BlueprintError(f"blueprint: {error}") from error


def _as_count(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BlueprintError(f"{name} must be a whole number")
    return value


def _as_names(value: Any, name: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(entry, str) for entry in value):
        raise BlueprintError(f"{name} must be a list of names")
    return tuple(value)


def _as_numbers(value: Any, name: str) -> tuple[float, ...]:
    if not isinstance(value, list | tuple):
        raise BlueprintError(f"{name} must be a list of numbers")
    return tuple(as_number(entry, name) for entry in value)


def _as_map(value: Any, name: str) -> dict[str, float]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise BlueprintError(f"{name} must map item ids to numbers")
    return {str(key): as_number(chance, name) for key, chance in value.items()}


_READERS: dict[str, Any] = {
    "domains": _as_names,
    "per_domain": _as_count,
    "r": as_number,
    "guard": as_number,
    "level_maximum": _as_count,
    "testlet_maximum": _as_count,
    "exposure_cap": as_number,
    "randomesque": _as_count,
    "eligibility": _as_map,
    "prices": _as_map,
    "pretest_slots": _as_count,
    "closing_items": _as_count,
    "closing_weight": as_number,
    "cuts": _as_numbers,
    "cut_errors": _as_numbers,
}
_NAMES = tuple(entry.name for entry in fields(Blueprint))
