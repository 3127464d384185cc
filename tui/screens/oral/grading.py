# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The examiner's grid: five competences, the descriptor of the level in view, a comment.

Owns the grid until it is stored, and asks before it is. Must not store a grid that has a
hole; the station refuses it too. Stands on the frame of the oral part and the grade rows.
"""

from collections.abc import Iterable

from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from appliance.service.oral.views import Competence, GradingView, Level
from tui.language import chosen, say, say_count
from tui.oral_words import competence_name
from tui.screens.dialogs import ConfirmDialog
from tui.screens.oral.admission import ask_examiner
from tui.screens.oral.stage import OralStageScreen
from tui.widgets.bars import Key
from tui.widgets.field import Field
from tui.widgets.grade_row import GradeRow

LONGEST_COMMENT = 500


class GradingScreen(OralStageScreen[GradingView]):
    """Grade, comment, confirm."""

    AUTO_FOCUS = f"#grade-{Competence.VOCABULARY.value}"
    step = 5
    types = True

    def __init__(self, shown: GradingView) -> None:
        super().__init__(shown)
        self._grid: dict[Competence, Level] = {}
        self._comment = ""

    def place(self) -> str:
        """The grading."""
        return f"{say('Oral part')} · {say('Grading')}"

    def body(self) -> Iterable[Widget]:
        """The grid, the descriptor, the comment."""
        if self.shown.examiner_needed:
            yield Vertical(
                Static(say("The station was started again"), classes="title"),
                Static(say("Sign in again to grade the interview."), classes="lead"),
                classes="sheet",
            )
            return
        level = self.shown.level
        words = say("{name} · written part: {level}", name=self.shown.name, level=level.label)
        yield Static(words, id="profile", markup=False)
        yield Static(self._help(), id="grade-help", markup=False)
        for competence in Competence:
            yield GradeRow(competence, self._grid.get(competence), level)
        yield Static(id="descriptor", markup=False)
        yield Static(
            say("Comment for those who check the result (may stay empty)"), classes="comment-name"
        )
        yield Field(self._comment, id="comment", max_length=LONGEST_COMMENT)

    @staticmethod
    def _help() -> str:
        return say("1 to 6 or a click grade a line; ← → show what a level sounds like.")

    def buttons(self) -> Iterable[Widget]:
        """The one action."""
        label = say("Sign in again") if self.shown.examiner_needed else say("Store the grades")
        yield Button(label, id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """The main action."""
        label = say("Sign in again") if self.shown.examiner_needed else say("Store the grades")
        yield Key("F10", label, "screen.go")

    def show(self, shown: GradingView) -> None:
        """After a sign-in the grid appears."""
        changed = shown.examiner_needed != self.shown.examiner_needed
        super().show(shown)
        if changed:
            self.run_worker(self._turn_page)

    async def _turn_page(self) -> None:
        await self.recompose()
        for row in self.query(GradeRow).results(GradeRow):
            row.focus()
            return

    def on_grade_row_looked(self, event: GradeRow.Looked) -> None:
        """The descriptor of the level in view."""
        row = event.row
        for descriptor in self.oral.oral_descriptors(chosen().value):
            if descriptor.competence is row.competence and descriptor.level is row.level:
                words = f"{competence_name(row.competence)} · {row.level.label}\n{descriptor.text}"
                self.query_one("#descriptor", Static).update(words, layout=False)

    def on_grade_row_chosen(self, event: GradeRow.Chosen) -> None:
        """Keep the level, and go on to the next line that has none."""
        self._grid[event.row.competence] = event.level
        self.notice("")
        missing = self._missing()
        if missing:
            self.query_one(f"#grade-{missing[0].value}", GradeRow).focus()
        else:
            self.query_one("#go", Button).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the comment, so that a change of language loses nothing."""
        self._comment = event.value

    def _missing(self) -> list[Competence]:
        return [competence for competence in Competence if competence not in self._grid]

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Sign in again, or store after asking."""
        if event.button.id != "go":
            return
        if self.shown.examiner_needed:
            ask_examiner(self)
            return
        missing = self._missing()
        if missing:
            words = say_count(
                "{count} line has no level yet.", "{count} lines have no level yet.", len(missing)
            )
            self.notice(words)
            self.query_one(f"#grade-{missing[0].value}", GradeRow).focus()
            return
        self.app.push_screen(self._confirmation(), self._store)

    def _confirmation(self) -> ConfirmDialog:
        lines = [f"{self._grid[each].label}  {competence_name(each)}" for each in Competence]
        text = "\n".join((*lines, "", say("Stored grades cannot be changed at this station.")))
        return ConfirmDialog(say("Store these grades?"), text, say("Store"))

    def _store(self, sure: bool | None) -> None:
        if sure:
            oral, grid, comment = self.oral, dict(self._grid), self._comment.strip()
            self.conductor.errand(lambda: oral.grade_oral(grid, comment), self.conductor.arrive)
