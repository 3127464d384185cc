# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Text to put in order: sentences on the left are pressed to move to the right.

Owns the two columns. Must not know the right order. Stands on the ordering.
"""

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static

from appliance.service.views import Order, TextOrderTask
from tui.language import say
from tui.widgets.chip import LETTERS
from tui.widgets.ordering import Ordering


class SentenceCard(Static, can_focus=True):
    """A sentence that can be pressed to change sides."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "press", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    class Pressed(Message):
        """The sentence is to change sides."""

        def __init__(self, card: "SentenceCard") -> None:
            super().__init__()
            self.card = card

    def __init__(self, number: int, name: str, classes: str) -> None:
        super().__init__(id=name, classes=classes)
        self.number = number

    def put(self, mark: str, sentence: str) -> None:
        """Show a sentence after its mark, or an empty place."""
        self.set_class(not sentence, "-empty")
        self.can_focus = bool(sentence)
        self.update(Text.assemble((mark, "bold"), f"  {sentence}" if sentence else ""))

    def action_press(self) -> None:
        """Say that it was pressed."""
        if self.can_focus:
            self.post_message(self.Pressed(self))

    def on_click(self, event: events.Click) -> None:
        """A click presses."""
        event.stop()
        self.action_press()


class TextOrder(Ordering):
    """The question: what remains on the left, the text on the right."""

    def __init__(self, task: TextOrderTask, response: Order) -> None:
        super().__init__(response, len(task.sentences), "left")
        self._asked = task

    def compose(self) -> ComposeResult:
        """The two columns."""
        count = len(self._asked.sentences)
        with Horizontal():
            with Vertical(classes="column"):
                yield Static(say("Sentences to place"), classes="label")
                for number in range(count):
                    yield SentenceCard(number, f"left-{number}", "card left")
            with Vertical(classes="column"):
                yield Static(say("Your text"), classes="label")
                yield Static(Text(f"1  {self._asked.first}"), classes="card given")
                for place in range(count):
                    yield SentenceCard(place, f"right-{place}", "card right")

    def show_response(self) -> None:
        """Put every sentence on its side."""
        sentences = self._asked.sentences
        for number, sentence in enumerate(sentences):
            placed = number in self._order
            card = self.query_one(f"#left-{number}", SentenceCard)
            card.put(LETTERS[number], "" if placed else sentence)
            card.display = not placed
        for place in range(len(sentences)):
            placed = place < len(self._order)
            text = sentences[self._order[place]] if placed else ""
            self.query_one(f"#right-{place}", SentenceCard).put(f"{place + 2}", text)

    def on_sentence_card_pressed(self, event: SentenceCard.Pressed) -> None:
        """Change sides."""
        event.stop()
        card = event.card
        if card.has_class("left"):
            self.place(card.number)
        else:
            self.take_out(card.number)
