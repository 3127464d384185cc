# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Levels come together: median of five competences, the lower of two parts."""

import itertools

import pytest

from appliance.exam.levels import Level
from sync.central.errors import ContentRefusedError
from sync.central.grading import Competence, grid_from, level_from, overall


@pytest.mark.parametrize(
    ("grades", "level"),
    [
        (("A1", "A1", "A1", "A1", "C2"), "A1"),
        (("B1", "A2", "B2", "B1", "C1"), "B1"),
        (("C2", "C2", "C2", "A1", "A1"), "C2"),
    ],
)
def test_the_oral_level_is_the_median(grades: tuple[str, ...], level: str) -> None:
    for order in itertools.islice(itertools.permutations(grades), 20):
        labels = {c.value: grade for c, grade in zip(Competence, order, strict=True)}
        assert grid_from(labels).level.label == level
        assert grid_from(labels).labels() == labels


@pytest.mark.parametrize(("written", "oral"), itertools.product(Level, Level))
def test_the_overall_level_is_reached_in_both_parts(written: Level, oral: Level) -> None:
    assert overall(written, oral) == overall(oral, written) <= min(written, oral)


@pytest.mark.parametrize("label", ["", "b1", "C3", "B1 ", "1"])
def test_what_is_no_level_is_refused(label: str) -> None:
    with pytest.raises(ContentRefusedError):
        level_from(label)
