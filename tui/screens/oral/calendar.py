# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The calendar of the oral part: free times as of the last refresh, wishes in order.

Owns the wishes until they are validated. Must not claim that a time is free now; it says
how old the list is. Stands on the frame of the oral part and on chips.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Center, Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.oral.views import BookingView, CalendarView, SlotView
from tui.dates import age_words, clock_time, day_words, local, slot_words
from tui.language import say
from tui.screens.oral.stage import OralStageScreen
from tui.widgets.bars import Key
from tui.widgets.chip import Chip
from tui.widgets.flow import GappedText

MOST_WISHES: Final = 3
FRESH_S: Final = 120.0
"""A list that is younger counts as new."""


def chip_words(slot: SlotView, place: int | None) -> str:
    """``1. 09:30`` for the first wish; as wide when it is none, so that nothing moves."""
    return f"{'  ' if place is None else f'{place + 1}.'} {clock_time(slot.starts_s)}"


def by_day(slots: Sequence[SlotView]) -> list[tuple[date, list[tuple[int, SlotView]]]]:
    """The slots with their numbers, day by day."""
    numbered = enumerate(slots)
    days = groupby(numbered, key=lambda each: local(each[1].starts_s).date())
    return [(day, list(group)) for day, group in days]


class CalendarScreen(OralStageScreen[CalendarView]):
    """Press the times that suit, the best one first, then validate.

    Args:
        shown: The free slots and how old the list is.
        access_code: Who books; None for the candidate who sits here.
        ended: Called when it is left without a request.
        requested: Given the booking once it is requested.
    """

    AUTO_FOCUS = "#slot-0"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "end", show=False),
        Binding("down", "row(1)", show=False),
        Binding("up", "row(-1)", show=False),
        Binding("backspace", "take_back", show=False),
    ]

    def __init__(
        self,
        shown: CalendarView,
        access_code: str | None,
        ended: Callable[[], None],
        requested: Callable[[BookingView], None],
    ) -> None:
        super().__init__(shown)
        self._code = access_code
        self._ended, self._requested = ended, requested
        self._wishes: tuple[int, ...] = ()

    def place(self) -> str:
        """The calendar."""
        return say("Oral part · calendar")

    def second_row(self) -> Widget:
        """How old the list is."""
        return Static(self._age_words(), id="second-row", markup=False)

    def _age_words(self) -> str:
        age_s = self.shown.age_s
        if age_s is None:
            return say("No calendar has arrived at this station yet.")
        if age_s < FRESH_S:
            return say("Free times as of now.")
        return say(
            "Free times as of {age} ago; some may be taken since.",
            age=age_words(age_s),
        )

    # -- what is shown ---------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """The days with their times and the wishes below; or why there are none."""
        if not self.shown.slots:
            yield Center(Vertical(*self._nothing(), classes="sheet"))
            return
        yield Static(say("Choose the time of your oral part"), classes="title")
        yield Static(self._lead(), classes="lead", markup=False)
        yield VerticalScroll(*self._days(), id="days", can_focus=False)
        yield Static(self._wish_words(), id="wishes", markup=False)

    @staticmethod
    def _lead() -> str:
        return say(
            "The interview takes 15 to 20 minutes. Choose up to {count} times, the best one first.",
            count=MOST_WISHES,
        )

    def _nothing(self) -> Iterable[Widget]:
        if self.shown.age_s is None:
            yield Static(say("There is no calendar here yet"), classes="title")
        else:
            yield Static(say("No time is free at the moment"), classes="title")
        yield Static(
            say(
                "Your written part is safe. The calendar comes with the next connection of this "
                "station, or on a stick that the invigilator brings."
            ),
            classes="lead",
            markup=False,
        )
        yield Static(
            say(
                "You can come back any day: type your access code on the first screen, then "
                "choose “My appointment”. Your training centre can also give you a time."
            ),
            classes="lead",
            markup=False,
        )

    def _days(self) -> Iterable[Widget]:
        for day, slots in by_day(self.shown.slots):
            chips = [self._chip(number, slot) for number, slot in slots]
            times = GappedText(("", *("  " for _ in chips)), chips, line_step=1, classes="times")
            yield Horizontal(Static(day_words(day), classes="day"), times, classes="calendar-row")

    def _chip(self, number: int, slot: SlotView) -> Chip:
        wish = self._wishes.index(number) if number in self._wishes else None
        classes = "time" if wish is None else "time -selected"
        return Chip(chip_words(slot, wish), number, id=f"slot-{number}", classes=classes)

    def _wish_words(self) -> str:
        if not self._wishes:
            return f"{say('Nothing is chosen yet.')}\n\n"
        lines = [
            f"{place}. {slot_words(self.shown.slots[number])}"
            for place, number in enumerate(self._wishes, start=1)
        ]
        return "\n".join(lines + [""] * (MOST_WISHES - len(lines)))

    def buttons(self) -> Iterable[Widget]:
        """Later, or validate."""
        if self.shown.slots:
            yield Button(say("Later"), id="end")
            yield Button(say("Request these times"), id="go", variant="primary")
        else:
            yield Button(say("Continue"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """Choosing, validating, leaving."""
        if self.shown.slots:
            yield Key("Enter", say("Choose"), "screen.press")
            yield Key("F10", say("Request them"), "screen.go")
            yield Key("Esc", say("Later"), "screen.end")
        else:
            yield Key("F10", say("Continue"), "screen.go")

    # -- choosing --------------------------------------------------------------------------

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say in full which time the keyboard is on."""
        if isinstance(event.widget, Chip):
            self.notice(slot_words(self.shown.slots[event.widget.number]))

    def on_chip_pressed(self, event: Chip.Pressed) -> None:
        """Wish for a time, or no longer."""
        event.stop()
        number = event.chip.number
        if number in self._wishes:
            self._wish(tuple(wish for wish in self._wishes if wish != number))
        elif len(self._wishes) < MOST_WISHES:
            self._wish((*self._wishes, number))
        else:
            self.notice(say("Take one out first: {count} times at most.", count=MOST_WISHES))

    def _wish(self, wishes: tuple[int, ...]) -> None:
        self._wishes = wishes
        for chip in self.query(".time").results(Chip):
            wish = wishes.index(chip.number) if chip.number in wishes else None
            chip.put(chip_words(self.shown.slots[chip.number], wish))
            chip.set_class(wish is not None, "-selected")
        self.query_one("#wishes", Static).update(self._wish_words())

    def action_press(self) -> None:
        """Press the time that the keyboard is on."""
        if isinstance(self.focused, Chip):
            self.focused.action_press()

    def action_take_back(self) -> None:
        """Take the last wish back."""
        self._wish(self._wishes[:-1])

    def action_row(self, step: int) -> None:
        """Go to the day below or above, at the same place in its row."""
        rows = [[number for number, _ in slots] for _, slots in by_day(self.shown.slots)]
        focused = self.focused
        if not isinstance(focused, Chip):
            self.app.action_focus_next() if step > 0 else self.app.action_focus_previous()
            return
        at = next(place for place, row in enumerate(rows) if focused.number in row)
        if 0 <= at + step < len(rows):
            target = rows[at + step]
            column = min(rows[at].index(focused.number), len(target) - 1)
            self.query_one(f"#slot-{target[column]}", Chip).focus()

    # -- validating ------------------------------------------------------------------------

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Validate, or leave."""
        if event.button.id == "end" or not self.shown.slots:
            self.action_end()
        elif event.button.id == "go":
            self._validate()

    def _validate(self) -> None:
        if not self._wishes:
            self.notice(say("Choose a time first."))
            return
        oral, code = self.oral, self._code
        chosen = [self.shown.slots[number].slot_id for number in self._wishes]
        self.notice(say("One moment…"))
        self.conductor.errand(lambda: oral.request_oral(chosen, code), self._asked)

    def _asked(self, booking: BookingView) -> None:
        self.dismiss(None)
        self._requested(booking)

    def action_end(self) -> None:
        """Not now."""
        self.dismiss(None)
        self._ended()
