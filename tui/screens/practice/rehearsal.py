# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Mini-test and practice: a question without a clock, then what is right and why.

Owns one run on the screen, up to how it went. Must not score; the rehearsal does. Stands
on the frame of the stages and the question widgets.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from appliance.service.practice.views import Feedback, RunSummary
from appliance.service.views import AudioView, OpenClozeTask, QuestionView
from tui.language import say
from tui.practice_port import Rehearsal
from tui.practice_words import mark_words
from tui.screens.dialogs import ConfirmDialog
from tui.screens.practice.run_summary import summary_parts
from tui.screens.question import tightness
from tui.screens.stage import StageScreen
from tui.solutions import in_text
from tui.widgets.audio_player import AudioPlayer
from tui.widgets.bars import Key
from tui.widgets.open_cloze import OpenCloze
from tui.widgets.question import Lettered, Undoable, instruction, missing_words, widget_for
from tui.widgets.task import TaskWidget
from tui.words import domain_name, type_name


class RehearsalScreen(StageScreen[Rehearsal]):
    """One question after the other, with feedback; Escape ends it."""

    AUTO_FOCUS = ""
    main_first = True
    outlives_stage: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "end", show=False),
        Binding("f5", "play", show=False),
        Binding("f7", "accent", show=False),
        Binding("backspace", "take_back", show=False),
    ]

    def __init__(self, shown: Rehearsal) -> None:
        super().__init__(shown)
        self._question = shown.view()
        self._feedback: Feedback | None = None
        self._summary: RunSummary | None = None
        self._mind_keyboard()
        self._response = self._question.entered if self._question is not None else None

    def _mind_keyboard(self) -> None:
        view = self._question
        self.types = view is not None and isinstance(view.task, OpenClozeTask)

    def place(self) -> str:
        """Number and competence."""
        view = self._question
        if view is None:
            return say("Practice")
        number = say("Question {number} of {total}", number=view.number, total=view.total)
        return f"{number} · {domain_name(view.domain)}"

    def second_row(self) -> Widget:
        """No clock here."""
        words = say("No clock, nothing is scored.")
        if self._question is not None:
            words = f"{type_name(self._question.type)} · {words}"
        return Static(words, id="second-row", markup=False)

    def body(self) -> Iterable[Widget]:
        """The question, its feedback, or the end."""
        view = self._question
        if view is None:
            parts = summary_parts(self._summary) if self._summary is not None else ()
            yield VerticalScroll(*parts, classes="sheet", can_focus=False)
            return
        columns: list[Widget] = []
        if view.passage:
            columns.append(
                VerticalScroll(
                    Static(view.passage_title, classes="title", markup=False),
                    Static(view.passage, markup=False),
                    id="passage",
                )
            )
        parts = self._feedback_parts(view) if self._feedback is not None else self._parts(view)
        columns.append(VerticalScroll(*parts, id="task", can_focus=False))
        yield Vertical(*columns, id="question", classes=tightness(view))

    def _parts(self, view: QuestionView) -> Iterable[Widget]:
        if view.stem:
            yield Static(view.stem, id="stem", markup=False)
        if view.audio is not None:
            yield AudioPlayer(view.audio)
        yield Static(instruction(view.task), id="instruction")
        yield widget_for(view.task, self._response or view.entered)

    def _feedback_parts(self, view: QuestionView) -> Iterable[Widget]:
        feedback, response = self._feedback, self._response
        if feedback is None or response is None:
            return
        words = say("{points} of {maximum} right", points=feedback.points, maximum=feedback.maximum)
        yield Static(f"{mark_words(feedback)}  {words}", classes="title", markup=False)
        if feedback.points < feedback.maximum:
            yield Static(say("Your answer"), classes="label")
            yield Static(in_text(view.task, response), markup=False)
        yield Static(say("Right answer"), classes="label")
        yield Static(in_text(view.task, feedback.solution), classes="solution", markup=False)
        yield Static(say("Why"), classes="label")
        yield Static(feedback.explanation, markup=False)
        if feedback.transcript:
            yield Static(say("What was said"), classes="label")
            yield Static(feedback.transcript, markup=False)

    def buttons(self) -> Iterable[Widget]:
        """End, check, next; after the end, once more or back."""
        if self._question is None:
            if self._summary is not None and self._summary.right < self._summary.answered:
                yield Button(say("The missed ones again"), id="again")
            yield Button(say("Back"), id="go", variant="primary")
            return
        words = say("Check my answer") if self._feedback is None else say("Next question")
        yield Button(say("End practice"), id="end")
        yield Button(words, id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """The main action, and the way out."""
        yield Key("F10", say("Continue"), "screen.go")
        if self._question is None:
            yield Key("Esc", say("Back"), "screen.end")
            return
        if self._question.audio is not None:
            yield Key("F5", say("Listen"), "screen.play")
        yield Key("Esc", say("End practice"), "screen.end")

    def on_mount(self) -> None:
        """The keyboard starts at the work."""
        self.call_after_refresh(self._begin)
        self.set_interval(0.5, self._follow_sound)

    def _begin(self) -> None:
        tasks = list(self.query(TaskWidget))
        if tasks:
            tasks[0].focus_first()
            self.notice(missing_words(tasks[0]))
        else:
            self.query_one("#go", Button).focus()

    def show(self, shown: Rehearsal) -> None:
        """Say again what is missing, in the language in force."""
        super().show(shown)
        for task in self.query(TaskWidget):
            self.notice(missing_words(task))

    def on_task_widget_changed(self, event: TaskWidget.Changed) -> None:
        """Keep what is entered."""
        self._response = event.response
        self.notice(missing_words(self.query_one(TaskWidget)))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Check, go on, do the missed ones again, or end."""
        run, response = self.shown, self._response
        match event.button.id:
            case "end":
                self.action_end()
            case "again":
                self.conductor.errand(run.again, self._go_again)
            case "go" if self._question is None:
                self.action_end()
            case "go" if self._feedback is not None:
                self.conductor.errand(run.following, self._came)
            case "go" if response is not None:
                self.conductor.errand(lambda: run.check(response), self._checked)
            case _:
                pass

    async def _recompose(self) -> None:
        await self.recompose()
        self.call_after_refresh(self._begin)

    def _checked(self, feedback: Feedback) -> None:
        self._feedback = feedback
        self.run_worker(self._recompose)

    def _came(self, question: QuestionView | None) -> None:
        self._question, self._feedback = question, None
        self._mind_keyboard()
        self._response = question.entered if question is not None else None
        if question is None:
            self.conductor.errand(self.shown.summary, self._end_with)
        else:
            self.run_worker(self._recompose)

    def _go_again(self, run: Rehearsal) -> None:
        self.shown, self._summary = run, None
        self.conductor.errand(run.view, self._came)

    def _end_with(self, summary: RunSummary) -> None:
        if not summary.answered:
            self.dismiss(None)
            return
        self._question, self._feedback, self._summary = None, None, summary
        self._mind_keyboard()
        self.run_worker(self._recompose)

    @property
    def _unchecked(self) -> bool:
        """Whether there is an answer that nobody has looked at."""
        view = self._question
        return view is not None and self._feedback is None and self._response != view.entered

    def action_end(self) -> None:
        """Say how it went, then go back to where it was started; an answer is not lost unasked."""
        if self._summary is not None:
            self.dismiss(None)
        elif self._unchecked:
            text = say("Your answer is not checked yet.")
            dialog = ConfirmDialog(say("End practice?"), text, say("End practice"))
            self.app.push_screen(dialog, lambda sure: self._end() if sure else None)
        else:
            self._end()

    def _end(self) -> None:
        self.conductor.errand(self.shown.summary, self._end_with)

    def on_unmount(self) -> None:
        """Nothing goes on playing."""
        self.shown.end()

    def _follow_sound(self) -> None:
        players = list(self.query(AudioPlayer))
        if players and self._feedback is None:
            self.conductor.errand(self.shown.view, self._heard)

    def _heard(self, view: QuestionView | None) -> None:
        if view is not None and view.audio is not None:
            self._played(view.audio)

    def on_audio_player_play_requested(self) -> None:
        """The button of the player."""
        self.action_play()

    def action_play(self) -> None:
        """Play the extract."""
        if self.query(AudioPlayer):
            self.conductor.errand(self.shown.play_audio, self._played)

    def _played(self, audio: AudioView) -> None:
        for player in self.query(AudioPlayer):
            player.show(audio)

    def action_accent(self) -> None:
        """Give the last typed letter its next accent."""
        for task in self.query(OpenCloze):
            task.cycle_accent()

    def action_take_back(self) -> None:
        """Take back the last step."""
        for task in self.query(TaskWidget):
            if isinstance(task, Undoable):
                task.take_back()

    def on_key(self, event: events.Key) -> None:
        """A letter presses the part that carries it."""
        tasks: list[Any] = list(self.query(TaskWidget))
        if not tasks or not event.character or isinstance(self.focused, Input):
            return
        if isinstance(tasks[0], Lettered) and event.character.isalpha():
            tasks[0].press_letter(event.character)
