# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The adaptive engine: which item comes next, and what the answers say.

Owns one sitting's walk through a pack. Must not read clocks, files or random devices:
the choice is a pure function of pack, seed and history, so that central can replay it.
Stands on ``pool``, ``spread``, ``ranking``, ``closing`` and ``latent``.

The next item is the one with the largest Bayesian D-optimal gain ``I_j(theta_d) V_dd``
under the exact five-domain posterior, drawn at random among the best few of its domain
(randomesque, Kingsbury & Zara 1989) within what content control allows. The last question
of a domain is chosen among more of them, for the level that it settles (``closing``).
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.closing import Closing
from appliance.exam.cat.draws import uniform, uniforms
from appliance.exam.cat.errors import HistoryError, SittingComplete
from appliance.exam.cat.latent import FactorPosterior, FactorPrior
from appliance.exam.cat.pool import CatItem, Pool
from appliance.exam.cat.ranking import QUANTUM, cell_of, rank
from appliance.exam.cat.report import ExamReport, compile_report
from appliance.exam.cat.spread import CLOSED, STRICTNESS, Buckets, Spread

__all__ = ["Answer", "CatItem", "ExamEngine", "ExamSession"]

_ELIGIBILITY, _CHOICE, _PRETEST, _TURN = range(4)


class Answer(NamedTuple):
    """One recorded answer: item index, score category, response time in seconds if known."""

    item: int
    category: int
    response_s: float | None


class _Leading(NamedTuple):
    """The best few units of a domain at a cell, and the information of the first."""

    cell: int
    units: list[int]
    value: float


class ExamEngine:
    """A pack made ready for sittings; immutable once built, safe to share.

    Args:
        items: The items, in the order of the pack.
        blueprint: Quotas, prior, exposure and cuts.

    Raises:
        BlueprintError: The items cannot fill the quotas.
    """

    def __init__(self, items: Sequence[CatItem], blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.pool = Pool(items, blueprint)
        self.buckets = Buckets(self.pool, blueprint)
        self.prior = FactorPrior.build(blueprint.r, blueprint.guard)
        self.ranking = rank(self.pool, blueprint, self.prior.nodes)
        self.closing = Closing.build(blueprint, self.prior.nodes)
        self.chances = self._chances()

    def _chances(self) -> list[float]:
        known = self.blueprint.eligibility
        return [known.get(item.id, 1.0) for item in self.pool.items]

    def with_eligibility(self, eligibility: Mapping[str, float]) -> "ExamEngine":
        """The same pack and tables with other eligibilities."""
        other = copy(self)
        other.blueprint = replace(self.blueprint, eligibility=dict(eligibility))
        other.chances = other._chances()
        return other

    def session(self, seed: int) -> "ExamSession":
        """A new sitting; the same seed and answers always give the same questions."""
        return ExamSession(self, seed)


class ExamSession:
    """One sitting in progress.

    Args:
        engine: The pack.
        seed: Drawn once per sitting and written to its journal.
    """

    def __init__(self, engine: ExamEngine, seed: int) -> None:
        self._engine, self._seed = engine, seed
        draws = uniforms(seed, _ELIGIBILITY, len(engine.chances)).tolist()
        self._eligible = [d < chance for d, chance in zip(draws, engine.chances, strict=True)]
        units = [any(self._eligible[i] for i in unit.items) for unit in engine.pool.units]
        self._spread = Spread(engine.pool, engine.buckets, engine.blueprint, units)
        self._posterior = FactorPosterior(engine.prior, len(engine.blueprint.domains))
        self._history: list[Answer] = []
        self._asked: set[int] = set()
        self._met: set[int] = set()
        self._run: tuple[int, int] | None = None  # the open testlet: unit, items left to ask
        self._pending: int | None = None
        self._tried = 0  # pretest items answered
        self._pretest_at = _pretest_places(engine.blueprint, seed)
        count = len(engine.blueprint.domains)
        turn = int(uniform(seed, _TURN, 0) * count)
        self._turns = [(turn + step) % count for step in range(count)]
        self._leading: list[_Leading | None] = [None] * count

    @property
    def answered(self) -> int:
        """Questions answered so far, pretest included."""
        return len(self._history)

    @property
    def length(self) -> int:
        """Questions of the whole sitting."""
        return self._engine.blueprint.length

    @property
    def seed(self) -> int:
        """The seed that the journal keeps."""
        return self._seed

    @property
    def theta(self) -> tuple[float, ...]:
        """The estimate per domain after the last answer, in logits."""
        return tuple(self._posterior.mean)

    @property
    def history(self) -> tuple[Answer, ...]:
        """Every answer so far."""
        return tuple(self._history)

    def next_item(self) -> int:
        """Index of the next question; the same until it is answered.

        Raises:
            SittingComplete: Every quota is filled.
        """
        if self._pending is None:
            if self.answered >= self.length:
                raise SittingComplete("all questions of this sitting are answered")
            self._pending = self._choose()
        return self._pending

    def record(self, item: int, category: int, response_s: float | None = None) -> None:
        """Take the answer to the question that ``next_item`` gave.

        Args:
            item: Index of the question.
            category: Score category, 0 … number of categories - 1.
            response_s: Time until the answer, in seconds, if known.

        Raises:
            HistoryError: Another question is due, or the item has no such category.
            SittingComplete: Every quota is filled.
        """
        due = self.next_item()
        if item != due:
            raise HistoryError(f"question {self.answered + 1} is item {due}, not {item}")
        entry = self._engine.pool.items[item]
        if not 0 <= category < entry.parameters.categories:
            raise HistoryError(f"item {entry.id} has no score category {category}")
        self._asked.add(item)
        self._pending = None
        if entry.pretest:
            self._tried += 1
        else:
            self._settle(item)
            self._posterior.update(entry.domain, self._engine.ranking.rows[item][category])
        self._history.append(Answer(item, category, response_s))

    def report(self) -> ExamReport:
        """Levels, precision and fit from the answers so far."""
        answers = [(a.item, a.category, a.response_s) for a in self._history]
        return compile_report(self._engine.pool.items, self._engine.blueprint, answers)

    def _settle(self, item: int) -> None:
        pool, spread = self._engine.pool, self._spread
        unit = pool.unit_of[item]
        entry = pool.items[item]
        if item in pool.enemy_set:
            self._met.add(pool.enemy_set[item])
        spread.close(unit)
        if pool.conflicts[unit]:
            self._leading = [None] * len(self._leading)
        self._leading[entry.domain] = None
        if self._run is None and len(pool.units[unit].items) == 1:
            spread.count(item)
            return
        if self._run is None:
            spare = spread.left[entry.domain] - spread.reserve(entry.domain, entry.type)
            most = min(self._engine.blueprint.testlet_maximum, len(pool.units[unit].items), spare)
            self._run = (unit, most)
        spread.count(item)
        unit, left = self._run
        more = any(self._eligible[i] for i in self._free(unit))
        still = left > 1 and spread.left[entry.domain] > 0 and more
        self._run = (unit, left - 1) if still else None

    def _choose(self) -> int:
        if self._run is not None:
            unit = self._run[0]
            return self._best_of(self._free(unit), self._engine.pool.units[unit].domain)
        if self._pretests_due():
            return self._choose_pretest()
        domain, units = self._best_domain()
        if not units:
            return self._best_of(self._leftovers(domain), domain)
        draw = uniform(self._seed, _CHOICE, self.answered)
        if self._spread.left[domain] == 1 and self._engine.closing.items > 1:
            last = self._settling(domain)
            return last[int(draw * len(last))]
        return self._best_of(self._free(units[int(draw * len(units))]), domain)

    def _settling(self, domain: int) -> list[int]:
        """The items for the last question of a domain: the few that settle its level best."""
        closing, ranking = self._engine.closing, self._engine.ranking
        cell, most = cell_of(self._posterior.mean[domain]), self._engine.blueprint.randomesque
        units, _ = self._candidates(domain, cell, max(closing.items, most))
        members = [self._engine.pool.units[unit].items for unit in units]
        items = [
            own[0] if len(own) == 1 else self._best_of(self._free(unit), domain)
            for unit, own in zip(units, members, strict=True)
        ]
        density, prices = self._posterior.marginal(domain), ranking.prices[items]
        worths = closing.worths(density, ranking.table[items], prices)
        order = np.argsort(-np.rint(worths * QUANTUM), kind="stable")
        return [items[place] for place in order[:most].tolist()]

    def _best_domain(self) -> tuple[int, list[int]]:
        """The open domain with the largest gain, and its best units."""
        left, posterior, ranking = self._spread.left, self._posterior, self._engine.ranking
        best, chosen, units = None, -1, list[int]()
        for domain in self._turns:
            if left[domain] == 0:
                continue
            cell, weight = cell_of(posterior.mean[domain]), posterior.variance[domain] * QUANTUM
            highest = max(ranking.values[domain][cell][0], 0.0)  # 0 where nothing is allowed
            if best is not None and round(highest * weight) <= best:
                continue  # not even its best unit, were it allowed, would be chosen
            found, value = self._lead(domain, cell)
            gain = round(value * weight)
            if best is None or gain > best:
                best, chosen, units = gain, domain, found
        return chosen, units

    def _lead(self, domain: int, cell: int) -> tuple[list[int], float]:
        """The best few units at a cell; kept until the cell or what is allowed changes."""
        kept = self._leading[domain]
        if kept is None or kept.cell != cell:
            most = self._engine.blueprint.randomesque
            kept = self._leading[domain] = _Leading(cell, *self._candidates(domain, cell, most))
        return kept.units, kept.value

    def _candidates(self, domain: int, cell: int, most: int) -> tuple[list[int], float]:
        """The best allowed units, ``most`` at most, and the information of the first."""
        ranking, spread = self._engine.ranking, self._spread
        order, bucket_of = ranking.order[domain][cell], self._engine.buckets.of
        flags, shut = spread.flags, spread.shut
        for forbidden in STRICTNESS:
            found: list[int] = []
            value = 0.0
            for place, unit in enumerate(order):
                if (flags[unit] | shut[bucket_of[unit]]) & forbidden:
                    continue
                if not found:
                    value = ranking.values[domain][cell][place]
                found.append(unit)
                if len(found) == most:
                    break
            if found:
                return found, value
        return [], 0.0

    def _free(self, unit: int) -> list[int]:
        """Items of a unit that may still be asked."""
        pool = self._engine.pool
        return [
            item
            for item in pool.units[unit].items
            if item not in self._asked and pool.enemy_set.get(item, -1) not in self._met
        ]

    def _leftovers(self, domain: int) -> list[int]:
        """Items of testlets that were closed early: the last resort of a very small bank."""
        units = [u for u, unit in enumerate(self._engine.pool.units) if unit.domain == domain]
        return [i for u in units if self._spread.flags[u] & CLOSED for i in self._free(u)]

    def _best_of(self, items: Sequence[int], domain: int) -> int:
        if len(items) == 1:
            return items[0]
        information = self._engine.ranking.information[cell_of(self._posterior.mean[domain])]
        eligible = self._eligible
        return max(items, key=lambda item: (eligible[item], information[item], -item))

    def _pretests_due(self) -> bool:
        """Whether a pretest place was reached; one inside a testlet waits for its end."""
        return (
            self._tried < len(self._pretest_at) and self._pretest_at[self._tried] <= self.answered
        )

    def _choose_pretest(self) -> int:
        fresh = [item for item in self._engine.pool.pretests if item not in self._asked]
        return fresh[int(uniform(self._seed, _PRETEST, self.answered) * len(fresh))]


def _pretest_places(blueprint: Blueprint, seed: int) -> tuple[int, ...]:
    """Question numbers, from 0, of the pretest items: one per equal stretch of the sitting."""
    slots = blueprint.pretest_slots
    if slots == 0:
        return ()
    stretch = blueprint.length / slots
    draws = [uniform(seed, _PRETEST, -1 - slot) for slot in range(slots)]
    return tuple(int((slot + draw) * stretch) for slot, draw in enumerate(draws))
