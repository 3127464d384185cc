# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One of several that stand side by side: a button whose sign says whether it is chosen.

Owns that one look. Must not remember a choice. Stands on Textual.
"""

from textual.widgets import Button


def choice(name: str, words: str, *, chosen: bool) -> Button:
    """``● B1`` or ``○ B1``, with this identifier."""
    sign = "●" if chosen else "○"
    return Button(f"{sign} {words}", id=name, compact=True, classes="choice")
