# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of every screen: 80×24, 120×36, and in plain signs; and none can be forgotten."""

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

import tui.screens
from tests.tui.driving import PATIENCE, PromptPilot
from tests.tui.scenes import SCENES, Scene
from tui.app import EscaleApp
from tui.glyphs import plain
from tui.language import Language
from tui.screens.dialogs import Dialog
from tui.screens.identity import IdentityScreen
from tui.screens.stage import StageScreen
from tui.widgets.preview import Preview

Compare = Callable[..., bool]
FORMATS = {
    "narrow": ((80, 24), "evening", Language.FRENCH),
    "wide": ((120, 36), "evening", Language.ENGLISH),
    "plain": ((80, 24), "plain", Language.FRENCH),
}
BASES = {StageScreen, Dialog}


async def settle(pilot: Pilot[None]) -> None:
    """Wait until nothing more arrives."""
    await PromptPilot(pilot.app).rest()


async def walk(pilot: Pilot[None], scene: Scene) -> None:
    """Go to the picture."""
    app = pilot.app
    assert isinstance(app, EscaleApp)
    for key in scene.keys:
        if key.isupper() and len(key) > 1:
            await app.run_action(f"app.{key.lower()}")
        else:
            await PromptPilot(app).press(key)
        await settle(pilot)
    for _ in range(PATIENCE):
        ready = type(app.screen).__name__ == scene.screen and app.screen.is_running
        if ready and not _waits_for_picture(app):
            break
        await pilot.pause(0.01)
    await settle(pilot)
    assert type(app.screen).__name__ == scene.screen


def _waits_for_picture(app: EscaleApp) -> bool:
    previews = list(app.screen.query(Preview)) if isinstance(app.screen, IdentityScreen) else []
    return any(preview.display and preview.frames == 0 for preview in previews)


async def first_screen(pilot: Pilot[None]) -> None:
    """Wait for the first view."""
    for _ in range(PATIENCE):
        if isinstance(pilot.app.screen, StageScreen) and pilot.app.screen.is_running:
            break
        await pilot.pause(0.01)
    await settle(pilot)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", SCENES)
def test_picture(name: str, form: str, snap_compare: Compare) -> None:
    scene = SCENES[name]
    size, look, language = FORMATS[form]
    size = (60, 20) if name == "too_small" else size
    app = EscaleApp(scene.station(), language=language, look=look, tick_s=0.2, clock=lambda: 0.0)
    app.animation_level = "none"

    async def run_before(pilot: Pilot[None]) -> None:
        if name not in ("too_small", "stopped"):
            await first_screen(pilot)
        await walk(pilot, scene)

    assert snap_compare(app, terminal_size=size, run_before=run_before)


def screens() -> set[type[Screen[object]]]:
    """Every screen class that the package defines."""
    found: set[type[Screen[object]]] = set()
    for module_info in pkgutil.iter_modules(tui.screens.__path__, "tui.screens."):
        module = importlib.import_module(module_info.name)
        found |= {
            kind
            for kind in vars(module).values()
            if isinstance(kind, type)
            and issubclass(kind, Screen)
            and kind.__module__ == module_info.name
        }
    return found - BASES


def test_no_screen_lacks_a_picture() -> None:
    assert {kind.__name__ for kind in screens()} == {scene.screen for scene in SCENES.values()}


def test_plain_pictures_hold_plain_signs_only() -> None:
    folder = Path(__file__).parent / "__snapshots__"
    drawn = list(folder.rglob("*plain*"))
    assert len(drawn) == len(SCENES)
    for path in drawn:
        text = path.read_text(encoding="utf-8")
        body = text[text.index("<g ") :]
        odd = {sign for sign in body if plain(sign) != sign and sign != "\u00a0"}
        assert not odd, f"{path.name}: {odd}"
