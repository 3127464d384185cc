# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the answers to one item say of its parameters, given what is known of abilities.

Owns the maximisation step of calibration, its priors and its standard errors. Must not know
persons beyond their posterior, nor other items. Stands on ``appliance.exam.cat.models``.

Parameters are estimated as ``log a``, ``b`` and ``logit c``, so that every step stays valid;
a step is Fisher scoring, whose derivatives are central differences. Standard errors come
from the cross-products of each person's score, which is the expected slope of the item's
log curve given all answers; one item is taken at a time.

Priors (Mislevy 1986, https://doi.org/10.1007/BF02293979) are centred on where an item
starts: an item that hardly anybody met stays where its author or the last calibration put it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from appliance.exam.cat.models import FLOOR, probabilities
from appliance.exam.cat.parameters import ItemParameters, Model, Provenance

Floats = NDArray[np.float64]
_STEP: Final = 1e-4
_LEAST_GUESSING: Final = 0.01
_MOST_GUESSING: Final = 0.5
_HALVINGS: Final = 8


@dataclass(frozen=True, slots=True)
class Priors:
    """Standard deviations of the normal priors around an item's starting values.

    Args:
        log_a: Of ``log a``.
        b: Of every location, in logits.
        c: Of ``logit c``.
    """

    log_a: float = 0.5
    b: float = 1.5
    c: float = 0.5


def startable(item: ItemParameters) -> ItemParameters:
    """The item with a guessing parameter that has a logit, where it has one at all."""
    if item.model is not Model.THREE_PL:
        return item
    return replace(item, c=min(max(item.c, _LEAST_GUESSING), _MOST_GUESSING))


def pack(item: ItemParameters) -> Floats:
    """``log a``, each b and, for 3PL, ``logit c``."""
    guess = [math.log(item.c / (1.0 - item.c))] if item.model is Model.THREE_PL else []
    return np.array([math.log(item.a), *item.b, *guess])


def unpack(item: ItemParameters, vector: Floats) -> ItemParameters:
    """The calibrated item of this model with these packed parameters."""
    values: list[float] = vector.tolist()
    steps = len(item.b)
    c = 1.0 / (1.0 + math.exp(-values[-1])) if item.model is Model.THREE_PL else 0.0
    b = tuple(values[1 : 1 + steps])
    return ItemParameters(item.model, math.exp(values[0]), b, c, 1.0, Provenance.CALIBRATED)


def curves_and_slopes(item: ItemParameters, vector: Floats, nodes: Floats) -> tuple[Floats, Floats]:
    """Category curves, and their derivatives, shape (parameters, categories, nodes)."""
    rows: list[Floats] = []
    for place in range(vector.size):
        step = np.zeros(vector.size)
        step[place] = _STEP
        above = probabilities(unpack(item, vector + step), nodes)
        below = probabilities(unpack(item, vector - step), nodes)
        rows.append((above - below) / (2 * _STEP))
    return np.maximum(probabilities(unpack(item, vector), nodes), FLOOR), np.stack(rows)


@dataclass(frozen=True, slots=True)
class Scene:
    """What an item's fit is seen against: the grid, the priors and its start."""

    nodes: Floats
    priors: Priors
    start: ItemParameters

    def prior(self) -> tuple[Floats, Floats]:
        """Means and precisions of the packed parameters, shape (parameters,) each."""
        deviations = [self.priors.log_a, *[self.priors.b] * len(self.start.b)]
        if self.start.model is Model.THREE_PL:
            deviations.append(self.priors.c)
        return pack(self.start), 1.0 / np.array(deviations) ** 2


class Target:
    """The expected complete-data posterior of one item's parameters.

    Args:
        item: The item, for its model.
        counts: Expected numbers of answers by category and node, shape (categories, nodes).
        scene: The grid and the priors.
    """

    def __init__(self, item: ItemParameters, counts: Floats, scene: Scene) -> None:
        self._item, self._counts, self._nodes = item, counts, scene.nodes
        self._means, self._precisions = scene.prior()

    def climb(self, vector: Floats) -> Floats:
        """One Fisher scoring step, halved until it does not descend."""
        p, slopes = curves_and_slopes(self._item, vector, self._nodes)
        gradient = (slopes * (self._counts / p)).sum((1, 2))
        gradient -= self._precisions * (vector - self._means)
        total = self._counts.sum(0)
        information = np.einsum("ikq,jkq->ij", slopes * (total / p), slopes)
        information += np.diag(self._precisions)
        step = np.clip(np.linalg.solve(information, gradient), -1.0, 1.0)
        height = self._height(vector)
        for _ in range(_HALVINGS):
            if self._height(vector + step) >= height:
                return vector + step
            step = step / 2
        return vector

    def _height(self, vector: Floats) -> float:
        p = np.maximum(probabilities(unpack(self._item, vector), self._nodes), FLOOR)
        penalty = 0.5 * float((self._precisions * (vector - self._means) ** 2).sum())
        return float((self._counts * np.log(p)).sum()) - penalty


def standard_errors(
    item: ItemParameters,
    slopes: Floats,
    chosen: Sequence[NDArray[np.intp]],
    rows: Floats,
    scene: Scene,
) -> tuple[float, ...]:
    """Standard errors of a, each b and c, in this order.

    Args:
        item: The estimates.
        slopes: Of the logarithms of its curves, shape (parameters, categories, nodes).
        chosen: For each category, the persons whose answer it was.
        rows: What is known of each person's ability, shape (persons, nodes).
        scene: The grid and the priors.
    """
    _, precisions = scene.prior()
    information = np.diag(precisions)
    for category, persons in enumerate(chosen):
        scores = rows[persons] @ slopes[:, category].T
        information = information + scores.T @ scores
    packed = np.sqrt(np.diag(np.linalg.inv(information)))
    scale = np.ones(packed.size)
    scale[0] = item.a
    if item.model is Model.THREE_PL:
        scale[-1] = item.c * (1.0 - item.c)
    errors: list[float] = (packed * scale).tolist()
    return tuple(errors)
