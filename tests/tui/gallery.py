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
    Form.NARROW: Showing((80, 24), "evening", Language.FRENCH),
    Form.PLAIN: Showing((80, 24), "plain", Language.FRENCH),
    Form.WIDE: Showing((120, 36), "evening", Language.ENGLISH),
}


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
    scene, first = SCENES[name], FORMS[Form.NARROW]
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
    await _until(pilot, lambda: not _waits_for_picture(app))
    return app.export_screenshot(simplify=True)


def _waits_for_picture(app: EscaleApp) -> bool:
    way = way_of(plain=app.theme == "plain")
    previews = [preview for preview in app.screen.query(Preview) if preview.display]
    return any(preview.way is not way or preview.frames == 0 for preview in previews)
