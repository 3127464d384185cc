# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What every screen of the journey has: header, second row, body, one main action, keys.

Owns that frame, the change of language in place, and what a screen may ask of the app
(`Conductor`). Must not know a particular stage. Stands on the bars.
"""

from collections.abc import Callable, Iterable
from typing import ClassVar, Generic, Protocol, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Button, Static

from sync.protocol.errors import EscaleError
from tui.errands import Lane, Outcome
from tui.language import chosen, say
from tui.oral_port import Present
from tui.ports import StationPort
from tui.retelling import compose_again
from tui.widgets.bars import HeaderBar, Key, KeyBar, StepTrail
from tui.widgets.screen_keyboard import ScreenKeyboard

Shown = TypeVar("Shown")
WIDE_COLUMNS = 110
"""From this width on, texts stand beside the task."""


class Conductor(Protocol):
    """The app as a screen sees it."""

    @property
    def station(self) -> StationPort:
        """The façade."""
        ...

    def errand(
        self,
        call: Callable[[], Outcome],
        then: Callable[[Outcome], object],
        refused: Callable[[EscaleError], None] | None = None,
        lane: Lane = Lane.SITTING,
    ) -> None:
        """Make a call outside the interface; `then` gets what came back."""
        ...

    def arrive(self, view: Present | None) -> None:
        """Go where this view belongs; nowhere for None."""
        ...

    def prepare(self, coming: Present) -> None:
        """Compose the screen of a view that will follow, behind the present one."""
        ...


class StageScreen(Screen[None], Generic[Shown]):
    """A screen that shows one frozen view."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f10,ctrl+s", "go", show=False),
        Binding("right", "app.focus_next", show=False),
        Binding("left", "app.focus_previous", show=False),
    ]
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """The parts that lose and win the keyboard draw themselves; Textual would draw all."""
    step: ClassVar[int] = 0
    """Which step of the trail it belongs to."""
    main_first: ClassVar[bool] = False
    """Whether Tab comes to the main button before those left of it."""
    types: bool = False
    """Whether there is something to type, so that a keyboard can be shown."""

    def __init__(self, shown: Shown) -> None:
        super().__init__(classes="stage")
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE_COLUMNS, "-wide")]
        self.shown = shown

    @property
    def conductor(self) -> Conductor:
        """The app."""
        return cast("Conductor", self.app)

    @property
    def focus_chain(self) -> list[Widget]:
        """The parts in the order of Tab: by their place, but for a main button that comes first."""
        chain = super().focus_chain
        main = next((part for part in chain if part.id == "go"), None)
        if self.main_first and main is not None:
            first = next(chain.index(part) for part in chain if part.parent is main.parent)
            chain.remove(main)
            chain.insert(first, main)
        return chain

    def compose(self) -> ComposeResult:
        """The frame around the body."""
        yield HeaderBar(self.place())
        yield self.second_row()
        with Vertical(id="body"):
            yield from self.body()
        with Horizontal(id="actions"):
            yield Static(id="notice", markup=False)
            yield from self.buttons()
        if self.types:
            yield ScreenKeyboard()
        yield KeyBar(self._all_keys())

    def place(self) -> str:
        """Where the candidate is, for the header."""
        return say("Language certification")

    def second_row(self) -> Widget:
        """The trail of steps; a question shows its time here instead."""
        return StepTrail(self.step)

    def body(self) -> Iterable[Widget]:
        """What the screen is about."""
        return ()

    def buttons(self) -> Iterable[Widget]:
        """Further buttons and, last, the main one with the identifier ``go``."""
        return ()

    def keys(self) -> Iterable[Key]:
        """The keys of this screen, before those of every screen."""
        return ()

    def show(self, shown: Shown) -> None:
        """Show a newer view of the same stage."""
        self.shown = shown

    def draw_ahead(self) -> None:
        """Draw every part once behind another screen: what is drawn is remembered by its part."""
        if self.is_attached and not self.is_active:
            for part in self.walk_children(Widget):
                part.render_lines(part.outer_size.region)

    def show_keys(self) -> None:
        """Let the key bar follow the state, where a screen's keys depend on it."""
        self.query_one(KeyBar).show(self._all_keys())

    def notice(self, words: str) -> None:
        """Say something beside the main button; a screen that is gone says nothing."""
        for notice in self.query("#notice").results(Static):
            notice.update(words, layout=False)

    def refused(self) -> None:
        """The station refused what this screen asked for: it may be asked again."""
        self.notice("")

    def action_go(self) -> None:
        """Press the main button."""
        for button in self.query("#go").results(Button):
            button.press()

    async def speak_again(self) -> None:
        """Compose anew in the language in force; the keyboard stays where it was."""
        await compose_again(self)
        self.show(self.shown)

    def _all_keys(self) -> tuple[Key, ...]:
        return (*self.keys(), *self._keyboard_key(), *self._common_keys())

    def _keyboard_key(self) -> tuple[Key, ...]:
        return (Key("F4", say("Keyboard"), "app.keyboard", everywhere=True),) if self.types else ()

    @staticmethod
    def _common_keys() -> tuple[Key, ...]:
        return (
            Key("F2", chosen().other.own_name, "app.language", everywhere=True),
            Key("F3", say("Display"), "app.display", everywhere=True),
        )
