# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Patterns that fit, and patterns that would be tried for ever."""

import time

import pytest

from appliance.bank.qti.patterns import PatternError, matches

HARD = "a" * 26


@pytest.mark.parametrize(
    "pattern",
    [
        "((a+))+b",
        "(a?){26}a{26}",
        "(?:(?:a|a))*b",
        "(a|aa)*b",
        "(?=(a+)+b)a*",
        "(?:(?:(?:a{1,2})))+?b",
        "(x)?(?(1)a|(a*)*b)",
        "(?>(a+)+)b",
    ],
)
def test_a_repetition_of_what_varies_is_refused_at_any_depth(pattern: str) -> None:
    with pytest.raises(PatternError, match="for ever"):
        matches(pattern, "a")


@pytest.mark.parametrize("pattern", ["a?" * 26 + "a" * 26 + "b", "a*" * 20 + "b", "(a|a.?)" * 20])
def test_pieces_side_by_side_are_refused_when_their_ways_multiply(pattern: str) -> None:
    with pytest.raises(PatternError, match="for ever"):
        matches(pattern, HARD)


def test_what_is_let_through_ends_soon() -> None:
    began = time.process_time()
    for pattern, text in (
        ("a*a*a*[bc]", "a" * 480),
        (".*.*[bc]", "a" * 6000),
        ("a?" * 20 + "a{20}b", HARD),
    ):
        assert not matches(pattern, text)
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        (r"\s*-?\d+([.,]\d+)?\s*", " -12,50 ", True),
        (r"\s*-?\d+([.,]\d+)?\s*", "twelve", False),
        ("(colou?r|hue)", "color", True),
        ("[Ll]e (chat|chien) (est|dort).*", "le chien dort bien", True),
        ("(ab)+", "ababab", True),
        ("(?i)(na){2}", "NaNa", True),
        (".*river.*", "x" * 4000 + "river", True),
    ],
)
def test_ordinary_patterns(pattern: str, text: str, fits: bool) -> None:
    assert matches(pattern, text) is fits


@pytest.mark.parametrize("pattern", ["[", "(", "a{3,2}", "*", "a" * 201])
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(PatternError):
        matches(pattern, "a")
