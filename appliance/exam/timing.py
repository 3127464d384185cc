# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How long a candidate may take over one question.

Owns the time rule: a base for the question type, time to read, time to listen, and a
little more at higher levels. Must not read a clock. Stands on items.

The constants are chosen so that a sitting of 50 questions takes about 50 minutes when
every limit is used up to a usual four fifths; a test holds the sample bank to that.
Reading speeds are those of learners, well below the 238 words a minute of native
adults reading English silently (Brysbaert 2019, https://doi.org/10.1016/j.jml.2019.104047).
"""

import math
from typing import Final

from appliance.exam.items import (
    Body,
    InlineChoice,
    Item,
    MultipleChoice,
    OpenCloze,
    Scrambled,
    TextOrder,
    WordBank,
)
from appliance.exam.levels import Level

AUDIO_PLAYS: Final = 2
"""An extract may be heard twice at most."""

_WORDS_PER_S: Final = 2.5
_PASSAGE_WORDS_PER_S: Final = 3.0
_LEVEL_STEP_S: Final = 1.5
_SETTLE_S: Final = 5.0
_ROUND_S: Final = 5
_SHORTEST_S: Final = 30
_LONGEST_S: Final = 300


def time_limit_s(item: Item, passage_words: int, audio_s: float, factor: float = 1.0) -> int:
    """The limit in whole seconds.

    Args:
        item: The question.
        passage_words: Words of its reading passage, 0 without one.
        audio_s: Length of its extract in seconds, 0 without one; two plays are allowed for.
        factor: The accommodation of the roster, 1.0 or more; it multiplies the result.
    """
    seconds = (
        _SETTLE_S
        + _work_s(item.body)
        + (word_count(item.body) + len(item.stem.split())) / _WORDS_PER_S
        + passage_words / _PASSAGE_WORDS_PER_S
        + AUDIO_PLAYS * audio_s
        + _LEVEL_STEP_S * (item.level - Level.A1)
    )
    rounded = _ROUND_S * math.ceil(seconds / _ROUND_S)
    return math.ceil(min(max(rounded, _SHORTEST_S), _LONGEST_S) * max(factor, 1.0))


def word_count(body: Body) -> int:
    """The words to read in a body, options included, as whitespace separates them."""
    return sum(len(text.split()) for text in _texts(body))


def _texts(body: Body) -> tuple[str, ...]:
    match body:
        case InlineChoice():
            return (*body.parts, *(option for options in body.options for option in options))
        case WordBank():
            return (*body.parts, *body.bank)
        case OpenCloze():
            return (*body.parts, *(root for root in body.roots if root is not None))
        case TextOrder():
            return (body.first, *body.sentences)
        case Scrambled():
            return (body.first, *body.words)
        case MultipleChoice():
            return (body.question, *body.options)


def _work_s(body: Body) -> float:
    """Thinking and entering, in seconds."""
    match body:
        case InlineChoice():
            return 8.0 * body.maximum
        case WordBank():
            return 9.0 * body.maximum
        case OpenCloze():
            return 14.0 * body.maximum
        case TextOrder():
            return 8.0 * body.maximum
        case Scrambled():
            return 4.0 * body.maximum
        case MultipleChoice():
            return 12.0
