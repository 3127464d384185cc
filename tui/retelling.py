# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A screen composed anew in the language in force, with the keyboard where it was.

Owns that one step. Must not know a particular screen. Stands on Textual.
"""

from collections.abc import Iterable
from typing import Any

from textual.screen import Screen
from textual.widget import Widget


async def compose_again(screen: Screen[Any]) -> None:
    """Compose the screen anew; the part that had the keyboard gets it back."""
    place = _place_of(screen.focused)
    await screen.recompose()
    if place is not None:
        for part in screen.query(f"#{place}"):
            _focus(part)


def _place_of(focused: Widget | None) -> str | None:
    """The identifier of the part that has the keyboard, or of what it stands in."""
    if focused is None:
        return None
    ancestors: Iterable[Any] = focused.ancestors_with_self
    return next((part.id for part in ancestors if part.id is not None), None)


def _focus(part: Widget) -> None:
    for widget in (part, *part.query("*").results(Widget)):
        if widget.focusable:
            widget.focus()
            return
