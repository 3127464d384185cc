# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Gapped text with a list of choices in each gap.

Owns the drop-down that fits into running text and the question made of it. Must not
know which choice is right. Stands on the flow and on Textual's option list.
"""

from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from appliance.service.views import InlineChoiceTask, Picks
from tui.language import say
from tui.widgets.flow import Gap, GappedText
from tui.widgets.task import TaskWidget

_FRAME_CELLS = 4
"""Bracket, arrow with its space, bracket."""


class ChoiceList(OptionList):
    """The opened list; Escape closes it without a choice."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]

    class Closed(Message):
        """The list is to be closed."""

    def action_close(self) -> None:
        """Close without a choice."""
        self.post_message(self.Closed())

    def on_blur(self) -> None:
        """A list that loses the keyboard closes."""
        self.post_message(self.Closed())


class DropDown(Gap, can_focus=True):
    """A gap with a list: Enter or a click opens it, a digit chooses at once."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space,down", "open", show=False)]

    class Chosen(Message):
        """An option was chosen."""

        def __init__(self, number: int, option: int) -> None:
            super().__init__()
            self.number = number
            self.option = option

    def __init__(self, number: int, options: tuple[str, ...], pick: int | None) -> None:
        super().__init__(id=f"gap-{number}")
        self._number = number
        self._options = options
        self._pick = pick
        self.cells = _FRAME_CELLS + max(cell_len(text) for text in (*options, say("choose")))

    def compose(self) -> ComposeResult:
        """The list, hidden until opened."""
        yield ChoiceList(
            *(Option(f"{number} {text}") for number, text in enumerate(self._options, start=1)),
            compact=True,
        )

    def render(self) -> Text:
        """``[word ▼]``, or an invitation to choose."""
        word = say("choose") if self._pick is None else self._options[self._pick]
        return Text(f"[{word}{' ' * (self.cells - _FRAME_CELLS - cell_len(word))} ▼]")

    def on_mount(self) -> None:
        """An open gap looks open."""
        self.set_class(self._pick is None, "-open")

    def put(self, pick: int | None) -> None:
        """Show a choice."""
        self._pick = pick
        self.set_class(pick is None, "-open")
        self.refresh()

    def action_open(self) -> None:
        """Open the list at the present choice."""
        self.add_class("-opened")
        choices = self.query_one(ChoiceList)
        choices.styles.width = self.cells + 3
        choices.highlighted = self._pick or 0
        choices.focus()

    def on_click(self, event: events.Click) -> None:
        """A click opens the list, or closes it."""
        event.stop()
        if self.has_class("-opened"):
            self._close()
        else:
            self.action_open()

    def on_key(self, event: events.Key) -> None:
        """A digit chooses, in the closed and in the opened list."""
        if event.character and event.character.isdigit():
            option = int(event.character) - 1
            if 0 <= option < len(self._options):
                event.stop()
                self._choose(option)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click on an option chooses it."""
        event.stop()
        self._choose(event.option_index)

    def on_choice_list_closed(self, event: ChoiceList.Closed) -> None:
        """Close and come back to the gap, unless the keyboard has gone elsewhere."""
        event.stop()
        self._close()

    def _choose(self, option: int) -> None:
        self._close()
        self.post_message(self.Chosen(self._number, option))

    def _close(self) -> None:
        inside = self.query_one(ChoiceList).has_focus
        self.remove_class("-opened")
        if inside:
            self.focus()


class InlineChoice(TaskWidget):
    """The question: a text, and a list in each gap."""

    def __init__(self, task: InlineChoiceTask, response: Picks) -> None:
        super().__init__(response, len(task.options))
        self._asked = task
        self._picks = response.picks

    def compose(self) -> ComposeResult:
        """The text with its lists."""
        gaps = [
            DropDown(number, options, pick)
            for number, (options, pick) in enumerate(
                zip(self._asked.options, self._picks, strict=True)
            )
        ]
        yield GappedText(self._asked.parts, gaps)

    def on_drop_down_chosen(self, event: DropDown.Chosen) -> None:
        """Keep the choice and go on to the next open gap."""
        event.stop()
        picks = list(self._picks)
        picks[event.number] = event.option
        self._picks = tuple(picks)
        self.query_one(f"#gap-{event.number}", DropDown).put(event.option)
        self.change(Picks(self._picks))
        if None in self._picks:
            self.query_one(f"#gap-{self._picks.index(None)}", DropDown).focus()
