# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Rehearsals: simulated candidates who sit the real exam, content rules and all.

Owns walking ``ExamSession`` with made-up answers, whom a rehearsal seats, and balancing a
pack's exposure by it. Must not know files. Stands on ``engine``; where content rules do not matter,
``simulation`` is a hundred times faster.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.draws import uniforms
from appliance.exam.cat.engine import CatItem, ExamEngine, ExamSession
from appliance.exam.cat.models import probabilities
from appliance.exam.cat.report import ExamReport

Floats = NDArray[np.float64]
Told = Callable[[int], None]
"""Hears how many more sittings are done."""
_STAGES = ((20, 0.15, 0.6), (12, 0.25, 0.35), (12, 0.6, 0.2))
"""Batches, share of the candidates and step of the chances, in each stage of balancing."""
_TARGET = 0.92
"""Rate aimed at, as a share of the cap: what is left is for chance."""
_FASTEST, _SLOWEST = 0.5, 1.3
_LEAST = 0.02
_MEMORY = 0.5
_ANSWERS = 7
_WITHIN, _BETWEEN = 0.375, 0.3
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Sittings of candidates whose abilities are known.

    Args:
        truth: True abilities in logits, shape (N, D).
        reports: What each sitting reported.
        items: Items in the order asked, shape (N, length).
    """

    truth: Floats
    reports: tuple[ExamReport, ...]
    items: NDArray[np.int64]

    def exposure(self, size: int) -> Floats:
        """Share of sittings in which each item appeared, shape (size,)."""
        return np.bincount(self.items.ravel(), minlength=size) / self.items.shape[0]


def rehearse(engine: ExamEngine, truth: Floats, seed: int) -> Rehearsal:
    """Seat one candidate per row of ``truth``, shape (N, D), in logits."""
    reports: list[ExamReport] = []
    asked: list[list[int]] = []
    for session in _sittings(engine, _answers(engine.pool.items, truth, seed), seed):
        reports.append(session.report())
        asked.append(_asked(session))
    return Rehearsal(truth, tuple(reports), np.array(asked))


def exposures(engine: ExamEngine, truth: Floats, seed: int, told: Told | None = None) -> Floats:
    """Share of these candidates who meet each item, shape (n,)."""
    used = _use(engine, _answers(engine.pool.items, truth, seed), seed, told)
    return used / truth.shape[0]


def middles(cuts: Sequence[float]) -> Floats:
    """The middle of each level in logits; the outer levels are as wide as their neighbours."""
    edges = np.array([2 * cuts[0] - cuts[1], *cuts, 2 * cuts[-1] - cuts[-2]])
    return (edges[:-1] + edges[1:]) / 2


def every_level(blueprint: Blueprint, count: int, random: np.random.Generator) -> Floats:
    """As many candidates of each level, domains a little apart, shape (count, D), in logits."""
    level = np.resize(middles(blueprint.cuts), count)
    random.shuffle(level)
    overall = level + random.uniform(-_WITHIN, _WITHIN, count)
    return overall[:, None] + random.normal(0.0, _BETWEEN, (count, len(blueprint.domains)))


def balance(
    items: Sequence[CatItem],
    blueprint: Blueprint,
    truth: Floats,
    seed: int,
    told: Told | None = None,
) -> Blueprint:
    """Eligibilities that hold the blueprint's exposure cap for these candidates.

    After each batch an item's chance is scaled by target over rate where it was used too
    often, and raised again where it was not (van der Linden & Veldkamp 2004). Batches grow
    and steps shrink; the chances are the geometric mean over the last stage.

    Args:
        items: The items of the pack.
        blueprint: Its blueprint; its eligibilities are the starting point.
        truth: Abilities of the population, shape (N, D), in random order.
        seed: Of the rehearsed sittings.
        told: Hears of the progress.
    """
    engine = ExamEngine(items, blueprint)
    target = _TARGET * blueprint.exposure_cap
    answers = _answers(items, truth, seed)
    chances = np.array(engine.chances)
    used, seen, settled = np.zeros(len(items)), 0.0, [np.log(chances)]
    for first, last, step, opens in _batches(truth.shape[0]):
        used = _MEMORY * used + _use(engine, answers[first:last], seed + first, told)
        seen = _MEMORY * seen + (last - first)
        pull = np.clip(target * seen / np.maximum(used, 1e-9), _FASTEST, _SLOWEST)
        chances = np.clip(chances * pull**step, _LEAST, 1.0)
        settled = [] if opens else settled
        settled.append(np.log(chances))
        engine = engine.with_eligibility(_by_id(items, chances))
    mean = np.exp(np.mean(settled, axis=0))
    return engine.with_eligibility(_by_id(items, mean)).blueprint


def _batches(count: int) -> Iterator[tuple[int, int, float, bool]]:
    """First and last candidate of each batch, its step, and whether it opens a stage."""
    start = 0.0
    for batches, share, step in _STAGES:
        width = count * share / batches
        for number in range(batches):
            first, last = round(start), round(start + width)
            start += width
            if last > first:
                yield first, last, step, number == 0


def _by_id(items: Sequence[CatItem], chances: Floats) -> dict[str, float]:
    return {item.id: round(float(c), 4) for item, c in zip(items, chances, strict=True)}


def _asked(session: ExamSession) -> list[int]:
    return [answer.item for answer in session.history]


def _use(
    engine: ExamEngine, answers: NDArray[np.int8], seed: int, told: Told | None
) -> NDArray[np.int64]:
    """How many of these sittings meet each item, shape (n,)."""
    used = np.zeros(answers.shape[1], dtype=np.int64)
    for session in _sittings(engine, answers, seed):
        used[_asked(session)] += 1
        if told is not None:
            told(1)
    return used


def _sittings(engine: ExamEngine, answers: NDArray[np.int8], seed: int) -> Iterator[ExamSession]:
    """Finished sittings, each with a seed of its own."""
    for number, row in enumerate(answers):
        session, given = engine.session(seed + number), row.tolist()
        for _ in range(session.length):
            item = session.next_item()
            session.record(item, given[item])
        yield session


def _answers(items: Sequence[CatItem], truth: Floats, seed: int) -> NDArray[np.int8]:
    """What each candidate would answer to each item, shape (N, n)."""
    answers = np.zeros((truth.shape[0], len(items)), dtype=np.int8)
    for first in range(0, truth.shape[0], _AT_ONCE):
        few = truth[first : first + _AT_ONCE]
        seeds = range(seed + first, seed + first + few.shape[0])
        draws = np.stack([uniforms(own, _ANSWERS, len(items)) for own in seeds])
        for number, item in enumerate(items):
            steps = np.cumsum(probabilities(item.parameters, few[:, item.domain]), axis=0)[:-1]
            answers[first : first + _AT_ONCE, number] = (draws[:, number] >= steps).sum(0)
    return answers
