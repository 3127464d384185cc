# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The app: one façade, one tick, one screen at a time.

Owns the way from a view to its screen, the errands, the tick, and the keys that work
everywhere (help, language, display, invigilator). Must not know a rule of the exam.
Stands on the screens and on the façade that is handed in.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.geometry import Size
from textual.screen import Screen

from appliance.service.views import BreatherView, Incident
from sync.protocol.errors import EscaleError
from tui.clearing import set_aside
from tui.errands import Broken, Done, Errands, Lane, Outcome, Refused
from tui.glyphs import PlainSigns
from tui.journey import (
    WAITING,
    Stop,
    advanced,
    is_prelude,
    load_ahead,
    present,
    screen_for,
    stop_of,
)
from tui.language import Language, choose, chosen, say
from tui.oral_port import Present
from tui.ports import Desk, StationPort
from tui.practice_port import Trainer
from tui.refusals import Refusal, in_words
from tui.screens.dialogs import ConfirmDialog, LineDialog, NoteDialog, RefusalDialog
from tui.screens.help import HelpScreen, help_with
from tui.screens.stage import StageScreen
from tui.screens.stopped import StoppedScreen, unexpected
from tui.screens.too_small import LEAST, TooSmallScreen
from tui.themes import LOOK_NAMES, LOOKS, SHEETS
from tui.watchdog import Watchdog
from tui.words import incident_name
from tui.wrapping import keep_together

TICK_S = 0.2
SETTLED_S = 0.3
"""After so long the first screen stands."""
COMPOSED_S = 0.3
"""After so long a screen behind another has its parts in their places."""
_log = logging.getLogger(__name__)


class EscaleApp(App[None]):
    """The candidate's station in a terminal."""

    CSS_PATH = SHEETS
    TITLE = "Escale"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", show=False, priority=True),
        Binding("f2", "language", show=False, priority=True),
        Binding("f3", "display", show=False, priority=True),
        Binding("f4", "keyboard", show=False, priority=True),
        Binding("f9", "desk", show=False, priority=True),
        Binding("ctrl+q", "leave", show=False, priority=True),
    ]

    def __init__(
        self,
        station: StationPort,
        *,
        language: Language = Language.FRENCH,
        look: str = "evening",
        tick_s: float = TICK_S,
        clock: Callable[[], float] = time.monotonic,
        watchdog: Watchdog | None = None,
        guarded: bool = True,
    ) -> None:
        super().__init__()
        self._guarded = guarded
        choose(language)
        keep_together()
        self.station = station
        self.errands = Errands(self)
        self._plain_signs = PlainSigns(enabled=False)
        self._tick_s = tick_s
        self._clock = clock
        self._watchdog = watchdog or Watchdog("", None)
        self._ticking = False
        self.retelling = asyncio.Lock()
        self.opening: Callable[[], None] | None = None
        self.failure: Exception | None = None
        self._stage: StageScreen[Any] | None = None
        self._stop: Stop | None = None
        for theme in LOOKS:
            self.register_theme(theme)
        self.wear(look)

    # -- what screens may ask -----------------------------------------------------------

    def errand(
        self,
        call: Callable[[], Outcome],
        then: Callable[[Outcome], object],
        refused: Callable[[EscaleError], None] | None = None,
        lane: Lane = Lane.SITTING,
    ) -> None:
        """Make a call outside the interface; `then` gets what came back."""
        self.errands.start(call, then, refused, lane)

    def arrive(self, view: Present | None) -> None:
        """Show the view on its screen, which is a new one when the stage has changed."""
        if view is None:
            return  # what was open is gone; the next tick says where the station stands
        if not self.screen_stack:
            return  # the screens are being closed for good
        stop = stop_of(view)
        if stop == self._stop and self._stage in self.screen_stack:
            if self._stage.is_running and view != self._stage.shown:
                self._stage.show(view)
            return
        if any(self._outlives(screen) for screen in self.screen_stack[1:]):
            return  # the next tick tries again once the window is closed
        self._stop = stop
        while len(self.screen_stack) > 1 and self.screen is not self.screen_stack[1]:
            self.pop_screen()
        ready = self.screen
        if isinstance(ready, StageScreen) and is_prelude(ready.shown, view):
            self._stage = ready
            ready.show(view)
            return
        self._stage = screen_for(view)
        if len(self.screen_stack) > 1:
            self.switch_screen(self._stage)
        else:
            self.push_screen(self._stage)

    def prepare(self, coming: Present) -> None:
        """Compose the screen of a view that will follow, behind the present one."""
        present = self._stage
        if present is None or self.screen_stack[1:] != [present]:
            return  # a window is open: the screen is composed when it is due
        behind = screen_for(coming)
        self.switch_screen(behind)
        self.push_screen(present)
        self.set_timer(COMPOSED_S, behind.draw_ahead)

    @staticmethod
    def _outlives(screen: Screen[Any]) -> bool:
        return bool(getattr(screen, "outlives_stage", False))

    # -- life ---------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Show where the station stands, then tick."""
        self.errand(lambda: present(self.station), self.arrive)
        self.set_interval(self._tick_s, self._tick)
        self.set_timer(SETTLED_S, self._load_ahead)
        self._watchdog.ready()
        if self.opening is not None:
            self.opening()

    def _load_ahead(self) -> None:
        """What the first screen did without: the other screens, and the pack."""
        self.errand(load_ahead, lambda _: None, lane=Lane.LONG)
        self.errand(self.station.get_ready, self._made_ready, lambda _: None, lane=Lane.LONG)

    def _made_ready(self, _: object) -> None:
        """What is loaded now stays until the process ends; without a terminal, the app may not."""
        if not self.is_headless:
            set_aside()

    def _handle_exception(self, error: Exception) -> None:
        """A process edge: no traceback reaches a candidate's screen; the log has it."""
        if self.is_headless:
            super()._handle_exception(error)
            return
        _log.critical("the screens broke", exc_info=error)
        self.failure = error
        self.exit(return_code=1)

    def on_unmount(self) -> None:
        """Take no more errands."""
        self.errands.close()

    def on_app_blur(self) -> None:
        """The terminal says that another window has the keyboard now."""
        self.station.focus(held=False)

    def on_app_focus(self) -> None:
        """The keyboard is ours again."""
        self.station.focus(held=True)

    def _tick(self) -> None:
        self._watchdog.feed()
        if self._ticking:
            return
        self._ticking = True
        self.errand(lambda: advanced(self.station), self._ticked, self._tick_refused)

    def _ticked(self, view: Present) -> None:
        self._ticking = False
        self.arrive(view)
        if isinstance(view, BreatherView) and view.remaining_s < self._tick_s:
            self.set_timer(view.remaining_s, self._tick)  # the question comes at zero, not later

    def _tick_refused(self, error: EscaleError) -> None:
        self._ticking = False
        self._refuse(in_words(error))

    async def on_done(self, message: Done[Any]) -> None:
        """An errand came back; a screen that is being composed anew has nothing to show it on."""
        async with self.retelling:
            message.deliver()

    async def on_refused(self, message: Refused) -> None:
        """The station refused: its caller knows better, or a dialog says what to do."""
        async with self.retelling:
            if message.then is not None:
                message.then(message.error)
            else:
                self._refuse(in_words(message.error))

    def on_broken(self, message: Broken) -> None:
        """Something broke: say so calmly; the log says what."""
        self._ticking = False
        self._refuse(unexpected())

    def _refuse(self, refusal: Refusal) -> None:
        if any(isinstance(screen, StoppedScreen | RefusalDialog) for screen in self.screen_stack):
            return
        if isinstance(self._stage, StageScreen) and self._stage.is_running:
            self._stage.refused()
        if refusal.stops_exam:
            self.push_screen(StoppedScreen(refusal))
        else:
            self.push_screen(RefusalDialog(refusal, self._clock))

    # -- size and look ------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """Say so when the window is too small, until it is large enough."""
        self._mind_size(event.size)

    def _mind_size(self, size: Size) -> None:
        small = size.width < LEAST.width or size.height < LEAST.height
        shown = isinstance(self.screen, TooSmallScreen)
        if small and not shown:
            self.push_screen(TooSmallScreen())
        elif shown and not small:
            self.pop_screen()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Plain signs come last, when the look asks for them."""
        filters = list(super().get_line_filters())
        return [*filters, self._plain_signs] if self._plain_signs.enabled else filters

    def wear(self, name: str) -> None:
        """Change to a look; its colours and rules come with the theme's own refresh."""
        self._plain_signs.enabled = name == "plain"
        self.theme = name
        for look in LOOKS:
            self.set_class(look.name == name, f"-{look.name}", update=False)

    def action_display(self) -> None:
        """The next look."""
        names = [look.name for look in LOOKS]
        name = names[(names.index(self.theme) + 1) % len(names)]
        self.wear(name)
        if self._stage is not None:
            self._stage.notice(say(LOOK_NAMES[name]))

    # -- keys that work everywhere --------------------------------------------------------

    async def action_language(self) -> None:
        """The other language."""
        await self.action_speak(chosen().other.value)

    async def action_speak(self, code: str) -> None:
        """Speak a language from now on, on every screen that is open."""
        choose(Language(code))
        for screen in self.screen_stack:
            speak_again = getattr(screen, "speak_again", None)
            if speak_again is not None:
                await speak_again()

    def action_help(self) -> None:
        """Open the help menu, or close it."""
        if isinstance(self.screen, HelpScreen):
            self.pop_screen()
        elif isinstance(self.screen, StageScreen):
            sitting = self._stop not in (None, WAITING)
            self.push_screen(HelpScreen(self.screen.shown if sitting else None), self._helped)

    def _helped(self, incident: Incident | None) -> None:
        if incident is None:
            return
        self.errand(
            lambda: help_with(self.station, incident),
            lambda answer: self._noted(incident, answer),
        )

    def _noted(self, incident: Incident, answer: str) -> None:
        self.refresh(layout=True, repaint=True)
        self.push_screen(NoteDialog(incident_name(incident), say(answer)))

    def action_desk(self) -> None:
        """The invigilator's desk, behind its PIN."""
        if not isinstance(self.screen, StageScreen):
            return
        dialog = LineDialog(say("Invigilator"), say("Type the invigilator's PIN."), hidden=True)
        self.push_screen(dialog, self._open_desk)

    def _open_desk(self, pin: str | None) -> None:
        station = self.station
        if pin is None or not isinstance(station, Desk):
            return
        self.errand(lambda: station.unlock_desk(pin), lambda _: self._unlocked(pin))

    def _unlocked(self, pin: str) -> None:
        from tui.screens.desk import DeskScreen

        self.push_screen(DeskScreen(pin))

    def action_minitest(self) -> None:
        """Seven questions, one of each type."""
        if isinstance(self.station, Trainer):
            from tui.screens.practice.rehearsal import RehearsalScreen

            self.errand(self.station.minitest, lambda run: self.push_screen(RehearsalScreen(run)))

    def action_practice(self) -> None:
        """Choose what to practise."""
        if isinstance(self.station, Trainer):
            from tui.screens.practice.training import TrainingScreen

            self.errand(
                self.station.practice_offer,
                lambda lines: self.push_screen(TrainingScreen(tuple(lines))),
            )

    def action_keyboard(self) -> None:
        """Show or hide the keyboard on the screen, for those who have a mouse only."""
        self.screen.toggle_class("-keys")

    def action_leave(self) -> None:
        """Ask before the station's screen is closed; beside a candidate, ask for the PIN."""
        if not isinstance(self.screen, StageScreen):
            return
        title = say("Close the station's screen?")
        if self._guarded and self._stop not in (None, WAITING):
            text = say("Beside a candidate this needs the invigilator's PIN. Nothing is lost.")
            self.push_screen(LineDialog(title, text, hidden=True), self._leave_by_pin)
        else:
            text = say("Nothing is lost: the same screen comes back when it is started again.")
            dialog = ConfirmDialog(title, text, say("Close it"))
            self.push_screen(dialog, lambda sure: self.exit() if sure else None)

    def _leave_by_pin(self, pin: str | None) -> None:
        station = self.station
        if pin is not None and isinstance(station, Desk):
            self.errand(lambda: station.unlock_desk(pin), lambda _: self.exit())
