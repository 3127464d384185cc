# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Scrambled sentence: words pressed in order; pressed again, a word goes back.

Owns the sentence being built and the words that remain. Must not know the right order.
Stands on chips and the flow.
"""

from textual.app import ComposeResult
from textual.widgets import Static

from appliance.service.views import Order, ScrambledTask
from tui.language import say
from tui.widgets.chip import LETTERS, Chip
from tui.widgets.flow import GappedText
from tui.widgets.task import TaskWidget

_OPEN = "____"


class Scrambled(TaskWidget):
    """The question: the sentence above, the shuffled words below."""

    def __init__(self, task: ScrambledTask, response: Order) -> None:
        super().__init__(response, len(task.words))
        self._asked = task
        self._order = response.order

    def compose(self) -> ComposeResult:
        """The sentence with its first word, then the words to press."""
        count = len(self._asked.words)
        slots = [
            Chip(self._word_at(place), place, blank=_OPEN, id=f"slot-{place}", classes="slot")
            for place in range(count)
        ]
        words = [
            Chip(word, number, letter=LETTERS[number], id=f"word-{number}", classes="word")
            for number, word in enumerate(self._asked.words)
        ]
        yield Static(say("Your sentence"), classes="label")
        first = self._asked.first
        yield GappedText((f"{first} ", *(" " for _ in slots)), slots, classes="built")
        yield Static(say("Words to place"), classes="label")
        yield GappedText(("", *(" " for _ in words)), words, classes="bank")

    def _word_at(self, place: int) -> str:
        return self._asked.words[self._order[place]] if place < len(self._order) else ""

    def on_mount(self) -> None:
        """Show what is placed already."""
        self.show_response()

    def show_response(self) -> None:
        """Fill the sentence and show which words are used."""
        for place in range(len(self._asked.words)):
            slot = self.query_one(f"#slot-{place}", Chip)
            slot.put(self._word_at(place))
            slot.can_focus = bool(slot.word)
        for number in range(len(self._asked.words)):
            self.query_one(f"#word-{number}", Chip).use(number in self._order)

    def on_chip_pressed(self, event: Chip.Pressed) -> None:
        """A word is placed at the end, a placed word is taken out."""
        event.stop()
        chip = event.chip
        if chip.has_class("slot"):
            self._take_out(chip.number)
        else:
            self._place(chip.number)

    def _place(self, number: int) -> None:
        if number in self._order:
            return
        self._set((*self._order, number))
        open_words = [n for n in range(len(self._asked.words)) if n not in self._order]
        if open_words:
            following = min(open_words, key=lambda n: (n < number, n))
            self.query_one(f"#word-{following}", Chip).focus()

    def _take_out(self, place: int) -> None:
        if place < len(self._order):
            number = self._order[place]
            self._set(self._order[:place] + self._order[place + 1 :])
            self.query_one(f"#word-{number}", Chip).focus()

    def _set(self, order: tuple[int, ...]) -> None:
        self._order = order
        self.change(Order(order))

    def press_letter(self, letter: str) -> bool:
        """Place the word of that letter; says whether there is one."""
        number = LETTERS.find(letter.upper())
        if not 0 <= number < len(self._asked.words):
            return False
        self._place(number)
        return True

    def take_back(self) -> None:
        """Take the last placed word out."""
        self._take_out(len(self._order) - 1)

    def focus_first(self) -> None:
        """Begin at the first word that is still to place."""
        for number in range(len(self._asked.words)):
            if number not in self._order:
                self.query_one(f"#word-{number}", Chip).focus()
                return
