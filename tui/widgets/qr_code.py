# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A QR code in the terminal: half blocks, black on white whatever the look, margin included.

Owns the drawing. Must not know what the code says. Stands on qrcode and on Textual's line
interface. A cell is about twice as high as wide, so a module is one column and half a row.
"""

from typing import Any, Final

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

MARGIN: Final = 3
"""Modules of white around the code; four are asked for (ISO/IEC 18004), three fit 24 rows."""
_UPPER_HALF: Final = "▀"
_BLACK, _WHITE = "#000000", "#ffffff"


def modules_of(text: str) -> tuple[tuple[bool, ...], ...]:
    """The modules of the smallest code for this text, dark ones True, with the margin."""
    import qrcode  # with its writers of pictures it takes as long as the welcome screen
    from qrcode.constants import ERROR_CORRECT_L

    code: Any = qrcode.QRCode(error_correction=ERROR_CORRECT_L, border=MARGIN)
    code.add_data(text.encode(), optimize=0)
    code.make(fit=True)
    rows: list[list[bool]] = code.get_matrix()
    return tuple(tuple(row) for row in rows)


def lines_of(modules: tuple[tuple[bool, ...], ...]) -> tuple[Strip, ...]:
    """Two rows of modules per line of the terminal; an odd last row is white below."""
    blank = (False,) * len(modules[0])
    padded = (*modules, blank) if len(modules) % 2 else modules
    pairs = zip(padded[::2], padded[1::2], strict=True)
    return tuple(
        Strip([_cell(above, below) for above, below in zip(*pair, strict=True)]) for pair in pairs
    )


def _cell(above: bool, below: bool) -> Segment:
    colour, background = (_BLACK if dark else _WHITE for dark in (above, below))
    return Segment(_UPPER_HALF, Style(color=colour, bgcolor=background))


class QrCode(Widget):
    """Shows the code of a text at its own size."""

    DEFAULT_CSS = "QrCode { width: auto; height: auto; }"

    def __init__(self, text: str) -> None:
        super().__init__(id="qr-code")
        self._lines = lines_of(modules_of(text))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """One column per module."""
        return self._lines[0].cell_length

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row per two modules."""
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        """One row of the code."""
        return self._lines[y] if y < len(self._lines) else Strip.blank(self.size.width)
