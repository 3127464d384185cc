# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The player of a listening question: one button, two plays, a bar, and words.

Owns their look. Must not play sound or count; the view says how many plays are left.
Stands on Textual.
"""

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Button, Static

from appliance.service.views import AudioView
from tui.language import say, say_count
from tui.widgets.time_bar import clock_words

_BAR_CELLS = 24


class AudioPlayer(Horizontal):
    """Plays on request; shows how far it is and how often it may still be played."""

    class PlayRequested(Message):
        """The candidate wants to hear the extract."""

    def __init__(self, audio: AudioView) -> None:
        super().__init__(id="player")
        self._audio = audio

    def compose(self) -> ComposeResult:
        """Button, bar, words."""
        yield Button(say("▶ Play (F5)"), id="play", variant="primary")
        yield Static(id="progress")

    def on_mount(self) -> None:
        """Show the state it was made with."""
        self.show(self._audio)

    def show(self, audio: AudioView) -> None:
        """Show another state."""
        self._audio = audio
        self.query_one("#play", Button).disabled = audio.playing or not audio.plays_left
        self.query_one("#progress", Static).update(
            Text(f"{self._bar()}\n{self._words()}"), layout=False
        )

    def _bar(self) -> str:
        share = self._audio.position_s / self._audio.duration_s if self._audio.duration_s else 0.0
        full = round(min(max(share, 0.0), 1.0) * _BAR_CELLS)
        times = f"{clock_words(self._audio.position_s)} / {clock_words(self._audio.duration_s)}"
        return f"{'━' * full}●{'─' * (_BAR_CELLS - full)}  {times}"

    def _words(self) -> str:
        if self._audio.playing:
            return say("Listen now.")
        if not self._audio.plays_left:
            return say("You have heard it twice. Answer with what you remember.")
        return say_count(
            "You can play it once more.", "You can play it {count} times.", self._audio.plays_left
        )

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Ask for a play."""
        event.stop()
        self.post_message(self.PlayRequested())
