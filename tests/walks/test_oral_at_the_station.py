# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The oral part through the real screens, a real station and a real central, by keys alone.

Booked offline, confirmed by a synchronisation, kept on a stick; then a recorded interview
with a restart in its middle, whose sealed Opus an examiner hears at central. And the same
appointment kept with an examiner in the room, whose grades arrive.
"""

import asyncio
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from appliance.audio_files import decode
from appliance.exam.levels import Level
from appliance.service.oral.views import (
    BookingState,
    Competence,
    OralFinishedView,
    OralStage,
    RecordingView,
)
from appliance.service.station import Station
from appliance.service.sticks import MountedSticks
from appliance.service.views import Delivery
from tests.simulators.central import new_central
from tests.tui.driving import Driver, driving
from tests.unit.oral.line import Line, laid
from tests.unit.service.world import PIN
from tui.language import Language
from tui.screens.dialogs import ConfirmDialog, LineDialog, NoteDialog
from tui.screens.finished import FinishedScreen
from tui.screens.oral.admission import AdmissionScreen
from tui.screens.oral.booking import BookingScreen
from tui.screens.oral.calendar import CalendarScreen
from tui.screens.oral.door import OralDoorScreen
from tui.screens.oral.finished import OralFinishedScreen
from tui.screens.oral.grading import GradingScreen
from tui.screens.oral.identity import OralIdentityScreen
from tui.screens.oral.interview import InterviewScreen
from tui.screens.oral.ready import OralReadyScreen
from tui.screens.oral.recording import RecordingScreen
from tui.screens.welcome import WelcomeScreen

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def line(tmp_path: Path) -> Generator[Line]:
    """A central with a pack, a candidate and three slots, and a wire to it."""
    simulator = new_central(tmp_path / "central")
    with laid(simulator, tmp_path / "stations") as line:
        line.prepare()
        line.add_slots(24, 25, 49)
        yield line
    simulator.central.close()


async def books(driver: Driver) -> None:
    """From the end of the written part to the confirmed appointment on a stick, and away."""
    await driver.on(FinishedScreen)
    await driver.press("f10")
    await driver.on(CalendarScreen)
    await driver.press("right", "enter", "left", "enter", "f10")
    booking = await driver.on(BookingScreen)
    await driver.until(lambda: booking.shown.state is BookingState.REQUESTED)
    await driver.press("f5")
    await driver.until(lambda: booking.shown.state is BookingState.CONFIRMED)
    await driver.pilot.rest()
    await driver.press("f6")
    await driver.on(NoteDialog)
    await driver.press("enter")
    await driver.on(BookingScreen)
    await driver.press("f10")
    await driver.on(FinishedScreen)
    await driver.pilot.rest()
    await driver.press("f10")
    await driver.on(WelcomeScreen)


async def goes_in(driver: Driver, code: str, *, recorded: bool) -> None:
    """From the welcome screen through the identity, which a person checks."""
    await driver.on(WelcomeScreen)
    await driver.type(code.lower())
    await driver.press("f8")
    door = await driver.on(OralDoorScreen)
    if recorded:
        await driver.press("down", "enter")
        await driver.pilot.rest()
    door.query_one("#check-person").focus()
    await driver.press("enter")
    await driver.pilot.rest()
    await driver.press("f10")
    await driver.on(OralIdentityScreen)
    await driver.press("f10")
    await driver.on(LineDialog)
    await driver.press(*PIN, "enter")


async def answers(driver: Driver) -> None:
    """Record an answer, stop it, keep it."""
    screen = await driver.on(RecordingScreen)
    await driver.until(lambda: not screen.query_one("#go").disabled)
    await driver.press("f10")
    await driver.until(lambda: screen.shown.take)
    await driver.until(lambda: not screen.query_one("#go").disabled)
    await driver.press("f10")
    await driver.until(lambda: driver.app.screen is not screen)


def shown(station: Station) -> RecordingView:
    view = station.oral_view()
    assert isinstance(view, RecordingView)
    return view


def code_of(line: Line, login: str) -> str:
    """The code with which an examiner signs in at a station."""
    answer = line.simulator.browser().post("/oral/examiner-codes", json={"login": login})
    return answer.json()["code"]


def stage_of(station: Station) -> OralStage | None:
    view = station.oral_view()
    return None if view is None else view.stage


def at_central(line: Line, token: str) -> dict[str, Any]:
    """The one sitting, as this member of staff sees it."""
    browser = line.simulator.browser(token)
    [listed] = browser.get("/sittings").json()["sittings"]
    return browser.get(f"/sittings/{listed['sitting_id']}").json()


async def test_booked_offline_confirmed_by_a_sync_and_recorded(line: Line, tmp_path: Path) -> None:
    examiner = line.simulator.hire("eva", "examiner")
    table = tmp_path / "mounts"
    table.write_text(f"/dev/sda1 {tmp_path} vfat rw 0 0\n")
    station = line.station(sticks=MountedSticks(table, (tmp_path,)))
    line.sit(station)
    async with driving(station, language=Language.FRENCH) as driver:
        await books(driver)
        await goes_in(driver, line.codes["c-1"], recorded=True)
        await driver.on(OralReadyScreen)
        await driver.press("f10")
        for _ in range(2):
            await answers(driver)
        screen = await driver.on(RecordingScreen)
        await driver.press("f10")
        await driver.until(lambda: screen.shown.take)
    appointment = (tmp_path / "escale-oral.ics").read_bytes().decode()
    assert "STATUS:CONFIRMED" in appointment
    assert "LOCATION:Room 2" in appointment
    before = shown(station)
    station.close()

    station = line.reopen()
    assert (shown(station).number, shown(station).take) == (before.number, before.take)
    assert (before.number, before.prompt.part) == (3, shown(station).prompt.part)
    async with driving(station, language=Language.FRENCH, size=(120, 36)) as driver:
        screen = await driver.on(RecordingScreen)
        await driver.press("f10")
        await driver.until(lambda: driver.app.screen is not screen)
        while isinstance(station.oral_view(), RecordingView):
            await answers(driver)
        await driver.on(OralFinishedScreen)
        assert "attend" in driver.picture()
        station.synchronise()
        await driver.until(lambda: "est arriv" in driver.picture())
        view = station.oral_view()
        assert isinstance(view, OralFinishedView)
        assert view.delivery is Delivery.RECEIVED

    await asyncio.to_thread(hears_all, line, examiner)


def hears_all(line: Line, examiner: str) -> None:
    """Every answer is there, and is the Opus that was announced."""
    seen = at_central(line, examiner)
    recorded = seen["oral_sitting"]["answers"]
    assert (seen["oral_sitting"]["state"], len(recorded) >= 9) == ("joined", True)
    for answer in recorded:
        path = f"/sittings/{seen['sitting_id']}/evidence/{answer['digest']}"
        heard = line.simulator.browser(examiner).get(path).content
        assert heard.startswith(b"OggS")
        assert b"OpusHead" in heard
        assert decode(heard).duration_s == pytest.approx(answer["duration_s"], abs=0.1)


async def test_an_examiner_in_the_room_grades_on_this_station(line: Line) -> None:
    token = line.simulator.hire("eva", "examiner")
    code = await asyncio.to_thread(code_of, line, "eva")
    station = line.station()
    line.sit(station)
    station.leave()
    async with driving(station, language=Language.ENGLISH) as driver:
        await goes_in(driver, line.codes["c-1"], recorded=False)
        admission = await driver.on(AdmissionScreen)
        await driver.type(code.lower())
        await driver.press("enter")
        await driver.until(lambda: admission.shown.examiner)
        await driver.pilot.rest()
        await driver.press("f10")
        for _ in range(3):
            interview = await driver.on(InterviewScreen)
            await driver.press("f10")
            await driver.on(ConfirmDialog)
            await driver.press("tab", "enter")
            await driver.until(lambda: interview.shown.stage is not stage_of(station))  # noqa: B023
            await driver.pilot.rest()
        await driver.on(GradingScreen)
        await driver.press("4", "4", "3", "5", "4", "f10")
        await driver.on(ConfirmDialog)
        await driver.press("tab", "enter")
        await driver.on(OralFinishedScreen)
    assert station.synchronise().receipts == 2
    grid = (await asyncio.to_thread(at_central, line, token))["oral"]["grid"]
    levels = (Level.B2, Level.B2, Level.B1, Level.C1, Level.B2)
    assert grid == dict(
        zip((each.value for each in Competence), (each.label for each in levels), strict=True)
    )
