# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Starting the screens over a station: in full, or with practice or the mini-test only.

Owns the one call that takes over the terminal. Must not open or close a station; its
owner does. Stands on the app.
"""

import os
import sys
from enum import Enum, auto

from tui.app import EscaleApp
from tui.clearing import set_aside
from tui.errors import NoTerminalError, ScreenFailedError
from tui.graphics import ask_terminal
from tui.language import Language
from tui.own_stream import own_stream
from tui.ports import StationPort
from tui.themes import usual_look
from tui.watchdog import Watchdog

NOTICE_S = 25.0
TURN_S = 0.0005
"""Threads take turns so often. The screens ask for a turn at every step of a key's way, and the
usual 5 ms for each of them, beside a picture that is being drawn, are felt."""


class Start(Enum):
    """Where the screens begin."""

    WELCOME = auto()
    PRACTICE = auto()
    MINITEST = auto()


def demand_terminal() -> None:
    """Let pass who can see screens and press keys.

    Raises:
        NoTerminalError: Input or output is a pipe, a file or closed.
    """
    if not all(it is not None and it.isatty() for it in (sys.stdin, sys.stdout)):
        raise NoTerminalError("there is no terminal to show the screens in")


def run_screens(
    station: StationPort,
    *,
    language: Language = Language.FRENCH,
    look: str = "",
    start: Start | None = None,
    notice: str = "",
    guarded: bool = True,
) -> None:
    """Show the station in this terminal until the screens are closed.

    Args:
        station: What stands behind the screens.
        language: The first language; the candidate may change it.
        look: Name of the look; empty for the one that suits this terminal.
        start: Where the screens begin.
        notice: Shown for a while at the start, for demonstrations.
        guarded: Only the invigilator's PIN closes the screens while a candidate is seated;
            whoever tries the station out may close them at any time.

    Raises:
        NoTerminalError: There is no terminal.
        ScreenFailedError: The screens broke; the log says why, the store is intact.
    """
    demand_terminal()
    ask_terminal()
    watchdog = Watchdog.of_process(os.environ)
    look = look or usual_look(os.environ.get("TERM", ""))
    app = EscaleApp(station, language=language, look=look, watchdog=watchdog, guarded=guarded)
    if start is Start.PRACTICE:
        app.opening = app.action_practice
    elif start is Start.MINITEST:
        app.opening = app.action_minitest
    elif notice:
        app.opening = lambda: app.notify(notice, timeout=NOTICE_S)
    set_aside()
    sys.setswitchinterval(TURN_S)
    with own_stream():
        app.run()
    if app.failure is not None:
        raise ScreenFailedError("the screens of the station broke") from app.failure
