# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A drawn specimen passport (TD3) of Utopia, for demonstrations without a document.

Owns the drawing and its machine-readable zone. Must not resemble a real document: it
says SPECIMEN and its state does not exist. Stands on Pillow; layout: ICAO Doc 9303-4.
"""

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from edge_proctor.documents.mrz.alphabets import check_digit
from edge_proctor.pictures import scaled_to_width
from edge_proctor.ports import Pixels
from edge_proctor.settings import Specimen

_SIZE = (1250, 880)  # the proportions of a passport's page
_PAPER, _INK, _FAINT = (238, 240, 232), (24, 28, 40), (120, 130, 120)
_LINE_LENGTH = 44
_PITCH, _LEFT, _TOP, _STEP = 26.2, 48, 736, 62


def mrz_lines(holder: Specimen) -> tuple[str, str]:
    """Both lines of the zone, with their check digits."""
    names = f"{holder.surname}<<{holder.given_names}".replace(" ", "<")
    first = f"P<UTO{names}".ljust(_LINE_LENGTH, "<")[:_LINE_LENGTH]
    number = holder.number.ljust(9, "<")
    birth, expiry = holder.birth_date, holder.expiry_date
    left = f"{number}{check_digit(number)}UTO{birth}{check_digit(birth)}{holder.sex}"
    body = f"{left}{expiry}{check_digit(expiry)}{'<' * 14}0"
    return first, body + check_digit(body[:10] + body[13:20] + body[21:43])


def draw_specimen(holder: Specimen, portrait: Pixels | None = None) -> Pixels:
    """The page as a camera would show it: blue-green-red pixels, 1250 x 880."""
    page = Image.new("RGB", _SIZE, _PAPER)
    pen = ImageDraw.Draw(page)
    pen.text((48, 30), "UTOPIA · SPECIMEN", _FAINT, ImageFont.load_default(56))
    rows = (holder.surname, holder.given_names, holder.number, holder.birth_date, holder.sex)
    for index, text in enumerate(rows):
        pen.text((520, 170 + 84 * index), text, _INK, ImageFont.load_default(40))
    if portrait is not None:
        small = cv2.cvtColor(scaled_to_width(portrait, 400), cv2.COLOR_BGR2RGB)
        page.paste(Image.fromarray(small), (60, 170))
    font = ImageFont.load_default(40)
    for row, line in enumerate(mrz_lines(holder)):
        for column, char in enumerate(line):
            place = (_LEFT + _PITCH * (column + 0.5), _TOP + _STEP * row)
            pen.text(place, char, _INK, font, anchor="mm")
    return cv2.cvtColor(np.asarray(page), cv2.COLOR_RGB2BGR).astype(np.uint8, copy=False)
