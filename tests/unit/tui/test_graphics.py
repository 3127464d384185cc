# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Which terminals draw pictures, told by what they answer."""

import pytest

from tui.graphics import ask_terminal, draws_pictures, has_graphics


@pytest.mark.parametrize(
    ("answer", "draws"),
    [
        ("\x1b[?63;1;2;4;6;9;15;22c", True),  # xterm as a VT340, with Sixel
        ("\x1b[?64;1;2;6;9;15;18;21;22c", False),  # xterm as a VT420
        ("\x1b[?6c", False),  # the bare Linux console
        ("\x1b_Gi=31;OK\x1b\\\x1b[?62;c", True),  # Kitty
        ("\x1b_Gi=31;ENOTSUPPORTED:no\x1b\\\x1b[?62;c", False),
        ("", False),  # silence
    ],
)
def test_the_answer_tells(answer: str, *, draws: bool) -> None:
    assert draws_pictures(answer) is draws


def test_nobody_is_asked_without_a_terminal() -> None:
    ask_terminal()
    assert not has_graphics()
