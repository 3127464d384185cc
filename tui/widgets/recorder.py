# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The recorder of an answer: does the microphone listen, how loud, how long, what may follow.

Owns the words of its three states. Must not record. Stands on the level bar.
"""

from rich.text import Text
from textual.widgets import Static

from appliance.service.oral.views import RecordingView, TakeView
from tui.language import say
from tui.widgets.level import level_words
from tui.widgets.time_bar import clock_words

_BAR_CELLS = 24
_LABEL_CELLS = 7
"""``Time`` and ``Voice`` in front of their bars, in both languages."""


class Recorder(Static):
    """Four lines: the state, the time, the level, the rule."""

    def __init__(self, shown: RecordingView) -> None:
        super().__init__(recorder_words(shown), id="recorder")

    def show(self, shown: RecordingView) -> None:
        """Show another state."""
        self.set_class(shown.recording, "-listening")
        self.update(recorder_words(shown))


def recorder_words(shown: RecordingView) -> Text:
    """State, time, level and rule in words."""
    if shown.recording:
        head = say("● The microphone listens: answer now.")
        rule = say("Press Stop at the end; when the time is over it stops by itself.")
        return _lines(head, _time_line(shown), _level_line(shown.level_dbfs), rule)
    if shown.take is None:
        speaking = shown.voice.speaking
        head = say("▶ The question is read aloud.") if speaking else say("○ The microphone is off.")
        length = say("You have up to {time} to answer.", time=clock_words(shown.limit_s))
        return _lines(head, length, "", say("You may record your answer once more afterwards."))
    return _taken(shown.take)


def _taken(take: TakeView) -> Text:
    head = say("✓ Your answer is recorded: {time}.", time=clock_words(take.duration_s))
    if take.quiet:
        heard = say("⚠ Hardly anything was heard: speak louder or come closer.")
    else:
        heard = say("Loudness: {level}", level=level_words(take.level_dbfs))
    if take.may_repeat:
        rule = say("You may record it once more; the new recording then replaces this one.")
    else:
        rule = say("This was the second recording: confirm it to go on.")
    return _lines(head, heard, "", rule)


def _level_line(level_dbfs: float) -> str:
    return f"{say('Voice'):<{_LABEL_CELLS}}{level_words(level_dbfs)}"


def _time_line(shown: RecordingView) -> str:
    share = min(max(shown.position_s / shown.limit_s, 0.0), 1.0) if shown.limit_s else 0.0
    full = round(share * _BAR_CELLS)
    times = f"{clock_words(shown.position_s)} / {clock_words(shown.limit_s)}"
    bar = f"▐{'█' * full}{'·' * (_BAR_CELLS - full)}▌"
    return f"{say('Time'):<{_LABEL_CELLS}}{bar} {times}"


def _lines(head: str, *rest: str) -> Text:
    text = Text(head, style="bold")
    for line in rest:
        text.append(f"\n{line}", "not bold")
    return text
