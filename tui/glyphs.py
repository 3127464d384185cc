# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Signs for a screen that has only plain characters.

Owns the table from drawn signs to keyboard signs and the filter that applies it to
every line that leaves the app, so that no widget needs to know. Must not change widths:
one cell stays one cell. Stands on Textual's line filters. A bare Linux console shows
diamonds where its font lacks a sign; letters with accents are in every console font
that Debian installs for Western Europe, so they stay.
"""

from typing import Final

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_PAIRS: Final = (
    ("│┃║╎┆┊▏▎▍▌▐▕╷╵", "|"),
    ("─━═╌┄┈▔▁▂▃", "-"),
    ("┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╭╮╰╯╔╗╚╝╠╣╦╩╬▗▖▝▘▛▜▙▟", "+"),
    ("█▉▊▋▇▆▅▄▀▓", "#"),
    ("▒░", "."),
    ("●◉■◆", "*"),
    ("○◯□◇", "o"),
    ("▶►▸→›»⏵", ">"),
    ("◀◂←‹«", "<"),
    ("▲▴↑", "^"),
    ("▼▾↓", "v"),
    ("✓✔", "+"),
    ("✗✘✕×", "x"),
    ("·•", "."),
    ("‘’", "'"),
    ("“”„", '"'),
    ("–—‑", "-"),
    ("…", "."),
    ("⚠", "!"),
    ("↵", "E"),
    ("␣", "_"),
    ("½", "-"),
    ("\u00a0\u202f\u2007", " "),
)
PLAIN: Final = str.maketrans({sign: plain for signs, plain in _PAIRS for sign in signs})


def plain(text: str) -> str:
    """The same text, as wide, in signs that every console font has."""
    return text.translate(PLAIN)


class PlainSigns(LineFilter):
    """Translates the signs of every line that leaves the app."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments in plain signs; styles and widths stay."""
        return [
            Segment(plain(segment.text), segment.style, segment.control) for segment in segments
        ]
