# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How long an interview lasts so far, against the 15 to 20 minutes that are meant.

Owns the three phases and their words. Must not keep time; the view says it. Stands on
Textual.
"""

from enum import StrEnum
from typing import Final

from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from tui.language import mark, say

LEAST_S: Final = 15 * 60.0
MOST_S: Final = 20 * 60.0


class Pace(StrEnum):
    """How the interview stands in its time."""

    GOING = "going"
    CLOSING = "closing"
    LATE = "late"


PACE_WORDS: Final = {
    Pace.GOING: mark("15 to 20 minutes"),
    Pace.CLOSING: mark("15 minutes are over"),
    Pace.LATE: mark("More than 20 minutes"),
}
PACE_SIGNS: Final = {Pace.GOING: " ", Pace.CLOSING: "✓", Pace.LATE: "!"}


def pace_of(elapsed_s: float) -> Pace:
    """The phase of an interview that has lasted so long."""
    if elapsed_s < LEAST_S:
        return Pace.GOING
    return Pace.CLOSING if elapsed_s <= MOST_S else Pace.LATE


class InterviewClock(Widget):
    """The row below the header while an interview is held."""

    elapsed_s: reactive[float] = reactive(0.0)

    def __init__(self, elapsed_s: float) -> None:
        super().__init__(id="second-row")
        self.set_reactive(InterviewClock.elapsed_s, elapsed_s)

    def on_mount(self) -> None:
        """Start in the right phase."""
        self.watch_elapsed_s()

    def watch_elapsed_s(self) -> None:
        """Colour and words follow the phase."""
        present = pace_of(self.elapsed_s)
        for pace in Pace:
            self.set_class(pace is present, f"-{pace.value}")

    def render(self) -> Text:
        """``Time 12:34 ██████░░░░│░░░ 15 to 20 minutes``; the stroke is at 15 minutes."""
        pace = pace_of(self.elapsed_s)
        words = f" {PACE_SIGNS[pace]} {say(PACE_WORDS[pace])}"
        whole = int(max(0.0, self.elapsed_s))
        figures = f"{say('Time')} {whole // 60:2d}:{whole % 60:02d} "
        width = max(self.size.width - len(figures) - max(26, len(words)) - 1, 8)
        full = min(int(self.elapsed_s / MOST_S * width), width)
        stroke = round(LEAST_S / MOST_S * width)
        text = Text.assemble((figures, "bold"))
        for cell in range(width):
            text.append("│" if cell == stroke else "█" if cell < full else "░")
        text.append(words, "bold")
        return text
