# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The part of a terminal that a measurement needs: which text stands where, what was touched.

Owns the reading of what a full-screen program writes: cursor moves, erasing and text.
Must not keep colours, scroll or wrap; the app under test does neither. A terminal for
people is tmux or xterm, which the walks beside this use.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\x1b\[(?P<parameters>[0-9;:<=>?]*)[ -/]*(?P<final>[@-~])"
    r"|\x1b[\]PX^_].*?(?:\x1b\\|\x07)"
    r"|\x1b."
    r"|(?P<text>[^\x1b]+)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Touch:
    """A piece of text that was written: its row and columns, counted from 0."""

    row: int
    start: int
    text: str


class TextScreen:
    """What stands on a screen of so many cells."""

    def __init__(self, columns: int, rows: int) -> None:
        self._columns, self._rows = columns, rows
        self._cells = [[" "] * columns for _ in range(rows)]
        self._row = self._column = 0
        self._rest = ""

    @property
    def lines(self) -> list[str]:
        """The rows as text."""
        return ["".join(row) for row in self._cells]

    @property
    def text(self) -> str:
        """All rows, one line each."""
        return "\n".join(self.lines)

    def feed(self, written: str) -> list[Touch]:
        """Take what the program wrote; says which pieces of text were drawn."""
        return list(self._feed(self._rest + written))

    def _feed(self, written: str) -> Iterator[Touch]:
        end = self._whole(written)
        self._rest = written[end:]
        for token in _TOKEN.finditer(written[:end]):
            if token["final"]:
                self._control(token["parameters"], token["final"])
            elif token["text"]:
                yield from self._put(token["text"])

    @staticmethod
    def _whole(written: str) -> int:
        """Where the last sequence that has not fully arrived begins."""
        last = written.rfind("\x1b")
        if last < 0:
            return len(written)
        token = _TOKEN.match(written, last)
        whole = token is not None and token[0] not in ("\x1b[", "\x1b]", "\x1bP", "\x1b_")
        return len(written) if whole else last

    def _control(self, parameters: str, final: str) -> None:
        numbers = [int(number) for number in re.findall(r"\d+", parameters)]
        if final == "H":
            self._row = numbers[0] - 1 if numbers else 0
            self._column = numbers[1] - 1 if len(numbers) > 1 else 0
        elif final == "J":
            self._cells = [[" "] * self._columns for _ in range(self._rows)]
        elif final == "C":
            self._column += numbers[0] if numbers else 1

    def _put(self, text: str) -> Iterator[Touch]:
        for piece in re.split(r"([\r\n])", text):
            if piece == "\r":
                self._column = 0
            elif piece == "\n":
                self._row += 1
            elif piece:
                yield Touch(self._row, self._column, piece)
                self._draw(piece)

    def _draw(self, piece: str) -> None:
        if not 0 <= self._row < self._rows:
            return
        for sign in piece:
            if self._column < self._columns and sign >= " ":
                self._cells[self._row][self._column] = sign
                self._column += 1
