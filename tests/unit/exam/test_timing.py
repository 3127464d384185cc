# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The time per question grows with what there is to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.exam.timing import time_limit_s, word_count
from tests.unit.exam.samples import BODIES, CHOICE, INLINE, bodies, item_of


@given(bodies, st.integers(0, 600), st.floats(0, 120), st.floats(1, 3))
def test_the_limit_is_sensible_and_grows_with_the_factor(
    body: object, words: int, audio_s: float, factor: float
) -> None:
    item = item_of(body)  # pyright: ignore[reportArgumentType] - hypothesis keeps the union
    plain = time_limit_s(item, words, audio_s)
    assert 30 <= plain <= 300
    assert plain * factor <= time_limit_s(item, words, audio_s, factor) < plain * factor + 1


@pytest.mark.parametrize("body", BODIES)
def test_a_short_question_takes_about_half_a_minute(body: object) -> None:
    assert 30 <= time_limit_s(item_of(body), 0, 0) <= 60  # pyright: ignore[reportArgumentType]


def test_reading_and_listening_add_time() -> None:
    item = item_of(CHOICE)
    assert time_limit_s(item, 150, 0) - time_limit_s(item, 0, 0) >= 40
    assert time_limit_s(item, 0, 20) - time_limit_s(item, 0, 0) >= 35


def test_a_factor_below_one_never_takes_time_away() -> None:
    item = item_of(INLINE)
    assert time_limit_s(item, 0, 0, 0.5) == time_limit_s(item, 0, 0)


def test_words_include_the_options() -> None:
    assert word_count(CHOICE) == 3 + 2 + 2 + 1
