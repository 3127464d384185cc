# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What counts as the same written answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.exam.answers import is_accepted, normalise


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ("Since", "since"),
        ("  since ", "since"),
        ("don\u2019t", "don't"),
        ("don\u02bct", "don't"),
        ("well\u2010known", "well-known"),
        ("well\u2013known", "well-known"),
        ("a\u00a0lot  of", "a lot of"),
        ("since.", "since"),
        ("since !", "since"),
        ("caf\u0065\u0301", "café"),
        ("Éclair", "éclair"),
        ("color", "colour|color"),
        ("soft\u00adware", "software"),
    ],
)
def test_a_teacher_would_accept(typed: str, listed: str) -> None:
    assert is_accepted(typed, listed.split("|"))


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ("resume", "résumé"),
        ("cafe", "café"),
        ("dont", "don't"),
        ("wellknown", "well-known"),
        ("well known", "well-known"),
        ("Masse", "Maße"),
        ("sinced", "since"),
        ("", "since"),
        (".", "since"),
    ],
)
def test_a_teacher_would_not_accept(typed: str, listed: str) -> None:
    assert not is_accepted(typed, [listed])


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
