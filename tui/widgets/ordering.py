# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What both ordering questions share: parts are placed one after the other, or taken back.

Owns the order as it grows, placing by letter, undo, and where the keyboard goes next. Must
not draw a part; the two widgets do. Stands on the task widget.
"""

from appliance.service.views import Order
from tui.widgets.chip import LETTERS
from tui.widgets.task import TaskWidget


class Ordering(TaskWidget):
    """A task whose parts are pressed in the right order.

    Args:
        order: Numbers of the parts that are placed already.
        parts: How many there are to place.
        waiting: What the identifiers of waiting parts begin with, before ``-<number>``.
    """

    def __init__(self, order: Order, parts: int, waiting: str) -> None:
        super().__init__(order, parts)
        self._order = order.order
        self._waiting = waiting

    @property
    def open_parts(self) -> tuple[int, ...]:
        """The parts that are still to place."""
        return tuple(number for number in range(self._places) if number not in self._order)

    def on_mount(self) -> None:
        """Show what is placed already."""
        self.show_response()

    def place(self, number: int) -> None:
        """Put a part at the end; the keyboard goes to the one after it that is still open."""
        if number in self._order:
            return
        self._set((*self._order, number))
        following = sorted(self.open_parts, key=lambda part: (part < number, part))
        if following:
            self._go_to(following[0])

    def take_out(self, place: int) -> None:
        """Take the part at this place back; the keyboard stays with it."""
        if 0 <= place < len(self._order):
            number = self._order[place]
            self._set(self._order[:place] + self._order[place + 1 :])
            self._go_to(number)

    def _set(self, order: tuple[int, ...]) -> None:
        self._order = order
        self.change(Order(order))

    def _go_to(self, number: int) -> None:
        self.query_one(f"#{self._waiting}-{number}").focus()

    def press_letter(self, letter: str) -> bool:
        """Place the part of that letter; says whether there is one."""
        number = LETTERS.find(letter.upper())
        if not 0 <= number < self._places:
            return False
        self.place(number)
        return True

    def take_back(self) -> None:
        """Take back what was placed last."""
        self.take_out(len(self._order) - 1)

    def focus_first(self) -> None:
        """Begin at the first part that is still to place."""
        for number in self.open_parts[:1]:
            self._go_to(number)
