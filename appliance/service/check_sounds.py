# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The spoken words of the sound check.

Owns which words there are per language and which one is played next. Must not play.
Stands on the files in `sounds/`, whose names are the words.
"""

import secrets
from importlib.resources import files

from appliance.audio import Sound
from appliance.audio_files import decode

FALLBACK_LANGUAGE = "en"


class TestWords:
    """The words of one language; never the same word twice in a row.

    Args:
        language: Of the pack; English where there are no words of that language.
    """

    __test__ = False  # not a test class, in spite of its name

    def __init__(self, language: str) -> None:
        self.language = language
        root = files("appliance.service") / "sounds"
        folder = root / language
        self._folder = folder if folder.is_dir() else root / FALLBACK_LANGUAGE
        names = (entry.name for entry in self._folder.iterdir())
        self.words = tuple(sorted(name[:-4] for name in names if name.endswith(".ogg")))
        self.last: str | None = None

    def draw(self) -> tuple[str, Sound]:
        """The next word and its sound."""
        self.last = secrets.choice([word for word in self.words if word != self.last])
        return self.last, decode((self._folder / f"{self.last}.ogg").read_bytes())
