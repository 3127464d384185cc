# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A French mark stays with the word before it, in Textual's texts and in Rich's."""

import pytest
from rich.console import Console
from rich.text import Text
from textual.content import Content

from tui.wrapping import keep_together, words

SENTENCE = "Il est trop tard\u202f; la suite\u00a0?"


@pytest.fixture(autouse=True)
def kept() -> None:
    keep_together()


@pytest.mark.parametrize("width", range(9, len(SENTENCE) + 1))
def test_no_line_begins_with_a_mark(width: int) -> None:
    content = [line.plain for line in Content(SENTENCE).wrap(width)]
    lines = Text(SENTENCE).wrap(Console(), width)
    for told in (content, [line.plain for line in lines]):
        assert not [line for line in told if line.lstrip("\u202f\u00a0")[:1] in (";", "?")], told
        assert " ".join(line.strip(" ") for line in told) == SENTENCE


def test_a_joined_run_wider_than_the_line_is_still_broken() -> None:
    lines = Text("a\u00a0b\u00a0c\u00a0d").wrap(Console(), 3)
    assert [line.plain for line in lines] == ["a\u00a0b", "\u00a0c\u00a0", "d"]


def test_words_are_what_a_line_may_be_broken_into() -> None:
    assert words(f"  {SENTENCE}\t") == ["Il", "est", "trop", "tard\u202f;", "la", "suite\u00a0?"]
    assert words(" ") == []
