# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A real terminal window, used with a mouse: the camera's picture is really on the screen."""

import time
from collections.abc import Generator
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_proctor.ports import Pixels
from edge_proctor.sources.replay import portrait
from tests.terminal.candidate import PATIENCE_S, Candidate
from tests.terminal.seat import ready_seat
from tests.terminal.xterm import XTerm, missing, xterm_window
from tui.language import Language, choose, say

ALIKE = 0.8
"""Correlation of a part of the screenshot with the camera's picture; noise gives 0.1."""
WIDTHS = range(300, 560, 4)
SHRUNK = 4
"""Half blocks have points of eight by eight: finer detail is not compared."""
pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}"),
    pytest.mark.xdist_group("xterm"),  # two X servers that start at once may take one socket
]


@pytest.fixture(autouse=True)
def language() -> Generator[None]:
    """English on the screens."""
    choose(Language.ENGLISH)
    yield


def likeness(screenshot: Pixels, picture: Pixels) -> float:
    """The best correlation of any part of the screenshot, at any size, with the picture."""
    grey = cv2.cvtColor(screenshot, cv2.COLOR_RGB2GRAY)
    seen = cv2.resize(grey, None, fx=1 / SHRUNK, fy=1 / SHRUNK, interpolation=cv2.INTER_AREA)
    wanted = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    best = -1.0
    for width in WIDTHS:
        height = round(width * wanted.shape[0] / wanted.shape[1])
        size = (width // SHRUNK, height // SHRUNK)
        part = cv2.resize(wanted, size, interpolation=cv2.INTER_AREA)
        best = max(best, float(cv2.matchTemplate(seen, part, cv2.TM_CCOEFF_NORMED).max()))
    return best


def pixels(terminal: XTerm) -> Pixels:
    """The screenshot as an array."""
    return np.asarray(terminal.picture().convert("RGB"))


def click(terminal: XTerm, candidate: Candidate, message: str, then: str) -> None:
    """Click on these words; the next screen says those."""
    candidate.wait_for(message)
    terminal.click(say(message))
    candidate.wait_for(then)


def to_equipment_by_mouse(terminal: XTerm, candidate: Candidate, code: str) -> None:
    candidate.sign_in(code)
    click(terminal, candidate, "Everything is right", "How the exam works")
    click(terminal, candidate, "Continue", "How your exam is watched: you choose")
    click(terminal, candidate, "I agree, with the camera", "Test your equipment")
    click(terminal, candidate, "Test everything (F5)", "Which word did you hear?")
    terminal.click(say("I heard nothing"))
    candidate.until_tested()


@pytest.mark.parametrize("kind", ["vt420", "vt340"], ids=["half blocks", "Sixel"])
def test_the_preview_is_on_the_screen(kind: str, tmp_path: Path) -> None:
    seat = ready_seat(tmp_path / "station")
    written = tmp_path / "written"
    with xterm_window(
        seat.command(lang="en"), (120, 36), seat.environment, written, kind
    ) as terminal:
        candidate = Candidate(terminal, seat.pin)
        to_equipment_by_mouse(terminal, candidate, seat.code)
        assert likeness(pixels(terminal), portrait()) < ALIKE / 2
        click(terminal, candidate, "Continue", "Show who you are")
        deadline = time.monotonic() + PATIENCE_S
        while (found := likeness(pixels(terminal), portrait())) < ALIKE:
            assert time.monotonic() < deadline, f"likeness {found:.2f}\n{terminal.text}"
        terminal.picture().save(tmp_path / f"preview-{kind}.png")
