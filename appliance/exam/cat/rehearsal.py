# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Rehearsals: simulated candidates who sit the real exam, content rules and all.

Owns walking ``ExamSession`` with made-up answers, whom a rehearsal seats, and balancing a
pack's exposure by it. Must not know files. Stands on ``engine``; where content rules do not matter,
``simulation`` is a hundred times faster.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.draws import uniforms
from appliance.exam.cat.engine import CatItem, ExamEngine, ExamSession
from appliance.exam.cat.models import probabilities
from appliance.exam.cat.report import ExamReport

Floats = NDArray[np.float64]
_STAGES = ((20, 0.2, 0.6), (12, 0.35, 0.35), (8, 0.45, 0.2))
"""Batches, share of the candidates and step of the chances, in each stage of balancing."""
_TARGET = 0.95
"""Rate aimed at, as a share of the cap: what is left is for chance."""
_FASTEST, _SLOWEST = 0.5, 1.3
_LEAST = 0.02
_MEMORY = 0.5
_ANSWERS = 7
_WITHIN, _BETWEEN = 0.375, 0.3


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
    sessions = [_sit(engine, theta, seed + number) for number, theta in enumerate(truth)]
    asked = [[answer.item for answer in session.history] for session in sessions]
    return Rehearsal(truth, tuple(s.report() for s in sessions), np.array(asked))


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


def balance(items: Sequence[CatItem], blueprint: Blueprint, truth: Floats, seed: int) -> Blueprint:
    """Eligibilities that hold the blueprint's exposure cap for these candidates.

    After each batch an item's chance is scaled by target over rate where it was used too
    often, and raised again where it was not (van der Linden & Veldkamp 2004). Batches grow
    and steps shrink; the chances are the geometric mean over the last stage.

    Args:
        items: The items of the pack.
        blueprint: Its blueprint; its eligibilities are the starting point.
        truth: Abilities of the population, shape (N, D), in random order.
        seed: Of the rehearsed sittings.
    """
    engine = ExamEngine(items, blueprint)
    target = _TARGET * blueprint.exposure_cap
    chances = np.array(engine.chances)
    used, seen, settled = np.zeros(len(items)), 0.0, [np.log(chances)]
    for first, last, step, opens in _batches(truth.shape[0]):
        asked = [
            answer.item
            for number in range(first, last)
            for answer in _sit(engine, truth[number], seed + number).history
        ]
        used = _MEMORY * used + np.bincount(asked, minlength=len(items))
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


def _sit(engine: ExamEngine, theta: Floats, seed: int) -> ExamSession:
    session = engine.session(seed)
    draws = uniforms(seed, _ANSWERS, session.length).tolist()
    for draw in draws:
        item = session.next_item()
        entry = engine.pool.items[item]
        chances = probabilities(entry.parameters, theta[entry.domain : entry.domain + 1])[:, 0]
        category = int((draw >= np.cumsum(chances)).sum())
        session.record(item, min(category, chances.size - 1))
    return session
