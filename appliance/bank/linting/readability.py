# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How hard an English text is to read, roughly.

Owns a readability grade and what is usual for each CEFR level. Must not decide anything:
the lint turns an unusual grade into a warning, a person decides. Stands on the
Flesch-Kincaid grade (Kincaid et al. 1975, https://stars.library.ucf.edu/istlibrary/56),
with syllables counted by vowel groups.
"""

import re
from typing import Final

from appliance.exam.levels import Level

_WORD: Final = re.compile(r"[A-Za-z]+(?:['\u2019-][A-Za-z]+)*")
_SENTENCE_END: Final = re.compile(r"[.!?\u2026:]+(?:\s|$)|\n{2,}")
_VOWELS: Final = re.compile(r"[aeiouy]+")
USUAL_GRADES: Final[dict[Level, tuple[float, float]]] = {
    Level.A1: (-3.0, 5.0),
    Level.A2: (-1.0, 7.0),
    Level.B1: (2.0, 10.0),
    Level.B2: (4.0, 13.0),
    Level.C1: (6.0, 17.0),
    Level.C2: (7.0, 22.0),
}
"""Widest Flesch-Kincaid grades that texts of each level usually have."""


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text; 0 for a text without words."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    ends = len(_SENTENCE_END.findall(text.strip()))
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / max(ends, 1) + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    lowered = word.lower()
    count = len(_VOWELS.findall(lowered))
    silent = lowered.endswith("e") and not lowered.endswith("le") and count > 1
    return max(count - silent, 1)
