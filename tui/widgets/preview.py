# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The camera's picture in the terminal, with the circle or the frame drawn on it.

Owns the drawing of the guide and the choice of how pictures reach this terminal: its own
graphics where it has them, half blocks of colour everywhere else, and signs of different
darkness on a screen without colours. Must not fetch a picture or keep one. Stands on
textual-image and Pillow; the expensive part (`compose_picture`) is made to run in a
thread.
"""

from dataclasses import dataclass
from enum import Enum, auto

from PIL import Image, ImageDraw
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static
from textual_image.widget import AutoImage, HalfcellImage
from textual_image.widget import Image as BestImage

from appliance.service.views import FramingHint, PreviewView

_SHADES = " .:-=+*#%@"
_LINE = (255, 255, 255)
_GOOD = (120, 220, 140)


class Guide(Enum):
    """What is drawn on the picture."""

    CIRCLE = auto()
    FRAME = auto()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is ready to be shown."""

    image: Image.Image
    signs: str


def compose_picture(
    view: PreviewView, guide: Guide, columns: int, rows: int, *, signs: bool
) -> Picture:
    """Draw the guide and fit the picture into so many cells, two points high each."""
    image = Image.frombytes("RGB", (view.width, view.height), view.rgb)
    draw = ImageDraw.Draw(image)
    colour = _GOOD if not signs and view.hint is FramingHint.GOOD else _LINE
    width = view.height // (12 if signs else 50)
    draw_guide(draw, guide, image.size, colour, width)
    if signs:
        return Picture(image, _in_signs(image, columns, rows))
    if BestImage is AutoImage:
        image = image.resize((max(columns, 1), max(rows * 2, 2)), Image.Resampling.BILINEAR)
    return Picture(image, "")


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
    grey = image.convert("L").resize((max(columns, 1), max(rows, 1)), Image.Resampling.BILINEAR)
    data = grey.tobytes()
    shaded = "".join(_SHADES[value * len(_SHADES) // 256] for value in data)
    starts = range(0, len(shaded), grey.width)
    return "\n".join(shaded[start : start + grey.width] for start in starts)


class Preview(Container):
    """The place of the picture."""

    def __init__(self, *, signs: bool) -> None:
        super().__init__(id="preview")
        kind = HalfcellImage if BestImage is AutoImage else BestImage
        self._image = None if signs else kind(id="preview-image")
        self._text = Static(id="preview-signs", markup=False)
        self.frames = 0

    def compose(self) -> ComposeResult:
        """A picture, or signs."""
        yield self._text if self._image is None else self._image

    def show(self, picture: Picture) -> None:
        """Show a picture; one frame is one write."""
        self.frames += 1
        if self._image is None:
            self._text.update(Text(picture.signs))
        else:
            self._image.image = picture.image
