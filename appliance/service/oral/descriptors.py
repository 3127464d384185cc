# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a level of each oral competence sounds like, for the examiner's grid.

Owns reading the descriptors, which are data beside this module, one file per language,
written for this project in the spirit of the Common European Framework's scales. Must
not grade. Stands on the words of the oral part.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from appliance.exam.levels import Level
from appliance.exam.oral_words import Competence
from appliance.service.oral.views import Descriptor

LANGUAGES: Final = ("en", "fr")


@cache
def descriptors(language: str) -> tuple[Descriptor, ...]:
    """One descriptor per competence and level, in the order of the grid.

    Args:
        language: Of the screens; English where there are no descriptors in it.
    """
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    text = files("appliance.service.oral").joinpath(f"descriptors_{chosen}.toml").read_text("utf-8")
    table: dict[str, dict[str, str]] = tomllib.loads(text)
    return tuple(
        Descriptor(competence, level, table[competence.value][level.label])
        for competence in Competence
        for level in Level
    )
