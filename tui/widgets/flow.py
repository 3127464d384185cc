# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Running text with things in its gaps: where each word and each gap goes.

Owns the line breaking of gapped texts (pure, so a table can test it) and the widget that
draws the words and lays its gap widgets out between them. Must not know what fills a
gap. Stands on Textual's layouts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.strip import Strip
from textual.widget import Widget

from tui.wrapping import may_break, words


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a gap of a running text.

    Attributes:
        gap: Which gap this is, or None for a word.
        width: Cells.
        glued: No space before it.
        breaks: A new line starts with it.
    """

    text: str
    gap: int | None
    width: int
    glued: bool
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A token and its cell."""

    token: Token
    x: int
    y: int


def tokens_of(parts: Sequence[str], widths: Sequence[int]) -> tuple[Token, ...]:
    """The tokens of the texts around gaps; `parts` has one entry more than `widths`."""
    tokens: list[Token] = []
    spaced = True
    for index, part in enumerate(parts):
        tokens.extend(_words(part, glued=not spaced))
        spaced = may_break(part[-1]) if part else not tokens
        if index < len(widths):
            tokens.append(Token("", index, widths[index], glued=bool(tokens) and not spaced))
            spaced = False
    return tuple(tokens)


def _words(part: str, *, glued: bool) -> Iterable[Token]:
    for line_number, line in enumerate(part.split("\n")):
        for number, word in enumerate(words(line)):
            first = number == 0 and line_number == 0
            touches = first and glued and not may_break(line[:1])
            breaks = number == 0 and line_number > 0
            yield Token(word, None, cell_len(word), glued=touches, breaks=breaks)


def place(tokens: Sequence[Token], width: int, line_step: int = 2) -> tuple[Placed, ...]:
    """Break the text into lines of `width` cells; what is glued together stays together."""
    placed: list[Placed] = []
    x = y = 0
    for chunk in _chunks(tokens):
        needed = sum(token.width for token in chunk)
        space = 1 if x else 0
        if x and (chunk[0].breaks or x + space + needed > width):
            x, y, space = 0, y + line_step, 0
        x += space
        for token in chunk:
            placed.append(Placed(token, x, y))
            x += token.width
    return tuple(placed)


def _chunks(tokens: Sequence[Token]) -> list[list[Token]]:
    chunks: list[list[Token]] = []
    for token in tokens:
        if token.glued and chunks:
            chunks[-1].append(token)
        else:
            chunks.append([token])
    return chunks


class GapLayout(Layout):
    """Puts each child of a `GappedText` into its gap."""

    name = "gaps"

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """One placement per gap, one row high."""
        text = cast("GappedText", parent)
        spots = {spot.token.gap: spot for spot in text.placed(size.width)}
        placements: list[WidgetPlacement] = []
        for number, child in enumerate(children):
            spot = spots[number]
            region = Region(spot.x, spot.y, spot.token.width, 1)
            placements.append(WidgetPlacement(region, NULL_OFFSET, NULL_SPACING, child))
        return placements


class Gap(Widget):
    """Something that stands in a gap, one row high.

    Attributes:
        cells: How many cells it takes now.
    """

    DEFAULT_CSS = "Gap { height: 1; }"

    cells: int = 1


class GappedText(Widget):
    """A text that draws its words and holds one `Gap` per gap."""

    DEFAULT_CSS = "GappedText { height: auto; width: 1fr; }"

    def __init__(
        self,
        parts: Sequence[str],
        gaps: Sequence[Gap],
        *,
        line_step: int = 2,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(*gaps, id=id, classes=classes)
        self._parts = tuple(parts)
        self._gaps = tuple(gaps)
        self._line_step = line_step
        self._gap_layout = GapLayout()

    @property
    def layout(self) -> Layout:
        """Children go into the gaps."""
        return self._gap_layout

    def placed(self, width: int) -> tuple[Placed, ...]:
        """Where everything goes at this width."""
        widths = [gap.cells for gap in self._gaps]
        return place(tokens_of(self._parts, widths), max(width, 1), self._line_step)

    def rearrange(self) -> None:
        """A gap changed its width."""
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows that the text takes at this width."""
        return 1 + max((spot.y for spot in self.placed(width)), default=0)

    def render_line(self, y: int) -> Strip:
        """The words of one row; gaps are left to the children."""
        style = self.rich_style
        segments: list[Segment] = []
        x = 0
        for spot in self.placed(self.size.width):
            if spot.y == y and spot.token.gap is None:
                segments.append(Segment(" " * (spot.x - x), style))
                segments.append(Segment(spot.token.text, style))
                x = spot.x + spot.token.width
        return Strip(segments).adjust_cell_length(self.size.width, style)
