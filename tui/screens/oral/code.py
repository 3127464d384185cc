# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The appointment as a code for a telephone, and in words beside it.

Owns that window, which takes the whole terminal, because the code needs it. Must not ask
the station. Stands on the QR code.
"""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.oral.views import SlotView
from tui.dates import slot_words
from tui.language import say
from tui.widgets.qr_code import QrCode


class AppointmentCodeScreen(ModalScreen[None]):
    """Point a telephone at it; any key that closes a window closes it."""

    AUTO_FOCUS = "#ok"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f7,f10", "close", show=False)]

    def __init__(self, code: str, slot: SlotView) -> None:
        super().__init__()
        self._code, self._slot = code, slot

    def compose(self) -> ComposeResult:
        """The code on the left, words on the right."""
        with Horizontal(id="appointment-code"):
            if self.app.theme != "plain":
                yield QrCode(self._code)
            yield Vertical(*self._words(), id="code-words")

    def on_mount(self) -> None:
        """Another display can draw the code, or cannot any more."""
        self.watch(self.app, "theme", self.speak_again, init=False)

    def _words(self) -> Iterable[Widget]:
        yield Static(say("Your oral part"), classes="title")
        yield Static(slot_words(self._slot), classes="lead", markup=False)
        if self.app.theme == "plain":
            words = say(
                "Plain characters cannot draw the code. Choose another display with F3 in the "
                "screen before, save the appointment to a stick, or write it down."
            )
        else:
            words = say("Point your telephone's camera at the code to keep the appointment.")
        yield Static(words, classes="lead", markup=False)
        yield Button(say("Close"), id="ok", variant="primary")

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)

    def on_button_pressed(self) -> None:
        """Back."""
        self.dismiss(None)

    async def speak_again(self) -> None:
        """Compose anew in the language and the display in force."""
        await self.recompose()
