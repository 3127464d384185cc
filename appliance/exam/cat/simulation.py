# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Many sittings at once: the exam's engine, vectorised over simulated candidates.

Owns the batched walk under the five-domain posterior with quotas, D-optimal choice,
randomesque and exposure control. Content rules finer than quotas (types, passages,
enemies) belong to ``engine``, which a simulation may also walk one by one. Must not
draw from anything but the generator handed in. Stands on ``latent`` and ``models``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.exam.cat.closing import Closing
from appliance.exam.cat.latent import FactorPrior
from appliance.exam.cat.models import curves
from appliance.exam.cat.parameters import ItemParameters
from appliance.exam.cat.ranking import CELL, CELLS, REACH, grid

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Integers = NDArray[np.int64]
_SHUT = -1e3  # an item that was asked
_INELIGIBLE = -50.0  # an item that this sitting's draw sets aside
_ALLOWED = -20.0
_CLOSED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank as arrays.

    Args:
        items: Parameters.
        domain: Domain of each item, shape (n,).
        domains: Number of domains.
        rows: Likelihood of every category on the prior's nodes, shape (rows, Q).
        offsets: First row of each item, shape (n,).
        categories: Score categories of each item, shape (n,).
        information: Fisher information on the theta grid, shape (cells, n).
    """

    items: Sequence[ItemParameters]
    domain: Integers
    domains: int
    rows: Floats
    offsets: Integers
    categories: Integers
    information: Floats

    @classmethod
    def build(cls, items: Sequence[ItemParameters], domain: Sequence[int], nodes: Floats) -> "Bank":
        """Compute the tables of a bank on these nodes."""
        both = np.concatenate([nodes, grid()])
        shapes = [curves(item, both) for item in items]
        counts = np.array([item.categories for item in items], dtype=np.int64)
        return cls(
            items,
            np.array(domain, dtype=np.int64),
            max(domain) + 1,
            np.concatenate([shape.p[:, : nodes.size] for shape in shapes]),
            np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64),
            counts,
            np.stack([shape.information[nodes.size :] for shape in shapes], axis=1),
        )

    def likelihoods(self, items: Integers) -> Floats:
        """Rows of these items, shape (..., C, Q), zeros where an item has fewer categories."""
        steps = np.arange(int(self.categories.max()))
        there = steps < self.categories[items][..., None]
        rows = self.rows[np.where(there, self.offsets[items][..., None] + steps, 0)]
        return np.where(there[..., None], rows, 0.0) if not there.all() else rows


@dataclass(frozen=True, slots=True)
class Rules:
    """How the simulated sittings are put together.

    Args:
        per_domain: Items per domain.
        randomesque: Items are drawn among this many best ones.
        prices: Information that an item must offer above others before it is used, shape
            (n,): the Lagrange multipliers of the exposure cap.
        chances: Eligibility of each item, shape (n,).
        closing: How the last question of a domain is chosen; None as all others.
    """

    per_domain: int
    randomesque: int = 1
    prices: Floats | None = None
    chances: Floats | None = None
    closing: Closing | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Simulated sittings.

    Args:
        theta: Final EAP per domain, shape (N, D).
        variance: Final posterior variance per domain, shape (N, D).
        items: Items in the order asked, shape (N, length).
        likelihood: Likelihood per domain on the nodes, shape (N, D, Q).
    """

    theta: Floats
    variance: Floats
    items: Integers
    likelihood: Floats

    def exposure(self, size: int) -> Floats:
        """Share of sittings in which each item appeared, shape (size,)."""
        return np.bincount(self.items.ravel(), minlength=size) / self.items.shape[0]


def draw_abilities(count: int, domains: int, r: float, random: np.random.Generator) -> Floats:
    """Abilities with correlation ``r`` between domains, shape (count, domains)."""
    common = random.normal(size=(count, 1))
    return np.sqrt(r) * common + np.sqrt(1.0 - r) * random.normal(size=(count, domains))


def draw_responses(bank: Bank, theta: Floats, uniforms: NDArray[np.float32]) -> NDArray[np.int8]:
    """The answer of every candidate to every item, shape (N, n).

    Args:
        bank: The bank.
        theta: True abilities, shape (N, D).
        uniforms: Common random numbers in [0, 1), shape (N, n).
    """
    answers = np.zeros(uniforms.shape, dtype=np.int8)
    for number, item in enumerate(bank.items):
        p = curves(item, theta[:, bank.domain[number]]).p
        # P(X >= k), so that a small uniform is a good answer, as in the reference benches
        for least in np.cumsum(p[::-1], axis=0)[:-1]:
            answers[:, number] += uniforms[:, number] < least
    return answers


def simulate(
    bank: Bank,
    prior: FactorPrior,
    rules: Rules,
    responses: NDArray[np.int8],
    random: np.random.Generator,
) -> Run:
    """Seat one candidate per row of ``responses``, shape (N, n)."""
    walk = _Walk(bank, prior, rules, responses.shape[0], random)
    length = rules.per_domain * bank.domains
    asked = np.empty((responses.shape[0], length), dtype=np.int64)
    for step in range(length):
        item = walk.choose()
        asked[:, step] = item
        walk.record(item, responses[walk.people, item])
    return Run(walk.mean, walk.variance, asked, walk.likelihood)


class _Walk:
    """The state of all simulated candidates."""

    def __init__(
        self,
        bank: Bank,
        prior: FactorPrior,
        rules: Rules,
        count: int,
        random: np.random.Generator,
    ) -> None:
        size, nodes = bank.domain.size, prior.nodes.size
        self._bank, self._prior, self._random = bank, prior, random
        self._most, self._closing = rules.randomesque, rules.closing
        self.people = np.arange(count)
        self._prices = np.zeros(size) if rules.prices is None else rules.prices
        worth = bank.information - self._prices
        self._own = [np.flatnonzero(bank.domain == d) for d in range(bank.domains)]
        self._worth = [np.ascontiguousarray(worth[:, own], np.float32) for own in self._own]
        barred = np.zeros((count, size), np.float32)
        if rules.chances is not None:
            barred[random.random((count, size)) >= rules.chances] = _INELIGIBLE
        self._barred = [np.ascontiguousarray(barred[:, own]) for own in self._own]
        self._place = np.zeros(size, dtype=np.int64)
        for own in self._own:
            self._place[own] = np.arange(own.size)
        self._left = np.full((count, bank.domains), rules.per_domain)
        self.likelihood: Floats = np.ones((count, bank.domains, nodes))
        table = prior.moments.sum(1).reshape(3, -1)
        self._evidence: Floats = np.ones((count, bank.domains, prior.weights.size))
        self._first: Floats = np.tile(table[1], (count, bank.domains, 1))
        self._second: Floats = np.tile(table[2], (count, bank.domains, 1))
        self.mean: Floats = np.zeros((count, bank.domains))
        self.variance: Floats = np.ones((count, bank.domains))

    def choose(self) -> Integers:
        """The D-optimal item of every candidate, shape (N,)."""
        best = np.full(self.people.size, -np.inf)
        item = np.zeros(self.people.size, dtype=np.int64)
        cells = np.clip(((self.mean + REACH) / CELL + 0.5).astype(np.intp), 0, CELLS - 1)
        for domain, own in enumerate(self._own):
            open_ = np.flatnonzero(self._left[:, domain] > 0)
            if not open_.size:
                continue
            worth = self._worth[domain][cells[open_, domain]] + self._barred[domain][open_]
            place, top = self._pick(worth)
            # an ineligible item comes last, whatever its domain
            gain = np.where(top > _ALLOWED, top * self.variance[open_, domain], top)
            better = gain > best[open_]
            who = open_[better]
            best[who], item[who] = gain[better], own[place[better]]
        if self._closing is not None:
            self._close(self._closing, item, cells)
        return item

    def _close(self, closing: Closing, item: Integers, cells: NDArray[np.intp]) -> None:
        """Choose anew for those whose domain has one question left."""
        last = np.flatnonzero(self._left[self.people, self._bank.domain[item]] == 1)
        for who in np.split(last, range(_CLOSED_AT_ONCE, last.size, _CLOSED_AT_ONCE)):
            for domain in np.unique(self._bank.domain[item[who]]).tolist():
                these = who[self._bank.domain[item[who]] == domain]
                item[these] = self._settling(closing, domain, these, cells[these, domain])

    def _settling(
        self, closing: Closing, domain: int, who: Integers, cells: NDArray[np.intp]
    ) -> Integers:
        """The item that settles the domain's level best, or one of the best few."""
        worth = self._worth[domain][cells] + self._barred[domain][who]
        most = min(closing.items, worth.shape[1])
        few = np.argsort(-worth, axis=1, kind="stable")[:, :most]
        items = self._own[domain][few]
        rows, prices = self._bank.likelihoods(items), self._prices[items]
        settles = closing.worths(self._marginal(domain, who), rows, prices)
        settles += np.minimum(np.take_along_axis(worth, few, 1) - _ALLOWED, 0.0)
        place, _ = self._pick(settles)
        return items[np.arange(who.size), place]

    def _marginal(self, domain: int, who: Integers) -> Floats:
        """Posterior mass of the domain on the nodes, shape (N, Q)."""
        others = np.delete(self._evidence[who], domain, 1).prod(1)
        density = self.likelihood[who, domain] * (
            (self._prior.weights * others) @ self._prior.kernel
        )
        return density / density.sum(1, keepdims=True)

    def _pick(self, worth: Floats | Singles) -> tuple[Integers, Floats | Singles]:
        """One of the best few places of each row, and the value of the best."""
        rows, most = np.arange(worth.shape[0]), min(self._most, worth.shape[1] - 1)
        if most <= 1:
            place = worth.argmax(1)
            return place, worth[rows, place]
        few = np.argpartition(-worth, most, axis=1)[:, :most]
        values = np.take_along_axis(worth, few, 1)
        draw = self._random.random(values.shape) * (values > _ALLOWED)
        return few[rows, draw.argmax(1)], values.max(1)

    def record(self, item: Integers, category: NDArray[np.int8]) -> None:
        """Take one answer of every candidate."""
        domain = self._bank.domain[item]
        who = self.people, domain
        self._left[who] -= 1
        for number, barred in enumerate(self._barred):
            own = np.flatnonzero(domain == number)
            barred[own, self._place[item[own]]] = _SHUT
        likelihood = self.likelihood[who] * self._bank.rows[self._bank.offsets[item] + category]
        self.likelihood[who] = likelihood
        table = (likelihood @ self._prior.moments.T).reshape(self.people.size, 3, -1)
        evidence = table[:, 0]
        self._evidence[who] = evidence / evidence.max(1, keepdims=True)
        self._first[who], self._second[who] = table[:, 1] / evidence, table[:, 2] / evidence
        weights = self._prior.weights * self._evidence.prod(1)
        weights /= weights.sum(1, keepdims=True)
        self.mean = np.einsum("ndq,nq->nd", self._first, weights)
        self.variance = np.einsum("ndq,nq->nd", self._second, weights) - self.mean**2
