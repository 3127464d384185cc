# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of every screen: 80×24, 120×36, and in plain signs; and none can be forgotten."""

import importlib
import pkgutil
from pathlib import Path

import pytest
from pytest_textual_snapshot import SVGImageExtension
from syrupy.assertion import SnapshotAssertion
from textual.screen import Screen

import tui.screens
from tests.tui.gallery import Form, pictures_of
from tests.tui.scenes import SCENES
from tui.glyphs import plain
from tui.screens.dialogs import Dialog
from tui.screens.oral.stage import OralStageScreen
from tui.screens.stage import StageScreen

BASES = {StageScreen, OralStageScreen, Dialog}


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in SCENES]
)
async def test_picture(name: str, form: Form, snapshot: SnapshotAssertion) -> None:
    pictures = await pictures_of(name)
    assert pictures[form] == snapshot.use_extension(SVGImageExtension)


def screens() -> set[type[Screen[object]]]:
    """Every screen class that the package defines."""
    found: set[type[Screen[object]]] = set()
    for module_info in pkgutil.walk_packages(tui.screens.__path__, "tui.screens."):
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
