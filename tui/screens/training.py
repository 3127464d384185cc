# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Practice ("Réussir"): choose a competence and a level, and see how it went so far.

Owns that choice and the progress table. Must not choose questions. Stands on the frame
of the stages.
"""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.views import Domain, Level
from tui.language import say
from tui.ports import ProgressLine, Rehearsal, Trainer
from tui.screens.rehearsal import RehearsalScreen
from tui.screens.stage import StageScreen
from tui.widgets.bars import Key
from tui.words import domain_name

_BAR_CELLS = 10


class TrainingScreen(StageScreen[tuple[ProgressLine, ...]]):
    """Competence, level, start."""

    AUTO_FOCUS = "#domain-all"
    outlives_stage: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "end", show=False)]

    def __init__(self, shown: tuple[ProgressLine, ...]) -> None:
        super().__init__(shown)
        self._domain: Domain | None = None
        self._level: Level | None = None

    def place(self) -> str:
        """Practice."""
        return say("Practice")

    def second_row(self) -> Widget:
        """What this is."""
        return Static(say("Practice: no clock, nothing is scored."), id="second-row")

    def body(self) -> Iterable[Widget]:
        """Both choices, and the progress."""
        domains = tuple(self._domains())
        yield VerticalScroll(
            Static(say("What would you like to practise?"), classes="title"),
            Horizontal(*domains[:3], classes="choices"),
            Horizontal(*domains[3:], classes="choices"),
            Static(say("Level"), classes="label"),
            Horizontal(*self._levels(), classes="choices"),
            Static(say("Your progress on this station"), classes="label"),
            *(Static(self._progress(line), markup=False) for line in self.shown),
            classes="sheet",
            can_focus=False,
        )

    def _domains(self) -> Iterable[Button]:
        yield self._choice("domain-all", say("All"), self._domain is None)
        for domain in Domain:
            yield self._choice(
                f"domain-{domain.value}", domain_name(domain), self._domain is domain
            )

    def _levels(self) -> Iterable[Button]:
        yield self._choice("level-all", say("All"), self._level is None)
        for level in Level:
            yield self._choice(f"level-{level.label}", level.label, self._level is level)

    @staticmethod
    def _choice(name: str, words: str, chosen: bool) -> Button:
        sign = "●" if chosen else "○"
        return Button(f"{sign} {words}", id=name, compact=True, classes="choice")

    @staticmethod
    def _progress(line: ProgressLine) -> str:
        share = line.right / line.answered if line.answered else 0.0
        full = round(share * _BAR_CELLS)
        bar = "█" * full + "░" * (_BAR_CELLS - full)
        figures = say("{right} right of {answered}", right=line.right, answered=line.answered)
        return f"{domain_name(line.domain):<22} {bar} {figures}"

    def buttons(self) -> Iterable[Widget]:
        """Back, start."""
        yield Button(say("Back"), id="end")
        yield Button(say("Start"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """Start, and the way out."""
        yield Key("F10", say("Start"), "screen.go")
        yield Key("Esc", say("Back"), "screen.end")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Choose, start, or go back."""
        name = event.button.id or ""
        if name == "go":
            self._start()
        elif name == "end":
            self.action_end()
        elif name.startswith("domain-"):
            value = name.removeprefix("domain-")
            self._domain = None if value == "all" else Domain(value)
            self.run_worker(self.speak_again)
        elif name.startswith("level-"):
            value = name.removeprefix("level-")
            self._level = None if value == "all" else Level[value]
            self.run_worker(self.speak_again)

    def _start(self) -> None:
        trainer, domain, level = self.conductor.station, self._domain, self._level
        if isinstance(trainer, Trainer):
            self.conductor.errand(lambda: trainer.practice(domain, level), self._run)

    def _run(self, run: Rehearsal) -> None:
        if run.view() is None:
            self.notice(say("There are no questions of this kind here yet."))
        else:
            self.app.push_screen(RehearsalScreen(run), self._came_back)

    def _came_back(self, _: None) -> None:
        trainer = self.conductor.station
        if isinstance(trainer, Trainer):
            self.conductor.errand(trainer.practice_progress, self._renew)

    def _renew(self, lines: Iterable[ProgressLine]) -> None:
        self.shown = tuple(lines)
        self.run_worker(self.speak_again)

    def action_end(self) -> None:
        """Back to the welcome screen."""
        self.dismiss(None)
