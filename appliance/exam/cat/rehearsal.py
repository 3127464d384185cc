# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Rehearsals: simulated candidates who sit the real exam, content rules and all.

Owns walking ``ExamSession`` with made-up answers, and balancing a pack's exposure by it.
Must not know files. Stands on ``engine``; where content rules do not matter,
``simulation`` is a hundred times faster.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.draws import uniforms
from appliance.exam.cat.engine import CatItem, ExamEngine, ExamSession
from appliance.exam.cat.models import probabilities
from appliance.exam.cat.report import ExamReport

Floats = NDArray[np.float64]
_BATCH = 25
_FIRST_STEP, _LAST_STEP = 1.0, 0.2
_FASTEST, _SLOWEST = 0.7, 1.1
_MEMORY = 0.15
_ANSWERS = 7


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


def balance(items: Sequence[CatItem], blueprint: Blueprint, truth: Floats, seed: int) -> Blueprint:
    """Eligibilities that hold the blueprint's exposure cap for these candidates.

    After each batch an item's chance is scaled by cap over rate where it was used too
    often, and raised again where it was not (van der Linden & Veldkamp 2004), in steps
    that shrink so that the chances settle.

    Args:
        items: The items of the pack.
        blueprint: Its blueprint; its eligibilities are the starting point.
        truth: Abilities of the population, shape (N, D), in random order.
        seed: Of the rehearsed sittings.
    """
    engine = ExamEngine(items, blueprint)
    chances = np.array([blueprint.eligibility.get(item.id, 1.0) for item in items])
    rates = np.full(len(items), blueprint.exposure_cap)
    batches = max(2, truth.shape[0] // _BATCH)
    settled = np.zeros(len(items))
    for batch in range(batches):
        part = truth[batch * _BATCH : (batch + 1) * _BATCH]
        sessions = [_sit(engine, theta, seed + batch * _BATCH + n) for n, theta in enumerate(part)]
        asked = [answer.item for session in sessions for answer in session.history]
        rate = np.bincount(asked, minlength=len(items)) / max(1, part.shape[0])
        rates += _MEMORY * (rate - rates)
        step = _FIRST_STEP + (_LAST_STEP - _FIRST_STEP) * batch / batches
        pull = np.clip(blueprint.exposure_cap / np.maximum(rates, 1e-9), _FASTEST, _SLOWEST)
        chances = np.clip(chances * pull**step, 0.02, 1.0)
        engine = engine.with_eligibility(_by_id(items, chances))
        if batch >= batches // 2:
            settled += np.log(chances)
    mean = np.exp(settled / (batches - batches // 2))
    return engine.with_eligibility(_by_id(items, mean)).blueprint


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
