# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The progress page: right answers by competence and level, and a way to begin again.

Owns that table. Must not count; the station does. Stands on the frame of the stages.
"""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.practice.views import Domain, Level, ProgressLine
from tui.language import say
from tui.practice_port import Trainer
from tui.screens.dialogs import ConfirmDialog
from tui.screens.stage import StageScreen
from tui.widgets.bars import Key
from tui.words import domain_name

_NAME_CELLS: Final = 23
_FIGURE_CELLS: Final = 6
_BAR_CELLS: Final = 10


class ProgressScreen(StageScreen[tuple[ProgressLine, ...]]):
    """What was right so far; Escape goes back."""

    AUTO_FOCUS = "#go"
    outlives_stage: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "end", show=False)]

    def place(self) -> str:
        """Practice."""
        return say("My progress")

    def second_row(self) -> Widget:
        """Where it is kept."""
        words = say("Kept on this station only, without names.")
        return Static(words, id="second-row", markup=False)

    def body(self) -> Iterable[Widget]:
        """The table, or how it fills."""
        parts = self._table() if self._begun else self._nothing()
        yield VerticalScroll(
            Static(say("Right answers, by competence and level"), classes="title"),
            *parts,
            classes="sheet",
            can_focus=False,
        )

    @property
    def _begun(self) -> bool:
        return any(line.answered for line in self.shown)

    @staticmethod
    def _nothing() -> Iterable[Widget]:
        words = say("Nothing yet: every question that you practise is counted here.")
        yield Static(words, classes="lead", markup=False)

    def _table(self) -> Iterable[Widget]:
        heads = "".join(f"{level.label:>{_FIGURE_CELLS}}" for level in Level)
        yield Static(f"{'':<{_NAME_CELLS}}{heads}", classes="heads", markup=False)
        for domain in Domain:
            lines = [line for line in self.shown if line.domain is domain]
            figures = "".join(f"{_figure([line]):>{_FIGURE_CELLS}}" for line in lines)
            yield Static(f"{domain_name(domain):<{_NAME_CELLS}}{figures}", markup=False)
        yield Static(say("All levels together"), classes="label")
        for domain in Domain:
            lines = [line for line in self.shown if line.domain is domain]
            yield Static(f"{domain_name(domain):<{_NAME_CELLS}} {_bar(lines)}", markup=False)

    def buttons(self) -> Iterable[Widget]:
        """Begin again, back."""
        yield Button(say("Set to zero"), id="reset", disabled=not self._begun)
        yield Button(say("Back"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """The way out."""
        yield Key("Esc", say("Back"), "screen.end")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Ask before anything is forgotten, or go back."""
        if event.button.id == "reset":
            text = say("The figures of everybody who practised on this station are set to zero.")
            dialog = ConfirmDialog(say("Begin again at zero?"), text, say("Set to zero"))
            self.app.push_screen(dialog, self._decided)
        elif event.button.id == "go":
            self.action_end()

    def _decided(self, sure: bool | None) -> None:
        trainer = self.conductor.station
        if sure and isinstance(trainer, Trainer):
            self.conductor.errand(trainer.forget_progress, self._renew)

    def _renew(self, lines: Sequence[ProgressLine]) -> None:
        self.shown = tuple(lines)
        self.run_worker(self._show_again)

    async def _show_again(self) -> None:
        await self.recompose()
        self.query_one("#go", Button).focus()

    def action_end(self) -> None:
        """Back to the choice."""
        self.dismiss(None)


def _figure(lines: Sequence[ProgressLine]) -> str:
    answered = sum(line.answered for line in lines)
    return f"{sum(line.right for line in lines)}/{answered}" if answered else "–"


def _bar(lines: Sequence[ProgressLine]) -> str:
    answered, right = sum(line.answered for line in lines), sum(line.right for line in lines)
    full = round(_BAR_CELLS * right / answered) if answered else 0
    words = say("{right} right of {answered}", right=right, answered=answered)
    return f"{'█' * full}{'░' * (_BAR_CELLS - full)} {words}"
