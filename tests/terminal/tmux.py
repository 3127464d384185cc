# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A terminal in tmux: keys by `send-keys`, the screen by `capture-pane`.

Owns a tmux server of its own, so that nobody's session is touched. Must not interpret what
is shown. Stands on the tmux program.
"""

import shutil
import subprocess
import time
import uuid
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PROGRAM = "tmux"
_CALL_S = 20


def there() -> bool:
    """Whether tmux is installed."""
    return shutil.which(PROGRAM) is not None


class Tmux:
    """One window of one server."""

    def __init__(self, server: str) -> None:
        self._server = server

    @property
    def text(self) -> str:
        """What the window shows."""
        return self.call("capture-pane", "-p")

    @property
    def coloured(self) -> str:
        """The same with its colours, as escape sequences."""
        return self.call("capture-pane", "-p", "-e")

    @property
    def running(self) -> bool:
        """Whether the program in the window still runs."""
        return self.call("list-panes", "-F", "#{pane_dead}").strip() == "0"

    @property
    def process(self) -> int:
        """Number of the program's process."""
        return int(self.call("list-panes", "-F", "#{pane_pid}"))

    def press(self, *keys: str) -> None:
        """Press keys by their tmux names; a single character is itself."""
        self.call("send-keys", *(("BTab" if key == "S-Tab" else key) for key in keys))

    def focus(self, *, held: bool) -> None:
        """Tell the program as a terminal does that its window has, or lost, the keyboard."""
        self.call("send-keys", "-H", "1b", "5b", "49" if held else "4f")

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self.call("resize-window", "-x", str(columns), "-y", str(rows))

    @property
    def device(self) -> Path:
        """The terminal's device, on which somebody else may write too."""
        return Path(self.call("list-panes", "-F", "#{pane_tty}").strip())

    def call(self, *words: str) -> str:
        """One tmux command on this server; returns what it prints."""
        done = subprocess.run(
            [PROGRAM, "-L", self._server, *words],
            capture_output=True,
            text=True,
            check=True,
            timeout=_CALL_S,
        )
        return done.stdout


@contextmanager
def tmux_window(
    command: Sequence[str],
    size: tuple[int, int],
    environment: Mapping[str, str],
    term: str = "tmux-256color",
) -> Generator[Tmux]:
    """Run a command in a window of so many columns and rows; its server ends with the block."""
    server = f"escale-{uuid.uuid4().hex[:12]}"
    columns, rows = size
    settings = f"set -g default-terminal {term} ; set -g remain-on-exit on ; set -g status off"
    subprocess.run(
        [
            *(PROGRAM, "-u", "-L", server, "-f", "/dev/null"),
            *("start-server", ";", *settings.split(), ";"),
            *("new-session", "-d", "-x", str(columns), "-y", str(rows), *command),
        ],
        env=dict(environment),
        check=True,
        timeout=_CALL_S,
    )
    try:
        yield Tmux(server)
    finally:
        subprocess.run([PROGRAM, "-L", server, "kill-server"], check=False, timeout=_CALL_S)
        time.sleep(0.05)
