# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a calibration says: item fit, and drift against the parameters in use.

Owns the linking of each domain's new scale to its old one, and the flags a content team
looks at. Must not fit anything. Stands on ``fitting``.

A flag asks for two things at once: a difference large enough to matter, and one that chance
does not explain. Many answers make trifles significant, few make accidents large.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from appliance.bank.calibration.fitting import Calibration, Fitted
from appliance.bank.calibration.item_fit import adjusted
from appliance.exam.cat.parameters import ItemParameters, Provenance

MISFIT: Final = 0.05
"""Distance of observed and expected curves, as a share of the score, that matters."""
UNLIKELY: Final = 0.01
"""Share of false alarms among the items that are called misfits."""
DRIFT: Final = 0.30
"""Change of location in logits that matters."""
SIGNIFICANT: Final = 2.58
WEAK: Final = 0.4
FEW: Final = 200
FEWEST_ANCHORS: Final = 5
_NARROW: Final = 0.05
"""Standard deviation of locations below which they cannot tell the slope."""


@dataclass(frozen=True, slots=True)
class Column:
    """One item of the table.

    Args:
        id: The item.
        domain: Its domain's name.
        before: The parameters in use, None for an item that has none.
    """

    id: str
    domain: str
    before: ItemParameters | None


@dataclass(frozen=True, slots=True)
class Link:
    """The old scale as ``slope * new + intercept``, and how many items say so."""

    slope: float = 1.0
    intercept: float = 0.0
    anchors: int = 0


def link(pairs: Sequence[tuple[ItemParameters, ItemParameters]]) -> Link:
    """Mean-sigma linking over pairs of new and old parameters of one domain (Marco 1977).

    Only items that were calibrated before are anchors: priors are none. One after another,
    anchors that have drifted themselves are left out, the farthest first (compare Huynh &
    Meyer 2010), so that they neither bend the scale nor make others seem to drift. Without
    enough anchors the new scale stands.
    """
    anchors = [
        (location(new), location(old))
        for new, old in pairs
        if old.provenance is Provenance.CALIBRATED
    ]
    if len(anchors) < FEWEST_ANCHORS:
        return Link(anchors=len(anchors))
    while True:
        scale, farthest, distance = _straight(anchors)
        if distance <= DRIFT or len(anchors) == FEWEST_ANCHORS:
            return scale
        anchors.pop(farthest)


def _straight(anchors: Sequence[tuple[float, float]]) -> tuple[Link, int, float]:
    """The line through new and old locations, the farthest anchor and how far it is."""
    new, old = np.array(anchors).T
    spread = min(float(new.std()), float(old.std()))
    slope = float(old.std() / new.std()) if spread > _NARROW else 1.0
    scale = Link(slope, float(old.mean() - slope * new.mean()), len(anchors))
    gaps = np.abs(slope * new + scale.intercept - old)
    return scale, int(gaps.argmax()), float(gaps.max())


def location(item: ItemParameters) -> float:
    """The mean of an item's locations, in logits."""
    return sum(item.b) / len(item.b)


def carry(item: ItemParameters, scale: Link) -> ItemParameters:
    """The item on the old scale."""
    steps = tuple(scale.slope * b + scale.intercept for b in item.b)
    return replace(item, a=item.a / scale.slope, b=steps)


def describe(columns: Sequence[Column], result: Calibration) -> dict[str, Any]:
    """The report as JSON: every item with errors, fit, drift and flags.

    Args:
        columns: The items of the table, in order.
        result: Their calibration.
    """
    scales = {name: _scale(name, columns, result) for name in _domains(columns)}
    chances = adjusted([found.fit.p for found in result.items])
    items = [
        _item(column, found, chance, scales[column.domain])
        for column, found, chance in zip(columns, result.items, chances, strict=True)
    ]
    return {
        "log_likelihood": result.log_likelihood,
        "cycles": result.cycles,
        "converged": result.converged,
        "correlation": result.correlation,
        "links": {
            name: {"slope": scale.slope, "intercept": scale.intercept, "anchors": scale.anchors}
            for name, scale in scales.items()
        },
        "items": items,
    }


def _domains(columns: Sequence[Column]) -> list[str]:
    return list(dict.fromkeys(column.domain for column in columns))


def _scale(domain: str, columns: Sequence[Column], result: Calibration) -> Link:
    return link(
        [
            (found.parameters, column.before)
            for column, found in zip(columns, result.items, strict=True)
            if column.domain == domain and column.before is not None and found.count
        ]
    )


def _item(column: Column, found: Fitted, chance: float | None, scale: Link) -> dict[str, Any]:
    now = carry(found.parameters, scale) if found.count else found.parameters
    steps = len(now.b)
    b_errors = [scale.slope * error for error in found.errors[1 : 1 + steps]]
    drift, z = _drift(now, column.before, b_errors)
    misfit = chance is not None and chance < UNLIKELY and found.rmsd > MISFIT
    flags = {
        "never asked": not found.count,
        "few responses": 0 < found.count < FEW,
        "misfit": misfit,
        "drift": drift is not None and abs(drift) > DRIFT and abs(z) > SIGNIFICANT,
        "weak": found.count > 0 and now.a < WEAK,
    }
    return {
        "id": column.id,
        "domain": column.domain,
        "parameters": now.to_claims(),
        "before": column.before.to_claims() if column.before is not None else None,
        "errors": {
            "a": found.errors[0] / scale.slope,
            "b": b_errors,
            "c": found.errors[-1] if len(found.errors) > steps + 1 else None,
        },
        "count": found.count,
        "counts": list(found.counts),
        "rmsd": found.rmsd,
        "fit": {
            "statistic": found.fit.statistic,
            "freedom": found.fit.freedom,
            "p": found.fit.p,
            "adjusted": chance,
        },
        "drift": drift,
        "observed": _observed(found, scale),
        "flags": [word for word, raised in flags.items() if raised],
    }


def _observed(found: Fitted, scale: Link) -> list[dict[str, float]]:
    """Observed mean score by ability on the old scale, where there is anybody."""
    return [
        {"theta": scale.slope * theta + scale.intercept, "score": score}
        for theta, score in found.observed
    ]


def _drift(
    now: ItemParameters, before: ItemParameters | None, errors: Sequence[float]
) -> tuple[float | None, float]:
    """Change of location against the parameters in use, and how many errors that is."""
    if before is None:
        return None, 0.0
    change = location(now) - location(before)
    error = math.sqrt(sum(e * e for e in errors)) / len(errors)
    return change, change / error if error > 0 else 0.0
