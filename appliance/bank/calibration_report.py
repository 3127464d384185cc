# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a calibration says: item fit, and drift against the parameters in use.

Owns the linking of the new scale to the old one and the flags a content team looks at.
Must not fit anything. Stands on ``calibration``.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from appliance.bank.calibration import Calibration, Fitted
from appliance.exam.cat.parameters import ItemParameters, Provenance

MISFIT = 0.10
"""Distance of observed and expected curves from which an item is looked at (PISA: 0.12)."""
DRIFT = 0.30
"""Change of location in logits that matters, if it is also significant."""
SIGNIFICANT = 2.58
FEW = 200
FEWEST_ANCHORS = 5


@dataclass(frozen=True, slots=True)
class Link:
    """The old scale as ``slope * new + intercept``."""

    slope: float = 1.0
    intercept: float = 0.0


def link(before: Mapping[str, ItemParameters], fitted: Mapping[str, Fitted]) -> Link:
    """Mean-sigma linking over items that were calibrated before (Marco 1977).

    Without enough of them the new scale stands: priors are no anchors.
    """
    anchors = [
        (location(fitted[name].parameters), location(old))
        for name, old in before.items()
        if old.provenance is Provenance.CALIBRATED and name in fitted
    ]
    if len(anchors) < FEWEST_ANCHORS:
        return Link()
    new, old = np.array(anchors).T
    slope = float(old.std() / new.std())
    return Link(slope, float(old.mean() - slope * new.mean()))


def location(item: ItemParameters) -> float:
    """The mean of an item's locations, in logits."""
    return sum(item.b) / len(item.b)


def carry(item: ItemParameters, scale: Link) -> ItemParameters:
    """The item on the old scale."""
    steps = tuple(scale.slope * b + scale.intercept for b in item.b)
    return replace(item, a=item.a / scale.slope, b=steps)


def describe(
    names: Sequence[str], result: Calibration, before: Mapping[str, ItemParameters]
) -> dict[str, Any]:
    """The report as JSON: every item with errors, fit, drift and flags.

    Args:
        names: Ids of the calibrated items, in order.
        result: Their calibration.
        before: The parameters in use, by id; may lack some.
    """
    fitted = dict(zip(names, result.items, strict=True))
    scale = link(before, fitted)
    return {
        "log_likelihood": result.log_likelihood,
        "cycles": result.cycles,
        "converged": result.converged,
        "link": {"slope": scale.slope, "intercept": scale.intercept},
        "items": [_item(name, fitted[name], before.get(name), scale) for name in names],
    }


def _item(name: str, found: Fitted, before: ItemParameters | None, scale: Link) -> dict[str, Any]:
    now = carry(found.parameters, scale)
    steps = len(now.b)
    b_errors = [scale.slope * error for error in found.errors[1 : 1 + steps]]
    drift, z = _drift(now, before, b_errors)
    flags = [
        word
        for word, raised in (
            ("few responses", found.count < FEW),
            ("misfit", found.rmsd > MISFIT),
            ("drift", drift is not None and abs(drift) > DRIFT and abs(z) > SIGNIFICANT),
            ("weak", now.a < 0.4),
        )
        if raised
    ]
    return {
        "id": name,
        "parameters": now.to_claims(),
        "errors": {
            "a": found.errors[0] / scale.slope,
            "b": b_errors,
            "c": found.errors[-1] if len(found.errors) > steps + 1 else None,
        },
        "count": found.count,
        "rmsd": found.rmsd,
        "drift": drift,
        "flags": flags,
    }


def _drift(
    now: ItemParameters, before: ItemParameters | None, errors: Sequence[float]
) -> tuple[float | None, float]:
    """Change of location against the parameters in use, and how many errors that is."""
    if before is None:
        return None, 0.0
    change = location(now) - location(before)
    error = math.sqrt(sum(e * e for e in errors)) / len(errors)
    return change, change / error if error > 0 else 0.0
