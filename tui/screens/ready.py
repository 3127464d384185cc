# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The last screen before the questions: the sound works, and the start is one press away.

Owns that screen. Must not start by itself. Stands on the frame of the stages.
"""

from collections.abc import Iterable

from textual.containers import Center, Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.views import CandidateView
from tui.language import say
from tui.screens.stage import StageScreen
from tui.widgets.bars import Key


class ReadyScreen(StageScreen[CandidateView]):
    """Hear the sound once more, then begin."""

    AUTO_FOCUS = "#go"
    step = 5

    def body(self) -> Iterable[Widget]:
        """What comes, and the sound once more."""
        yield Center(
            Vertical(
                Static(say("You are ready"), classes="title"),
                Static(
                    say(
                        "50 questions follow. Three seconds pass before each one. When you press "
                        "Start, the exam begins; only the invigilator can pause it."
                    ),
                    classes="lead",
                    markup=False,
                ),
                *self._extra_time(),
                Static(say("Can you hear the sound well? Try it once more:"), classes="quiet"),
                Button(say("▶ Play a sound (F5)"), id="sound"),
                classes="sheet",
            )
        )

    def _extra_time(self) -> Iterable[Widget]:
        percent = round((self.shown.time_factor - 1) * 100)
        if percent:
            words = say("You have {percent} % more time for each question.", percent=percent)
            yield Static(words, classes="lead")
            yield Static(
                say("You may pause between two questions as well: press F6."), classes="lead"
            )

    def buttons(self) -> Iterable[Widget]:
        """The one action."""
        yield Button(say("Start the exam"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """Sound and start."""
        yield Key("F5", say("Sound"), "screen.sound")
        yield Key("F10", say("Start"), "screen.go")

    def key_f5(self) -> None:
        """Play the sound."""
        self.action_sound()

    def action_sound(self) -> None:
        """Play the test word once more."""
        self.conductor.errand(self.conductor.station.play_test_sound, self._played)

    def _played(self, _word: str) -> None:
        self.notice(say("A word was played. If you heard nothing, call the invigilator (F1)."))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Play, or begin."""
        if event.button.id == "sound":
            self.action_sound()
        elif event.button.id == "go":
            self.conductor.errand(self.conductor.station.begin, self.conductor.arrive)
