# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One competence of the examiner's grid: its name and the six levels to choose from.

Owns which level is in view and which is chosen. Must not know descriptors. Stands on
Textual.
"""

from typing import ClassVar, Final

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from appliance.service.oral.views import Competence, Level
from tui.oral_words import competence_name

NAME_CELLS: Final = 38
LEVEL_CELLS: Final = 6
"""``[ B1 ]``; the chosen level fills its brackets."""


class GradeRow(Widget, can_focus=True):
    """Left and right look at a level, Enter chooses it, a digit or a click does both."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "look(-1)", show=False),
        Binding("right", "look(1)", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("enter,space", "choose", show=False),
    ]

    class Looked(Message):
        """Another level is in view."""

        def __init__(self, row: "GradeRow") -> None:
            super().__init__()
            self.row = row

    class Chosen(Message):
        """A level was chosen."""

        def __init__(self, row: "GradeRow", level: Level) -> None:
            super().__init__()
            self.row = row
            self.level = level

    def __init__(self, competence: Competence, chosen: Level | None, start: Level) -> None:
        super().__init__(id=f"grade-{competence.value}", classes="grade")
        self.competence = competence
        self.chosen = chosen
        self.level = chosen or start

    def render(self) -> Text:
        """``Ease and fluency  [ A1 ][ A2 ][●B1 ]…``; the level in view is reversed."""
        text = Text(no_wrap=True)
        pointer = "▸ " if self.has_focus else "  "
        text.append(
            f"{pointer}{competence_name(self.competence):<{NAME_CELLS - 2}.{NAME_CELLS - 2}}"
        )
        for level in Level:
            here = level is self.chosen
            style = "bold" if here else ""
            if level is self.level and self.has_focus:
                style = f"{style} reverse".strip()
            text.append(f"[{'●' if here else ' '}{level.label} ]", style)
        return text

    def _see(self, level: Level) -> None:
        self.level = level
        self.refresh()
        self.post_message(self.Looked(self))

    def _choose(self, level: Level) -> None:
        self.chosen = level
        self._see(level)
        self.post_message(self.Chosen(self, level))

    def on_focus(self) -> None:
        """Its level comes into view."""
        self._see(self.level)

    def action_look(self, step: int) -> None:
        """Look at the level beside."""
        levels = list(Level)
        at = levels.index(self.level) + step
        if 0 <= at < len(levels):
            self._see(levels[at])

    def action_choose(self) -> None:
        """Choose the level in view."""
        self._choose(self.level)

    def on_key(self, event: events.Key) -> None:
        """1 to 6 choose a level at once."""
        levels = list(Level)
        if (
            event.character
            and event.character.isdigit()
            and 0 < int(event.character) <= len(levels)
        ):
            event.stop()
            self._choose(levels[int(event.character) - 1])

    def on_click(self, event: events.Click) -> None:
        """A click on a level chooses it."""
        event.stop()
        at = event.get_content_offset(self)
        number = (at.x - NAME_CELLS) // LEVEL_CELLS if at is not None else -1
        if 0 <= number < len(Level):
            self._choose(list(Level)[number])
