# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A station that is ready to be used in a terminal, and the command that shows it.

Owns one enrolled folder whose session is open now, with a portrait as its camera. Must not
simulate: the command is the one that a centre starts. Stands on the tests' world around a
station.
"""

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.unit.service.world import PIN, World, entry

PROGRAM = Path(sys.executable).with_name("escale")
DAY_S = 86_400
SCALE = 0.3
"""Shortens every time; such a sitting is a rehearsal. A question still has nine seconds."""


@dataclass(frozen=True, slots=True)
class ReadySeat:
    """Where a candidate may sit down: folder, access code, PIN, environment of the program."""

    world: World
    code: str
    pin: str
    environment: dict[str, str]

    def command(
        self,
        *,
        lang: str = "fr",
        scale: float = SCALE,
        camera: str = "portrait",
        more: Sequence[str] = (),
    ) -> list[str]:
        """The command line of the station's screens."""
        return [
            *(str(PROGRAM), "station", "run"),
            *("--dir", str(self.world.directory), "--camera", camera),
            *("--minutes-scale", str(scale), "--lang", lang, *more),
        ]


def ready_seat(directory: Path, pack: bytes | None = None, candidates: int = 1) -> ReadySeat:
    """Enrol a station for today and open its day."""
    now_s = int(time.time())
    window = {"window_from_s": now_s - DAY_S, "window_to_s": now_s + DAY_S}
    world = World.create(
        directory,
        pack=pack,
        entries=[entry(number, **window) for number in range(1, candidates + 1)],
    )
    station = world.station()
    station.open_day(PIN)
    station.close()
    return ReadySeat(world, "code-1", PIN, _environment())


def _environment() -> dict[str, str]:
    """This process's, in UTF-8, without third-party pictures, and without a size of its own:
    `COLUMNS` and `LINES`, which test runners set, would fix the size of the window. Modules
    stay compiled, as on a station.
    """
    foreign = ("COLUMNS", "LINES", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    return {**kept, "LC_ALL": "C.UTF-8", "ESCALE_TEST_DATA": "/nonexistent"}
