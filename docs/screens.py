# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of the screens, drawn by the app itself over a simulated station.

Owns which scenes stand in the documents. Must not show a real person: the simulated
station has invented candidates and a drawn camera picture. Stands on the tests' scenes.
"""

import asyncio
from pathlib import Path

from tests.tui.driving import PromptPilot
from tests.tui.gallery import first_screen, walk
from tests.tui.scenes import SCENES
from tests.tui.zone import in_paris
from tui.app import EscaleApp
from tui.language import Language

SIZE = (110, 30)
PICTURES = {
    "welcome": Language.ENGLISH,
    "equipment_problem": Language.ENGLISH,
    "identity_face": Language.ENGLISH,
    "word_bank": Language.ENGLISH,
    "reading": Language.FRENCH,
    "listening_choice": Language.ENGLISH,
    "text_order": Language.FRENCH,
    "desk": Language.ENGLISH,
    "help": Language.ENGLISH,
    "paused_by_fault": Language.FRENCH,
    "finished": Language.FRENCH,
    "feedback_partly": Language.ENGLISH,
    "calendar": Language.FRENCH,
    "interview": Language.ENGLISH,
    "grading": Language.ENGLISH,
    "recording_listening": Language.FRENCH,
}


def draw(folder: Path) -> list[Path]:
    """Write one SVG per picture; returns their paths."""
    folder.mkdir(exist_ok=True)
    with in_paris():
        return [asyncio.run(_draw(name, language, folder)) for name, language in PICTURES.items()]


async def _draw(name: str, language: Language, folder: Path) -> Path:
    scene = SCENES[name]
    app = EscaleApp(scene.station(), language=language, look="evening", tick_s=0.2)
    app.animation_level = "none"
    async with app.run_test(size=SIZE):
        pilot = PromptPilot(app)
        await first_screen(pilot)
        await walk(pilot, scene)
        drawing = app.export_screenshot(title="Escale")
    path = folder / f"{name.replace('_', '-')}.svg"
    path.write_text(drawing, encoding="utf-8")
    return path
