# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The live picture: enough frames, drawn outside the interface, and the keys stay quick."""

import gc
import time
import weakref

from textual.app import App, ComposeResult

from appliance.service.views import FramingHint, PreviewView, Stage
from tests.simulators.station import SimulatedStation, picture
from tests.tui.driving import driving
from tui.screens.identity import IdentityScreen
from tui.widgets.half_blocks import UPPER_HALF
from tui.widgets.preview import Guide, Preview, Way, compose_picture, fitted

MOST_CPU_PER_FRAME_S = 0.025
"""At ten frames a second a quarter of one core; what a busy machine adds does not count."""


def view(hint: FramingHint = FramingHint.GOOD) -> PreviewView:
    return PreviewView(320, 240, picture(), (), hint)


def test_half_blocks_fill_their_cells() -> None:
    drawn = compose_picture(view(), Guide.CIRCLE, Way.HALF_BLOCKS, 64, 24)
    assert len(drawn.lines) == 24
    for line in drawn.lines:
        assert line.cell_length == 64
        assert set(line.text) == {UPPER_HALF}


def test_a_picture_that_was_drawn_leaves_nothing_for_the_search_for_garbage() -> None:
    line = compose_picture(view(), Guide.CIRCLE, Way.HALF_BLOCKS, 64, 24).lines[0]
    assert list(line.divide([64])) == [line]
    assert [part.cell_length for part in line.divide([10, 64])] == [10, 54]
    alive = weakref.ref(line)
    gc.disable()
    try:
        del line
        assert alive() is None
    finally:
        gc.enable()


def test_proportions_are_kept() -> None:
    assert fitted((320, 240), 200, 24) == (64, 24)
    assert fitted((320, 240), 40, 100) == (40, 15)
    assert fitted((640, 360), 44, 16) == (44, 12)


def test_signs_show_light_and_dark() -> None:
    drawn = compose_picture(view(), Guide.FRAME, Way.SIGNS, 44, 16)
    assert "@" in drawn.signs
    assert len(drawn.signs.splitlines()) == 16


def test_the_guide_says_when_it_is_right() -> None:
    good = compose_picture(view(), Guide.CIRCLE, Way.HALF_BLOCKS, 64, 24)
    far = compose_picture(view(FramingHint.TOO_FAR), Guide.CIRCLE, Way.HALF_BLOCKS, 64, 24)
    assert good.lines != far.lines


def test_a_frame_is_cheap_enough_for_ten_a_second() -> None:
    shown = view()
    compose_picture(shown, Guide.CIRCLE, Way.HALF_BLOCKS, 64, 24)
    start = time.thread_time()
    for _ in range(10):
        compose_picture(shown, Guide.CIRCLE, Way.HALF_BLOCKS, 64, 24)
    assert (time.thread_time() - start) / 10 < MOST_CPU_PER_FRAME_S


async def test_frames_come_while_keys_are_pressed() -> None:
    station = SimulatedStation(stage=Stage.IDENTITY)
    async with driving(station, size=(120, 36)) as driver:
        screen = await driver.on(IdentityScreen)
        preview = screen.query_one(Preview)
        for wanted in range(1, 6):
            await driver.press("tab")
            await driver.until(lambda: preview.frames >= wanted)  # noqa: B023


async def test_the_language_changes_by_mouse_while_pictures_come() -> None:
    station = SimulatedStation(stage=Stage.IDENTITY)
    async with driving(station, size=(120, 36)) as driver:
        screen = await driver.on(IdentityScreen)
        for _ in range(4):
            await driver.until(lambda: screen.query_one(Preview).frames)
            await screen.run_action("app.language")  # as a click on the key bar does
        assert driver.app.is_running


STANDING = view()


class StandingPicture(SimulatedStation):
    """A camera that has nothing new to show."""

    def preview(self) -> PreviewView:
        return STANDING


async def test_a_picture_that_stands_is_not_drawn_again() -> None:
    station = StandingPicture(stage=Stage.IDENTITY)
    async with driving(station, size=(120, 36)) as driver:
        preview = (await driver.on(IdentityScreen)).query_one(Preview)
        await driver.until(lambda: preview.frames)
        await driver.pilot.pause(0.3)  # its place has its size by now
        drawn = preview.frames
        await driver.pilot.pause(0.3)
        assert preview.frames == drawn


class PreviewOnly(App[None]):
    """Nothing but the place of a picture, which the terminal draws itself."""

    def compose(self) -> ComposeResult:
        yield Preview(Way.GRAPHICS)


async def test_a_picture_that_stands_is_drawn_once_its_place_has_its_size() -> None:
    drawn = compose_picture(STANDING, Guide.CIRCLE, Way.GRAPHICS, 64, 24)
    app = PreviewOnly()
    async with app.run_test(size=(120, 36)) as pilot:
        preview = app.query_one(Preview)
        assert not preview.show(drawn)
        await pilot.pause()
        assert preview.query_one("#graphics").size == drawn.cells
        assert preview.show(drawn)
        assert preview.frames == 1
