# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A question of the practice interview: record, hear it again, delete it, go on.

Owns one run on the screen, and ends it when it closes, so that no recording stays. Must
not hold a sound. Stands on the frame of the stages.
"""

from collections.abc import Callable, Iterable
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.practice.views import SpeakingView
from sync.protocol.errors import EscaleError
from tui.errands import Lane, Refused
from tui.language import say
from tui.oral_words import part_name, trade_name
from tui.practice_port import Speaking
from tui.screens.dialogs import ConfirmDialog
from tui.screens.stage import StageScreen
from tui.widgets.bars import Key
from tui.widgets.level import level_words
from tui.widgets.time_bar import clock_words

LEVELS_PER_S: Final = 8


class SpeakingScreen(StageScreen[Speaking]):
    """One question after the other; Escape ends it."""

    AUTO_FOCUS = "#record"
    main_first = True
    outlives_stage: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "end", show=False),
        Binding("f5", "play", show=False),
        Binding("f6", "record", show=False),
        Binding("f8", "delete", show=False),
        Binding("pagedown", "read(1)", show=False),
        Binding("pageup", "read(-1)", show=False),
    ]

    def __init__(self, shown: Speaking) -> None:
        super().__init__(shown)
        self._view = shown.view()
        self._asked = False
        self._fetching = False

    def place(self) -> str:
        """Part and question."""
        view = self._view
        if view is None:
            return say("Practise speaking")
        number = say("Question {number} of {total}", number=view.number, total=view.total)
        return f"{part_name(view.part)} · {number}"

    def second_row(self) -> Widget:
        """Level, field, and that nothing is kept."""
        words = say("In memory only, never on the disk.")
        if self._view is not None:
            words = f"{self._view.level.label} · {trade_name(self._view.trade)} · {words}"
        return Static(words, id="second-row", markup=False)

    def body(self) -> Iterable[Widget]:
        """The question and the recorder, or the end."""
        view = self._view
        if view is None:
            yield Vertical(
                Static(say("Well done"), classes="title"),
                Static(
                    say(
                        "That was the last question. Your recordings are gone; begin again freely."
                    ),
                    classes="lead",
                    markup=False,
                ),
                classes="sheet",
            )
            return
        yield VerticalScroll(
            Static(view.title, classes="title", markup=False),
            *((Static(view.situation, classes="quiet", markup=False),) if view.situation else ()),
            Static(view.question, classes="asked", markup=False),
            Vertical(
                Static(say("What an examiner listens for"), classes="label"),
                Static(view.listens_for, markup=False),
                id="listens-for",
            ),
            id="prompt",
            can_focus=False,
        )
        with Vertical(id="booth"):
            yield Static(id="meter", markup=False)
            yield Horizontal(
                Button("", id="record", compact=True),
                Button("", id="play", compact=True),
                Button(say("Delete (F8)"), id="delete", compact=True),
                classes="choices",
            )

    def buttons(self) -> Iterable[Widget]:
        """End, go on."""
        if self._view is None:
            yield Button(say("Back"), id="go", variant="primary")
            return
        words = say("Finish") if self._view.last else say("Next question")
        yield Button(say("End practice"), id="end")
        yield Button(words, id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """Go on, and the way out; the recorder's keys stand on its buttons."""
        yield Key("F10", say("Continue"), "screen.go")
        yield Key("Esc", say("End practice"), "screen.end")

    def on_mount(self) -> None:
        """Show the state, and follow the sound while there is one."""
        self._show_state()
        self.set_interval(1 / LEVELS_PER_S, self._follow)

    def on_unmount(self) -> None:
        """The recording goes with the screen."""
        self.shown.end()

    async def speak_again(self) -> None:
        """Compose anew, then show the state again."""
        await super().speak_again()
        self._show_state()

    # -- what it shows ---------------------------------------------------------------------

    def _show(self, view: SpeakingView | None) -> None:
        """A newer state of the same question."""
        if not self.is_running:
            return
        self._view = view
        self._show_state()

    def _show_state(self) -> None:
        view = self._view
        if view is None or not self.query("#meter"):
            return
        self.query_one("#meter", Static).update(_meter_words(view))
        self.query_one("#listens-for").display = view.take is not None and bool(view.listens_for)
        record, play = self.query_one("#record", Button), self.query_one("#play", Button)
        record.label = _record_words(view)
        play.label = say("■ Stop (F5)") if view.playing else say("▶ Play back (F5)")
        record.disabled = view.playing
        play.disabled = view.take is None or view.recording
        self.query_one("#delete", Button).disabled = view.take is None
        self.query_one("#go", Button).disabled = view.recording
        if self.focused is None:
            (play if view.take is not None else record).focus()

    def _follow(self) -> None:
        view = self._view
        moving = view is not None and (view.playing or self._asked)
        if moving and not self._fetching and self.is_current:
            self._fetching = True
            self.conductor.errand(
                self.shown.view, self._followed, lambda _: self._followed(None), Lane.PICTURE
            )

    def _followed(self, view: SpeakingView | None) -> None:
        self._fetching = False
        if view is not None:
            self._show(view)

    # -- what the buttons do ---------------------------------------------------------------

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Record, hear, delete, go on, or end."""
        match event.button.id:
            case "record":
                self.action_record()
            case "play":
                self.action_play()
            case "delete":
                self.action_delete()
            case "go" if self._view is not None:
                self._errand(self.shown.following, self._came)
            case "go" | "end":
                self.action_end()
            case _:
                pass

    def action_record(self) -> None:
        """Begin recording, or end it."""
        view = self._view
        if view is None or view.playing:
            return
        if self._asked:
            self._errand(self.shown.stop, lambda _: None)
            return
        self._asked = True
        self.conductor.errand(self.shown.record, self._recorded, self._failed, Lane.LONG)

    def _recorded(self, view: SpeakingView | None) -> None:
        self._asked = False
        self._show(view)

    def _failed(self, error: EscaleError) -> None:
        self._asked = False
        self._errand(self.shown.view, self._show)
        self.app.post_message(Refused(error, None))

    def action_play(self) -> None:
        """Hear the recording, or stop it."""
        view = self._view
        if view is not None and view.take is not None and not self._asked:
            self._errand(self.shown.stop if view.playing else self.shown.play, self._show)

    def action_delete(self) -> None:
        """Forget the recording."""
        if self._view is not None and self._view.take is not None and not self._asked:
            self._errand(self.shown.delete, self._show)

    def _came(self, view: SpeakingView | None) -> None:
        self._view = view
        self.run_worker(self._compose_question)

    async def _compose_question(self) -> None:
        await self.recompose()
        self._show_state()
        self.query_one("#record" if self._view is not None else "#go", Button).focus()

    def _errand(
        self,
        call: Callable[[], SpeakingView | None],
        then: Callable[[SpeakingView | None], None],
    ) -> None:
        self.conductor.errand(call, then)

    def action_read(self, direction: int) -> None:
        """Scroll a prompt that is longer than the screen."""
        for prompt in self.query("#prompt").results(VerticalScroll):
            prompt.scroll_page_down() if direction > 0 else prompt.scroll_page_up()

    def action_end(self) -> None:
        """Back to the choice; a recording is not lost unasked."""
        view = self._view
        if view is None or (view.take is None and not self._asked):
            self.dismiss(None)
            return
        text = say("Your recording is gone then.")
        dialog = ConfirmDialog(say("End practice?"), text, say("End practice"))
        self.app.push_screen(dialog, self._end_when)

    def _end_when(self, sure: bool | None) -> None:
        if sure:
            self.dismiss(None)


def _record_words(view: SpeakingView) -> str:
    if view.recording:
        return say("■ Stop (F6)")
    return say("● Record (F6)") if view.take is None else say("● Record again (F6)")


def _meter_words(view: SpeakingView) -> str:
    """One line of state, one line of level: seen without colour."""
    longest = clock_words(view.longest_s)
    if view.recording:
        time = clock_words(view.position_s)
        words = say("● Recording: {time} of {longest} at most.", time=time, longest=longest)
        return f"{words}\n{level_words(view.level_dbfs)}"
    if view.take is None:
        return say("Nothing is recorded. Read the question, take a breath, then record.")
    length = clock_words(view.take.duration_s)
    if view.playing:
        return say(
            "▶ You hear {time} of {length}.", time=clock_words(view.position_s), length=length
        )
    words = say("Recorded: {length}.", length=length)
    if view.take.quiet:
        return f"{words} {say('It is very quiet: speak up, or come closer to the microphone.')}"
    return f"{words} {say('Play it back, record again, delete it, or go on.')}"
