# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How quick the station is for the person at it: ``python -m tests.bench.station [--json]``.

Owns the table. Must not look behind the terminal, except at the memory of the process: a
key goes into a pty, and what counts is when the change comes out of it. The station is the
command that a centre starts, with the whole sample pack, the store on the disk and its
monitoring child, which films a replayed person all along. On a shared machine a delay is
mostly waiting for a processor: the kernel counts that, and the rows say what is left.
Stands on the terminal of `tests.terminal` and on a candidate who answers at it.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from tests.bench.proctor import Row, load
from tests.terminal.candidate import Candidate, plain_words
from tests.terminal.screen import Touch
from tests.terminal.seat import ReadySeat, ready_seat
from tests.terminal.window import Window, window
from tests.unit.service.world import sample_pack
from tui.language import Language, choose, say
from tui.widgets.half_blocks import UPPER_HALF

SIZE = (120, 36)
STARTS = 5
QUESTIONS = 24
SCALE = 0.5
"""The pause between two questions takes half its time, and so does the bench."""
PAUSE_S = 3.0 * SCALE
PREVIEW_S = 10.0
HEAD_ROWS = 3
"""Step, time and their line: they change without a key."""
SETTLED_S, QUIET_S, EFFECT_S = 0.15, 0.25, 0.6
FRAME = "\x1b[?2026h"
KEYS = {
    "Enter": b"\r",
    "Tab": b"\t",
    "S-Tab": b"\x1b[Z",
    "F5": b"\x1b[15~",
    "F10": b"\x1b[21~",
    "C-q": b"\x11",
    "Escape": b"\x1b",
}
KINDS = {
    "Choose the right word in each list, then validate.": "lists",
    "Press the sentences in the right order. The first one is given.": "sentences",
    "Press a gap, then the word that belongs there.": "bank",
    "Press the words in the right order. The first one is given.": "words",
    "Type one word in each gap; use the word in brackets where there is one.": "gaps",
    "Choose the one right answer.": "choice",
}
"""How the tables call a task, by what is asked for."""


@dataclass(frozen=True, slots=True)
class Change:
    """From an answer to the next question: what both are, and how long it took, in ms.

    Attributes:
        pause_ms: From the key to the countdown; the rest is the way from its end on.
        whole_ms: From the key to the next question, without the pause.
    """

    before: str
    after: str
    pause_ms: float
    whole_ms: float

    def __str__(self) -> str:
        return f"{self.before}→{self.after} {self.pause_ms:.0f}+{self.whole_ms - self.pause_ms:.0f}"


@dataclass(frozen=True, slots=True)
class Turns:
    """What the kernel gave a process: its threads' work, and its main thread's waiting, in ms."""

    work_ms: float
    waited_ms: float

    @classmethod
    def of(cls, pid: int) -> "Turns":
        """As of now (sched-stats.rst: time on the processor, time on the queue, in ns)."""
        told = {it.parent.name: it.read_text().split() for it in stat_files(pid)}
        work_ns = sum(int(ran) for ran, *_ in told.values())
        return cls(work_ns / 1e6, int(told[str(pid)][1]) / 1e6)


def stat_files(pid: int) -> list[Path]:
    """One file per thread."""
    return list(Path(f"/proc/{pid}/task").glob("*/schedstat"))


class Keyboard:
    """A terminal for `Candidate`, and the measuring of single keys.

    Attributes:
        delays_ms: From each key to the first change of the screen that is its doing.
        own_ms: The same without what the main thread waited for a processor.
        names: The keys of these delays.
        idle: Keys that changed nothing, which is right for some.
    """

    def __init__(self, shown: Window) -> None:
        self._window = shown
        self._moving: set[int] = set()
        self.delays_ms: list[float] = []
        self.own_ms: list[float] = []
        self.names: list[str] = []
        self.idle = 0

    @property
    def text(self) -> str:
        """What it shows by now."""
        self._window.watch(0.005)
        return self._window.text

    def press(self, *keys: str) -> None:
        """Press keys without measuring."""
        for key in keys:
            self._window.send(KEYS.get(key, key.encode()))
            self._window.watch(0.02)

    def measure(self, key: str, is_effect: Callable[[], bool] | None = None) -> None:
        """Press one key and wait for its effect: something is drawn where nothing moves by itself.

        A focus that wanders changes colours only, so that what is drawn counts, not the text.
        """
        self._window.watch(SETTLED_S)
        self._window.writes.clear()
        self._window.watch(QUIET_S)
        self._moving.update(touch.row for touch in touches(self._window))
        pid = self._window.process.pid
        turns = Turns.of(pid)
        pressed_s = self._window.send(KEYS.get(key, key.encode()))
        happened = is_effect or self._is_drawn
        while (left := pressed_s + EFFECT_S - time.perf_counter()) > 0:
            if self._window.look(left) and happened():
                delay_ms = (self._window.writes[-1].at_s - pressed_s) * 1e3
                self.delays_ms.append(delay_ms)
                self.names.append(key)
                self.own_ms.append(delay_ms - Turns.of(pid).waited_ms + turns.waited_ms)
                return
        self.idle += 1

    def begin_question(self) -> None:
        """Forget what moved by itself, such as the bar of an extract."""
        self._moving.clear()

    def _is_drawn(self) -> bool:
        still = (touch.row for touch in touches(self._window) if touch.row not in self._moving)
        return any(row >= HEAD_ROWS for row in still)


def touches(shown: Window) -> Iterator[Touch]:
    """What was drawn since the last key."""
    for write in shown.writes:
        yield from write.touches


def row_of(shown: Window, words: str) -> int:
    """The row that shows these words."""
    return next(at for at, line in enumerate(shown.screen.lines) if words in line)


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return float(np.percentile(values, 95))


# -- the measurements ---------------------------------------------------------------------


def cold_start_rows(seat: ReadySeat) -> list[Row]:
    """From the start of the process to the welcome on the screen; the first start warms."""
    taken: list[float] = []
    turns: list[Turns] = []
    for _ in range(STARTS + 1):
        began_s = time.perf_counter()
        with window(seat.command(lang="en", scale=SCALE), SIZE, seat.environment) as shown:
            words = say("Type the access code from your invitation.")
            taken.append(shown.until(lambda: words in shown.text) - began_s)  # noqa: B023
            turns.append(Turns.of(shown.process.pid))
    median = statistics.median(taken[1:])
    measured = f"{median:.2f} s ({min(taken[1:]):.2f}–{max(taken[1:]):.2f})"
    work_s = statistics.median(one.work_ms for one in turns[1:]) / 1e3
    return [
        Row("cold start to welcome, median", measured, "≤ 1.5 s", median <= 1.5),
        Row("… processor time of it", f"{work_s:.2f} s", "", None),
    ]


def preview_rows(shown: Window) -> list[Row]:
    """Frames that reach the terminal, those that differ, and the keys meanwhile."""
    keyboard = Keyboard(shown)
    shown.until(lambda: UPPER_HALF in shown.text)
    shown.watch(2.0)
    shown.writes.clear()
    shown.watch(PREVIEW_S)
    frames = "".join(write.written for write in shown.writes).split(FRAME)
    pictures = [frame for frame in frames if UPPER_HALF in frame]
    different = sum(one != other for one, other in pairwise(pictures))
    button = row_of(shown, say("Take the face"))
    for _ in range(20):
        for key in ("S-Tab", "Tab"):
            keyboard.measure(key, lambda: any(it.row == button for it in touches(shown)))
    drawn, seen = len(pictures) / PREVIEW_S, different / PREVIEW_S
    size = sum(map(len, pictures)) / max(len(pictures), 1) / 1e3
    late = p95(keyboard.delays_ms)
    return [
        Row("preview of 320x240 in half blocks, drawn", f"{drawn:.1f} a second", "≥ 8", drawn >= 8),
        Row("… pictures that differ from the one before", f"{seen:.1f} a second", "≥ 8", seen >= 8),
        Row("… kilobytes a frame", f"{size:.0f}", "", None),
        key_row("key to screen while the preview runs", keyboard),
        Row("… p95", f"{late:.1f} ms", "≤ 50 ms", late <= 50),
        own_row(keyboard.own_ms),
    ]


def own_row(own_ms: Sequence[float]) -> Row:
    """The delay that is the program's own."""
    return Row("… p95 without waiting for a processor", f"{p95(own_ms):.1f} ms", "", None)


def key_row(what: str, keyboard: Keyboard) -> Row:
    """The median and how many keys it stands on."""
    delays = keyboard.delays_ms
    measured = f"{statistics.median(delays):.1f} ms of {len(delays)}"
    return Row(f"{what}, median", measured, "", None)


def slowest(keyboard: Keyboard) -> str:
    """The five longest delays with their keys."""
    told = sorted(zip(keyboard.delays_ms, keyboard.names, strict=True), reverse=True)[:5]
    return ", ".join(f"{key} {delay:.0f}" for delay, key in told)


def question_rows(shown: Window, candidate: Candidate, keyboard: Keyboard) -> list[Row]:
    """Every key of so many answers, and the way from an answer to the next question."""
    changes: list[Change] = []
    for number in range(1, QUESTIONS + 1):
        candidate.wait_for_question(number)
        answer_slowly(candidate, keyboard)
        shown.watch(QUIET_S)
        changes.append(next_question(shown, candidate, number))
    late = p95(keyboard.delays_ms)
    return [
        key_row("key to screen in questions", keyboard),
        Row("… p95", f"{late:.1f} ms", "≤ 50 ms", late <= 50),
        own_row(keyboard.own_ms),
        Row("… the slowest", slowest(keyboard), "", None),
        Row("… keys without effect", str(keyboard.idle), "", None),
        *change_rows(changes),
    ]


def change_rows(changes: Sequence[Change]) -> list[Row]:
    """From answer to question; the slowest with their ways before and after the pause."""
    wholes = [change.whole_ms for change in changes]
    late = p95(wholes)
    last = sorted(changes, key=lambda change: change.whole_ms)[-4:]
    measured = f"{statistics.median(wholes):.0f} ms of {len(wholes)}"
    return [
        Row("answer to next question, median", measured, "", None),
        Row("… p95, with commit, pause excluded", f"{late:.0f} ms", "≤ 100 ms", late <= 100),
        Row("… the slowest", ", ".join(map(str, reversed(last))), "", None),
    ]


def answer_slowly(candidate: Candidate, keyboard: Keyboard) -> None:
    """Key by key, each with its effect."""
    keyboard.begin_question()
    for keys in candidate.responses():
        for key in keys:
            keyboard.measure(key)


def next_question(shown: Window, candidate: Candidate, number: int) -> Change:
    """Validate and wait for the next question."""
    before = kind_on(shown)
    pressed_s = shown.send(KEYS["F10"])
    shown.until(lambda: is_counting(shown) or asks_again(shown))
    if not is_counting(shown):
        pressed_s = shown.send(KEYS["F10"])
    paused_s = shown.until(lambda: is_counting(shown))
    limit = say("Validate")
    came_s = shown.until(
        lambda: candidate.question_in(shown.text) == number + 1 and limit in shown.text
    )
    whole_s = came_s - pressed_s - PAUSE_S
    return Change(before, kind_on(shown), (paused_s - pressed_s) * 1e3, whole_s * 1e3)


def is_counting(shown: Window) -> bool:
    """Whether the pause is on the screen."""
    return say("Get ready") in shown.text


def kind_on(shown: Window) -> str:
    """Which kind of task is on the screen."""
    words = plain_words(shown.text)
    return next((kind for told, kind in KINDS.items() if plain_words(say(told)) in words), "?")


def asks_again(shown: Window) -> bool:
    """Whether something is open and Validate must be pressed once more."""
    return plain_words(say("Press Validate again to answer all the same.")) in plain_words(
        shown.text
    )


def memory_rows(shown: Window) -> list[Row]:
    """The process of the screens, after these questions."""
    told = Path(f"/proc/{shown.process.pid}/smaps_rollup").read_text().splitlines()
    facts = dict(line.split(":", 1) for line in told[1:])
    share_mb = int(facts["Pss"].split()[0]) * 1024 / 1e6
    now_mb, most_mb = shown.memory_mb(), shown.memory_mb("VmHWM")
    return [
        Row("memory of the screens' process (RSS)", f"{now_mb:.0f} MB", "≤ 150 MB", now_mb <= 150),
        Row("… its share of shared pages (PSS)", f"{share_mb:.0f} MB", "", None),
        Row("… at most (RSS)", f"{most_mb:.0f} MB", "", None),
    ]


def measure(folder: Path) -> list[Row]:
    """One station, one candidate."""
    choose(Language.ENGLISH)
    seat = ready_seat(folder / "station", sample_pack())
    rows = cold_start_rows(seat)
    with window(seat.command(lang="en", scale=SCALE), SIZE, seat.environment) as shown:
        keyboard = Keyboard(shown)
        candidate = Candidate(keyboard, seat.pin)
        candidate.sign_in(seat.code)
        candidate.agree()
        candidate.test_equipment()
        rows += preview_rows(shown)
        candidate.identify()
        candidate.start()
        rows += question_rows(shown, candidate, keyboard)
        rows += memory_rows(shown)
    return [*rows, Row("load of the last minute, of processors", load(), "", None)]


def main() -> None:
    """Print the table; targets that this run missed are marked, not failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json: bool = parser.parse_args().json
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder))
    if as_json:
        sys.stdout.write(json.dumps([asdict(row) for row in rows]) + "\n")
        return
    for row in rows:
        mark = {True: "met", False: "MISSED", None: ""}[row.met]
        sys.stdout.write(f"{row.what:<60} {row.measured:>20}  {row.target:<10} {mark}\n")


if __name__ == "__main__":
    main()
