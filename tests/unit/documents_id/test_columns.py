# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Glyphs on columns, the recogniser's folding, and the agreement of looks."""

import numpy as np
import pytest

from edge_proctor.documents.lattice import fit_columns, text_of
from edge_proctor.documents.mrz.agreement import agree
from edge_proctor.documents.mrz.layouts import LAYOUTS, Format
from edge_proctor.documents.recognition import Glyph, collapse, folding

LINE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
SECOND = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"


def glyphs(line: str, lost: tuple[int, ...] = ()) -> list[Glyph]:
    """The line on even places, but for the lost columns."""
    rest = [column for column in range(len(line)) if column not in lost]
    return [Glyph((column + 0.5) / len(line), {line[column]: 0.99}) for column in rest]


@pytest.mark.parametrize("lost", [(), (30,), (30, 31, 32), (43,), (40, 41, 42, 43), (13,)])
def test_lost_fillers_return_to_their_place(lost: tuple[int, ...]) -> None:
    look = fit_columns(glyphs(LINE, lost), 44)

    if lost == (13,):  # beside a letter: it could have been anything
        assert look is None
    else:
        assert look is not None
        assert text_of(look) == LINE


@pytest.mark.parametrize("lost", [(3,), (28,), (9, 10)])
def test_a_lost_character_is_never_made_up(lost: tuple[int, ...]) -> None:
    assert fit_columns(glyphs(SECOND, lost), 44) is None


def test_a_doubled_filler_is_one() -> None:
    seen = glyphs(LINE)
    seen.insert(31, Glyph(seen[30].place + 0.004, seen[30].shares))
    look = fit_columns(seen, 44)

    assert look is not None
    assert text_of(look) == LINE


@pytest.mark.parametrize("columns", [30, 36])
def test_a_line_fits_its_own_width_only(columns: int) -> None:
    assert fit_columns(glyphs(SECOND), columns) is None


def test_uneven_places_fit_nothing() -> None:
    places = np.linspace(0, 1, 44) ** 2
    seen = [Glyph(float(place), {"A": 1.0}) for place in places]
    assert fit_columns(seen, 44) is None


def test_the_recognisers_characters_fold_into_the_zones() -> None:
    classes = folding(["A", "а", "Ρ", "ñ", "く", "d", "9", "é", "Ñ"])
    names = ["<", *"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    order = sorted(names)
    told = ["?" if it == 38 else order[it - 1] for it in classes[1:-1]]

    assert classes[0] == classes[-1] == 0
    assert told == ["A", "?", "P", "?", "<", "?", "9", "?", "N"]


def test_a_run_of_one_class_is_one_character_and_a_blank_parts_two() -> None:
    steps = np.zeros((6, 39), np.float32)
    for step, kind in enumerate([12, 12, 0, 12, 0, 13]):
        steps[step, kind] = 1.0
    found = collapse(steps)

    assert [next(iter(it.shares)) for it in found] == ["A", "A", "B"]
    assert [it.place for it in found] == pytest.approx([1 / 6, 3.5 / 6, 5.5 / 6])


def test_looks_that_differ_leave_a_doubt_and_outvoted_ones_do_not() -> None:
    layout = LAYOUTS[Format.TD3]
    first, second = ([{it: 1.0} for it in line] for line in (LINE, SECOND))
    other = [dict(it) for it in first]
    other[11] = {"D": 1.0}
    halves = agree([[tuple(first), tuple(other)], [tuple(second)]], layout)
    mostly = agree([[tuple(first)] * 4 + [tuple(other)], [tuple(second)]], layout)

    assert list(halves.doubts) == [(0, 11)]
    assert {halves.lines[0][11]} | halves.doubts[0, 11] == {"O", "D"}
    assert mostly.doubts == {}
    assert mostly.lines == (LINE, SECOND)


def test_a_digit_in_a_name_speaks_for_its_letter() -> None:
    layout = LAYOUTS[Format.TD3]
    seen = [{it: 1.0} for it in LINE.replace("O", "0")]
    agreed = agree([[tuple(seen)], [tuple({it: 1.0} for it in SECOND)]], layout)

    assert agreed.lines[0][11] == "O"
