# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The whole journey, by keyboard alone in English and by mouse alone in French.

The whole of it in French by keyboard is walked in tmux and over the real station.
"""

from appliance.service.views import Order, Picks, Texts
from tests.simulators.station import ManualClock, SimulatedStation
from tests.simulators.station_script import CODE, SCRIPT
from tests.tui.driving import Driver, driving, simulated
from tui.language import Language
from tui.screens.breather import BreatherScreen
from tui.screens.consent import ConsentScreen
from tui.screens.dialogs import ChoiceDialog
from tui.screens.equipment import EquipmentScreen
from tui.screens.finished import FinishedScreen
from tui.screens.identity import IdentityScreen
from tui.screens.personal_data import PersonalDataScreen
from tui.screens.question import QuestionScreen
from tui.screens.ready import ReadyScreen
from tui.screens.welcome import WelcomeScreen

LETTERS = "abcdefgh"


async def to_question(driver: Driver, clock: ManualClock, number: int) -> QuestionScreen:
    await driver.on(BreatherScreen)
    clock.pass_by(3)
    screen = await driver.on(QuestionScreen)
    assert screen.shown.number == number
    await driver.until(lambda: driver.app.focused is not None)
    return screen


async def keys_before_questions(driver: Driver) -> None:
    await driver.on(WelcomeScreen)
    await driver.type(CODE.lower())
    await driver.press("enter")
    await driver.on(PersonalDataScreen)
    await driver.press("f10")
    await driver.on(ConsentScreen)
    await driver.press("f10")
    await driver.until(lambda: driver.app.screen.query("#by-person"))
    await driver.press("f10")
    await driver.on(EquipmentScreen)
    await driver.press("f5")
    await driver.on(ChoiceDialog)
    await driver.press("3")
    equipment = await driver.on(EquipmentScreen)
    await driver.until(lambda: equipment.tested)
    await driver.press("f10")
    identity = await driver.on(IdentityScreen)
    await driver.press("f10")
    await driver.until(lambda: identity.shown.selfie_taken)
    await driver.press("f10")
    await driver.until(lambda: identity.shown.document_taken)
    await driver.press("f10")
    await driver.on(ReadyScreen)
    await driver.press("f10")


async def answer_by_keys(driver: Driver, number: int) -> None:
    asked = SCRIPT[number - 1]
    if asked.audio_s:
        await driver.press("f5")
    match asked.key:
        case Order(order):
            await driver.press(*(LETTERS[place] for place in order))
        case Texts(texts):
            for text in texts:
                await driver.type(text)
                await driver.press("enter")
        case Picks(picks):
            digits = asked.type == "inline_choice"
            for pick in picks:
                assert pick is not None
                await driver.press(str(pick + 1) if digits else LETTERS[pick])
    await driver.press("f10")


async def type_by_mouse(driver: Driver, texts: tuple[str, ...]) -> None:
    for gap, text in enumerate(texts):
        await driver.click(f"#gap-{gap} Input")
        await driver.click_text(text)


async def choose_by_mouse(driver: Driver, picks: tuple[int | None, ...]) -> None:
    for gap, pick in enumerate(picks):
        await driver.click(f"#gap-{gap}")
        await driver.until(lambda: driver.app.screen.query("DropDown.-opened"))
        choices = driver.app.screen.query_one("DropDown.-opened ChoiceList")
        await driver.pilot.click(choices, offset=(3, 1 + (pick or 0)))


async def answer_by_mouse(driver: Driver, number: int) -> None:
    asked = SCRIPT[number - 1]
    if asked.audio_s:
        await driver.click("#play")
    match asked.type, asked.key:
        case kind, Order(order):
            for place in order:
                await driver.click(f"#{'left' if kind == 'text_order' else 'word'}-{place}")
        case _, Texts(texts):
            await type_by_mouse(driver, texts)
        case "inline_choice", Picks(picks):
            await choose_by_mouse(driver, picks)
        case "word_bank", Picks(picks):
            for pick in picks:
                await driver.click(f"#word-{pick}")
        case _, Picks((pick,)):
            await driver.click(f"#option-{pick}")
        case _:
            raise AssertionError(asked)
    await driver.click("#go")


async def clicks_before_questions(driver: Driver) -> None:
    await driver.on(WelcomeScreen)
    await driver.click("#code")
    await driver.click_text(CODE)
    await driver.click("#go")
    await driver.on(PersonalDataScreen)
    await driver.click("#go")
    await driver.on(ConsentScreen)
    await driver.click("#go")
    await driver.until(lambda: driver.app.screen.query("#by-person"))
    await driver.click("#go")
    await driver.on(EquipmentScreen)
    await driver.click("#all")
    await driver.on(ChoiceDialog)
    await driver.click("#choice-2")
    equipment = await driver.on(EquipmentScreen)
    await driver.until(lambda: equipment.tested)
    await driver.click("#go")
    identity = await driver.on(IdentityScreen)
    await driver.click("#go")
    await driver.until(lambda: identity.shown.selfie_taken)
    await driver.click("#go")
    await driver.until(lambda: identity.shown.document_taken)
    await driver.click("#go")
    await driver.on(ReadyScreen)
    await driver.click("#go")


def assert_all_right(station: SimulatedStation) -> None:
    assert station.answers == [asked.key for asked in SCRIPT]


async def test_by_keyboard_alone() -> None:
    station, clock = simulated()
    async with driving(station, language=Language.ENGLISH) as driver:
        await driver.on(WelcomeScreen)
        assert "Welcome" in driver.picture()
        await keys_before_questions(driver)
        for number in range(1, len(SCRIPT) + 1):
            await to_question(driver, clock, number)
            await answer_by_keys(driver, number)
        await driver.on(FinishedScreen)
        assert "Thank you" in driver.picture()
    assert_all_right(station)


async def test_by_mouse_alone() -> None:
    station, clock = simulated()
    async with driving(station, language=Language.FRENCH, size=(120, 36)) as driver:
        await clicks_before_questions(driver)
        for number in range(1, len(SCRIPT) + 1):
            await to_question(driver, clock, number)
            await answer_by_mouse(driver, number)
        await driver.on(FinishedScreen)
        assert "Merci" in driver.picture()
    assert_all_right(station)
