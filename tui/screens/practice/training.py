# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Practice ("Réussir"): choose a competence, a level and a question type.

Owns that choice, and the ways to the progress page and to practising speech. Must not
choose questions. Stands on the frame of the stages.
"""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.practice.views import Domain, ItemType, Level, OfferLine, ProgressLine
from tui.language import say, say_count
from tui.practice_port import Rehearsal, Trainer
from tui.screens.dialogs import ChoiceDialog
from tui.screens.practice.progress import ProgressScreen
from tui.screens.practice.rehearsal import RehearsalScreen
from tui.screens.practice.speaking_choice import SpeakingChoiceScreen
from tui.screens.stage import StageScreen
from tui.widgets.bars import Key
from tui.widgets.choice_row import choice
from tui.words import domain_name, type_name


class TrainingScreen(StageScreen[tuple[OfferLine, ...]]):
    """Competence, level, type, start."""

    AUTO_FOCUS = "#domain-all"
    outlives_stage: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "end", show=False),
        Binding("f6", "speak", show=False),
        Binding("f7", "progress", show=False),
    ]

    def __init__(self, shown: tuple[OfferLine, ...]) -> None:
        super().__init__(shown)
        self._domain: Domain | None = None
        self._level: Level | None = None
        self._type: ItemType | None = None

    def place(self) -> str:
        """Practice."""
        return say("Practice")

    def second_row(self) -> Widget:
        """What this is."""
        words = say("As often as you like: no clock, nothing is scored, no question of the exam.")
        return Static(words, id="second-row", markup=False)

    def body(self) -> Iterable[Widget]:
        """The three choices, how many questions fit, and what else there is."""
        domains = tuple(self._domains())
        yield VerticalScroll(
            Static(say("What would you like to practise?"), classes="title"),
            Horizontal(*domains[:3], classes="choices"),
            Horizontal(*domains[3:], classes="choices"),
            Static(say("Level"), classes="label"),
            Horizontal(*self._levels(), classes="choices"),
            Static(say("Question type"), classes="label"),
            Horizontal(Button(self._type_words(), id="type", compact=True), classes="choices"),
            Static(self._fitting_words(), id="fitting", markup=False),
            Static(say("There is more"), classes="label"),
            Horizontal(
                Button(say("Practise speaking (F6)"), id="speak", compact=True),
                Button(say("My progress (F7)"), id="look-back", compact=True),
                classes="choices",
            ),
            classes="sheet",
            can_focus=False,
        )

    def _domains(self) -> Iterable[Button]:
        yield choice("domain-all", say("All"), chosen=self._domain is None)
        for domain in Domain:
            name = f"domain-{domain.value}"
            yield choice(name, domain_name(domain), chosen=self._domain is domain)

    def _levels(self) -> Iterable[Button]:
        yield choice("level-all", say("All"), chosen=self._level is None)
        for level in Level:
            yield choice(f"level-{level.label}", level.label, chosen=self._level is level)

    def _type_words(self) -> str:
        name = say("All types") if self._type is None else type_name(self._type)
        return f"{name} ▾"

    @property
    def fitting(self) -> int:
        """How many questions fit what is chosen."""
        return sum(
            line.count
            for line in self.shown
            if self._domain in (None, line.domain)
            and self._level in (None, line.level)
            and self._type in (None, line.type)
        )

    def _fitting_words(self) -> str:
        if not self.fitting:
            return say("No question fits this choice: choose another type, level or competence.")
        return say_count("{count} question fits.", "{count} questions fit.", self.fitting)

    def buttons(self) -> Iterable[Widget]:
        """Back, start."""
        yield Button(say("Back"), id="end")
        yield Button(say("Start"), id="go", variant="primary", disabled=not self.fitting)

    def keys(self) -> Iterable[Key]:
        """Start, and the way out; the other keys stand on their buttons."""
        yield Key("F10", say("Start"), "screen.go")
        yield Key("Esc", say("Back"), "screen.end")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Choose, start, look elsewhere, or go back."""
        name = event.button.id or ""
        match name.partition("-"):
            case ("go", _, _):
                self._start()
            case ("end", _, _):
                self.action_end()
            case ("type", _, _):
                self._ask_type()
            case ("speak", _, _):
                self.action_speak()
            case ("look", _, _):
                self.action_progress()
            case ("domain", _, value):
                self._domain = None if value == "all" else Domain(value)
                self.run_worker(self.speak_again)
            case ("level", _, value):
                self._level = None if value == "all" else Level[value]
                self.run_worker(self.speak_again)
            case _:
                pass

    def _ask_type(self) -> None:
        names = (say("All types"), *(type_name(kind) for kind in ItemType))
        self.app.push_screen(ChoiceDialog(say("Question type"), "", names), self._take_type)

    def _take_type(self, chosen: int | None) -> None:
        if chosen is not None:
            self._type = list(ItemType)[chosen - 1] if chosen else None
            self.run_worker(self.speak_again)

    def _start(self) -> None:
        trainer, domain, level, kind = self._trainer(), self._domain, self._level, self._type
        if trainer is not None:
            self.conductor.errand(lambda: trainer.practice(domain, level, kind), self._run)

    def _run(self, run: Rehearsal) -> None:
        self.app.push_screen(RehearsalScreen(run))

    def action_speak(self) -> None:
        """Practise the interview."""
        trainer = self._trainer()
        if trainer is not None:
            self.conductor.errand(trainer.speaking_trades, self._talk)

    def _talk(self, trades: Sequence[str]) -> None:
        self.app.push_screen(SpeakingChoiceScreen(tuple(trades), self._level or Level.B1))

    def action_progress(self) -> None:
        """Look at how it went so far."""
        trainer = self._trainer()
        if trainer is not None:
            self.conductor.errand(trainer.practice_progress, self._look_back)

    def _look_back(self, lines: Sequence[ProgressLine]) -> None:
        self.app.push_screen(ProgressScreen(tuple(lines)))

    def _trainer(self) -> Trainer | None:
        station = self.conductor.station
        return station if isinstance(station, Trainer) else None

    def action_end(self) -> None:
        """Back to where it was asked for."""
        self.dismiss(None)
