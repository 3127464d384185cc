# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Practising speech: choose a level, a part of the interview and a field of work.

Owns that choice, and what is said about recordings before there is one. Must not choose
prompts. Stands on the frame of the stages.
"""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.practice.views import Level, OralPart
from tui.language import say
from tui.oral_words import part_name, trade_name
from tui.practice_port import Speaking, Trainer
from tui.screens.dialogs import ChoiceDialog
from tui.screens.practice.speaking import SpeakingScreen
from tui.screens.stage import StageScreen
from tui.widgets.bars import Key
from tui.widgets.choice_row import choice


class SpeakingChoiceScreen(StageScreen[tuple[str, ...]]):
    """Part, level, field, start; shows the fields of work that have prompts."""

    AUTO_FOCUS = "#part-all"
    outlives_stage: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "end", show=False)]

    def __init__(self, shown: tuple[str, ...], level: Level) -> None:
        super().__init__(shown)
        self._level = level
        self._part: OralPart | None = None
        self._trade = shown[0] if shown else ""

    def place(self) -> str:
        """Practice of the interview."""
        return say("Practise speaking")

    def second_row(self) -> Widget:
        """What this is."""
        return Static(say("Practice: no clock, nothing is scored."), id="second-row")

    def body(self) -> Iterable[Widget]:
        """The choices, or that there are none yet; then what becomes of recordings."""
        yield VerticalScroll(
            Static(say("Which part of the interview?"), classes="title"),
            *(self._choices() if self.shown else self._nothing()),
            Static(
                say(
                    "You record yourself and hear yourself again. A recording stays in this "
                    "station's memory: it is not written to the disk, nobody else gets it, and "
                    "it is gone when you go on or leave."
                ),
                classes="quiet",
                markup=False,
            ),
            classes="sheet",
            can_focus=False,
        )

    def _choices(self) -> Iterable[Widget]:
        yield Horizontal(*self._parts(), classes="choices")
        yield Static(say("Level"), classes="label")
        yield Horizontal(*self._levels(), classes="choices")
        yield Static(say("Field of work"), classes="label")
        trade = Button(f"{trade_name(self._trade)} ▾", id="trade", compact=True)
        yield Horizontal(trade, classes="choices")

    @staticmethod
    def _nothing() -> Iterable[Widget]:
        words = say("This station has no prompts yet. They come with the next content.")
        yield Static(words, classes="lead", markup=False)

    def _parts(self) -> Iterable[Button]:
        yield choice("part-all", say("All three"), chosen=self._part is None)
        for part in OralPart:
            yield choice(f"part-{part.value}", part_name(part), chosen=self._part is part)

    def _levels(self) -> Iterable[Button]:
        for level in Level:
            yield choice(f"level-{level.label}", level.label, chosen=self._level is level)

    def buttons(self) -> Iterable[Widget]:
        """Back, start."""
        yield Button(say("Back"), id="end")
        yield Button(say("Start"), id="go", variant="primary", disabled=not self.shown)

    def keys(self) -> Iterable[Key]:
        """Start, and the way out."""
        yield Key("F10", say("Start"), "screen.go")
        yield Key("Esc", say("Back"), "screen.end")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Choose, start, or go back."""
        name = event.button.id or ""
        match name.partition("-"):
            case ("go", _, _):
                self._start()
            case ("end", _, _):
                self.action_end()
            case ("trade", _, _):
                self._ask_trade()
            case ("part", _, value):
                self._part = None if value == "all" else OralPart(value)
                self.run_worker(self.speak_again)
            case ("level", _, value):
                self._level = Level[value]
                self.run_worker(self.speak_again)
            case _:
                pass

    def _ask_trade(self) -> None:
        names = [trade_name(trade) for trade in self.shown]
        lead = say("Where a level has nothing for a field, another prompt comes.")
        self.app.push_screen(ChoiceDialog(say("Field of work"), lead, names), self._take_trade)

    def _take_trade(self, chosen: int | None) -> None:
        if chosen is not None:
            self._trade = self.shown[chosen]
            self.run_worker(self.speak_again)

    def _start(self) -> None:
        trainer, part, level, trade = self.conductor.station, self._part, self._level, self._trade
        if isinstance(trainer, Trainer):
            self.conductor.errand(lambda: trainer.speaking(part, level, trade), self._talk)

    def _talk(self, run: Speaking) -> None:
        self.app.push_screen(SpeakingScreen(run))

    def action_end(self) -> None:
        """Back to the choice of practice."""
        self.dismiss(None)
