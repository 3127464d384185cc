# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A question: time on top, text and task, what is open in words, one button.

Owns the layout of the question and when what is entered goes to the station: after a
short rest, at once near zero, and before anything else when it is validated. Must not
score, keep time or count plays. Stands on the question widgets.
"""

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from appliance.service.views import AudioView, OpenClozeTask, QuestionView, Response, Rest, View
from tui.language import say
from tui.ports import StationPort
from tui.screens.stage import StageScreen
from tui.widgets.audio_player import AudioPlayer
from tui.widgets.bars import Key
from tui.widgets.open_cloze import OpenCloze
from tui.widgets.question import Lettered, Undoable, instruction, missing_words, widget_for
from tui.widgets.task import TaskWidget
from tui.widgets.time_bar import TimeBar
from tui.words import domain_name

REST_S = 0.4
"""How long the candidate must rest before what is entered is stored."""
NEAR_ZERO_S = 2.0
"""With less time than this left, everything is stored at once."""


def enter_at(station: StationPort, number: int, response: Response) -> None:
    """Keep what is entered, unless the question has changed meanwhile."""
    view = station.view()
    if isinstance(view, QuestionView) and view.number == number:
        station.enter(response)


def answer_at(station: StationPort, number: int, response: Response) -> View:
    """Answer the question of that number; if its time has ended meanwhile, just go on."""
    view = station.view()
    if isinstance(view, QuestionView) and view.number == number:
        return station.answer(response)
    return view


def tightness(view: QuestionView) -> str:
    """A class for questions that carry a text or a player besides their task."""
    return "-tight" if view.passage or view.audio is not None else ""


class QuestionScreen(StageScreen[QuestionView]):
    """One question, from its first second to its answer."""

    AUTO_FOCUS = ""
    step = 5
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "play", show=False),
        Binding("f6", "rest", show=False),
        Binding("f7", "accent", show=False),
        Binding("pageup", "read(-1)", show=False, priority=True),
        Binding("pagedown", "read(1)", show=False, priority=True),
        Binding("backspace", "take_back", show=False),
    ]

    def __init__(self, shown: QuestionView) -> None:
        super().__init__(shown)
        self.types = isinstance(shown.task, OpenClozeTask)
        self._response = shown.entered
        self._resting: Timer | None = None
        self._warned = False
        self._sent = False

    def place(self) -> str:
        """Number and competence."""
        view = self.shown
        number = say("Question {number} of {total}", number=view.number, total=view.total)
        return f"{number} · {domain_name(view.domain)}"

    def second_row(self) -> Widget:
        """The time."""
        return TimeBar(self.shown.remaining_s, self.shown.limit_s)

    def body(self) -> Iterable[Widget]:
        """The reading text beside or above the task."""
        columns: list[Widget] = []
        if self.shown.passage:
            columns.append(
                VerticalScroll(
                    Static(self.shown.passage_title, classes="title", markup=False),
                    Static(self.shown.passage, markup=False),
                    id="passage",
                )
            )
        columns.append(VerticalScroll(*self._task_parts(), id="task", can_focus=False))
        yield Vertical(*columns, id="question", classes=tightness(self.shown))

    def _task_parts(self) -> Iterable[Widget]:
        view = self.shown
        if view.stem:
            yield Static(view.stem, id="stem", markup=False)
        if view.audio is not None:
            yield AudioPlayer(view.audio)
        yield Static(instruction(view.task), id="instruction")
        yield widget_for(view.task, self._response)

    def buttons(self) -> Iterable[Widget]:
        """The one action."""
        yield Button(say("Validate"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """The keys that this question has a use for."""
        yield Key("F10", say("Validate"), "screen.go")
        if self.shown.audio is not None:
            yield Key("F5", say("Listen"), "screen.play")
        if isinstance(self.shown.task, OpenClozeTask):
            yield Key("F7", say("Accent"), "screen.accent")
        if self.shown.passage:
            yield Key("PgDn", say("Read on"), "screen.read(1)")
        if self.shown.rest is Rest.POSSIBLE:
            yield Key("F6", say("Pause afterwards"), "screen.rest")
        elif self.shown.rest is Rest.COMING:
            yield Key("F6", f"✓ {say('A pause follows')}", "screen.rest")

    @property
    def asked(self) -> TaskWidget:
        """The question's widget."""
        return self.query_one(TaskWidget)

    def on_mount(self) -> None:
        """The keyboard starts at the work."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        if self.focused is None:
            self.asked.focus_first()
        self._say_missing()

    def show(self, shown: QuestionView) -> None:
        """Time and sound move on; what is entered is the screen's own."""
        rest = self.shown.rest
        super().show(shown)
        if shown.rest is not rest:
            self.show_keys()
        self.query_one(TimeBar).show(shown.remaining_s, shown.limit_s)
        if shown.audio is not None:
            self.query_one(AudioPlayer).show(shown.audio)

    def on_task_widget_changed(self, event: TaskWidget.Changed) -> None:
        """Keep it, and store it after a short rest."""
        self._response = event.response
        self._warned = False
        self._say_missing()
        if self.shown.remaining_s < NEAR_ZERO_S:
            self._store()
        elif self._resting is None:
            self._resting = self.set_timer(REST_S, self._store)
        else:
            self._resting.reset()

    def _stop_resting(self) -> None:
        if self._resting is not None:
            self._resting.stop()
            self._resting = None

    def _store(self) -> None:
        self._stop_resting()
        station, number, response = self.conductor.station, self.shown.number, self._response
        self.conductor.errand(lambda: enter_at(station, number, response), lambda _: None)

    def _say_missing(self) -> None:
        missing = missing_words(self.asked)
        again = say("Press Validate again to answer all the same.") if self._warned else ""
        self.notice(f"{missing} {again}".strip())

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Validate; with something open, ask once."""
        if event.button.id != "go" or self._sent:
            return
        if self.asked.missing and not self._warned:
            self._warned = True
            self._say_missing()
            return
        self._stop_resting()
        self._sent = True
        station, number, response = self.conductor.station, self.shown.number, self._response
        self.conductor.errand(lambda: answer_at(station, number, response), self.conductor.arrive)

    def refused(self) -> None:
        """The answer was not taken: it can be validated again."""
        self._sent = False
        self._say_missing()

    def on_audio_player_play_requested(self) -> None:
        """The button of the player."""
        self.action_play()

    def action_play(self) -> None:
        """Play the extract, if there is one and a play is left."""
        audio = self.shown.audio
        if audio is not None and audio.plays_left and not audio.playing:
            self.conductor.errand(self.conductor.station.play_audio, self._played)

    def _played(self, audio: AudioView) -> None:
        for player in self.query(AudioPlayer):
            player.show(audio)

    def action_rest(self) -> None:
        """A pause after this question, for those who have the right."""
        if self.shown.rest is Rest.POSSIBLE:
            self.conductor.errand(self.conductor.station.ask_rest, self.conductor.arrive)

    def action_accent(self) -> None:
        """Give the last typed letter its next accent."""
        if isinstance(self.asked, OpenCloze):
            self.asked.cycle_accent()

    def action_read(self, direction: int) -> None:
        """Scroll the reading text, or a long task, one page."""
        text = self.query_one("#passage" if self.shown.passage else "#task", VerticalScroll)
        text.scroll_page_down() if direction > 0 else text.scroll_page_up()

    def action_take_back(self) -> None:
        """Take back the last step."""
        if isinstance(self.asked, Undoable):
            self.asked.take_back()

    def on_key(self, event: events.Key) -> None:
        """A letter presses the part that carries it."""
        typing = isinstance(self.focused, Input)
        if typing or not event.character or not isinstance(self.asked, Lettered):
            return
        if event.character.isalpha() and self.asked.press_letter(event.character):
            event.stop()

    async def speak_again(self) -> None:
        """The response survives the change of language."""
        await super().speak_again()
        self._say_missing()
