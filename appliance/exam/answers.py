# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""When two written answers are the same answer.

Owns the normalisation that a language teacher would accept: case, typographic
apostrophes and hyphens, spaces and final punctuation make no difference; letters and
accents always do, because *résumé* and *resume* are two words unless the author lists
both. Must not know items or points. Stands on Unicode normalisation form C (UAX #15).
"""

import unicodedata
from collections.abc import Iterable
from typing import Final

_APOSTROPHES: Final = "\u2018\u2019\u201b\u02bc\u00b4\u0060\u2032"
_HYPHENS: Final = "\u2010\u2011\u2012\u2013\u2212"
_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_FINAL_PUNCTUATION: Final = ".,;:!?\u2026"
_SAME_SIGN: Final = str.maketrans(
    {
        **dict.fromkeys(_APOSTROPHES, "'"),
        **dict.fromkeys(_HYPHENS, "-"),
        **dict.fromkeys(_INVISIBLE, ""),
    }
)


def normalise(answer: str) -> str:
    """The form in which written answers are compared.

    Lower case rather than case folding: folding would make the German *Maße* and
    *Masse* one word. Normalising twice changes nothing.
    """
    signs = unicodedata.normalize("NFC", answer).translate(_SAME_SIGN)
    lowered = unicodedata.normalize("NFC", signs.lower())
    words = " ".join(lowered.split())
    return words.rstrip(_FINAL_PUNCTUATION + " ")


def is_accepted(answer: str, accepted: Iterable[str]) -> bool:
    """Whether an answer is one of the variants that the author listed."""
    given = normalise(answer)
    return given != "" and any(given == normalise(variant) for variant in accepted)
