# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Scrambled sentence: words pressed in order; pressed again, a word goes back.

Owns how the sentence being built and the words that remain look. Must not know the right
order. Stands on the ordering, chips and the flow.
"""

from textual.app import ComposeResult
from textual.widgets import Static

from appliance.service.views import Order, ScrambledTask
from tui.language import say
from tui.widgets.chip import LETTERS, Chip
from tui.widgets.flow import GappedText
from tui.widgets.ordering import Ordering

_OPEN = "____"


class Scrambled(Ordering):
    """The question: the sentence above, the shuffled words below."""

    def __init__(self, task: ScrambledTask, response: Order) -> None:
        super().__init__(response, len(task.words), "word")
        self._asked = task

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
            self.take_out(chip.number)
        else:
            self.place(chip.number)
