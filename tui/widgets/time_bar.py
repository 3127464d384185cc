# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The time of a question: a bar, the time left in figures, and how it stands in words.

Owns the three phases: green until half, yellow until the last fifth, then red. Must not
keep time; the view says what is left. Stands on Textual.
"""

import math
from enum import StrEnum

from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from tui.language import mark, say

LAST_PART = 0.2
"""Share of the time that is shown in red."""


class Phase(StrEnum):
    """How the time stands."""

    PLENTY = "plenty"
    HALF = "half"
    LAST = "last"


PHASE_WORDS = {
    Phase.PLENTY: mark("You have time"),
    Phase.HALF: mark("Half of the time is over"),
    Phase.LAST: mark("Time is nearly over!"),
}
PHASE_SIGNS = {Phase.PLENTY: " ", Phase.HALF: "½", Phase.LAST: "!"}


def phase_of(remaining_s: float, limit_s: float) -> Phase:
    """The phase of a question with so much time left."""
    share = remaining_s / limit_s if limit_s > 0 else 0.0
    if share > 1 / 2:
        return Phase.PLENTY
    return Phase.HALF if share > LAST_PART else Phase.LAST


def clock_words(seconds: float) -> str:
    """Whole seconds as m:ss, rounded up so that zero means zero."""
    whole = math.ceil(max(seconds, 0.0))
    return f"{whole // 60}:{whole % 60:02d}"


class TimeBar(Widget):
    """The bar; always on the row below the header."""

    remaining_s: reactive[float] = reactive(0.0)

    def __init__(self, remaining_s: float, limit_s: float) -> None:
        super().__init__(id="second-row")
        self.limit_s = limit_s
        self.set_reactive(TimeBar.remaining_s, remaining_s)

    def on_mount(self) -> None:
        """Start in the right phase."""
        self.watch_remaining_s()

    def show(self, remaining_s: float, limit_s: float) -> None:
        """Show another time."""
        self.limit_s = limit_s
        self.remaining_s = remaining_s

    def watch_remaining_s(self) -> None:
        """Colour and words follow the phase."""
        present = phase_of(self.remaining_s, self.limit_s)
        for phase in Phase:
            self.set_class(phase is present, f"-{phase.value}")

    def render(self) -> Text:
        """``Time 0:42 █████░░░░ You have time``."""
        phase = phase_of(self.remaining_s, self.limit_s)
        words = f" {PHASE_SIGNS[phase]} {say(PHASE_WORDS[phase])}"
        figures = f"{say('Time')} {clock_words(self.remaining_s)} "
        width = max(self.size.width - len(figures) - max(24, len(words)) - 1, 4)
        share = min(max(self.remaining_s / self.limit_s, 0.0), 1.0) if self.limit_s > 0 else 0.0
        full = math.ceil(share * width)
        return Text.assemble(
            (figures, "bold"), "█" * full, ("░" * (width - full), "dim"), (words, "bold")
        )
