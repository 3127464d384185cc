# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What every question widget is: a task on the screen and the response as it stands.

Owns the base of the question widgets. Must not score or judge; it only counts what is
still open. Stands on the response types that the service passes on.
"""

from textual.message import Message
from textual.widget import Widget

from appliance.service.views import Order, Picks, Response, Texts


class TaskWidget(Widget):
    """Shows one task; holds the response and says when it changes.

    Args:
        response: What is entered already.
        places: How many gaps to fill or parts to place.
    """

    DEFAULT_CSS = "TaskWidget { height: auto; width: 1fr; }"

    class Changed(Message):
        """The candidate changed the response."""

        def __init__(self, response: Response) -> None:
            super().__init__()
            self.response = response

    def __init__(self, response: Response, places: int) -> None:
        super().__init__()
        self._response = response
        self._places = places

    @property
    def response(self) -> Response:
        """The response as it stands."""
        return self._response

    @property
    def missing(self) -> int:
        """How many gaps are open, or parts are not placed."""
        match self._response:
            case Picks(picks):
                return picks.count(None)
            case Texts(texts):
                return sum(not text.strip() for text in texts)
            case Order(order):
                return self._places - len(order)

    def change(self, response: Response) -> None:
        """Take a new response, show it, and tell the screen."""
        self._response = response
        self.show_response()
        self.post_message(self.Changed(response))

    def show_response(self) -> None:
        """Draw the response; widgets whose parts draw themselves need nothing more."""

    def focus_first(self) -> None:
        """Put the keyboard where the work begins."""
        for widget in self.query("*"):
            if widget.focusable:
                widget.focus()
                return
