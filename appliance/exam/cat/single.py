# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One scale, no content rules: the fastest adaptive test, live and for many at once.

Owns maximum-information selection at the EAP from tables made once per bank. Must not
know domains or quotas. Stands on ``models`` and ``ranking``'s theta grid.

A live step walks a ranked list to the first unused item and multiplies one likelihood
row: a few NumPy calls on 61 numbers, whatever the size of the bank.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.exam.cat.models import curves
from appliance.exam.cat.parameters import ItemParameters
from appliance.exam.cat.ranking import CELL, CELLS, REACH, cell_of, grid

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
NODES = 61
_FIRST_LOOK = 8
_BLOCK = 250


class SingleScale:
    """A bank made ready for tests of at most ``longest`` items.

    Args:
        items: The bank.
        longest: Most items of one test; longer rankings are never needed.
    """

    def __init__(self, items: Sequence[ItemParameters], longest: int) -> None:
        self.nodes = np.linspace(-REACH, REACH, NODES)
        self.offsets, self.rows, information = _tables(items, self.nodes)
        self.order = _best(information, min(longest + 1, len(items)))
        self.prior = np.exp(-0.5 * self.nodes**2)
        self.moments = np.stack([np.ones(NODES), self.nodes, self.nodes**2])
        self.size = len(items)
        self._lists: list[list[int]] = self.order.tolist()
        self._starts: list[int] = self.offsets.tolist()

    def start(self) -> "SingleTest":
        """A new test."""
        return SingleTest(self, self._lists, self._starts)


class SingleTest:
    """One test in progress: ``select`` an item, ``update`` with its category, repeat."""

    __slots__ = ("_lists", "_moments", "_rows", "_starts", "_used", "_weights", "theta", "variance")

    def __init__(self, scale: SingleScale, lists: list[list[int]], starts: list[int]) -> None:
        self._lists, self._starts = lists, starts
        self._rows, self._moments = scale.rows, scale.moments
        self._weights = scale.prior.copy()
        self._used: set[int] = set()
        self.theta, self.variance = 0.0, 1.0

    @property
    def se(self) -> float:
        """Posterior standard deviation in logits."""
        return self.variance**0.5

    def select(self) -> int:
        """The most informative unused item at the current estimate."""
        used = self._used
        for item in self._lists[cell_of(self.theta)]:
            if item not in used:
                return item
        return -1

    def update(self, item: int, category: int) -> None:
        """Take the score category of the item."""
        self._used.add(item)
        self._weights *= self._rows[self._starts[item] + category]
        mass, first, second = self._moments.dot(self._weights).tolist()
        self.theta = first / mass
        self.variance = second / mass - self.theta * self.theta


@dataclass(frozen=True, slots=True)
class SingleRun:
    """Many simulated tests.

    Args:
        theta: Final estimates in logits, shape (N,).
        se: Posterior standard deviations, shape (N,).
        items: Items in the order asked, shape (N, length).
    """

    theta: Floats
    se: Floats
    items: Integers


def simulate_single(scale: SingleScale, responses: NDArray[np.int8], length: int) -> SingleRun:
    """Run a test of fixed length for every row of ``responses``, shape (N, items)."""
    starts = range(0, responses.shape[0], _BLOCK)
    runs = [_simulate_block(scale, responses[at : at + _BLOCK], length) for at in starts]
    return SingleRun(
        np.concatenate([run.theta for run in runs]),
        np.concatenate([run.se for run in runs]),
        np.concatenate([run.items for run in runs]),
    )


def _simulate_block(scale: SingleScale, responses: NDArray[np.int8], length: int) -> SingleRun:
    """The tests of as many people as a processor's cache holds."""
    count = responses.shape[0]
    people = np.arange(count)
    used = np.zeros((count, scale.size), dtype=bool)
    weights = np.tile(scale.prior, (count, 1))
    theta, variance = np.zeros(count), np.ones(count)
    asked = np.empty((count, length), dtype=np.int64)
    for step in range(length):
        cells = np.clip(((theta + REACH) / CELL + 0.5).astype(np.intp), 0, CELLS - 1)
        item = _first_unused(scale.order, cells, used, people)
        used[people, item] = True
        asked[:, step] = item
        weights *= scale.rows.take(scale.offsets[item] + responses[people, item], axis=0)
        sums = weights @ scale.moments.T
        theta = sums[:, 1] / sums[:, 0]
        variance = sums[:, 2] / sums[:, 0] - theta**2
    return SingleRun(theta, np.sqrt(variance), asked)


def _first_unused(
    order: Integers, cells: NDArray[np.intp], used: NDArray[np.bool_], people: NDArray[np.intp]
) -> Integers:
    """Look at the head of each ranking first; only few candidates need all of it."""
    head = order[cells, :_FIRST_LOOK]
    free = ~used[people[:, None], head]
    place = free.argmax(1)
    item = head[people, place]
    rest = np.flatnonzero(~free[people, place])
    if rest.size:
        whole = order[cells[rest]]
        open_ = ~used[rest[:, None], whole]
        item[rest] = whole[np.arange(rest.size), open_.argmax(1)]
    return item


def _tables(
    items: Sequence[ItemParameters], nodes: Floats
) -> tuple[Integers, Floats, NDArray[np.float32]]:
    """Row offsets, likelihood rows and information on the cells, shape (cells, items)."""
    counts = np.array([item.categories for item in items], dtype=np.int64)
    offsets = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    rows = np.empty((int(counts.sum()), nodes.size))
    information = np.empty((CELLS, len(items)), dtype=np.float32)
    plain = [i for i, item in enumerate(items) if item.model.dichotomous]
    if plain:
        _fill_dichotomous(items, np.array(plain), offsets, nodes, (rows, information))
    both = np.concatenate([nodes, grid()])
    for i, item in enumerate(items):
        if not item.model.dichotomous:
            shape = curves(item, both)
            rows[offsets[i] : offsets[i] + item.categories] = shape.p[:, : nodes.size]
            information[:, i] = shape.information[nodes.size :]
    return offsets, rows, information


def _fill_dichotomous(
    items: Sequence[ItemParameters],
    plain: Integers,
    offsets: Integers,
    nodes: Floats,
    tables: tuple[Floats, NDArray[np.float32]],
) -> None:
    """1PL–4PL of a whole bank at once; the formulas are those of ``models``."""
    chosen = [items[i] for i in plain]
    a, c, d = (np.array([getattr(item, name) for item in chosen]) for name in ("a", "c", "d"))
    b = np.array([item.b[0] for item in chosen])
    rows, information = tables
    upper = c[:, None] + (d - c)[:, None] / (1.0 + np.exp(-a[:, None] * (nodes - b[:, None])))
    rows[offsets[plain]], rows[offsets[plain] + 1] = 1.0 - upper, upper
    a4, b4, c4, d4 = (value.astype(np.float32) for value in (a, b, c, d))
    span = d4 - c4
    for cell, theta in enumerate(grid().astype(np.float32)):  # one row stays in the cache
        right = 1.0 / (1.0 + np.exp(-a4 * (theta - b4)))
        p = c4 + span * right
        slope = span * a4 * right * (1.0 - right)
        information[cell, plain] = slope * slope / np.maximum(p * (1.0 - p), np.float32(1e-30))


def _best(information: NDArray[np.float32], most: int) -> Integers:
    """The ``most`` best items of each cell, best first; ties go to the first item."""
    found = np.empty((information.shape[0], most), dtype=np.int64)
    for cell, row in enumerate(information):
        least = -np.partition(-row, most - 1)[most - 1]
        top = np.flatnonzero(row >= least)
        found[cell] = top[np.argsort(-row[top], kind="stable")][:most]
    return found
