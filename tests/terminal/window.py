# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A terminal window that a test owns: a pty, the program in it, and the time of each write.

Owns the process, its size and its replies to the few questions that a program asks a
terminal. Must not interpret what is shown. Stands on a pty and on the text screen beside it.
"""

import codecs
import fcntl
import os
import pty
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from tests.terminal.screen import TextScreen, Touch

_SYNCHRONISED = ("\x1b[?2026$p", b"\x1b[?2026;2$y")
_ATTRIBUTES = ("\x1b[c", b"\x1b[?62;22c")
PATIENCE_S = 60.0


class NeverShownError(AssertionError):
    """What was waited for did not appear; the message holds the screen."""


@dataclass(frozen=True, slots=True)
class Write:
    """One piece of output: when it came, what it drew, what it is."""

    at_s: float
    touches: Sequence[Touch]
    written: str


class Window:
    """A running program and its screen.

    Attributes:
        writes: Everything that was written since `forget` was called.
    """

    def __init__(self, process: subprocess.Popen[bytes], end: int, size: tuple[int, int]) -> None:
        self.process = process
        self.screen = TextScreen(*size)
        self.writes: list[Write] = []
        self._end = end
        self._came: SimpleQueue[tuple[float, str]] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="terminal", daemon=True)
        self._reader.start()

    @property
    def text(self) -> str:
        """What the screen shows."""
        return self.screen.text

    def send(self, keys: bytes) -> float:
        """Press keys; returns the moment just before."""
        self.writes.clear()
        at_s = time.perf_counter()
        os.write(self._end, keys)
        return at_s

    def look(self, seconds: float) -> bool:
        """Take what the program writes within this time; says whether it wrote anything."""
        try:
            at_s, written = self._came.get(timeout=max(seconds, 0))
        except Empty:
            return False
        self.writes.append(Write(at_s, self.screen.feed(written), written))
        return True

    def _read(self) -> None:
        """Take what is written as soon as it comes, as a terminal does, and note when."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        while True:
            try:
                raw = os.read(self._end, 1 << 16)
            except OSError:  # Linux says so when the program has closed its side
                return
            at_s = time.perf_counter()
            written = decoder.decode(raw)
            self._reply(written)
            self._came.put((at_s, written))

    def until(self, condition: Callable[[], object], patience_s: float = PATIENCE_S) -> float:
        """Wait until it holds; returns the moment of the write that made it so."""
        deadline = time.perf_counter() + patience_s
        while not condition():
            self.look(deadline - time.perf_counter())
            if time.perf_counter() > deadline:
                raise NeverShownError(f"it never came; the screen is\n{self.text}")
        return self.writes[-1].at_s if self.writes else time.perf_counter()

    def watch(self, seconds: float) -> None:
        """Take everything that is written within this time."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            self.look(left)

    def close(self) -> None:
        """Let go of the terminal; its program has ended."""
        self._reader.join()
        os.close(self._end)

    def memory_mb(self, field: str = "VmRSS") -> float:
        """Memory of the process in MB: `VmRSS` now, `VmHWM` at most."""
        with open(f"/proc/{self.process.pid}/status") as lines:  # noqa: PTH123 -- a pseudo file
            found = next(line for line in lines if line.startswith(field))
        return int(found.split()[1]) * 1024 / 1e6

    def _reply(self, written: str) -> None:
        for question, answer in (_SYNCHRONISED, _ATTRIBUTES):
            if question in written:
                os.write(self._end, answer)


@contextmanager
def window(
    command: Sequence[str], size: tuple[int, int], environment: Mapping[str, str]
) -> Generator[Window]:
    """Run a command in a window of so many columns and rows; it ends with the block."""
    columns, rows = size
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        start_new_session=True,
        close_fds=True,
    )
    os.close(theirs)
    shown = Window(process, ours, size)
    try:
        yield shown
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shown.close()
