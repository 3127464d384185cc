# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The whole oral part, on site and recorded: by keyboard or mouse alone, in either language."""

from collections.abc import Awaitable, Callable

import pytest

from appliance.audio import AudioError
from appliance.service.errors import NothingHeardError
from appliance.service.oral.views import (
    Competence,
    Level,
    OralMode,
    OralPart,
    OralStage,
    TakeView,
)
from appliance.service.views import Incident
from tests.simulators.station import ManualClock
from tests.simulators.station_oral import EXAMINER_CODE, PROMPTS, SimulatedOral
from tests.simulators.station_script import CODE, PIN
from tests.tui.driving import Driver, driving
from tui.language import Language
from tui.screens.desk import DeskScreen
from tui.screens.dialogs import ConfirmDialog, LineDialog, NoteDialog, RefusalDialog
from tui.screens.help import HelpScreen
from tui.screens.oral import recording as oral_recording
from tui.screens.oral.admission import AdmissionScreen
from tui.screens.oral.door import OralDoorScreen
from tui.screens.oral.finished import OralFinishedScreen
from tui.screens.oral.grading import GradingScreen
from tui.screens.oral.identity import OralIdentityScreen
from tui.screens.oral.interview import InterviewScreen
from tui.screens.oral.ready import OralReadyScreen
from tui.screens.oral.recording import RecordingScreen
from tui.screens.welcome import WelcomeScreen
from tui.widgets.grade_row import LEVEL_CELLS, NAME_CELLS, GradeRow

PARTS = (OralStage.INTRODUCTION, OralStage.ROLE_PLAY, OralStage.DISCUSSION)
QUESTIONS = sum(1 + len(prompt.follow_up) for prompt in PROMPTS.values())
GRID = dict(zip(Competence, (Level.B2, Level.B1, Level.C1, Level.B2, Level.A2), strict=True))


def waiting(**more: object) -> SimulatedOral:
    return SimulatedOral(clock=ManualClock(), **more)  # type: ignore[arg-type]


async def opened(driver: Driver, mode: OralMode) -> None:
    """From the first screen to the end of the identity, by keys."""
    await driver.on(WelcomeScreen)
    await driver.type(CODE.lower())
    await driver.press("f8")
    await driver.on(OralDoorScreen)
    if mode is OralMode.RECORDED:
        await driver.press("down", "enter")
    await driver.pilot.rest()
    await driver.press("f10")
    await pictures(driver, lambda: driver.press("f10"))


async def opened_by_mouse(driver: Driver, mode: OralMode) -> None:
    """The same by mouse."""
    await driver.on(WelcomeScreen)
    await driver.click("#code")
    await driver.click_text(CODE)
    await driver.click("#oral")
    await driver.on(OralDoorScreen)
    for choice in (f"#mode-{mode.value}", "#trade-retail", "#check-person", "#check-camera"):
        await driver.click(choice)
        await driver.pilot.rest()
    await driver.click("#go")
    await pictures(driver, lambda: driver.click("#go"))


async def pictures(driver: Driver, go: Callable[[], Awaitable[None]]) -> None:
    """Face, document, go on."""
    identity = await driver.on(OralIdentityScreen)
    await go()
    await driver.until(lambda: identity.shown.selfie_taken)
    await go()
    await driver.until(lambda: identity.shown.document_taken)
    await go()


async def in_part(driver: Driver, stage: OralStage) -> InterviewScreen:
    await driver.until(
        lambda: (
            isinstance(driver.app.screen, InterviewScreen)
            and driver.app.screen.shown.stage is stage
        )
    )
    return await driver.on(InterviewScreen)


async def ends(driver: Driver, stage: OralStage) -> None:
    """By keys: end this part, and say so again."""
    await in_part(driver, stage)
    await driver.press("f10")
    await driver.on(ConfirmDialog)
    await driver.press("tab", "enter")


async def test_on_site_by_keyboard_alone() -> None:
    station = waiting()
    async with driving(station, language=Language.ENGLISH) as driver:
        await opened(driver, OralMode.ON_SITE)
        admission = await driver.on(AdmissionScreen)
        assert "B1" not in driver.picture(), "the candidate still looks at the screen"
        await driver.type(EXAMINER_CODE.lower())
        await driver.press("enter")
        await driver.until(lambda: admission.shown.examiner)
        await driver.pilot.rest()
        await driver.press("f10")
        for stage in PARTS:
            await ends(driver, stage)
        await driver.on(GradingScreen)
        await driver.press("f10")
        await driver.pilot.rest()
        assert station.oral_stage is OralStage.GRADING, "five lines have no level yet"
        await driver.press("4", "3", "right", "right", "enter", "4", "2", "tab")
        await driver.press("f10")
        await driver.on(ConfirmDialog)
        await driver.press("tab", "enter")
        await driver.on(OralFinishedScreen)
        assert "Thank you" in driver.picture()
        await driver.press("f10")
        await driver.on(WelcomeScreen)
    assert station.grid == GRID


async def test_on_site_by_mouse_alone() -> None:
    station = waiting()
    async with driving(station, language=Language.FRENCH, size=(120, 36)) as driver:
        await opened_by_mouse(driver, OralMode.ON_SITE)
        admission = await driver.on(AdmissionScreen)
        await driver.click("#examiner-code")
        await driver.click_text(EXAMINER_CODE)
        await driver.click("#go")
        await driver.until(lambda: admission.shown.examiner)
        await driver.pilot.rest()
        await driver.click("#go")
        for stage in PARTS:
            await in_part(driver, stage)
            await driver.click("#go")
            await driver.on(ConfirmDialog)
            await driver.click("#yes")
        grading = await driver.on(GradingScreen)
        for competence, level in GRID.items():
            row = grading.query_one(f"#grade-{competence.value}", GradeRow)
            at = NAME_CELLS + LEVEL_CELLS * list(Level).index(level) + 2
            assert await driver.pilot.click(row, offset=(at, 0))
        await driver.click("#comment")
        await driver.click_text("calm")
        await driver.click("#go")
        await driver.on(ConfirmDialog)
        await driver.click("#yes")
        await driver.on(OralFinishedScreen)
        assert "Merci" in driver.picture()
        await driver.click("#go")
        await driver.on(WelcomeScreen)
    assert (station.grid, station.comment, station.trade) == (GRID, "calm", "retail")


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little time between Stop and Confirm; that the screen waits has a test of its own."""
    monkeypatch.setattr(oral_recording, "PAUSE_S", 0.05)


async def answered(driver: Driver, press: Callable[[str], Awaitable[None]]) -> None:
    """Record, stop, confirm; `press` is given the key that stands for the main button."""
    screen = await driver.on(RecordingScreen)
    await press("f10")
    await driver.until(lambda: screen.shown.recording)
    await press("f10")
    await driver.until(lambda: screen.shown.take)
    await driver.until(lambda: not screen.query_one("#go").disabled)
    await press("f10")
    await driver.until(lambda: driver.app.screen is not screen)


@pytest.mark.usefixtures("hurried")
async def test_recorded_by_keyboard_alone() -> None:
    station = waiting()
    async with driving(station, language=Language.FRENCH) as driver:
        await opened(driver, OralMode.RECORDED)
        await driver.on(OralReadyScreen)
        await driver.press("f5", "f6")
        await driver.pilot.rest()
        await driver.press("f10")
        for _ in range(QUESTIONS):
            await answered(driver, driver.press)
        await driver.on(OralFinishedScreen)
        assert "Merci" in driver.picture()
        await driver.press("f10")
        await driver.on(WelcomeScreen)
    assert station.confirmed_takes == [1] * QUESTIONS
    asked = [
        question for part in PROMPTS.values() for question in (part.situation, *part.follow_up)
    ]
    assert station.heard == asked, "each question is read aloud once by itself"


@pytest.mark.usefixtures("hurried")
async def test_recorded_by_mouse_alone() -> None:
    station = waiting()
    async with driving(station, language=Language.ENGLISH, size=(120, 36)) as driver:
        await opened_by_mouse(driver, OralMode.RECORDED)
        await driver.on(OralReadyScreen)
        await driver.click("#sound")
        await driver.click("#microphone")
        await driver.pilot.rest()
        await driver.click("#go")
        for _ in range(QUESTIONS):
            await answered(driver, lambda _: driver.click("#go"))
        await driver.on(OralFinishedScreen)
        assert "Thank you" in driver.picture()
        await driver.click("#go")
        await driver.on(WelcomeScreen)
    assert station.confirmed_takes == [1] * QUESTIONS


def at_question(**more: object) -> SimulatedOral:
    return waiting(oral_stage=OralStage.INTRODUCTION, mode=OralMode.RECORDED, **more)


async def test_an_answer_is_recorded_once_more_and_not_twice() -> None:
    station = at_question(take=TakeView(1, 34.0, -24.0, False, True))
    async with driving(station) as driver:
        screen = await driver.on(RecordingScreen)
        assert "You may record it once more" in driver.picture()
        await driver.press("f6")
        await driver.until(lambda: screen.shown.recording)
        await driver.press("f6", "f10")
        await driver.until(lambda: screen.shown.take == TakeView(2, 34.0, -24.0, False, False))
        await driver.pilot.rest()
        assert "second recording" in driver.picture()
        assert "Once more" not in driver.picture()
        await driver.press("f6")
        await driver.pilot.rest()
        assert not screen.shown.recording
        await driver.until(lambda: not screen.query_one("#go").disabled)
        await driver.press("f10")
        await driver.until(lambda: driver.app.screen is not screen)
    assert station.confirmed_takes == [2]


async def test_a_second_press_of_stop_confirms_nothing() -> None:
    station = at_question()
    async with driving(station) as driver:
        screen = await driver.on(RecordingScreen)
        await driver.press("f10")
        await driver.until(lambda: screen.shown.recording)
        await driver.press("f10")
        await driver.until(lambda: screen.shown.take)
        await driver.press("f10", "f10")
        assert screen.shown.number == 1
    assert not station.confirmed_takes


async def test_what_nobody_can_hear_does_not_count() -> None:
    station = at_question()
    station.faults["record_answer"] = NothingHeardError("nobody can be heard")
    async with driving(station) as driver:
        screen = await driver.on(RecordingScreen)
        await driver.press("f10")
        await driver.on(RefusalDialog)
        assert "does not count" in driver.picture()
        await driver.press("enter")
        await driver.on(RecordingScreen)
        station.faults.clear()
        await driver.press("f10")
        await driver.until(lambda: screen.shown.recording)
        await driver.press("f10")
        await driver.until(lambda: screen.shown.take)


async def test_a_voice_that_fails_stops_nobody() -> None:
    station = at_question()
    station.faults["hear_question"] = AudioError("the loudspeaker is gone")
    async with driving(station) as driver:
        await driver.on(RecordingScreen)
        await driver.until(lambda: "The voice cannot" in driver.picture())


async def test_help_goes_to_the_oral_journal() -> None:
    station = at_question()
    async with driving(station) as driver:
        await driver.on(RecordingScreen)
        await driver.press("f1")
        await driver.on(HelpScreen)
        await driver.press("1")
        await driver.on(NoteDialog)
        await driver.press("enter")
        await driver.on(RecordingScreen)
    assert station.oral_incidents == [Incident.SOUND]
    assert not station.incidents_seen


async def test_the_invigilator_sets_an_interview_aside_and_it_is_taken_up_again() -> None:
    station = at_question(question=2)
    async with driving(station) as driver:
        await driver.on(RecordingScreen)
        await driver.press("f9")
        await driver.on(LineDialog)
        await driver.press(*PIN, "enter")
        desk = await driver.on(DeskScreen)
        await driver.until(lambda: not desk.query_one("#aside").disabled)
        await driver.click("#aside")
        await driver.until(lambda: station.oral_stage is None)
        await driver.on(DeskScreen)
        await driver.press("escape")
        await driver.on(WelcomeScreen)


async def test_after_a_restart_the_script_waits_for_the_examiner() -> None:
    station = waiting(oral_stage=OralStage.ROLE_PLAY)
    async with driving(station) as driver:
        await driver.on(InterviewScreen)
        title = PROMPTS[OralPart.ROLE_PLAY].title
        assert title not in driver.picture()
        await driver.press("f10")
        await driver.on(LineDialog)
        await driver.type("eva-9999")
        await driver.press("enter")
        await driver.on(RefusalDialog)
        await driver.press("enter")
        await driver.on(InterviewScreen)
        await driver.press("f10")
        await driver.on(LineDialog)
        await driver.type(EXAMINER_CODE)
        await driver.press("enter")
        await driver.on(InterviewScreen)
        await driver.until(lambda: title in driver.picture())


async def test_before_the_written_part_nothing_opens() -> None:
    station = waiting(written=False)
    async with driving(station, language=Language.FRENCH) as driver:
        await driver.on(WelcomeScreen)
        await driver.type(CODE)
        await driver.press("f8")
        await driver.on(RefusalDialog)
        assert "La partie orale suit" in driver.picture()
    assert station.oral_stage is None


async def test_an_identity_that_a_person_checks() -> None:
    station = waiting(oral_stage=OralStage.IDENTITY, oral_monitoring=False)
    async with driving(station) as driver:
        await driver.on(OralIdentityScreen)
        await driver.press("f10")
        await driver.on(LineDialog)
        await driver.press(*PIN, "enter")
        await driver.on(AdmissionScreen)
    assert station.oral_captured == {"person"}
