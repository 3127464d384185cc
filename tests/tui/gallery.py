# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The pictures of a scene: one run of the app shows it in every form.

Owns the forms and the way from one to the next, so that a scene costs one app and not one
for each form. What a screen shows must not depend on that way: a picture taken after a
change of look, language and size is the picture of an app that was started so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tests.tui.driving import PATIENCE, PromptPilot
from tests.tui.scenes import SCENES, Scene
from tui.app import EscaleApp
from tui.language import Language, chosen
from tui.screens.stage import StageScreen
from tui.widgets.preview import Preview, way_of

SMALL_SCENE = "too_small"
"""Its window stays as it is, so that it is too small for every form."""

STILL = 3
"""So many equal pictures in a row are a screen on which nothing moves any more."""


class Form(StrEnum):
    """How a screen is shown."""

    NARROW = "narrow"
    PLAIN = "plain"
    WIDE = "wide"


@dataclass(frozen=True, slots=True)
class Showing:
    """Size, look and language of a form."""

    size: tuple[int, int]
    look: str
    language: Language


FORMS = {
    Form.PLAIN: Showing((80, 24), "plain", Language.FRENCH),
    Form.NARROW: Showing((80, 24), "evening", Language.FRENCH),
    Form.WIDE: Showing((120, 36), "evening", Language.ENGLISH),
}
"""In the order of the run, in which look, language and size change once each."""


@lru_cache(maxsize=1)
def _kept(name: str) -> dict[Form, str]:
    return {}


async def pictures_of(name: str) -> dict[Form, str]:
    """The scene's picture in every form, taken once for the tests that follow one another."""
    kept = _kept(name)
    if not kept:
        kept.update(await _pictures(name))
    return kept


async def _pictures(name: str) -> dict[Form, str]:
    scene, first = SCENES[name], FORMS[Form.PLAIN]
    app = EscaleApp(scene.station(), language=first.language, look=first.look, clock=lambda: 0.0)
    app.animation_level = "none"
    size = (60, 20) if name == SMALL_SCENE else first.size
    async with app.run_test(size=size):
        pilot = PromptPilot(app)
        if name != SMALL_SCENE:
            await first_screen(pilot)
        await walk(pilot, scene)
        return {form: await _picture(pilot, showing, name) for form, showing in FORMS.items()}


async def first_screen(pilot: PromptPilot) -> None:
    """Wait for the first view."""
    await _until(pilot, lambda: isinstance(pilot.app.screen, StageScreen))


async def walk(pilot: PromptPilot, scene: Scene) -> None:
    """Press the scene's keys until its screen stands."""
    for key in scene.keys:
        if key.isupper() and len(key) > 1:
            await pilot.app.run_action(f"app.{key.lower()}")
        else:
            await pilot.press(key)
        await pilot.rest()
    await _until(pilot, lambda: type(pilot.app.screen).__name__ == scene.screen)


async def _until(pilot: PromptPilot, condition: Callable[[], bool]) -> None:
    """Wait until it holds and the screen runs."""
    for _ in range(PATIENCE):
        if condition() and pilot.app.screen.is_running:
            break
        await pilot.pause(0.01)
    await pilot.rest()
    assert condition(), f"the screen is {pilot.app.screen!r}"


async def _picture(pilot: PromptPilot, showing: Showing, name: str) -> str:
    """Change to a form and draw it."""
    app = pilot.app
    assert isinstance(app, EscaleApp)
    if app.theme != showing.look:
        app.wear(showing.look)
    if chosen() is not showing.language:
        await app.action_speak(showing.language.value)
        await pilot.rest()
        await pilot.press(*SCENES[name].again)
    if name != SMALL_SCENE and app.size != showing.size:
        await pilot.resize_terminal(*showing.size)
    await pilot.rest()
    await _until(pilot, lambda: _fills_window(app) and _in_its_way(app))
    fitting = _frames(app) + 2 * len(_previews(app))  # those under way were fitted elsewhere
    await _until(pilot, lambda: _frames(app) >= fitting)
    return await _standing_still(pilot)


def _fills_window(app: EscaleApp) -> bool:
    """Whether every screen has the window's size: those below a dialog follow it late."""
    return all(screen.size == app.size for screen in app.screen_stack)


async def _standing_still(pilot: PromptPilot) -> str:
    """The picture that was the same several times in a row."""
    taken: list[str] = []
    for _ in range(PATIENCE):
        taken = [*taken[1 - STILL :], pilot.app.export_screenshot(simplify=True)]
        if len(taken) == STILL and len(set(taken)) == 1:
            break
        await pilot.pause(0.01)
        await pilot.rest()
    return taken[-1]


def _previews(app: EscaleApp) -> list[Preview]:
    return [preview for preview in app.screen.query(Preview) if preview.display]


def _in_its_way(app: EscaleApp) -> bool:
    way = way_of(plain=app.theme == "plain")
    return all(preview.way is way for preview in _previews(app))


def _frames(app: EscaleApp) -> int:
    return sum(preview.frames for preview in _previews(app))
