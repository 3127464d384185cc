# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Gapped text to type in, with letters that carry accents within reach.

Owns the typed gaps and the row of accents. Must not judge what is typed. Stands on the
flow and on Textual's input.
"""

from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Button, Input, Static

from appliance.service.views import OpenClozeTask, Texts
from tui.language import say
from tui.widgets.field import Field
from tui.widgets.flow import Gap, GappedText
from tui.widgets.task import TaskWidget

ACCENTS: Final = "éèêëàâäçîïôöùûüœñß"
_VARIANTS: Final = ("eéèêë", "aàâä", "cç", "iîï", "oôöœ", "uùûü", "nñ", "sß")
_NEXT: Final = {
    letter: variants[(place + 1) % len(variants)]
    for variants in _VARIANTS
    for place, letter in enumerate(variants)
}
LONGEST: Final = 100
_WIDTH: Final = 18


def next_accent(letter: str) -> str:
    """The same letter with its next accent, in the same case; others stay."""
    lower = _NEXT.get(letter.lower(), letter.lower())
    return lower.upper() if letter.isupper() else lower


class TypedGap(Gap):
    """A field to type one word in."""

    class Typed(Message):
        """The text of a gap changed."""

        def __init__(self, number: int, text: str) -> None:
            super().__init__()
            self.number = number
            self.text = text

    def __init__(self, number: int, text: str) -> None:
        super().__init__(id=f"gap-{number}")
        self._number = number
        self._text = text
        self.cells = _WIDTH

    def compose(self) -> ComposeResult:
        """One compact field."""
        yield Field(
            self._text,
            compact=True,
            max_length=LONGEST,
            placeholder="_" * (_WIDTH - 2),
            select_on_focus=False,
        )

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass the text on."""
        event.stop()
        self.post_message(self.Typed(self._number, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next field."""
        event.stop()
        self.screen.focus_next()


class AccentKey(Button, can_focus=False):
    """A letter to click; the keyboard uses the accent key instead."""


class OpenCloze(TaskWidget):
    """The question: a text with fields, and the accents below."""

    def __init__(self, task: OpenClozeTask, response: Texts) -> None:
        super().__init__(response, len(task.roots))
        self._asked = task
        self._texts = response.texts

    def compose(self) -> ComposeResult:
        """The text, then the accents."""
        gaps = [TypedGap(number, text) for number, text in enumerate(self._texts)]
        yield GappedText(self._parts(), gaps)
        yield Static(say("Accents: click a letter, or press F7 after the letter."), classes="label")
        with Horizontal(classes="accents"):
            for number, letter in enumerate(ACCENTS):
                yield AccentKey(letter, compact=True, id=f"accent-{number}")

    def _parts(self) -> tuple[str, ...]:
        """The texts around gaps; a root stands in brackets after its gap."""
        first, *others = self._asked.parts
        roots = [f" ({root})" if root else "" for root in self._asked.roots]
        return (first, *(root + text for root, text in zip(roots, others, strict=True)))

    def on_typed_gap_typed(self, event: TypedGap.Typed) -> None:
        """Keep what is typed."""
        event.stop()
        if self._texts[event.number] == event.text:
            return
        texts = list(self._texts)
        texts[event.number] = event.text
        self._texts = tuple(texts)
        self.change(Texts(self._texts))

    def _field(self) -> Input:
        fields = list(self.query(Input))
        return next((field for field in fields if field.has_focus), fields[0])

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A clicked letter is typed into the field in use."""
        event.stop()
        field = self._field()
        field.insert_text_at_cursor(str(event.button.label))
        field.focus()

    def cycle_accent(self) -> None:
        """Give the letter before the cursor its next accent."""
        field = self._field()
        at = field.cursor_position
        if at:
            text = field.value
            field.value = text[: at - 1] + next_accent(text[at - 1]) + text[at:]
            field.cursor_position = at
