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
Singles = NDArray[np.float32]
Integers = NDArray[np.int64]
NODES = 61
_LOOK = 8
_ONE, _TINY = np.float32(1.0), np.float32(1e-30)
_FAR = np.float32(60.0)  # an exponent beyond which only an overflow would change
_BLOCK = 1000


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
    """The tests of as many people as memory is laid out for at once."""
    count = responses.shape[0]
    people = np.arange(count)
    open_ = _Open(scale.order, count, scale.size)
    weights = np.tile(scale.prior, (count, 1))
    theta, variance = np.zeros(count), np.ones(count)
    asked = np.empty((count, length), dtype=np.int64)
    for step in range(length):
        cells = ((theta + REACH) / CELL + 0.5).astype(np.intp)
        item = open_.take_best(np.minimum(np.maximum(cells, 0), CELLS - 1))
        asked[:, step] = item
        weights *= scale.rows.take(scale.offsets[item] + responses[people, item], axis=0)
        sums = weights @ scale.moments.T
        theta = sums[:, 1] / sums[:, 0]
        variance = sums[:, 2] / sums[:, 0] - theta**2
    return SingleRun(theta, np.sqrt(variance), asked)


class _Open:
    """The items that each of many people has not met yet.

    A ranking is never walked twice: what was used stays used, so the walk of a person in
    a cell goes on from the place that it had reached.

    Args:
        order: Items of each cell, best first, shape (cells, most).
        count: Number of people.
        size: Items of the bank.
    """

    def __init__(self, order: Integers, count: int, size: int) -> None:
        ends = np.repeat(order[:, -1:], _LOOK, axis=1)
        self._order = np.concatenate([order, ends], axis=1)
        self._window = np.arange(_LOOK)
        self._used = np.zeros(count * size, dtype=bool)
        self._reached = np.zeros(count * order.shape[0], dtype=np.intp)
        self._used_from = np.arange(count) * size
        self._reached_from = np.arange(count) * order.shape[0]

    def take_best(self, cells: NDArray[np.intp]) -> Integers:
        """The best unused item of every person at a cell each, shape (N,); now it is used."""
        walk = self._reached_from + cells
        start = cells * self._order.shape[1] + self._reached[walk]
        item = self._order.take(start)
        pending = np.flatnonzero(self._used.take(self._used_from + item))
        place = start[pending] + 1
        while pending.size:
            ahead = self._order.take(place[:, None] + self._window)
            free = ~self._used.take(self._used_from[pending][:, None] + ahead)
            steps = free.argmax(1)
            found = free.any(1)
            there = pending[found]
            item[there] = ahead[found, steps[found]]
            self._reached[walk[there]] += place[found] + steps[found] - start[there]
            pending, place = pending[~found], place[~found] + _LOOK
        self._used[self._used_from + item] = True
        return item


def _tables(items: Sequence[ItemParameters], nodes: Floats) -> tuple[Integers, Floats, Singles]:
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
    tables: tuple[Floats, Singles],
) -> None:
    """1PL–4PL of a whole bank at once; the formulas are those of ``models``."""
    a, b, c, d = np.array([(i.a, i.b[0], i.c, i.d) for i in (items[at] for at in plain)]).T
    rows, information = tables
    step = b[:, None] - nodes
    step *= a[:, None]
    np.exp(np.minimum(step, _FAR, out=step), out=step)
    step += 1.0
    right = np.divide((d - c)[:, None], step, out=step)
    right += c[:, None]
    rows[offsets[plain] + 1] = right
    rows[offsets[plain]] = np.subtract(1.0, right, out=right)
    whole = plain.size == len(items)
    a, b, c, d = (value.astype(np.float32) for value in (a, b, c, d))
    known = _Information(a, b, c, d)
    for cell, theta in enumerate(grid().astype(np.float32)):  # one row stays in the cache
        information[cell, slice(None) if whole else plain] = known.at(theta)


class _Information:
    """Fisher information of 1PL–4PL items at one theta after another, in single precision.

    With ``e = exp(-a (theta - b))`` the slope is ``(d - c) a e / (1 + e)**2``. The arrays
    are made once: memory that is asked for anew costs more than the arithmetic.
    """

    def __init__(self, a: Singles, b: Singles, c: Singles, d: Singles) -> None:
        self._a, self._b, self._lower, self._span = a, b, c, d - c
        self._steep = self._span * a
        self._e, self._p, self._out = np.empty_like(a), np.empty_like(a), np.empty_like(a)

    def at(self, theta: np.float32) -> Singles:
        """Information of every item, shape (n,); overwritten by the next call."""
        e, p, out = self._e, self._p, self._out
        np.subtract(self._b, theta, out=e)
        np.multiply(e, self._a, out=e)
        np.exp(np.minimum(e, _FAR, out=e), out=e)
        np.multiply(self._steep, e, out=out)
        np.add(e, _ONE, out=e)
        np.divide(out, e, out=out)
        np.divide(out, e, out=out)
        np.divide(self._span, e, out=p)
        np.add(p, self._lower, out=p)
        np.subtract(_ONE, p, out=e)
        np.multiply(p, e, out=p)
        np.multiply(out, out, out=out)
        return np.divide(out, np.maximum(p, _TINY, out=p), out=out)


def _best(information: Singles, most: int) -> Integers:
    """The ``most`` best items of each cell, best first; ties go to the first item."""
    found = np.empty((information.shape[0], most), dtype=np.int64)
    for cell, row in enumerate(information):
        least = -np.partition(-row, most - 1)[most - 1]
        top = np.flatnonzero(row >= least)
        found[cell] = top[np.argsort(-row[top], kind="stable")][:most]
    return found
