# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Content control of one sitting: quotas, spread over types and levels, enemies, exposure.

Owns which units may come next. Must not know abilities or information. Stands on
``pool`` and ``blueprint``.

The rules yield in a fixed order when a small bank cannot obey them all: first the level
spread, then the type spread, then exposure. Quotas, enemies and "never twice" never yield.
"""

import math
from collections.abc import Sequence

from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.pool import Pool

CLOSED, INELIGIBLE, TYPE_SHUT, LEVEL_SHUT = 1, 2, 4, 8
STRICTNESS = (
    CLOSED | INELIGIBLE | TYPE_SHUT | LEVEL_SHUT,
    CLOSED | INELIGIBLE | TYPE_SHUT,
    CLOSED | INELIGIBLE,
    CLOSED,
)


class Buckets:
    """Units of one pool by domain, type and level: rules close a bucket, not each unit."""

    def __init__(self, pool: Pool, blueprint: Blueprint) -> None:
        self.bounds = [_type_bounds(pool, blueprint, domain) for domain in range(len(pool.types))]
        self.keys = sorted({(unit.domain, unit.type, unit.level) for unit in pool.units})
        number = {key: i for i, key in enumerate(self.keys)}
        self.of = [number[unit.domain, unit.type, unit.level] for unit in pool.units]
        self.by_domain = [
            [(i, kind, level) for i, (owner, kind, level) in enumerate(self.keys) if owner == d]
            for d in range(len(pool.types))
        ]


class Spread:
    """The counts of a sitting so far, and the flags they set on units and buckets.

    Args:
        pool: The checked items.
        buckets: The pool's buckets.
        blueprint: The quotas.
        eligible: Per unit, whether this sitting's draw lets it appear.
    """

    __slots__ = ("_blueprint", "_buckets", "_levels", "_pool", "_types", "flags", "left", "shut")

    def __init__(
        self, pool: Pool, buckets: Buckets, blueprint: Blueprint, eligible: Sequence[bool]
    ) -> None:
        self._pool, self._buckets, self._blueprint = pool, buckets, blueprint
        self.left = [blueprint.per_domain] * len(blueprint.domains)
        self.flags = bytearray(0 if drawn else INELIGIBLE for drawn in eligible)
        self.shut = bytearray(len(buckets.keys))
        self._types: list[dict[str, int]] = [dict.fromkeys(names, 0) for names in pool.types]
        self._levels: list[dict[int, int]] = [{} for _ in pool.types]

    def reserve(self, domain: int, kind: str) -> int:
        """Questions of the domain that types other than this one still need."""
        counts, least = self._types[domain], self._buckets.bounds[domain]
        return sum(max(0, least[name][0] - counts[name]) for name in counts if name != kind)

    def close(self, unit: int) -> None:
        """This unit is in use: neither it nor its enemies may be chosen again."""
        self.flags[unit] |= CLOSED
        for enemy in self._pool.conflicts[unit]:
            self.flags[enemy] |= CLOSED

    def count(self, item: int) -> None:
        """This scored item was asked."""
        entry = self._pool.items[item]
        self.left[entry.domain] -= 1
        self._types[entry.domain][entry.type] += 1
        levels = self._levels[entry.domain]
        levels[entry.level] = levels.get(entry.level, 0) + 1
        self._shut_buckets(entry.domain)

    def _shut_buckets(self, domain: int) -> None:
        bounds = self._buckets.bounds[domain]
        counts, levels = self._types[domain], self._levels[domain]
        missing = sum(max(0, bounds[kind][0] - count) for kind, count in counts.items())
        forced = missing >= self.left[domain]
        for bucket, kind, level in self._buckets.by_domain[domain]:
            full = counts[kind] >= bounds[kind][0 if forced else 1]
            crowded = levels.get(level, 0) >= self._blueprint.level_maximum
            self.shut[bucket] = (TYPE_SHUT if full else 0) | (LEVEL_SHUT if crowded else 0)


def _type_bounds(pool: Pool, blueprint: Blueprint, domain: int) -> dict[str, tuple[int, int]]:
    """Least and most items of each type in a domain: half and one and a half its share.

    A type with few items is not forced beyond what the exposure cap leaves of it, unless
    no other domain could show the candidate that type.
    """
    kinds = pool.types[domain]
    if len(kinds) == 1:
        return {kinds[0]: (0, blueprint.per_domain)}
    share = blueprint.per_domain / len(kinds)
    wanted = math.floor(share / 2) or (1 if share >= 1.0 else 0)
    bounds: dict[str, tuple[int, int]] = {}
    for kind in kinds:
        own = sum(
            pool.items[i].type == kind for u in pool.units if u.domain == domain for i in u.items
        )
        alone = not any(kind in other for d, other in enumerate(pool.types) if d != domain)
        sparing = max(math.floor(own * blueprint.exposure_cap), 1 if alone else 0)
        bounds[kind] = (min(wanted, sparing), math.ceil(1.5 * share))
    return bounds
