# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a candidate reads of the identity check, and the one way without the camera."""

import pytest

from appliance.service.views import CandidateView, Stage
from tests.tui.driving import driving, simulated
from tui.screens.consent import ConsentScreen
from tui.screens.equipment import EquipmentScreen
from tui.screens.identity import IdentityScreen


@pytest.mark.parametrize("matches", [True, False])
async def test_only_a_match_is_called_checked(matches: bool) -> None:
    station, _ = simulated()
    station.stage, station.captured = Stage.IDENTITY, {"selfie", "document"}
    station.document_matches = matches
    async with driving(station) as driver:
        screen = await driver.on(IdentityScreen)
        picture = driver.picture()
        assert ("Your identity is checked." in picture) is matches
        assert ("A person will look at" in picture) is not matches
        assert screen.query_one("#by-person").display is not matches


async def test_whom_the_list_keeps_from_the_camera_is_shown_one_way() -> None:
    station, _ = simulated()
    station.stage, station.by_camera = Stage.CONSENT, False
    async with driving(station) as driver:
        screen = await driver.on(ConsentScreen)
        await driver.press("f10")
        await driver.until(lambda: "Continue without" in driver.picture())
        assert not screen.query("#by-person")
        assert "With the camera" not in driver.picture()
        await driver.press("f10")
        await driver.on(EquipmentScreen)
        view = station.view()
        assert isinstance(view, CandidateView)
        assert not view.monitoring
