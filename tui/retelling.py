# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A screen composed anew in the language in force, with the keyboard where it was.

Owns that one step. Must not know a particular screen. Stands on Textual and on the app's
lock: meanwhile there is nothing on which an answer of the station could be shown.
"""

import asyncio
from collections.abc import Iterable
from typing import Any, Protocol, cast

from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input


class Retold(Protocol):
    """The app, as one that waits while a screen is composed anew."""

    @property
    def retelling(self) -> asyncio.Lock:
        """Held while there are no widgets."""
        ...


async def compose_again(screen: Screen[Any]) -> None:
    """Compose the screen anew; what was typed stays, and the keyboard stays where it was."""
    place = _place_of(screen.focused)
    typed = {field.id: field.value for field in screen.query(Input) if field.id is not None}
    async with cast("Retold", screen.app).retelling:
        await screen.recompose()
    for name, value in typed.items():
        for field in screen.query(f"#{name}").results(Input):
            field.value = value
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
