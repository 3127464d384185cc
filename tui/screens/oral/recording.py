# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A question of the recorded interview: read or hear it, record, confirm.

Owns that screen. Must not hold a sound; the station seals it. Stands on the frame of the
oral part and the recorder.
"""

from collections.abc import Iterable
from typing import Final

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.oral.views import OralPart, OralView, RecordingView
from sync.protocol.errors import EscaleError
from tui.errands import Lane, Refused
from tui.language import say
from tui.oral_words import ORAL_STEPS, part_name
from tui.screens.oral.stage import OralStageScreen
from tui.widgets.bars import Key, StepTrail
from tui.widgets.recorder import Recorder

LEVELS_PER_S: Final = 8
FIRST_STEP: Final = 2
"""The step of the trail that is the introduction."""
PAUSE_S: Final = 1.0
"""After a stop, before an answer can be confirmed: a second press is no confirmation."""


class RecordingScreen(OralStageScreen[RecordingView]):
    """One question; its main button records, stops, or confirms."""

    AUTO_FOCUS = "#go"

    def __init__(self, shown: RecordingView) -> None:
        super().__init__(shown)
        self._asked = False
        self._fetching = False

    def place(self) -> str:
        """Part and question."""
        view = self.shown
        number = say("Question {number} of {total}", number=view.number, total=view.total)
        return f"{part_name(view.prompt.part)} · {number}"

    def second_row(self) -> Widget:
        """The trail, at this part."""
        step = FIRST_STEP + list(OralPart).index(self.shown.prompt.part)
        return StepTrail(step, ORAL_STEPS)

    def body(self) -> Iterable[Widget]:
        """The question in its situation, and the recorder."""
        view = self.shown
        follows = view.question != view.prompt.situation
        yield VerticalScroll(
            Static(view.prompt.title, classes="title", markup=False),
            *((Static(view.prompt.situation, classes="quiet", markup=False),) if follows else ()),
            Static(view.question, classes="asked", markup=False),
            can_focus=False,
            id="prompt",
        )
        yield Recorder(view)

    def buttons(self) -> Iterable[Widget]:
        """Hear, record again, and the main one."""
        yield Button(say("▶ Hear (F5)"), id="hear")
        yield Button(say("Once more (F6)"), id="again")
        yield Button("", id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """What can be done in this state."""
        if self.shown.voice.available and not self.shown.recording:
            yield Key("F5", say("Hear"), "screen.hear")
        if self._may_repeat:
            yield Key("F6", say("Once more"), "screen.again")
        yield Key("F10", self._main_words(), "screen.go")

    def on_mount(self) -> None:
        """Show the state, read a new question aloud, follow the level while it listens."""
        self.show(self.shown)
        self.set_interval(1 / LEVELS_PER_S, self._follow)
        if self.shown.take is None and self.shown.voice.available:
            self.conductor.errand(self.oral.hear_question, self._heard, self._not_heard, Lane.LONG)

    def key_f5(self) -> None:
        """Hear the question."""
        self.action_hear()

    def key_f6(self) -> None:
        """Record once more."""
        self.action_again()

    def show(self, shown: RecordingView) -> None:
        """Recorder and buttons follow the state."""
        taken = shown.take is not None and self.shown.take != shown.take
        super().show(shown)
        self.query_one(Recorder).show(shown)
        go, again = self.query_one("#go", Button), self.query_one("#again", Button)
        go.label = self._main_words()
        again.display = self._may_repeat
        hear = self.query_one("#hear", Button)
        hear.display = shown.voice.available
        hear.disabled = shown.recording or shown.voice.speaking
        self.show_keys()
        if taken:
            go.disabled = True
            self.set_timer(PAUSE_S, self._ready)

    def _ready(self) -> None:
        go = self.query_one("#go", Button)
        go.disabled = False
        if self.focused is None:
            go.focus()

    @property
    def _may_repeat(self) -> bool:
        take = self.shown.take
        return take is not None and take.may_repeat and not self.shown.recording

    def _main_words(self) -> str:
        if self.shown.recording:
            return say("■ Stop")
        return say("● Record") if self.shown.take is None else say("Confirm my answer")

    async def speak_again(self) -> None:
        """Compose anew, then show the state again."""
        await super().speak_again()
        self.show(self.shown)

    # -- the level while the microphone listens ------------------------------------------

    def _follow(self) -> None:
        if self._asked and not self._fetching and self.is_current:
            self._fetching = True
            self.conductor.errand(
                self.oral.oral_view, self._followed, lambda _: self._followed(None), Lane.PICTURE
            )

    def _followed(self, view: OralView | None) -> None:
        self._fetching = False
        if self._asked and isinstance(view, RecordingView) and view.recording:
            self.conductor.arrive(view)

    # -- what the buttons do ---------------------------------------------------------------

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Hear, record again, or the main action."""
        match event.button.id:
            case "hear":
                self.action_hear()
            case "again":
                self.action_again()
            case "go" if self.shown.recording:
                self.oral.stop_recording()
            case "go" if self.shown.take is None:
                self._record()
            case "go":
                self._confirm()
            case _:
                pass

    def action_hear(self) -> None:
        """Let the voice read the question."""
        if self.shown.voice.available and not self._asked:
            self.notice(say("One moment…"))
            self.conductor.errand(self.oral.hear_question, self._heard, lane=Lane.LONG)

    def _not_heard(self, _error: EscaleError) -> None:
        """Nobody asked for the voice, so no dialog: the question stands on the screen."""
        if self.is_running and not self._asked:
            self.notice(say("The voice cannot be heard: read the question."))

    def _heard(self, view: OralView | None) -> None:
        if self.is_running:
            self.notice("")
            self.conductor.arrive(view)

    def action_again(self) -> None:
        """Record once more; the new recording replaces the one before."""
        if self._may_repeat:
            self._record()

    def _record(self) -> None:
        if self._asked:
            return
        self._asked = True
        self.query_one("#go", Button).focus()
        self.conductor.errand(self.oral.record_answer, self._recorded, self._failed, Lane.LONG)

    def _recorded(self, view: OralView | None) -> None:
        self._asked = False
        self.conductor.arrive(view)

    def _failed(self, error: EscaleError) -> None:
        self._asked = False
        self.post_message(Refused(error, None))

    def _confirm(self) -> None:
        self.notice(say("One moment…"))
        self.conductor.errand(self.oral.confirm_answer, self.conductor.arrive)
