# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The pool: the items of a pack as the engine sees them, and what may not meet.

Owns units (an item, or the set that shares a passage or recording), enemy sets and the
proof that a blueprint's quotas can be filled. Must not know responses or abilities.
Stands on ``blueprint`` and ``parameters``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from appliance.exam.cat.blueprint import LEVELS, Blueprint
from appliance.exam.cat.errors import BlueprintError
from appliance.exam.cat.parameters import ItemParameters


@dataclass(frozen=True, slots=True)
class CatItem:
    """What selection needs to know of an item.

    Args:
        id: Unique within the pack.
        domain: Index into the blueprint's domains.
        type: Item type; a sitting is spread over the types of each domain.
        level: CEFR level aimed at, 1 (A1) … 6 (C2).
        parameters: Frozen response model.
        testlet: Passage or recording shared with other items, or None.
        enemies: Ids of items that may not appear in the same sitting.
        pretest: Tried out, never scored.
        expected_s: Usual time for an answer in seconds, 0 where unknown.
    """

    id: str
    domain: int
    type: str
    level: int
    parameters: ItemParameters
    testlet: str | None = None
    enemies: frozenset[str] = field(default_factory=frozenset[str])
    pretest: bool = False
    expected_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Unit:
    """What is chosen at once: one item, or the items of one testlet, by index."""

    items: tuple[int, ...]
    domain: int
    type: str
    level: int


class Pool:
    """The items of a pack, grouped and checked against a blueprint.

    Attributes:
        items: All items, in the order of the pack.
        units: The scored units; ``unit_of`` gives an item's unit.
        conflicts: Per unit, the other units that share an enemy set with it.
        types: Per domain, its item types in order of name.
        pretests: Indices of items that are tried out.

    Raises:
        BlueprintError: Ids repeat, a domain or level is unknown, or a quota cannot be filled.
    """

    def __init__(self, items: Sequence[CatItem], blueprint: Blueprint) -> None:
        self.items = tuple(items)
        _check_items(self.items, len(blueprint.domains))
        scored = [i for i, item in enumerate(self.items) if not item.pretest]
        self.pretests = tuple(i for i, item in enumerate(self.items) if item.pretest)
        self.enemy_set = _enemy_sets(self.items)
        self.units = _units(self.items, scored)
        self.unit_of = {i: u for u, unit in enumerate(self.units) for i in unit.items}
        self.conflicts = self._conflicts()
        self.types = tuple(
            tuple(sorted({self.items[i].type for i in scored if self.items[i].domain == domain}))
            for domain in range(len(blueprint.domains))
        )
        self._check_quotas(scored, blueprint)

    def _conflicts(self) -> tuple[tuple[int, ...], ...]:
        members: dict[int, set[int]] = {}
        for unit, entry in enumerate(self.units):
            for item in entry.items:
                if item in self.enemy_set:
                    members.setdefault(self.enemy_set[item], set()).add(unit)
        return tuple(
            tuple(
                sorted(
                    {
                        other
                        for item in entry.items
                        if item in self.enemy_set
                        for other in members[self.enemy_set[item]]
                    }
                    - {unit}
                )
            )
            for unit, entry in enumerate(self.units)
        )

    def _check_quotas(self, scored: Sequence[int], blueprint: Blueprint) -> None:
        owners: dict[int, set[int]] = {}
        for i in scored:
            owners.setdefault(self.enemy_set.get(i, -1 - i), set()).add(self.items[i].domain)
        for domain, name in enumerate(blueprint.domains):
            free = sum(held == {domain} for held in owners.values())
            if free < blueprint.per_domain:
                raise BlueprintError(
                    f"{name} has {free} items that may meet, {blueprint.per_domain} are needed"
                )
        if len(self.pretests) < blueprint.pretest_slots:
            raise BlueprintError("the blueprint asks for more pretest items than there are")


def _check_items(items: Sequence[CatItem], domains: int) -> None:
    if len({item.id for item in items}) != len(items):
        raise BlueprintError("two items share an id")
    for item in items:
        if not 0 <= item.domain < domains or not 1 <= item.level <= LEVELS:
            raise BlueprintError(f"item {item.id} has an unknown domain or level")


def _units(items: Sequence[CatItem], scored: Sequence[int]) -> tuple[Unit, ...]:
    groups: dict[tuple[int, str], list[int]] = {}
    for i in scored:
        item = items[i]
        key = (item.domain, f"#{i}" if item.testlet is None else f"testlet {item.testlet}")
        groups.setdefault(key, []).append(i)
    return tuple(
        Unit(tuple(group), items[group[0]].domain, items[group[0]].type, items[group[0]].level)
        for group in groups.values()
    )


def _enemy_sets(items: Sequence[CatItem]) -> dict[int, int]:
    """Connected components of the enemy relation: at most one item of each may appear."""
    index = {item.id: i for i, item in enumerate(items)}
    parent = list(range(len(items)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    touched: set[int] = set()
    for i, item in enumerate(items):
        for enemy in item.enemies & index.keys():
            touched |= {i, index[enemy]}
            parent[root(i)] = root(index[enemy])
    return {i: root(i) for i in sorted(touched)}
