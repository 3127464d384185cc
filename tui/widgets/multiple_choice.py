# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Multiple choice: one answer of several, by letter, arrow or click.

Owns the option rows and the question made of them. Must not know which one is right.
Stands on Textual.
"""

from string import ascii_uppercase
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static

from appliance.service.views import MultipleChoiceTask, Picks
from tui.widgets.task import TaskWidget


class OptionRow(Static, can_focus=True):
    """One option: its letter, a mark that fills when chosen, its text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "choose", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    class Chosen(Message):
        """This option was chosen."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, number: int, text: str, chosen: bool) -> None:
        super().__init__(id=f"option-{number}", classes="option")
        self._number = number
        self._text = text
        self.mark(chosen)

    def mark(self, chosen: bool) -> None:
        """Show whether it is the chosen one."""
        self.set_class(chosen, "-chosen")
        sign = "(●)" if chosen else "( )"
        letter = ascii_uppercase[self._number]
        self.update(Text.assemble(f"{sign} ", (letter, "bold"), f"   {self._text}"))

    def action_choose(self) -> None:
        """Choose it."""
        self.post_message(self.Chosen(self._number))

    def on_click(self, event: events.Click) -> None:
        """A click chooses."""
        event.stop()
        self.action_choose()


class MultipleChoice(TaskWidget):
    """The question and its options."""

    def __init__(self, task: MultipleChoiceTask, response: Picks) -> None:
        super().__init__(response, 1)
        self._asked = task
        self._pick = response.picks[0]

    def compose(self) -> ComposeResult:
        """The question, then one row per option."""
        yield Static(self._asked.question, classes="asked", markup=False)
        for number, text in enumerate(self._asked.options):
            yield OptionRow(number, text, number == self._pick)

    def choose(self, number: int) -> None:
        """Choose the option of that number, if there is one."""
        if number >= len(self._asked.options):
            return
        self._pick = number
        for other, row in enumerate(self.query(OptionRow)):
            row.mark(other == number)
        self.query_one(f"#option-{number}", OptionRow).focus()
        self.change(Picks((number,)))

    def on_option_row_chosen(self, event: OptionRow.Chosen) -> None:
        """Mark the row and keep the choice."""
        event.stop()
        self.choose(event.number)

    def press_letter(self, letter: str) -> bool:
        """Choose by letter; says whether the letter is one of the options."""
        number = ascii_uppercase.find(letter.upper())
        if not 0 <= number < len(self._asked.options):
            return False
        self.choose(number)
        return True
