# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The camera's picture in the terminal, with the circle or the frame drawn on it.

Owns the drawing of the guide and the choice of how pictures reach this terminal: its own
graphics where it has some (Kitty, Sixel), half blocks of colour everywhere
else, and signs of different darkness on a screen without colours. Must not fetch a
picture or keep one. Stands on textual-image, half blocks and Pillow; the expensive part
(`compose_picture`) is made to run in a thread.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, cast

from PIL import Image, ImageDraw
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size
from textual.strip import Strip
from textual.widgets import Static

from appliance.service.views import FramingHint, PreviewView
from tui.graphics import has_graphics
from tui.widgets.half_blocks import HalfBlocks, lines_of

_SHADES = " .:-=+*#%@"
_LINE = (255, 255, 255)
_GOOD = (120, 220, 140)


class Way(Enum):
    """How pictures reach this terminal."""

    GRAPHICS = auto()
    HALF_BLOCKS = auto()
    SIGNS = auto()


def way_of(*, plain: bool) -> Way:
    """The best way here; `plain` asks for signs."""
    if plain:
        return Way.SIGNS
    return Way.GRAPHICS if has_graphics() else Way.HALF_BLOCKS


class Guide(Enum):
    """What is drawn on the picture."""

    CIRCLE = auto()
    FRAME = auto()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is ready to be shown, in one of the three ways, and its size in cells."""

    image: Image.Image
    cells: Size
    lines: tuple[Strip, ...] = ()
    signs: str = ""


def compose_picture(view: PreviewView, guide: Guide, way: Way, columns: int, rows: int) -> Picture:
    """Draw the guide and fit the picture into so many cells, keeping its proportions."""
    image = Image.frombytes("RGB", (view.width, view.height), view.rgb)
    good = view.hint is FramingHint.GOOD and way is not Way.SIGNS
    width = view.height // (12 if way is Way.SIGNS else 50)
    draw_guide(ImageDraw.Draw(image), guide, image.size, _GOOD if good else _LINE, max(width, 3))
    cells = Size(*fitted(image.size, columns, rows))
    match way:
        case Way.GRAPHICS:
            return Picture(image, cells)
        case Way.HALF_BLOCKS:
            return Picture(image, cells, lines=lines_of(image, *cells))
        case Way.SIGNS:
            return Picture(image, cells, signs=_in_signs(image, *cells))


def fitted(size: tuple[int, int], columns: int, rows: int) -> tuple[int, int]:
    """The largest cells of the picture's proportions; a cell is twice as high as wide."""
    across, down = size
    wide = min(columns, round(rows * 2 * across / down))
    return max(wide, 1), max(min(rows, round(wide * down / across / 2)), 1)


def draw_guide(
    draw: ImageDraw.ImageDraw,
    guide: Guide,
    size: tuple[int, int],
    colour: tuple[int, int, int],
    width: int,
) -> None:
    """The circle for a face, or the frame in the proportions of an identity card."""
    across, down = size
    if guide is Guide.CIRCLE:
        radius = down * 0.42
        box = (across / 2 - radius, down / 2 - radius, across / 2 + radius, down / 2 + radius)
        draw.ellipse(box, outline=colour, width=width)
    else:
        half = across * 0.42
        tall = half / 1.586  # ISO/IEC 7810 ID-1
        box = (across / 2 - half, down / 2 - tall, across / 2 + half, down / 2 + tall)
        draw.rectangle(box, outline=colour, width=width)


def _in_signs(image: Image.Image, columns: int, rows: int) -> str:
    grey = image.convert("L").resize((columns, rows), Image.Resampling.BILINEAR)
    shaded = "".join(_SHADES[value * len(_SHADES) // 256] for value in grey.tobytes())
    starts = range(0, len(shaded), grey.width)
    return "\n".join(shaded[start : start + grey.width] for start in starts)


class Preview(Container):
    """The place of the picture; counts its frames."""

    def __init__(self, way: Way) -> None:
        super().__init__(id="preview")
        self.way: Way = way
        self.frames = 0

    def compose(self) -> ComposeResult:
        """The one widget of its way."""
        match self.way:
            case Way.GRAPHICS:
                from textual_image.widget import Image as Graphics

                yield Graphics(id="graphics")
            case Way.HALF_BLOCKS:
                yield HalfBlocks()
            case Way.SIGNS:
                yield Static(id="preview-signs", markup=False)

    def use(self, way: Way) -> None:
        """Show pictures in another way from now on."""
        if way is not self.way:
            self.way, self.frames = way, 0
            self.refresh(recompose=True)

    def show(self, picture: Picture) -> bool:
        """Show a picture; one frame is one write.

        Returns:
            Whether it is shown. Where the terminal draws it itself, its place gets its size
            first: points that a picture of another size leaves outside would stay for ever.
        """
        for graphics in self.query("#graphics"):
            if graphics.size != picture.cells:
                graphics.styles.width, graphics.styles.height = picture.cells
                return False
            cast("Any", graphics).image = picture.image
        for blocks in self.query(HalfBlocks):
            blocks.show(picture.lines)
        for signs in self.query(Static):
            signs.update(Text(picture.signs))
        self.frames += 1
        return True
