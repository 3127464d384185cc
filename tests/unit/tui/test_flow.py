# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Running text with gaps: nothing is lost, nothing is torn apart, nothing is too wide."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.flow import place, tokens_of


def as_text(parts: tuple[str, ...], widths: list[int], width: int) -> list[str]:
    lines: dict[int, str] = {}
    for spot in place(tokens_of(parts, widths), width, line_step=1):
        text = spot.token.text if spot.token.gap is None else "#" * spot.token.width
        lines[spot.y] = lines.get(spot.y, "").ljust(spot.x) + text
    return [lines.get(row, "") for row in range(max(lines, default=-1) + 1)]


def test_a_gap_stands_where_its_text_says() -> None:
    assert as_text(("I ", " up at six."), [5], 40) == ["I ##### up at six."]


def test_punctuation_stays_with_its_gap() -> None:
    assert as_text(("We flew to ", ", then home."), [6], 17) == [
        "We flew to",
        "######, then",
        "home.",
    ]


def test_a_prefix_stays_with_its_gap() -> None:
    assert as_text(("an un", "able man"), [4], 12) == ["an", "un####able", "man"]


def test_two_gaps_side_by_side() -> None:
    assert as_text(("", " ", "."), [3, 3], 20) == ["### ###."]


def test_lines_of_the_text_are_kept() -> None:
    assert as_text(("One.\nTwo ", "."), [3], 40) == ["One.", "Two ###."]


def test_a_gap_alone() -> None:
    assert as_text(("", ""), [4], 10) == ["####"]


words = st.text("abc,.", min_size=1, max_size=8)
texts = st.lists(words, max_size=12).map(" ".join)


@given(st.lists(texts, min_size=1, max_size=4), st.integers(20, 60), st.integers(1, 12))
def test_no_word_is_lost_and_no_line_overlaps(parts: list[str], width: int, gap: int) -> None:
    widths = [gap] * (len(parts) - 1)
    spots = place(tokens_of([f"{part} " for part in parts], widths), width)
    assert [spot.token.gap for spot in spots if spot.token.gap is not None] == list(
        range(len(widths))
    )
    said = [spot.token.text for spot in spots if spot.token.gap is None]
    assert said == " ".join(parts).split()
    for before, after in pairwise(spots):
        if before.y == after.y:
            assert before.x + before.token.width <= after.x
        else:
            assert after.y > before.y and after.x == 0
