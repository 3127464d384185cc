# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportMissingImports=false
# The peers come with the `bench` extra only, and are skipped by name without it.
"""Other adaptive engines, measured in the same run on the same bank and answers.

Owns thin adapters to catsim, adaptivetesting and girth (the ``bench`` extra). A peer that
is not installed is skipped by name. Must not judge. Stands on ``cat_banks``.
"""

import importlib.util
import time
import warnings
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from tests.bench.cat_banks import Source, load, single_answers


class Peer(Protocol):
    """One adaptive test of a peer."""

    def select(self) -> int:
        """The next item."""
        ...

    def update(self, item: int, right: bool) -> None:
        """Take an answer and estimate."""
        ...


def step_us(name: str, size: int, steps: int, model: str = "2pl") -> float | None:
    """Median time of select plus update in microseconds, None where not installed."""
    if importlib.util.find_spec(name) is None:
        return None
    source = load(model, size)
    _, answers = single_answers(source, 1)
    taken: list[int] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # peers warn about their own dependencies
        peer = PEERS[name](source)
        for _ in range(steps):
            began = time.perf_counter_ns()
            item = peer.select()
            peer.update(item, bool(answers[0, item]))
            taken.append(time.perf_counter_ns() - began)
    return float(np.median(taken)) / 1e3


class Catsim:
    """Maximum information and numerical search, as in its documentation."""

    def __init__(self, source: Source) -> None:
        from catsim.estimation import NumericalSearchEstimator
        from catsim.item_bank import ItemBank
        from catsim.selection import MaxInfoSelector

        columns = [source.a, source.b, source.c, np.ones(source.a.size)]
        self._bank: Any = ItemBank(np.column_stack(columns))
        self._selector: Any = MaxInfoSelector()
        self._estimator: Any = NumericalSearchEstimator()
        self._items: list[int] = []
        self._answers: list[bool] = []
        self._theta = 0.0

    def select(self) -> int:
        """The next item."""
        return int(
            self._selector.select(
                item_bank=self._bank, administered_items=self._items, est_theta=self._theta
            )
        )

    def update(self, item: int, right: bool) -> None:
        """Take an answer and estimate."""
        self._items.append(item)
        self._answers.append(right)
        self._theta = float(
            self._estimator.estimate(
                item_bank=self._bank,
                administered_items=self._items,
                response_vector=self._answers,
                est_theta=self._theta,
            )
        )


class AdaptiveTesting:
    """Maximum information and EAP."""

    def __init__(self, source: Source) -> None:
        import adaptivetesting.math.estimators as estimators
        import adaptivetesting.math.item_selection as selection
        from adaptivetesting.models import TestItem

        self._estimators: Any = estimators
        self._selection: Any = selection
        self._pool: list[Any] = []
        for number in range(source.a.size):
            item: Any = TestItem()
            item.a, item.b, item.c = (float(v[number]) for v in (source.a, source.b, source.c))
            item.d, item.id = 1.0, number
            self._pool.append(item)
        self._by_id = {item.id: item for item in self._pool}
        self._items: list[Any] = []
        self._answers: list[int] = []
        self._theta = 0.0

    def select(self) -> int:
        """The next item."""
        return self._selection.maximum_information_criterion(self._pool, self._theta).id

    def update(self, item: int, right: bool) -> None:
        """Take an answer and estimate."""
        chosen = self._by_id[item]
        self._pool.remove(chosen)
        self._items.append(chosen)
        self._answers.append(int(right))
        estimator = self._estimators.ExpectedAPosteriori(
            self._answers,
            self._items,
            prior=self._estimators.NormalPrior(0, 1),
            optimization_interval=(-10, 10),
        )
        self._theta = float(estimator.get_estimation())


class Girth:
    """No adaptive loop of its own: its EAP over all answers, with our selection."""

    def __init__(self, source: Source) -> None:
        from girth import ability_eap

        self._estimate: Any = ability_eap
        self._source = source
        self._free = np.zeros(source.a.size)
        self._items: list[int] = []
        self._answers: list[int] = []
        self._theta = 0.0

    def select(self) -> int:
        """The next item."""
        right = 1 / (1 + np.exp(-self._source.a * (self._theta - self._source.b)))
        return int(np.argmax(self._source.a**2 * right * (1 - right) + self._free))

    def update(self, item: int, right: bool) -> None:
        """Take an answer and estimate."""
        self._free[item] = -np.inf
        self._items.append(item)
        self._answers.append(int(right))
        answers = np.array(self._answers)[:, None]
        difficulty, slope = self._source.b[self._items], self._source.a[self._items]
        self._theta = float(self._estimate(answers, difficulty, slope)[0])


PEERS: dict[str, Callable[[Source], Peer]] = {
    "catsim": Catsim,
    "adaptivetesting": AdaptiveTesting,
    "girth": Girth,
}
