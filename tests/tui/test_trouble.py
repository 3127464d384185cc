# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What goes wrong is said calmly, in the candidate's language, and nothing is lost."""

from textual.events import AppBlur, AppFocus

from appliance.service.errors import WrongAccessCodeError
from appliance.service.views import Incident, Picks, Stage, Texts
from appliance.store.errors import StoreFullError, StoreReadOnlyError
from tests.simulators.station import LockedOutForError, ManualClock
from tests.simulators.station_desk import SimulatedDesk
from tests.tui.driving import driving, simulated
from tui.language import Language
from tui.screens.breather import BreatherScreen
from tui.screens.dialogs import NoteDialog, RefusalDialog
from tui.screens.equipment import EquipmentScreen
from tui.screens.help import HelpScreen
from tui.screens.paused import PausedScreen
from tui.screens.practice.rehearsal import RehearsalScreen
from tui.screens.practice.training import TrainingScreen
from tui.screens.question import QuestionScreen
from tui.screens.stopped import StoppedScreen
from tui.screens.too_small import TooSmallScreen
from tui.screens.welcome import WelcomeScreen


async def test_a_wrong_code_says_so_in_french() -> None:
    station, _ = simulated()
    async with driving(station, language=Language.FRENCH) as driver:
        await driver.on(WelcomeScreen)
        await driver.type("nonsense")
        await driver.press("enter")
        await driver.on(RefusalDialog)
        assert "Ce code d’accès n’est pas connu ici" in driver.picture()
        await driver.press("enter")
        await driver.on(WelcomeScreen)
        assert driver.typed() == "nonsense"


async def test_a_lock_out_shows_how_long_it_lasts() -> None:
    station, _ = simulated()
    station.faults["sign_in"] = LockedOutForError(90)
    async with driving(station) as driver:
        await driver.on(WelcomeScreen)
        await driver.press("x", "enter")
        await driver.on(RefusalDialog)
        assert "You can try again in 1:" in driver.picture()


async def test_a_full_disk_stops_the_exam_and_the_answer_is_given_again() -> None:
    station, _ = simulated()
    station.at_question(7)
    async with driving(station) as driver:
        question = await driver.on(QuestionScreen)
        await driver.press("c")
        station.faults["answer"] = StoreFullError("the disk is full")
        await driver.press("f10")
        await driver.on(StoppedScreen)
        assert "The station's disk is full" in driver.picture()
        del station.faults["answer"]
        await driver.press("enter")
        await driver.until(lambda: driver.app.screen is question)
        await driver.press("f10")
        await driver.on(BreatherScreen)
    assert station.answers[-1] == Picks((2,))


async def test_a_read_only_disk_keeps_its_screen_until_it_is_mended() -> None:
    station, _ = simulated()
    station.at_question(1)
    station.faults["advance"] = StoreReadOnlyError("the disk cannot be written")
    async with driving(station) as driver:
        await driver.on(StoppedScreen)
        await driver.press("enter")
        await driver.on(StoppedScreen)
        station.faults.clear()
        await driver.press("enter")
        await driver.on(QuestionScreen)


async def test_another_window_that_takes_the_keyboard_is_told_and_the_question_stays() -> None:
    station, _ = simulated()
    station.at_question(7)
    async with driving(station) as driver:
        question = await driver.on(QuestionScreen)
        driver.app.post_message(AppBlur())
        await driver.until(lambda: station.focus_seen == [False])
        driver.app.post_message(AppFocus())
        await driver.until(lambda: station.focus_seen == [False, True])
        assert driver.app.screen is question
        await driver.press("c")
        await driver.until(lambda: station.entered)


async def test_something_unexpected_shows_no_traceback() -> None:
    station, _ = simulated()
    station.faults["sign_in"] = RuntimeError("secret details")  # type: ignore[assignment]
    async with driving(station) as driver:
        await driver.on(WelcomeScreen)
        await driver.press("x", "enter")
        await driver.on(StoppedScreen)
        assert "Something unexpected happened" in driver.picture()
        assert "secret" not in driver.picture()


async def test_what_is_entered_is_kept_after_a_rest() -> None:
    station, _ = simulated()
    station.at_question(5)
    async with driving(station) as driver:
        await driver.on(QuestionScreen)
        await driver.until(lambda: driver.app.focused is not None)
        await driver.type("not")
        assert station.entered == {}
        await driver.until(lambda: station.entered)
        assert station.entered[5] == Texts(("not", ""))


async def test_near_zero_it_is_kept_at_once_and_counts() -> None:
    station, clock = simulated()
    station.at_question(5)
    async with driving(station) as driver:
        screen = await driver.on(QuestionScreen)
        await driver.until(lambda: driver.app.focused is not None)
        clock.pass_by(74)
        await driver.until(lambda: screen.shown.remaining_s < 2)
        await driver.type("notice")
        await driver.until(lambda: station.entered.get(5) == Texts(("notice", "")))
        clock.pass_by(1)
        await driver.on(BreatherScreen)
    assert station.answers[-1] == Texts(("notice", ""))


async def test_a_late_key_does_not_answer_the_next_question() -> None:
    station, clock = simulated()
    station.at_question(6)
    async with driving(station) as driver:
        await driver.on(QuestionScreen)
        await driver.press("a")
        clock.pass_by(90)
        await driver.press("f10")
        await driver.on(BreatherScreen)
    assert len(station.answers) == 6


async def test_the_language_changes_in_the_middle_of_a_question() -> None:
    station, _ = simulated()
    station.at_question(4)
    async with driving(station) as driver:
        await driver.on(QuestionScreen)
        await driver.press("c", "e", "f2")
        await driver.until(lambda: "Votre phrase" in driver.picture())
        await driver.press("a", "b", "d", "f10")
        await driver.on(BreatherScreen)
    assert station.answers[-1] == station.script[3].key


async def test_with_something_open_validate_asks_once() -> None:
    station, _ = simulated()
    station.at_question(1)
    async with driving(station) as driver:
        await driver.on(QuestionScreen)
        await driver.press("f10")
        assert "Press Validate again" in driver.picture()
        await driver.press("f10")
        await driver.on(BreatherScreen)
    assert station.answers[-1] == Picks((None, None))


async def test_a_word_of_the_bank_goes_back() -> None:
    station, _ = simulated()
    station.at_question(3)
    async with driving(station) as driver:
        await driver.on(QuestionScreen)
        await driver.press("d", "backspace", "b", "a", "c", "f10")
        await driver.on(BreatherScreen)
    assert station.answers[-1] == station.script[2].key


async def test_word_first_then_gap_by_mouse() -> None:
    station, _ = simulated()
    station.at_question(3)
    async with driving(station) as driver:
        await driver.on(QuestionScreen)
        await driver.click("#gap-0")  # takes the selection away
        await driver.click("#word-2")
        await driver.click("#gap-2")
        await driver.until(lambda: station.entered)
    assert station.entered[3] == Picks((None, None, 2))


async def test_help_is_logged_and_the_clock_goes_on() -> None:
    station, clock = simulated()
    station.at_question(2)
    async with driving(station) as driver:
        screen = await driver.on(QuestionScreen)
        await driver.press("f1")
        await driver.on(HelpScreen)
        await driver.press("6")
        for number in range(1, 6):
            await driver.on(NoteDialog)
            await driver.press("enter")
            await driver.on(QuestionScreen)
            await driver.press("f1", str(number))
        await driver.on(NoteDialog)
        assert station.incidents_seen[0] == (Incident.CALL_INVIGILATOR, "")
        assert {incident for incident, _ in station.incidents_seen} == set(Incident)
        clock.pass_by(10)
        await driver.until(lambda: screen.shown.remaining_s <= 80)


async def test_two_plays_and_no_third() -> None:
    station, clock = simulated()
    station.at_question(7)
    async with driving(station) as driver:
        screen = await driver.on(QuestionScreen)
        for count in (1, 2):
            await driver.press("f5")
            await driver.until(lambda: station.plays.get(7) == count)  # noqa: B023
            clock.pass_by(12)
            await driver.until(lambda: screen.shown.audio and not screen.shown.audio.playing)
        await driver.until(lambda: "heard it twice" in driver.picture())
        await driver.press("f5")
        assert "heard it twice" in driver.picture()
    assert station.plays[7] == 2


async def test_equipment_names_what_is_missing() -> None:
    station, _ = simulated()
    station.stage = Stage.EQUIPMENT
    async with driving(station, language=Language.FRENCH) as driver:
        await driver.on(EquipmentScreen)
        await driver.press("f10")
        assert "Reste à tester : Son, Micro, Caméra" in driver.picture()


async def test_the_candidate_goes_on_alone_after_a_fault() -> None:
    station, _ = simulated()
    station.at_question(2).by_fault = True
    station.stage = Stage.PAUSED
    async with driving(station) as driver:
        await driver.on(PausedScreen)
        await driver.press("f10")
        await driver.on(QuestionScreen)


async def test_a_small_window_says_so_and_comes_back() -> None:
    station, _ = simulated()
    station.at_question(4)
    async with driving(station) as driver:
        await driver.on(QuestionScreen)
        await driver.press("c")
        await driver.pilot.resize_terminal(70, 20)
        await driver.on(TooSmallScreen)
        assert "70 × 20" in driver.picture()
        await driver.pilot.resize_terminal(100, 30)
        screen = await driver.on(QuestionScreen)
        assert "do" in str(screen.query_one("#slot-0").render())


async def test_practice_explains_and_ends() -> None:
    station = SimulatedDesk(clock=ManualClock())
    async with driving(station) as driver:
        await driver.on(WelcomeScreen)
        await driver.click("#practice")
        await driver.on(TrainingScreen)
        await driver.press("f10")
        await driver.on(RehearsalScreen)
        await driver.until(lambda: driver.app.focused is not None)
        await driver.press("2", "1", "f10")
        await driver.until(lambda: "Right!" in driver.picture())
        await driver.press("f10")
        await driver.until(lambda: "Question 2" in driver.picture())
        await driver.press("escape")
        await driver.until(lambda: "How it went: 1 right of 1" in driver.picture())
        await driver.press("escape")
        await driver.on(TrainingScreen)
        await driver.press("escape")
        await driver.on(WelcomeScreen)


async def test_every_look_shows_the_same_question() -> None:
    station, _ = simulated()
    station.at_question(6)
    async with driving(station) as driver:
        await driver.on(QuestionScreen)
        for _ in range(4):
            await driver.press("f3")
            assert "What should people who work" in driver.picture()


def test_the_simulated_refusals_are_the_real_ones() -> None:
    assert LockedOutForError(1).exit_code != WrongAccessCodeError("x").exit_code
