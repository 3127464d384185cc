# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The terminal is too small: says how small and how large it must be.

Owns that screen and the least size. Must not stop anything below it. Stands on Textual.
"""

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.language import say

LEAST = Size(80, 24)


class TooSmallScreen(ModalScreen[None]):
    """Goes away by itself when the terminal has grown."""

    outlives_stage = True

    def compose(self) -> ComposeResult:
        """The two sizes."""
        yield Static(self._words(), id="too-small", markup=False)

    def _words(self) -> str:
        size = self.app.size
        now = say("This window: {width} × {height}.", width=size.width, height=size.height)
        least = say("Needed: {width} × {height}.", width=LEAST.width, height=LEAST.height)
        return (
            f"{say('The window is too small')}\n\n{now}\n{least}\n\n"
            f"{say('Make it larger or the letters smaller. Nothing is lost.')}"
        )

    def on_resize(self, _event: events.Resize) -> None:
        """Say the new size."""
        self.query_one("#too-small", Static).update(self._words())

    async def speak_again(self) -> None:
        """Say it in the language in force."""
        await self.recompose()
