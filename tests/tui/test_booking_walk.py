# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Booking the oral part at the station: by keyboard alone (English), by mouse alone (French)."""

from pathlib import Path

from textual.widgets import Button

from appliance.service.oral.views import BookingState, BookingView, CalendarView
from appliance.service.views import Stage
from tests.simulators.station import ManualClock
from tests.simulators.station_oral import SLOTS, SimulatedOral
from tests.simulators.station_script import CODE
from tests.tui.driving import Driver, driving
from tui.language import Language
from tui.screens.dialogs import ChoiceDialog, LineDialog, NoteDialog, RefusalDialog
from tui.screens.finished import FinishedScreen
from tui.screens.oral.booking import BookingScreen
from tui.screens.oral.calendar import CalendarScreen
from tui.screens.oral.code import AppointmentCodeScreen
from tui.screens.welcome import WelcomeScreen

STICK = Path("/media/STICK")


def at_end(**more: object) -> SimulatedOral:
    return SimulatedOral(clock=ManualClock(), stage=Stage.FINISHED, **more)  # type: ignore[arg-type]


def wished(station: SimulatedOral) -> list[str]:
    return [wish.slot_id for wish in station.booked.wishes]


async def comes_to(driver: Driver, state: BookingState) -> None:
    screen = await driver.on(BookingScreen)
    await driver.until(lambda: screen.shown.state is state)
    await driver.pilot.rest()


async def test_by_keyboard_alone() -> None:
    station = at_end()
    async with driving(station, language=Language.ENGLISH) as driver:
        await driver.on(FinishedScreen)
        await driver.press("f10")
        await driver.on(CalendarScreen)
        await driver.press("f10", "down", "right", "enter", "up", "enter", "backspace", "enter")
        assert not wished(station), "nothing is asked for before it is validated"
        await driver.press("f10")
        await comes_to(driver, BookingState.REQUESTED)
        assert "not confirmed yet" in driver.picture()
        await driver.press("f7")
        await driver.on(AppointmentCodeScreen)
        await driver.press("escape")
        await driver.on(BookingScreen)
        await driver.press("f6")
        await driver.on(NoteDialog)
        await driver.press("enter")
        await driver.on(BookingScreen)
        await driver.press("f5")
        await comes_to(driver, BookingState.CONFIRMED)
        assert "is confirmed" in driver.picture()
        await driver.press("f10")
        await driver.on(FinishedScreen)
        await driver.pilot.rest()
        await driver.press("f10")
        await driver.on(WelcomeScreen)
        await driver.type(CODE.lower())
        await driver.press("f7")
        await comes_to(driver, BookingState.CONFIRMED)
        await driver.press("escape")
        await driver.on(WelcomeScreen)
        assert not driver.typed(), "the code does not stay for the next person"
    assert wished(station) == [SLOTS[4].slot_id, SLOTS[1].slot_id]
    assert station.exported == [STICK / "escale-oral.ics"]


async def test_by_mouse_alone() -> None:
    station = at_end()
    async with driving(station, language=Language.FRENCH, size=(120, 36)) as driver:
        await driver.on(FinishedScreen)
        await driver.click("#go")
        await driver.on(CalendarScreen)
        for number in (3, 7, 3, 0):
            await driver.click(f"#slot-{number}")
        await driver.click("#go")
        await comes_to(driver, BookingState.REQUESTED)
        await driver.click("#code")
        await driver.on(AppointmentCodeScreen)
        await driver.click("#ok")
        await driver.on(BookingScreen)
        await driver.click("#save")
        await driver.on(NoteDialog)
        await driver.click("#ok")
        await driver.on(BookingScreen)
        await driver.click("#send")
        await comes_to(driver, BookingState.CONFIRMED)
        assert "Votre rendez-vous est" in driver.picture()
        await driver.click("#go")
        await driver.on(FinishedScreen)
        await driver.pilot.rest()
        await driver.click("#go")
        await driver.on(WelcomeScreen)
        await driver.click("#code")
        await driver.click_text(CODE)
        await driver.click("#booking")
        await comes_to(driver, BookingState.CONFIRMED)
        await driver.click("#go")
        await driver.on(WelcomeScreen)
    assert wished(station) == [SLOTS[7].slot_id, SLOTS[0].slot_id]
    assert len(station.exported) == 1


async def test_without_a_link_the_request_stays_and_says_so() -> None:
    station = at_end(linked=False)
    async with driving(station) as driver:
        await driver.on(FinishedScreen)
        await driver.press("f10")
        await driver.on(CalendarScreen)
        await driver.press("enter", "f10")
        await comes_to(driver, BookingState.REQUESTED)
        await driver.press("f5")
        await driver.until(lambda: "No connection now" in driver.picture())
        assert station.booked.state is BookingState.REQUESTED
        station.linked = True
        station.synchronise()
        await comes_to(driver, BookingState.CONFIRMED)


async def test_an_empty_calendar_is_no_dead_end() -> None:
    station = at_end(calendar=CalendarView((), None))
    async with driving(station) as driver:
        await driver.on(FinishedScreen)
        await driver.press("f10")
        await driver.on(CalendarScreen)
        assert "Your written part is safe" in driver.picture()
        await driver.press("f10")
        await driver.on(FinishedScreen)
    assert station.booked.state is BookingState.NONE


async def test_a_refused_request_leads_to_other_times() -> None:
    refused = BookingView(BookingState.REFUSED, SLOTS[:1], None, "taken")
    station = at_end(booked=refused)
    async with driving(station) as driver:
        finished = await driver.on(FinishedScreen)
        await driver.press("f10")
        await driver.on(BookingScreen)
        assert "Somebody else" in driver.picture()
        await driver.press("f10")
        await driver.on(CalendarScreen)
        await driver.press("escape")
        await driver.until(lambda: driver.app.screen is finished)
    assert station.booked == refused


async def test_a_second_press_opens_no_second_calendar() -> None:
    station = at_end()
    async with driving(station) as driver:
        finished = await driver.on(FinishedScreen)
        driver.app.screen.query_one("#go", Button).press()
        driver.app.screen.query_one("#go", Button).press()
        await driver.on(CalendarScreen)
        await driver.pilot.rest()
        await driver.press("escape")
        await driver.pilot.rest()
        assert driver.app.screen is finished


async def test_a_fourth_time_is_not_taken() -> None:
    station = at_end()
    async with driving(station, size=(120, 36)) as driver:
        await driver.on(FinishedScreen)
        await driver.click("#go")
        await driver.on(CalendarScreen)
        for number in range(4):
            await driver.click(f"#slot-{number}")
        await driver.until(lambda: "Take one out first" in driver.picture())
        await driver.click("#go")
        await driver.on(BookingScreen)
    assert wished(station) == [slot.slot_id for slot in SLOTS[:3]]


async def test_without_a_code_the_welcome_screen_asks_for_it_and_a_wrong_one_is_refused() -> None:
    station = SimulatedOral(clock=ManualClock())
    async with driving(station) as driver:
        await driver.on(WelcomeScreen)
        await driver.press("f7")
        await driver.until(lambda: "Type your access code first" in driver.picture())
        await driver.type("nobody")
        await driver.press("f7")
        await driver.on(RefusalDialog)


async def booked(driver: Driver) -> BookingScreen:
    await driver.on(FinishedScreen)
    await driver.pilot.rest()
    await driver.press("f7")
    return await driver.on(BookingScreen)


def confirmed(**more: object) -> SimulatedOral:
    return at_end(booked=BookingView(BookingState.CONFIRMED, SLOTS[:1], SLOTS[0]), **more)


async def test_with_two_sticks_one_chooses() -> None:
    station = confirmed(plugged=(STICK, Path("/media/OTHER")))
    async with driving(station) as driver:
        await booked(driver)
        await driver.press("f6")
        await driver.on(ChoiceDialog)
        await driver.press("2")
        await driver.on(NoteDialog)
        assert "/media/OTHER" in driver.picture()
    assert station.exported == [Path("/media/OTHER/escale-oral.ics")]


async def test_without_a_stick_it_says_so_and_writes_nothing() -> None:
    station = confirmed(plugged=())
    async with driving(station) as driver:
        screen = await booked(driver)
        await driver.press("f6")
        await driver.on(LineDialog)
        assert "No stick was found" in driver.picture()
        await driver.press("escape")
        await driver.until(lambda: driver.app.screen is screen)
        assert not station.exported
        station.plugged = (STICK,)
        await driver.press("f6")
        await driver.on(NoteDialog)
    assert station.exported == [STICK / "escale-oral.ics"]
