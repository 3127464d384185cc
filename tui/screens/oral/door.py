# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Opening the oral part: with whom, in which field of work, and who checks the identity.

Owns the three choices. Must not decide who may be interviewed; the station does. Stands on
the frame of the oral part.
"""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.oral.views import OralMode
from tui.language import say
from tui.oral_words import MODE_NAMES, trade_name
from tui.screens.oral.stage import OralStageScreen
from tui.widgets.bars import Key

Trades = tuple[str, ...]


class OralDoorScreen(OralStageScreen[Trades]):
    """Three choices, one action.

    Args:
        trades: Fields of work that there is material for.
        access_code: Whose interview.
    """

    AUTO_FOCUS = f"#mode-{OralMode.ON_SITE.value}"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "end", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(self, trades: Trades, access_code: str) -> None:
        super().__init__(trades)
        self._code = access_code
        self._mode = OralMode.ON_SITE
        self._trade = trades[0]
        self._monitoring = True

    def second_row(self) -> Widget:
        """What it is about."""
        words = say("15 to 20 minutes, with your identity document.")
        return Static(words, id="second-row")

    def body(self) -> Iterable[Widget]:
        """The three choices."""
        yield VerticalScroll(
            Static(say("How do you take the oral part?"), classes="title"),
            *self._modes(),
            Static(say("Field of work that the questions should be about"), classes="label"),
            *self._trades(),
            Static(say("Who checks your identity?"), classes="label"),
            *self._checks(),
            classes="sheet",
            can_focus=False,
        )

    def _modes(self) -> Iterable[Widget]:
        for mode, words in MODE_NAMES.items():
            yield self._choice(f"mode-{mode.value}", say(words), chosen=mode is self._mode)

    def _trades(self) -> Iterable[Widget]:
        buttons = [
            self._choice(f"trade-{trade}", trade_name(trade), chosen=trade == self._trade)
            for trade in self.shown
        ]
        yield Vertical(*buttons, id="trades")

    def _checks(self) -> Iterable[Widget]:
        camera, person = say("The camera"), say("The invigilator, without the camera")
        yield self._choice("check-camera", camera, chosen=self._monitoring)
        yield self._choice("check-person", person, chosen=not self._monitoring)

    @staticmethod
    def _choice(name: str, words: str, *, chosen: bool) -> Button:
        return Button(f"{'●' if chosen else '○'} {words}", id=name, compact=True, classes="choice")

    def buttons(self) -> Iterable[Widget]:
        """Back, or open."""
        yield Button(say("Back"), id="end")
        yield Button(say("Continue"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """Choosing, opening, going back."""
        yield Key("Enter", say("Choose"), "screen.press")
        yield Key("F10", say("Continue"), "screen.go")
        yield Key("Esc", say("Back"), "screen.end")

    def action_press(self) -> None:
        """Press what the keyboard is on."""
        if isinstance(self.focused, Button):
            self.focused.press()

    def action_end(self) -> None:
        """Back to the welcome screen."""
        self.dismiss(None)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Choose, open, or go back."""
        kind, _, value = (event.button.id or "").partition("-")
        match kind:
            case "end":
                self.action_end()
                return
            case "go":
                self._open()
                return
            case "mode":
                self._mode = OralMode(value)
            case "trade":
                self._trade = value
            case "check":
                self._monitoring = value == "camera"
            case _:
                return
        self.run_worker(self.speak_again)

    def _open(self) -> None:
        oral, code, mode = self.oral, self._code, self._mode
        monitoring, trade = self._monitoring, self._trade
        self.notice(say("One moment…"))
        self.conductor.errand(
            lambda: oral.open_oral(code, mode, monitoring=monitoring, trade=trade),
            self.conductor.arrive,
        )
