# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""``exposure.yaml``: how often each item of a bank may be drawn, as data to review.

Owns the file beside the authors' files that holds the exposure cap, and what it was
computed for. Must not load a bank nor print. Stands on ``appliance.exam.cat.rehearsal``.

The digest covers everything that the choice of items depends on: the items as the engine
sees them and the blueprint. A wording may change under the same digest, a parameter not.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import Final

import numpy as np

from appliance.bank.errors import SourceError
from appliance.bank.yaml_source import Entry
from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.engine import CatItem, ExamEngine
from appliance.exam.cat.errors import BlueprintError
from appliance.exam.cat.rehearsal import Floats, Told, balance, every_level, exposures
from appliance.exam.cat.simulation import draw_abilities
from sync.protocol.canonical import encode

EXPOSURE: Final = "exposure.yaml"


class Population(StrEnum):
    """For whom the cap is to hold."""

    LEVELS = "levels"
    NORMAL = "normal"
    MIXED = "mixed"


_IN_WORDS: Final = {
    Population.LEVELS: "as many candidates of each level",
    Population.NORMAL: "standard normal abilities",
    Population.MIXED: "half as many candidates of each level, half standard normal abilities",
}
_KEYS: Final = frozenset(
    {"cap", "seed", "sittings", "population", "digest", "largest", "never_used", "eligibility"}
)
_HEADER: Final = """\
# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: CC-BY-4.0
# Written by `escale bank balance`; run it again after items or parameters changed.
# eligibility: share of the sittings in which the item may be drawn at all.
"""


@dataclass(frozen=True, slots=True)
class Exposure:
    """The exposure control of one bank.

    Args:
        cap: Largest share of sittings that an item may appear in.
        seed: Of the rehearsals.
        sittings: Sittings rehearsed to find the eligibilities.
        population: Whom they seated, in words.
        digest: Of the items, parameters and blueprint that they are for.
        largest: Largest exposure that further sittings showed.
        never_used: Share of the items that those sittings never used.
        eligibility: Share of the sittings, by item id, that may draw the item.
    """

    cap: float
    seed: int
    sittings: int
    population: str
    digest: str
    largest: float
    never_used: float
    eligibility: Mapping[str, float]

    def freeze(self, blueprint: Blueprint) -> Blueprint:
        """The blueprint with this cap and these eligibilities."""
        return replace(blueprint, exposure_cap=self.cap, eligibility=dict(self.eligibility))

    def to_yaml(self) -> str:
        """The text of the file, ids in the order given."""
        lines = [
            f"cap: {self.cap:g}",
            f"seed: {self.seed}",
            f"sittings: {self.sittings}",
            f"population: {self.population}",
            f"digest: {self.digest}",
            f"largest: {self.largest:.4f}",
            f"never_used: {self.never_used:.4f}",
            "eligibility:",
            *(f"  {name}: {chance:.4f}" for name, chance in self.eligibility.items()),
        ]
        return _HEADER + "\n".join(lines) + "\n"

    @classmethod
    def from_entry(cls, entry: Entry) -> "Exposure":
        """Read the map of the file.

        Raises:
            SourceError: It is not of this shape.
        """
        entry.refuse_unknown(_KEYS)
        chances = entry.values.get("eligibility")
        if not isinstance(chances, Entry):
            raise SourceError("`eligibility` must be a map", line=entry.line)
        return cls(
            cap=_share(entry, "cap"),
            seed=_count(entry, "seed"),
            sittings=_count(entry, "sittings"),
            population=entry.text("population"),
            digest=entry.text("digest"),
            largest=_share(entry, "largest"),
            never_used=_share(entry, "never_used"),
            eligibility={name: _share(chances, name) for name in chances.values},
        )


def balanced_for(items: Sequence[CatItem], blueprint: Blueprint) -> str:
    """The digest of all that the choice of items depends on."""
    claims = [
        {
            "id": item.id,
            "domain": item.domain,
            "type": item.type,
            "level": item.level,
            "parameters": item.parameters.to_claims(),
            "testlet": item.testlet,
            "enemies": sorted(item.enemies),
            "pretest": item.pretest,
        }
        for item in items
    ]
    rules = replace(blueprint, eligibility={}).to_claims()
    return "sha256:" + sha256(encode({"items": claims, "blueprint": rules})).hexdigest()


def check_enough(domains: Sequence[int], need: int, cap: float) -> None:
    """Every domain must fill its share of a sitting without passing the cap.

    Args:
        domains: The domain of every scored item.
        need: Items of a domain in a sitting.
        cap: Largest share of sittings that an item may appear in.

    Raises:
        BlueprintError: A domain has too few items.
    """
    least = math.ceil(need / cap - 1e-9)
    for domain, own in sorted(Counter(domains).items()):
        if own < least:
            at = "" if cap == 1.0 else f" with a cap of {cap:g}"
            raise BlueprintError(f"domain {domain} has {own} items; {least} are needed{at}")


def control_exposure(
    items: Sequence[CatItem],
    blueprint: Blueprint,
    *,
    sittings: int,
    seed: int,
    population: Population = Population.LEVELS,
    told: Told | None = None,
) -> Exposure:
    """Rehearse the bank until its cap holds, then measure with half as many fresh candidates.

    Args:
        items: The items of the exam.
        blueprint: Its blueprint with the cap; eligibilities in it are not looked at.
        sittings: Sittings to rehearse.
        seed: Of candidates and answers.
        population: Who is seated.
        told: Hears of every few sittings, one and a half times `sittings` in all.

    Raises:
        BlueprintError: The items cannot fill the quotas, or not with this cap.
    """
    scored = [item.domain for item in items if not item.pretest]
    check_enough(scored, blueprint.per_domain, blueprint.exposure_cap)
    plain = replace(blueprint, eligibility={})
    random = np.random.default_rng(seed)
    found = balance(items, plain, _seat(population, plain, sittings, random), seed, told)
    fresh = _seat(population, plain, sittings // 2, random)
    rates = exposures(ExamEngine(items, found), fresh, seed + sittings, told)
    return Exposure(
        cap=plain.exposure_cap,
        seed=seed,
        sittings=sittings,
        population=_IN_WORDS[population],
        digest=balanced_for(items, plain),
        largest=round(float(rates.max()), 4),
        never_used=round(float((rates == 0).mean()), 4),
        eligibility=found.eligibility,
    )


def _seat(
    population: Population, blueprint: Blueprint, count: int, random: np.random.Generator
) -> Floats:
    """The abilities of so many candidates in random order, shape (count, D)."""
    usual = {Population.LEVELS: 0, Population.MIXED: count // 2, Population.NORMAL: count}
    levels = every_level(blueprint, count - usual[population], random)
    normal = draw_abilities(usual[population], len(blueprint.domains), blueprint.r, random)
    return random.permutation(np.concatenate([levels, normal]))


def _share(entry: Entry, key: str) -> float:
    try:
        value = float(entry.text(key))
    except ValueError as error:
        raise SourceError(f"`{key}` must be a number", line=entry.line) from error
    if not 0.0 <= value <= 1.0:
        raise SourceError(f"`{key}` must lie between 0 and 1", line=entry.line)
    return value


def _count(entry: Entry, key: str) -> int:
    text = entry.text(key)
    if not (text.isascii() and text.isdigit()):
        raise SourceError(f"`{key}` must be a whole number", line=entry.line)
    return int(text)
