# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Whether this terminal draws pictures, asked before the screens take its answers.

Owns one question to the terminal: its attributes, where 4 means Sixel (DEC VT340), and
behind the same answer Kitty's graphics, which a terminal without them passes over in
silence. textual-image asks the same while it is imported, but brings Pillow and NumPy along,
and most terminals draw none: so it is imported here only where it will be used, and must
not be imported for the first time once the screens run. Stands on textual-image's
conversation with the terminal.

Source: https://sw.kovidgoyal.net/kitty/graphics-protocol/, "Querying support".
"""

import sys
from importlib import import_module

from textual_image._terminal import TerminalError, capture_terminal_response

_ASK = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[c"
_KITTY, _SIXEL = "\x1b_Gi=31;OK\x1b\\", "4"
_PATIENCE_S = 0.1


class _Found:
    graphics = False


def has_graphics() -> bool:
    """What `ask_terminal` found; False where nobody asked."""
    return _Found.graphics


def ask_terminal() -> None:
    """Ask once, before the screens start; loads textual-image where it will draw."""
    streams = (sys.__stdin__, sys.__stdout__)
    if not all(stream is not None and stream.isatty() for stream in streams):
        return
    if draws_pictures(_asked()):
        import_module("textual_image.widget")  # asks for the size of a cell
        _Found.graphics = True


def draws_pictures(answer: str) -> bool:
    """Whether a terminal that answered this draws pictures.

    Args:
        answer: Up to the end of the device attributes, ``ESC [ ? … c``.
    """
    before, _, attributes = answer.removesuffix("c").rpartition("\x1b[?")
    return _KITTY in before or _SIXEL in attributes.split(";")


def _asked() -> str:
    try:
        with capture_terminal_response("\x1b", "c", _PATIENCE_S) as response:
            sys.__stdout__.write(_ASK)  # type: ignore[union-attr]
            sys.__stdout__.flush()  # type: ignore[union-attr]
    except (TerminalError, TimeoutError):
        return ""
    return str(response.sequence)
