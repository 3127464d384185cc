# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A keyboard on the screen, for those who have a mouse or a finger only.

Owns the keys and what each does to the field in use. Must not keep what is typed. Stands
on Textual's input.
"""

from dataclasses import dataclass
from typing import Final

from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from tui.language import Language, chosen

CELLS: Final = 4
"""Width of one key."""

BACK, SHIFT, SPACE, ENTER = "←", "↑", "␣", "↵"
_DIGITS: Final = "1234567890-'@." + BACK
_ROWS: Final = {
    Language.FRENCH: (
        _DIGITS,
        "azertyuiopéèêàç",
        "qsdfghjklmùûôîœ",
        f"{SHIFT}wxcvbnâëïü{SPACE}{ENTER}",
    ),
    Language.ENGLISH: (
        _DIGITS,
        "qwertyuiopéèêàç",
        "asdfghjklñùûôîœ",
        f"{SHIFT}zxcvbnmäöü{SPACE}{ENTER}",
    ),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A key and the cells that it takes on its row."""

    sign: str
    start: int
    width: int


def spots_of(row: str) -> tuple[Spot, ...]:
    """Where the keys of a row are; the space bar is wider."""
    spots: list[Spot] = []
    x = 0
    for sign in row:
        width = CELLS * 3 if sign == SPACE else CELLS
        spots.append(Spot(sign, x, width))
        x += width
    return tuple(spots)


class ScreenKeyboard(Widget):
    """Four rows of keys; a click types into the field that was used last."""

    shifted: reactive[bool] = reactive(False)

    def __init__(self) -> None:
        super().__init__(id="screen-keyboard")
        self.rows = tuple(spots_of(row) for row in _ROWS[chosen()])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row of cells per row of keys."""
        return len(self.rows)

    def render(self) -> Text:
        """The keys, in capitals while shifted."""
        text = Text()
        for number, row in enumerate(self.rows):
            if number:
                text.append("\n")
            for spot in row:
                sign = spot.sign.upper() if self.shifted else spot.sign
                text.append(f"{sign:^{spot.width - 1}}", style="reverse")
                text.append(" ")
        return text

    def on_click(self, event: events.Click) -> None:
        """Press the key under the pointer."""
        event.stop()
        at = event.get_content_offset(self)
        if at is not None and 0 <= at.y < len(self.rows):
            for spot in self.rows[at.y]:
                if spot.start <= at.x < spot.start + spot.width - 1:
                    self._press(spot.sign)

    def _field(self) -> Input | None:
        fields = [field for field in self.screen.query(Input) if field.display]
        focused = [field for field in fields if field.has_focus]
        return (focused or fields or [None])[0]

    def _press(self, sign: str) -> None:
        field = self._field()
        if field is None:
            return
        field.focus()
        match sign:
            case "←":
                field.action_delete_left()
            case "↑":
                self.shifted = not self.shifted
            case "↵":
                self.run_worker(field.action_submit)
            case _:
                typed = " " if sign == SPACE else sign.upper() if self.shifted else sign
                field.insert_text_at_cursor(typed)
                self.shifted = False
