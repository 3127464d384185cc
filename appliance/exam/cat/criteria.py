# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Selection criteria: how much each item of a bank would tell next.

Owns the classical one-dimensional criteria, for research and for comparison with other
engines; the exam itself uses the D-optimal gain of ``engine``. Must not keep state.
Stands on ``models`` and ``estimation``.

Integrals are trapezoid sums over 33 nodes on [-4, 4] with a standard normal prior, as in
catR (Magis & Raiche 2012, https://doi.org/10.18637/jss.v048.i08). Sources: Veerkamp &
Berger (1997) for MLWI, van der Linden (1998) for MPWI, MEI and MEPV, Chang & Ying (1996)
for KL and KLP, Urry (1970) for bOpt, Birnbaum (1968) for the optimal theta.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from appliance.exam.cat.errors import HistoryError, SittingComplete
from appliance.exam.cat.estimation import Method, Span, check_responses, estimate, log_likelihood
from appliance.exam.cat.models import FLOOR, Curves, curves
from appliance.exam.cat.parameters import ItemParameters

Floats = NDArray[np.float64]
NODES, REACH = 33, 4.0


class Criterion(StrEnum):
    """How the next item is chosen."""

    MFI = "MFI"
    B_OPT = "bOpt"
    THETA_OPT = "thOpt"
    MLWI = "MLWI"
    MPWI = "MPWI"
    MEI = "MEI"
    MEPV = "MEPV"
    KL = "KL"
    KLP = "KLP"


_SMALLEST = frozenset({Criterion.B_OPT, Criterion.THETA_OPT, Criterion.MEPV})


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a test stands.

    Args:
        items: The whole bank.
        theta: The provisional ability in logits.
        administered: Indices of the items that were answered.
        responses: Their score categories.
    """

    items: Sequence[ItemParameters]
    theta: float
    administered: Sequence[int] = ()
    responses: Sequence[int] = ()

    def __post_init__(self) -> None:
        if not all(0 <= i < len(self.items) for i in self.administered):
            raise HistoryError("an administered item is not in the bank")
        if len(set(self.administered)) != len(self.administered):
            raise HistoryError("an item was administered twice")
        check_responses(self.taken, self.responses)

    @property
    def taken(self) -> list[ItemParameters]:
        """The items that were answered."""
        return [self.items[i] for i in self.administered]


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen item's index and the value of the criterion there."""

    item: int
    value: float


def choose(criterion: Criterion, situation: Situation) -> Choice:
    """The best item that was not administered; ties go to the first.

    Raises:
        SittingComplete: Every item was administered.
    """
    taken = set(situation.administered)
    free = [i for i in range(len(situation.items)) if i not in taken]
    if not free:
        raise SittingComplete("every item of the bank was administered")
    values = _worths(criterion, situation, [situation.items[i] for i in free])
    sign = -1.0 if criterion in _SMALLEST else 1.0
    best = int(np.argmax(sign * np.array(values)))
    return Choice(free[best], values[best])


def _worths(
    criterion: Criterion, situation: Situation, items: Sequence[ItemParameters]
) -> list[float]:
    theta = np.array([situation.theta])
    match criterion:
        case Criterion.MFI:
            return [float(curves(item, theta).information[0]) for item in items]
        case Criterion.B_OPT:
            return [abs(_location(item) - situation.theta) for item in items]
        case Criterion.THETA_OPT:
            return [abs(_best_theta(item) - situation.theta) for item in items]
        case Criterion.MEI:
            return [_expected_information(situation, item) for item in items]
        case _:
            measure = _Weighted(situation).measure(criterion)
            return [measure(item) for item in items]


class _Weighted:
    """Criteria that weigh the whole ability range by what the answers say of it."""

    def __init__(self, situation: Situation) -> None:
        self._nodes = np.linspace(-REACH, REACH, NODES)
        self._theta = np.array([situation.theta])
        log = log_likelihood(situation.taken, situation.responses, self._nodes)
        self._likelihood = np.exp(log)
        self._prior = np.exp(-0.5 * self._nodes**2) / math.sqrt(2.0 * math.pi)

    def measure(self, criterion: Criterion) -> Callable[[ItemParameters], float]:
        posterior = self._likelihood * self._prior
        weight = self._likelihood if criterion in {Criterion.MLWI, Criterion.KL} else posterior
        if criterion in {Criterion.MLWI, Criterion.MPWI}:
            return lambda item: self._integral(weight * curves(item, self._nodes).information)
        if criterion is Criterion.MEPV:
            return self._expected_variance
        return lambda item: self._integral(weight * self._divergence(item))

    def _integral(self, values: Floats) -> float:
        step = self._nodes[1] - self._nodes[0]
        return float(step * (values.sum() - 0.5 * (values[0] + values[-1])))

    def _divergence(self, item: ItemParameters) -> Floats:
        """Kullback-Leibler information of the provisional ability against each node."""
        here, there = curves(item, self._theta).p, curves(item, self._nodes).p
        return (here * np.log(np.maximum(here, FLOOR) / np.maximum(there, FLOOR))).sum(0)

    def _expected_variance(self, item: ItemParameters) -> float:
        chances, rows = curves(item, self._theta).p[:, 0], curves(item, self._nodes).p
        return float(sum(c * self._variance(row) for c, row in zip(chances, rows, strict=True)))

    def _variance(self, row: Floats) -> float:
        weight = self._likelihood * self._prior * row
        mass = max(self._integral(weight), FLOOR)  # an answer that cannot be given
        mean = self._integral(weight * self._nodes) / mass
        return self._integral(weight * (self._nodes - mean) ** 2) / mass


def _location(item: ItemParameters) -> float:
    return sum(item.b) / len(item.b)


def _best_theta(item: ItemParameters) -> float:
    """Where a dichotomous item tells most; the mean location of a polytomous one."""
    if not item.model.dichotomous:
        return _location(item)
    if item.d == 1.0:
        return item.b[0] + math.log((1.0 + math.sqrt(1.0 + 8.0 * item.c)) / 2.0) / item.a
    grid = item.b[0] + np.linspace(-6.0, 6.0, 24001) / item.a
    return float(grid[int(np.argmax(curves(item, grid).information))])


def _expected_information(situation: Situation, item: ItemParameters) -> float:
    """Mean over the item's categories of its observed information at the new EAP."""
    chances = curves(item, np.array([situation.theta])).p[:, 0]
    total, span = 0.0, Span(-REACH, REACH, 801)
    for category, chance in enumerate(chances.tolist()):
        answered = [*situation.responses, category]
        found = estimate([*situation.taken, item], answered, Method.EAP, span=span)
        total += chance * _observed(curves(item, np.array([found.theta])), category)
    return total


def _observed(shape: Curves, category: int) -> float:
    p, slope = float(shape.p[category, 0]), float(shape.slope[category, 0])
    if p <= FLOOR:  # an answer that cannot be given
        return 0.0
    return (slope / p) ** 2 - float(shape.curvature[category, 0]) / p
