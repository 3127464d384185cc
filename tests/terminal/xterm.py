# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""xterm on a display of its own: keys and clicks by xdotool, the picture as people see it.

Owns an Xvfb and the xterm in it. Must not interpret a picture. Stands on Xvfb, xterm,
xdotool, script(1) for a copy of what the program writes, and Pillow for the screenshot.
"""

import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from PIL import Image, ImageGrab

from tests.terminal.screen import TextScreen

PROGRAMS = ("Xvfb", "xterm", "xdotool", "script")
FONT = "DejaVu Sans Mono"
_CALL_S = 40
_NAMES = {"Enter": "Return", "S-Tab": "shift+Tab", "C-q": "ctrl+q", "-": "minus", " ": "space"}


def missing() -> list[str]:
    """Which programs are not installed."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


class XTerm:
    """One xterm that fills its display."""

    def __init__(self, display: str, size: tuple[int, int], copy: TextIO) -> None:
        self.display = display
        self._size = size
        self._copy = copy
        self._screen = TextScreen(*size)

    @property
    def text(self) -> str:
        """What it shows, as text."""
        self._screen.feed(self._copy.read())
        return self._screen.text

    def press(self, *keys: str) -> None:
        """Press keys by name."""
        self._xdotool("key", "--delay", "15", *(_NAMES.get(key, key) for key in keys))

    def click(self, words: str) -> None:
        """Click the last place that shows these words."""
        rows = [row for row, line in enumerate(self.text.splitlines()) if words in line]
        if not rows:
            raise AssertionError(f"{words} is not shown; it shows\n{self.text}")
        row = rows[-1]
        column = self.text.splitlines()[row].rindex(words) + len(words) // 2
        wide, high = self.picture().size
        columns, lines = self._size
        x, y = (column + 0.5) * wide / columns, (row + 0.5) * high / lines
        self._xdotool("mousemove", str(round(x)), str(round(y)), "click", "1")

    def picture(self) -> Image.Image:
        """The window as people see it."""
        x, y, wide, high = self._place()
        return ImageGrab.grab(bbox=(x, y, x + wide, y + high), xdisplay=self.display)

    def _place(self) -> tuple[int, int, int, int]:
        told = self._xdotool("search", "--class", "xterm", "getwindowgeometry", "--shell")
        facts = dict(line.split("=") for line in told.splitlines() if "=" in line)
        x, y, wide, high = (int(facts[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))
        return x, y, wide, high

    def _xdotool(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words],
            env={**os.environ, "DISPLAY": self.display},
            capture_output=True,
            text=True,
            check=True,
            timeout=_CALL_S,
        )
        return done.stdout


@contextmanager
def display() -> Generator[str]:
    """An X server without a screen; it chooses its own free number."""
    read, write = os.pipe()
    server = subprocess.Popen(
        [
            *("Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24"),
            *("-nolisten", "tcp", "-noreset"),  # it stays when its last client has gone
        ],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            ready, _, _ = select.select([told], [], [], _CALL_S)
            number = told.readline().strip() if ready else ""
        if not number:
            raise RuntimeError("Xvfb does not start here")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(_CALL_S)


@contextmanager
def xterm_window(
    command: Sequence[str],
    size: tuple[int, int],
    environment: Mapping[str, str],
    copy: Path,
    kind: str = "vt420",
) -> Generator[XTerm]:
    """Run a command in an xterm of so many columns and rows, of a kind: vt340 draws Sixel."""
    with ExitStack() as stack:
        shown = stack.enter_context(display())
        copy.touch()
        program = ["script", "-q", "-f", "-e", "-c", " ".join(command), str(copy)]
        process = subprocess.Popen(
            [
                *(
                    "xterm",
                    "-tn",
                    "xterm-256color",
                    "-ti",
                    kind,
                    "-fa",
                    FONT,
                    "-fs",
                    "10",
                    "-b",
                    "0",
                    "+sb",
                ),
                *("-geometry", f"{size[0]}x{size[1]}+0+0", "-e", *program),
            ],
            env={**environment, "DISPLAY": shown},
        )
        stack.callback(_end, process)
        written = stack.enter_context(
            copy.open(encoding="utf-8", errors="replace", newline=""),
        )
        terminal = XTerm(shown, size, written)
        _until_shown(terminal)
        yield terminal


def _end(xterm: subprocess.Popen[bytes]) -> None:
    """End script(1) first: it outlives a terminal that is closed, and the program with it."""
    told = Path(f"/proc/{xterm.pid}/task/{xterm.pid}/children").read_text()
    for process in (int(number) for number in told.split()):
        os.kill(process, signal.SIGTERM)
    xterm.terminate()
    xterm.wait(_CALL_S)


def _until_shown(terminal: XTerm) -> None:
    deadline = time.monotonic() + _CALL_S
    while True:
        try:
            terminal.picture()
        except subprocess.CalledProcessError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
