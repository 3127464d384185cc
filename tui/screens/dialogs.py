# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Dialogs: a refusal with its advice, a PIN, a choice, a line of text, a yes or no.

Owns the few small windows over a screen; each gives back one value. Must not call the
station. Stands on Textual.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from tui.language import said_again, say
from tui.refusals import Refusal
from tui.retelling import compose_again
from tui.widgets.field import Field
from tui.widgets.screen_keyboard import ScreenKeyboard
from tui.widgets.time_bar import clock_words

Given = TypeVar("Given")


class Dialog(ModalScreen[Given]):
    """A window in the middle; Escape gives it up.

    Attributes:
        outlives_stage: Whether it stays when the screen below changes.
    """

    outlives_stage: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", show=False),
        Binding("down,right", "app.focus_next", show=False),
        Binding("up,left", "app.focus_previous", show=False),
    ]

    def compose(self) -> ComposeResult:
        """Title, content, buttons."""
        with Vertical(classes="dialog"):
            yield Static(self.title_words(), classes="title", markup=False)
            with VerticalScroll(classes="dialog-body", can_focus=False):
                yield from self.content()
            with Horizontal(classes="dialog-buttons"):
                yield from self.buttons()

    def title_words(self) -> str:
        """The first line."""
        return ""

    def content(self) -> Iterable[Widget]:
        """What stands between title and buttons."""
        return ()

    def buttons(self) -> Iterable[Widget]:
        """The buttons, the main one last."""
        yield Button(say("Close"), id="ok", variant="primary")

    def dismiss(self, result: Given | None = None) -> AwaitComplete:
        """Close it with its value; Textual would close whatever has taken its place meanwhile."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def action_give_up(self) -> None:
        """Leave without a value."""
        self.dismiss(None)

    async def speak_again(self) -> None:
        """Compose anew in the language in force."""
        await compose_again(self)


class RefusalDialog(Dialog[None]):
    """What the station refused and what to do; with a wait, the time that is left."""

    AUTO_FOCUS = "#ok"

    def __init__(self, refusal: Refusal, clock: Callable[[], float]) -> None:
        super().__init__()
        self._refusal = refusal
        self._clock = clock
        self._until_s = clock() + (refusal.wait_s or 0.0)

    def title_words(self) -> str:
        """What happened."""
        return f"⚠ {said_again(self._refusal.title)}"

    def content(self) -> Iterable[Widget]:
        """What to do."""
        yield Static(said_again(self._refusal.advice), markup=False)
        if self._refusal.wait_s:
            yield Static(self._wait_words(), id="wait", markup=False)
        if self._refusal.own_words:
            yield Static(self._refusal.own_words, classes="quiet", markup=False)

    def on_mount(self) -> None:
        """Count the wait down."""
        if self._refusal.wait_s:
            self.set_interval(1.0, self._count)

    def _wait_words(self) -> str:
        left = max(0, math.ceil(self._until_s - self._clock()))
        return say("You can try again in {time}.", time=clock_words(left))

    def _count(self) -> None:
        self.query_one("#wait", Static).update(self._wait_words())

    def on_button_pressed(self) -> None:
        """Read and closed."""
        self.dismiss(None)


class NoteDialog(Dialog[None]):
    """Something to read and close."""

    AUTO_FOCUS = "#ok"

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._words = (title, text)

    def title_words(self) -> str:
        """What it is about."""
        return said_again(self._words[0])

    def content(self) -> Iterable[Widget]:
        """The text."""
        yield Static(said_again(self._words[1]), markup=False)

    def on_button_pressed(self) -> None:
        """Read and closed."""
        self.dismiss(None)


class LineDialog(Dialog[str | None]):
    """One line to type: a PIN (hidden), a reason, a folder."""

    outlives_stage = True
    AUTO_FOCUS = "Input"

    def __init__(self, title: str, label: str, *, hidden: bool = False, value: str = "") -> None:
        super().__init__()
        self._words = (title, label)
        self._hidden = hidden
        self._missing = False
        self._value = value

    def title_words(self) -> str:
        """What is asked."""
        return said_again(self._words[0])

    def content(self) -> Iterable[Widget]:
        """The field."""
        yield Static(said_again(self._words[1]), markup=False)
        yield Field(self._value, password=self._hidden, id="line", max_length=200)
        missing = Static(say("Nothing is typed yet. Type it, or press Cancel."), id="missing")
        missing.display = self._missing
        yield missing
        yield ScreenKeyboard()

    def buttons(self) -> Iterable[Widget]:
        """The keyboard on the screen, give up, or go on."""
        yield Button(f"F4 {say('Keyboard')}", id="keyboard", action="app.keyboard")
        yield Button(say("Cancel"), id="cancel")
        yield Button(say("Continue"), id="ok", variant="primary")

    def on_input_submitted(self) -> None:
        """Enter goes on; an empty line is asked for."""
        line = self.query_one(Input)
        typed = line.value.strip()
        if typed:
            self.dismiss(typed)
            return
        self._missing = True
        self.query_one("#missing").display = True
        line.focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go on or give up."""
        if event.button.id == "ok":
            self.on_input_submitted()
        else:
            self.dismiss(None)


class ChoiceDialog(Dialog[int | None]):
    """One of several, as large buttons."""

    AUTO_FOCUS = "#choice-0"

    def __init__(self, title: str, lead: str, choices: Sequence[str]) -> None:
        super().__init__()
        self._words = (title, lead)
        self._choices = tuple(choices)

    def title_words(self) -> str:
        """What is asked."""
        return said_again(self._words[0])

    def content(self) -> Iterable[Widget]:
        """The choices, each with a digit to press."""
        if self._words[1]:
            yield Static(said_again(self._words[1]), markup=False)
        for number, words in enumerate(self._choices):
            yield Button(
                f"{number + 1}  {said_again(words)}",
                id=f"choice-{number}",
                compact=True,
                classes="choice",
            )

    def buttons(self) -> Iterable[Widget]:
        """Give up."""
        yield Button(say("Cancel"), id="cancel", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The choice, or none."""
        name = event.button.id or ""
        self.dismiss(int(name[7:]) if name.startswith("choice-") else None)

    def on_key(self, event: events.Key) -> None:
        """A digit chooses at once."""
        if event.character and event.character.isdigit():
            number = int(event.character) - 1
            if 0 <= number < len(self._choices):
                self.dismiss(number)


class ConfirmDialog(Dialog[bool | None]):
    """Yes or no, with no as the safe start."""

    outlives_stage = True
    AUTO_FOCUS = "#cancel"

    def __init__(self, title: str, text: str, yes: str) -> None:
        super().__init__()
        self._words = (title, text, yes)

    def title_words(self) -> str:
        """What is asked."""
        return said_again(self._words[0])

    def content(self) -> Iterable[Widget]:
        """What it means."""
        yield Static(said_again(self._words[1]), markup=False)

    def buttons(self) -> Iterable[Widget]:
        """No, yes."""
        yield Button(say("Cancel"), id="cancel", variant="primary")
        yield Button(said_again(self._words[2]), id="yes")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The decision."""
        self.dismiss(event.button.id == "yes")
