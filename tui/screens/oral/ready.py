# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Before a recorded interview: the rules of recording, a sound, and the microphone's level.

Owns that screen. Must not start by itself. Stands on the frame of the oral part.
"""

from collections.abc import Iterable
from typing import Final

from textual.containers import Center, Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.oral.views import OralReadyView
from sync.protocol.errors import EscaleError
from tui.errands import Refused
from tui.language import mark, say
from tui.screens.oral.stage import OralStageScreen
from tui.widgets.bars import Key
from tui.widgets.level import level_words

LISTENS = 20
"""Levels of a tenth of a second that the bar shows."""
RECORDING_RULES: Final = (
    mark("Three parts, 15 to 20 minutes: introduction, role play, discussion."),
    mark("Read or hear the question, press Record and answer."),
    mark("Press Stop at the end; when the time is over it stops by itself."),
    mark("Each answer may be recorded once more; the first recording is then deleted."),
    mark("Recordings are encrypted at once; an examiner listens to them later."),
)


class OralReadyScreen(OralStageScreen[OralReadyView]):
    """Hear, be heard, begin."""

    AUTO_FOCUS = "#go"
    step = 1

    def __init__(self, shown: OralReadyView) -> None:
        super().__init__(shown)
        self._listening = False

    def body(self) -> Iterable[Widget]:
        """The rules, and both checks."""
        yield Center(
            Vertical(
                Static(say("How the recorded interview works"), classes="title"),
                *(self._rule(say(rule)) for rule in RECORDING_RULES),
                Horizontal(
                    Button(say("▶ Play a sound (F5)"), id="sound", compact=True),
                    Button(say("● Try the microphone (F6)"), id="microphone", compact=True),
                    classes="choices checks",
                ),
                Static(id="level", markup=False),
                classes="sheet",
            )
        )

    @staticmethod
    def _rule(words: str) -> Widget:
        return Horizontal(
            Static("•", classes="bullet"), Static(words, markup=False), classes="rule"
        )

    def buttons(self) -> Iterable[Widget]:
        """The one action."""
        yield Button(say("Begin the interview"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """Sound, microphone, start."""
        yield Key("F5", say("Sound"), "screen.sound")
        yield Key("F6", say("Microphone"), "screen.microphone")
        yield Key("F10", say("Start"), "screen.go")

    def key_f5(self) -> None:
        """Play a word."""
        self.action_sound()

    def key_f6(self) -> None:
        """Show the level."""
        self.action_microphone()

    def action_sound(self) -> None:
        """Play a word."""
        self.conductor.errand(self.conductor.station.play_test_sound, self._played)

    def _played(self, _word: str) -> None:
        self.notice(say("A word was played. If you heard nothing, call the invigilator (F1)."))

    def action_microphone(self) -> None:
        """Show for two seconds what the microphone hears."""
        if not self._listening:
            self._listening = True
            self.notice(say("Say a few words now."))
            self._listen(LISTENS)

    def _listen(self, left: int) -> None:
        if left and self.is_running:
            station = self.conductor.station
            self.conductor.errand(
                station.microphone_level_dbfs,
                lambda level: self._heard(level, left),
                self._failed,
            )
            return
        self._listening = False
        self.notice("")

    def _heard(self, level_dbfs: float, left: int) -> None:
        if self.is_running:
            self.query_one("#level", Static).update(level_words(level_dbfs), layout=False)
        self._listen(left - 1)

    def _failed(self, error: EscaleError) -> None:
        self._listening = False
        self.notice("")
        self.post_message(Refused(error, None))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Check, or begin."""
        match event.button.id:
            case "sound":
                self.action_sound()
            case "microphone":
                self.action_microphone()
            case "go":
                self.conductor.errand(self.oral.begin_interview, self.conductor.arrive)
            case _:
                pass
