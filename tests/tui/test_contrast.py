# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What stands in an empty field can be read in every look (WCAG 2.2, 1.4.3: 4.5 to 1)."""

import pytest
from textual.color import Color
from textual.widgets import Button, Input

from appliance.service.views import Stage
from tests.simulators.station import ManualClock
from tests.simulators.station_desk import SimulatedDesk
from tests.tui.driving import driving
from tui.screens.stage import StageScreen
from tui.themes import LOOKS

LEAST = 4.5


def luminance(color: Color) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = [part / 255 for part in color.rgb]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """How far two colours differ, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_the_most() -> None:
    assert contrast(Color(0, 0, 0), Color(255, 255, 255)) == pytest.approx(21.0)


@pytest.mark.parametrize("question", [False, True])
@pytest.mark.parametrize("look", [look.name for look in LOOKS])
async def test_the_words_in_an_empty_field_can_be_read(look: str, *, question: bool) -> None:
    station = SimulatedDesk(clock=ManualClock(), stage=Stage.WELCOME)
    if question:
        station.at_question(5)
    async with driving(station, look=look) as driver:
        await driver.until(lambda: isinstance(driver.app.screen, StageScreen))
        await driver.until(lambda: driver.app.screen.query(Input))
        field = driver.app.screen.query(Input).first()
        for part in (field, driver.app.screen.query_one("#go", Button)):
            part.focus()
            await driver.pilot.rest()
            style = field.get_component_rich_style("input--placeholder")
            assert style.color is not None
            assert style.bgcolor is not None
            words, ground = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
            assert contrast(words, ground) >= LEAST, (look, field.has_focus)
