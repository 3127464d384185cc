# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Text from elsewhere, made fit for a terminal.

Owns which characters reach a terminal as they are. Must not judge what a text means. Stands
on the standard library.

A terminal obeys what it is sent: an escape sequence in a name or in a server's answer would
clear the screen, set the title or hide a line. Everything that is no visible character is
written as JSON escapes it, so that printed JSON stays the same JSON.
"""

import json
import unicodedata

_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories: control, format (bidi marks among them), unassigned, private,
surrogate, line and paragraph separators."""


def printable(text: str, *, keep: str = "") -> str:
    """The text with every character that is not visible escaped.

    Args:
        text: Anything.
        keep: Characters to leave as they are, such as the line ends of our own layout.
    """
    return "".join(it if it in keep or _is_visible(it) else json.dumps(it)[1:-1] for it in text)


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in _INVISIBLE
