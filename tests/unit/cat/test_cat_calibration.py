# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Calibration recovers the parameters that made the responses."""

import numpy as np
import pytest

from appliance.bank.calibration.fitting import MISSING, Calibration, calibrate
from appliance.exam.cat.errors import RequestError
from appliance.exam.cat.models import probabilities
from appliance.exam.cat.parameters import ItemParameters, Model, Provenance

PERSONS = 2000


def truth() -> list[ItemParameters]:
    random = np.random.default_rng(4)
    items: list[ItemParameters] = []
    for number in range(24):
        a, b = float(random.uniform(0.8, 2.0)), float(random.normal(0, 1))
        if number % 3 == 0:
            items.append(ItemParameters(Model.TWO_PL, a, (b,)))
        elif number % 3 == 1:
            items.append(ItemParameters(Model.THREE_PL, a, (b,), 0.25))
        else:
            items.append(ItemParameters(Model.GPCM, a, (b - 0.5, b + 0.5)))
    return items


def answers(items: list[ItemParameters]) -> np.ndarray[tuple[int, int], np.dtype[np.int8]]:
    random = np.random.default_rng(5)
    theta = random.normal(size=PERSONS)
    columns = [
        (random.random(PERSONS) > np.cumsum(probabilities(item, theta), axis=0)[:-1]).sum(0)
        for item in items
    ]
    responses = np.stack(columns, axis=1).astype(np.int8)
    responses[random.random(responses.shape) < 0.2] = MISSING
    return responses


@pytest.fixture(scope="module")
def fit() -> Calibration:
    items = truth()
    start = [
        ItemParameters(item.model, 1.0, tuple(0.2 * k for k in range(len(item.b))), item.c)
        for item in items
    ]
    return calibrate(answers(items), start)


def test_known_parameters_are_recovered_within_their_errors(fit: Calibration) -> None:
    assert fit.converged
    distances: list[float] = []
    for known, found in zip(truth(), fit.items, strict=True):
        assert found.parameters.provenance is Provenance.CALIBRATED
        wanted = [known.a, *known.b] + ([known.c] if known.model is Model.THREE_PL else [])
        got = found.parameters
        values = [got.a, *got.b] + ([got.c] if got.model is Model.THREE_PL else [])
        distances += [abs(w - v) / e for w, v, e in zip(wanted, values, found.errors, strict=True)]
        assert max(abs(w - v) for w, v in zip(known.b, got.b, strict=True)) < 0.45
    assert np.mean(np.array(distances) < 1.96) > 0.90
    assert max(distances) < 4.5


def test_well_fitting_items_have_a_small_distance(fit: Calibration) -> None:
    assert max(item.rmsd for item in fit.items) < 0.05
    assert min(item.count for item in fit.items) > 1500


def test_a_category_that_the_model_lacks_is_refused() -> None:
    with pytest.raises(RequestError):
        calibrate(np.full((3, 1), 2, np.int8), [ItemParameters(Model.TWO_PL, 1.0, (0.0,))])
