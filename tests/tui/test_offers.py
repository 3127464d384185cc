# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the screens offer besides the way: leaving, extra time, a test word, a level."""

import pytest
from textual.widgets import Button, Input

from appliance.service.oral.views import OralMode, OralStage
from appliance.service.views import Delivery, Incident, QuestionView, Rest, Stage, StationView
from tests.simulators.station import ManualClock
from tests.simulators.station_desk import SimulatedDesk
from tests.simulators.station_script import PIN
from tests.tui.driving import Driver, driving, simulated
from tests.tui.scenes import at
from tui.language import Language
from tui.screens.breather import BreatherScreen
from tui.screens.consent import ConsentScreen
from tui.screens.desk import DeskScreen
from tui.screens.dialogs import ChoiceDialog, LineDialog, NoteDialog
from tui.screens.equipment import LISTENS, EquipmentScreen
from tui.screens.finished import FinishedScreen
from tui.screens.help import HelpScreen
from tui.screens.identity import IdentityScreen
from tui.screens.oral.finished import OralFinishedScreen
from tui.screens.paused import PausedScreen
from tui.screens.personal_data import PersonalDataScreen
from tui.screens.question import QuestionScreen
from tui.screens.welcome import WelcomeScreen
from tui.widgets.bars import KeyHint


@pytest.mark.parametrize("by_mouse", [False, True])
async def test_after_the_end_the_next_candidate_can_sit(*, by_mouse: bool) -> None:
    station = at(Stage.FINISHED)()
    async with driving(station) as driver:
        await driver.on(FinishedScreen)
        await driver.until(lambda: driver.app.screen.query("#leave"))
        await driver.pilot.rest()
        if by_mouse:
            await driver.click("#leave")
        else:
            await driver.press("shift+tab", "enter")
        await driver.on(WelcomeScreen)
    assert isinstance(station.view(), StationView)


async def to_desk(driver: Driver) -> DeskScreen:
    await driver.on(QuestionScreen)
    await driver.press("f9")
    await driver.on(LineDialog)
    await driver.press(*PIN, "enter")
    desk = await driver.on(DeskScreen)
    await driver.until(lambda: not desk.query_one("#extend").disabled)
    return desk


async def give(driver: Driver, seconds: str) -> None:
    await driver.click("#extend")
    await driver.on(LineDialog)
    await driver.until(lambda: isinstance(driver.app.focused, Input))
    driver.app.screen.query_one(Input).clear()
    await driver.type(seconds)
    await driver.until(lambda: driver.typed() == seconds)
    await driver.press("enter")
    await driver.on(DeskScreen)


async def test_extra_time_is_a_free_sum() -> None:
    station = SimulatedDesk(clock=ManualClock())
    station.at_question(2)
    before = station.deadline_s
    async with driving(station) as driver:
        await to_desk(driver)
        await give(driver, "45")
        await driver.until(lambda: station.deadline_s == before + 45)
        for refused in ("lots", "0", "3601"):
            await give(driver, refused)
    assert station.deadline_s == before + 45


async def test_help_with_sound_plays_a_word_but_never_over_an_extract() -> None:
    station, _ = simulated()
    station.at_question(7)
    async with driving(station) as driver:
        await driver.on(QuestionScreen)
        for words, count in (("A test word was played", 1), ("it would cover", 1)):
            await driver.press("f1")
            await driver.on(HelpScreen)
            await driver.press("1")
            await driver.on(NoteDialog)
            assert words in driver.picture()
            assert station.words_played == count
            await driver.press("enter")
            await driver.on(QuestionScreen)
            await driver.press("f5")
            await driver.until(lambda: station.plays.get(7))
    view = station.view()
    assert isinstance(view, QuestionView)
    assert [incident for incident, _ in station.incidents_seen] == [Incident.SOUND] * 2


async def test_the_microphone_shows_its_level_before_it_is_judged() -> None:
    station, _ = simulated()
    station.stage = Stage.EQUIPMENT
    async with driving(station) as driver:
        equipment = await driver.on(EquipmentScreen)
        await driver.click("#test-microphone")
        await driver.until(lambda: "OK" in str(equipment.query_one("#result-microphone").render()))
    assert station.levels_heard == LISTENS


async def test_without_monitoring_no_camera_is_needed() -> None:
    station, _ = simulated()
    station.stage, station.monitoring = Stage.EQUIPMENT, False
    async with driving(station) as driver:
        equipment = await driver.on(EquipmentScreen)
        assert "not needed" in driver.picture()
        await driver.press("f5")
        await driver.on(ChoiceDialog)
        await driver.press("3")
        await driver.until(lambda: equipment.tested)
        assert not equipment.untested
    assert "camera" not in station.checks


async def test_who_may_rest_does_so_between_two_questions() -> None:
    station = SimulatedDesk(clock=ManualClock(), rest=Rest.POSSIBLE).at_question(6)
    async with driving(station) as driver:
        await driver.on(QuestionScreen)
        await driver.press("f6")
        await driver.until(lambda: "A pause follows" in driver.picture())
        await driver.press("a", "f10")
        await driver.on(PausedScreen)
        assert "You asked for a pause." in driver.picture()
        await driver.press("f10")
        await driver.on(BreatherScreen)
        await driver.press("f6")
        await driver.on(PausedScreen)
    assert len(station.answers) == 6


async def test_the_document_is_taken_again() -> None:
    station = SimulatedDesk(clock=ManualClock(), stage=Stage.IDENTITY)
    station.captured = {"selfie", "document"}
    async with driving(station) as driver:
        screen = await driver.on(IdentityScreen)
        main = screen.query_one("#go", Button)
        assert str(main.label) == "Continue"
        await driver.click("#again")
        await driver.until(lambda: str(main.label) == "Take the document")
        station.captured.remove("document")
        await driver.press("f10")
        await driver.until(lambda: str(main.label) == "Continue")
    assert "document" in station.captured


async def test_details_are_corrected_by_mouse_and_outlive_the_language() -> None:
    station = SimulatedDesk(clock=ManualClock(), stage=Stage.PERSONAL_DATA)
    async with driving(station, language=Language.FRENCH) as driver:
        await driver.on(PersonalDataScreen)
        await driver.click("#field-given_name")
        await driver.click_text("éloïse")
        await driver.press("f2")
        await driver.until(lambda: "Are your details right?" in driver.picture())
        await driver.click("#go")
        await driver.on(ConsentScreen)
    assert "éloïse" in station.fields["given_name"]


async def test_details_that_cannot_stand_are_asked_for_again_beside_their_field() -> None:
    station = SimulatedDesk(clock=ManualClock(), stage=Stage.PERSONAL_DATA)
    async with driving(station, language=Language.FRENCH) as driver:
        form = await driver.on(PersonalDataScreen)
        assert "JJ/MM/AAAA" in driver.picture()
        birth = form.query_one("#field-birth_date", Input)
        assert birth.value == "12/04/1990"
        birth.focus()
        await driver.press("x", "f10")
        await driver.until(lambda: "comme 31/12/1990" in driver.picture())
        birth = form.query_one("#field-birth_date", Input)
        assert birth.value == "12/04/1990x"
        await driver.until(lambda: driver.app.focused is birth)
        assert "nom@exemple.org" not in driver.picture()
        form.query_one("#field-email", Input).value = "camille"
        form.query_one("#field-family_name", Input).value = " "
        birth.value = "1/5/2026"
        await driver.press("f10")
        await driver.until(lambda: "nom@exemple.org" in driver.picture())
        assert "80 lettres" in driver.picture()
        assert "comme 31/12/1990" in driver.picture()
        form.query_one("#field-email", Input).value = "camille@example.org"
        form.query_one("#field-family_name", Input).value = "Exemple"
        form.query_one("#field-birth_date", Input).value = "1/5/1991"
        await driver.press("f10")
        await driver.on(ConsentScreen)
    assert station.fields["birth_date"] == "1991-05-01"


async def test_a_stray_key_in_a_field_erases_nothing() -> None:
    station = SimulatedDesk(clock=ManualClock(), stage=Stage.PERSONAL_DATA)
    async with driving(station) as driver:
        form = await driver.on(PersonalDataScreen)
        await driver.until(lambda: driver.app.focused is not None)
        await driver.press("e", "tab", "s")
        assert form.query_one("#field-given_name", Input).value == "Camillee"
        assert form.query_one("#field-family_name", Input).value == "Exemples"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("number", range(1, 9))
async def test_no_key_is_cut_off_for_those_who_may_rest(number: int, language: Language) -> None:
    station = SimulatedDesk(clock=ManualClock(), rest=Rest.POSSIBLE).at_question(number)
    async with driving(station, language=language) as driver:
        question = await driver.on(QuestionScreen)
        hints = list(question.query(KeyHint))
        assert all(hint.region.width == hint.virtual_region.width for hint in hints)
        assert hints[-1].region.right <= 80
        await driver.press("f6")
        await driver.until(lambda: question.shown.rest is Rest.COMING)
        await driver.pilot.rest()
        assert question.query(KeyHint)[-1].region.right <= 80


async def test_words_of_keys_come_with_the_room_for_them() -> None:
    station = SimulatedDesk(clock=ManualClock(), rest=Rest.COMING).at_question(5)
    async with driving(station, language=Language.FRENCH) as driver:
        await driver.on(QuestionScreen)
        assert "Affichage" not in driver.picture()
        await driver.click("#key-display")
        await driver.until(lambda: driver.app.theme == "contrast")
        await driver.pilot.resize_terminal(120, 36)
        await driver.until(lambda: "F3   Affichage" in driver.picture())


@pytest.mark.parametrize("delivery", [Delivery.WAITING, Delivery.REHEARSAL])
@pytest.mark.parametrize("oral", [False, True])
async def test_a_rehearsal_promises_no_results(*, oral: bool, delivery: Delivery) -> None:
    past: dict[str, object] = {"oral_stage": OralStage.FINISHED, "mode": OralMode.RECORDED}
    station = at(Stage.FINISHED, delivery=delivery, **(past if oral else {}))()
    async with driving(station) as driver:
        await driver.on(OralFinishedScreen if oral else FinishedScreen)
        await driver.pilot.rest()
        promised = delivery is Delivery.WAITING
        assert ("This was a rehearsal" in driver.picture()) is not promised
        for words in ("results come by", "People check", "listens to your"):
            assert (words in driver.picture()) is (promised and (oral or "listens" not in words))
