# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A picture in half blocks: each cell shows two points, one above the other.

Owns the translation of a picture into lines of the terminal and the widget that shows
them. The translation is made to run in a thread, so that a frame costs the interface one
repaint and no layout; textual-image's half blocks are built while painting, which takes
typing time, and read pixels through a call that Pillow 14 removes. Stands on Pillow and
on Textual's line interface.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from PIL import Image
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

UPPER_HALF = "▀"
_COARSE = 0xF8
"""Five bits a colour are more than half blocks show, and let equal cells share a style."""

Point = tuple[int, int, int]


@lru_cache(maxsize=2048)
def _style(upper: Point, lower: Point) -> Style:
    return Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower))


class PictureLine(Strip):
    """A line that is drawn whole. Textual remembers how a line was cut in the line itself, which
    then refers to itself: a thousand objects a picture would wait for the search for garbage."""

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """Cut it; a cut at its end only leaves it as it is."""
        wanted = list(cuts)
        return [self] if wanted == [self.cell_length] else super().divide(wanted)


def lines_of(image: Image.Image, columns: int, rows: int) -> tuple[Strip, ...]:
    """The picture fitted into so many cells, line by line."""
    size = (max(columns, 1), max(rows, 1) * 2)
    fitted = image.convert("RGB").resize(size, Image.Resampling.BILINEAR)
    data = bytes(value & _COARSE for value in fitted.tobytes())
    stride = size[0] * 3
    return tuple(
        _line(data[top : top + stride], data[top + stride : top + 2 * stride])
        for top in range(0, len(data), 2 * stride)
    )


def _line(above: bytes, below: bytes) -> Strip:
    """One line of cells; neighbours of the same colours become one segment."""
    segments: list[Segment] = []
    before: tuple[bytes, bytes] | None = None
    count = 0
    for at in range(0, len(above), 3):
        cell = (above[at : at + 3], below[at : at + 3])
        if cell != before and before is not None:
            segments.append(_segment(before, count))
            count = 0
        before = cell
        count += 1
    if before is not None:
        segments.append(_segment(before, count))
    return PictureLine(segments, len(above) // 3)


def _segment(cell: tuple[bytes, bytes], count: int) -> Segment:
    upper, lower = ((part[0], part[1], part[2]) for part in cell)
    return Segment(UPPER_HALF * count, _style(upper, lower))


class HalfBlocks(Widget):
    """Shows lines that were made elsewhere."""

    DEFAULT_CSS = "HalfBlocks { width: 100%; height: 100%; }"

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[Strip, ...] = ()

    def show(self, lines: tuple[Strip, ...]) -> None:
        """Show a picture."""
        self._lines = lines
        self.refresh()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """All but the one that looks for named colours: a picture has none, and its many styles
        would cost a third of the frame there."""
        return [it for it in super().get_line_filters() if not isinstance(it, ANSIToTruecolor)]

    def render_lines(self, crop: Region) -> list[Strip]:
        """The picture's lines as they are; Textual would copy each to add a style it has not."""
        if crop.column_span != (0, self.size.width) or self.get_line_filters():
            return super().render_lines(crop)
        return [self.render_line(y) for y in crop.line_range]

    def render_line(self, y: int) -> Strip:
        """One line of the picture."""
        width = self.size.width
        if y >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        line = self._lines[y]
        fits = line.cell_length == width  # the style behind it takes longer than the line
        return line if fits else line.adjust_cell_length(width, self.rich_style)
