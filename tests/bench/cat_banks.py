# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The banks, candidates and answers of the adaptive figures.

Owns the definition of the figures' inputs, the same as in the shared peer benchmarks:
same banks, abilities and common random numbers. Stands on the shared vectors.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from appliance.exam.cat.latent import FactorPrior
from appliance.exam.cat.parameters import ItemParameters, Model
from appliance.exam.cat.simulation import Bank, draw_responses

Floats = NDArray[np.float64]
DOMAINS, PER_DOMAIN, LENGTH = 5, 10, 50
REPOSITORY = Path(__file__).resolve().parents[2]
VECTORS = Path(os.environ.get("ESCALE_TEST_DATA", REPOSITORY.parent / "shared")) / "vectors/cat"


@dataclass(frozen=True)
class Source:
    """A bank of the vectors, raw and typed."""

    a: Floats
    b: Floats
    c: Floats
    domain: list[int]
    items: list[ItemParameters]


def load(model: str, size: int) -> Source:
    """The bank ``bank_MODEL_SIZE.npz``."""
    bank = np.load(VECTORS / f"bank_{model}_{size}.npz")
    a, b, c = bank["a"], bank["b"], bank["c"]
    items = [
        ItemParameters(Model.THREE_PL, float(x), (float(y),), float(z))
        for x, y, z in zip(a, b, c, strict=True)
    ]
    return Source(a, b, c, bank["domain"].tolist(), items)


def single_answers(source: Source, count: int) -> tuple[Floats, NDArray[np.int8]]:
    """Abilities and answers of the one-dimensional benchmark, shape (count, items)."""
    theta = np.load(VECTORS / "thetas_1000.npy")[:count]
    rows = [
        np.random.default_rng([20240601, i]).random(source.a.size)
        < source.c + (1 - source.c) / (1 + np.exp(-source.a * (t - source.b)))
        for i, t in enumerate(theta)
    ]
    return theta, np.stack(rows).astype(np.int8)


def domain_abilities(r: float, count: int) -> Floats:
    """Abilities in five domains with correlation ``r``, shape (count, 5)."""
    random = np.random.default_rng([55, int(r * 100)])
    common = random.normal(size=(4000, 1))
    theta = np.sqrt(r) * common + np.sqrt(1 - r) * random.normal(size=(4000, DOMAINS))
    return theta[:count]


def domain_answers(source: Source, bank: Bank, theta: Floats) -> NDArray[np.int8]:
    """Answers of the five-domain benchmark, shape (count, items)."""
    uniforms = np.random.default_rng(909).random((4000, source.a.size), dtype=np.float32)
    return draw_responses(bank, theta, uniforms[: theta.shape[0]])


def bank_for(source: Source, prior: FactorPrior) -> Bank:
    """The bank's tables on the nodes of a prior."""
    return Bank.build(source.items, source.domain, prior.nodes)
