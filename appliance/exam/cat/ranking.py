# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What is computed once per pack, so that a step costs microseconds.

Owns the likelihood rows of every answer on the theta nodes and, for each cell of a theta
grid, the order of a domain's units by information. Must not know a sitting. Stands on
``models`` and ``pool``.

Values are rounded to multiples of 2**-20: processors differ in the last bit of an
exponential, and two items that are equally good must tie on all of them, or a replay at
central would disagree with the station.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.closing import stack_rows
from appliance.exam.cat.models import curves
from appliance.exam.cat.pool import Pool, Unit

Floats = NDArray[np.float64]
CELL = 0.05
REACH = 4.0
CELLS = round(2 * REACH / CELL) + 1
QUANTUM = 2.0**20


def cell_of(theta: float) -> int:
    """The grid cell of an ability in logits; the ends take what lies beyond."""
    cell = int((theta + REACH) / CELL + 0.5)
    return 0 if cell < 0 else min(cell, CELLS - 1)


def grid() -> Floats:
    """The abilities that the cells stand for, shape (CELLS,)."""
    return np.linspace(-REACH, REACH, CELLS)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The tables of one pack.

    Args:
        rows: Per item, the probability of each category on the theta nodes.
        table: The same for all items at once, shape (items, categories, nodes).
        information: Fisher information, shape (cells, items).
        prices: Exposure prices in units of information, shape (items,).
        order: Per domain and cell, unit numbers, best first.
        values: Their information less their price, in the same order.
    """

    rows: tuple[Floats, ...]
    table: Floats
    information: Floats
    prices: Floats
    order: tuple[tuple[list[int], ...], ...]
    values: tuple[tuple[list[float], ...], ...]


def rank(pool: Pool, blueprint: Blueprint, nodes: Floats) -> Ranking:
    """Compute the tables of a pool; the cost is paid once per pack."""
    domains, most = len(blueprint.domains), blueprint.testlet_maximum
    both = np.concatenate([nodes, grid()])
    rows: list[Floats] = []
    information = np.empty((CELLS, len(pool.items)))
    for i, item in enumerate(pool.items):
        shape = curves(item.parameters, both)
        rows.append(np.ascontiguousarray(shape.p[:, : nodes.size]))
        information[:, i] = shape.information[nodes.size :]
    information = np.rint(information * QUANTUM) / QUANTUM
    prices = np.array([blueprint.prices.get(item.id, 0.0) for item in pool.items])
    worth = _unit_values(pool.units, information - prices, most)
    order: list[tuple[list[int], ...]] = []
    values: list[tuple[list[float], ...]] = []
    numbers = np.arange(len(pool.units)).astype(object)  # each number once in memory
    for domain in range(domains):
        own = np.array([u for u, unit in enumerate(pool.units) if unit.domain == domain], np.intp)
        sequence = np.argsort(-worth[:, own], axis=1, kind="stable")
        order.append(tuple(numbers[own[sequence]].tolist()))
        values.append(tuple(np.take_along_axis(worth[:, own], sequence, 1).tolist()))
    table = stack_rows(rows)
    return Ranking(tuple(rows), table, information, prices, tuple(order), tuple(values))


def _unit_values(units: tuple[Unit, ...], information: Floats, most: int) -> Floats:
    """A testlet is worth the mean of the items that would be asked of it."""
    worth = np.empty((information.shape[0], len(units)))
    for number, unit in enumerate(units):
        own = information[:, unit.items]
        if len(unit.items) > most:
            own = np.sort(own, axis=1)[:, -most:]
        worth[:, number] = own.mean(1)
    return np.rint(worth * QUANTUM) / QUANTUM
