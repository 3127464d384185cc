# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Word bank: press a gap then a word, or a word then a gap; press a placed word to free it.

Owns the gapped text, the bank and what is selected between two presses. Must not know
which word is right. Stands on chips and the flow.
"""

from textual.app import ComposeResult
from textual.widgets import Static

from appliance.service.views import Picks, WordBankTask
from tui.language import say
from tui.widgets.chip import LETTERS, Chip
from tui.widgets.flow import GappedText
from tui.widgets.task import TaskWidget


class WordBank(TaskWidget):
    """The question: the text above, the bank below."""

    def __init__(self, task: WordBankTask, response: Picks) -> None:
        super().__init__(response, len(task.parts) - 1)
        self._asked = task
        self._picks = response.picks
        self._gap: int | None = None
        self._word: int | None = None

    def compose(self) -> ComposeResult:
        """The text with its gaps, then the words."""
        gaps = [
            Chip(self._word_in(gap), gap, blank=f" {gap + 1} ____ ", id=f"gap-{gap}", classes="gap")
            for gap in range(self._places)
        ]
        words = [
            Chip(word, number, letter=LETTERS[number], id=f"word-{number}", classes="word")
            for number, word in enumerate(self._asked.bank)
        ]
        yield GappedText(self._asked.parts, gaps, classes="built")
        yield Static(say("Words to place"), classes="label")
        yield GappedText(("", *(" " for _ in words)), words, classes="bank")

    def _word_in(self, gap: int) -> str:
        pick = self._picks[gap]
        return "" if pick is None else self._asked.bank[pick]

    def on_mount(self) -> None:
        """The first open gap is selected, so that a word can be pressed at once."""
        self._select_gap(self._first_open())
        self.show_response()

    def _first_open(self) -> int | None:
        return self._picks.index(None) if None in self._picks else None

    def show_response(self) -> None:
        """Fill the gaps, show which words are used and what is selected."""
        for gap in range(self._places):
            chip = self.query_one(f"#gap-{gap}", Chip)
            chip.put(self._word_in(gap))
            chip.set_class(gap == self._gap, "-selected")
            chip.set_class(self._word is not None and not chip.word, "-invited")
        for number in range(len(self._asked.bank)):
            chip = self.query_one(f"#word-{number}", Chip)
            chip.use(number in self._picks)
            chip.set_class(number == self._word, "-selected")

    def on_chip_pressed(self, event: Chip.Pressed) -> None:
        """Two presses, in either order, place a word."""
        event.stop()
        if event.chip.has_class("gap"):
            self._press_gap(event.chip.number)
        else:
            self._press_word(event.chip.number)

    def _press_gap(self, gap: int) -> None:
        if self._word is not None:
            self._place(self._word, gap)
        elif self._picks[gap] is not None:
            self._put(gap, None)
            self._select_gap(gap)
            self.show_response()
        else:
            self._select_gap(None if self._gap == gap else gap)
            self.show_response()

    def _press_word(self, number: int) -> None:
        if number in self._picks:
            return
        if self._gap is not None:
            self._place(number, self._gap)
            return
        self._word = None if self._word == number else number
        self.show_response()

    def _place(self, number: int, gap: int) -> None:
        self._word = None
        self._put(gap, number)
        self._select_gap(self._first_open())
        self.show_response()

    def _put(self, gap: int, word: int | None) -> None:
        picks = list(self._picks)
        picks[gap] = word
        self._picks = tuple(picks)
        self.change(Picks(self._picks))

    def _select_gap(self, gap: int | None) -> None:
        self._gap = gap

    def press_letter(self, letter: str) -> bool:
        """Press the word of that letter; says whether there is one."""
        number = LETTERS.find(letter.upper())
        if not 0 <= number < len(self._asked.bank):
            return False
        self._press_word(number)
        return True

    def take_back(self) -> None:
        """Free the gap that was filled last in reading order."""
        filled = [gap for gap, pick in enumerate(self._picks) if pick is not None]
        if filled:
            self._put(filled[-1], None)
            self._select_gap(filled[-1])
            self.show_response()
