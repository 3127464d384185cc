# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The words of practice: parts of the interview, fields of work, how an answer went.

Owns one table per enumeration. Must not know a widget. Stands on the catalogues and on the
views of practice.
"""

from collections.abc import Mapping
from typing import Final

from appliance.service.practice_views import Feedback, OralPart, TypeLine
from tui.language import mark, say

PART_NAMES: Final[Mapping[OralPart, str]] = {
    OralPart.INTRODUCTION: mark("Introduction"),
    OralPart.ROLE_PLAY: mark("Role play"),
    OralPart.DISCUSSION: mark("Discussion"),
}

TRADE_NAMES: Final[Mapping[str, str]] = {
    "general": mark("General"),
    "construction": mark("Construction"),
    "healthcare": mark("Healthcare"),
    "hospitality": mark("Hotels and restaurants"),
    "it": mark("Computing"),
    "logistics": mark("Logistics"),
    "office": mark("Office work"),
    "retail": mark("Retail"),
}

RIGHT, PARTLY, WRONG = "✓", "½", "✗"


def part_name(part: OralPart) -> str:
    """The part's name."""
    return say(PART_NAMES[part])


def trade_name(trade: str) -> str:
    """The field of work; one unknown here shows its own name."""
    return say(TRADE_NAMES.get(trade, trade))


def mark_words(feedback: Feedback) -> str:
    """Sign and words for an answer: right, partly right, or not right yet."""
    if feedback.points == feedback.maximum:
        return f"{RIGHT} {say('Right!')}"
    if feedback.points:
        return f"{PARTLY} {say('Partly right')}"
    return f"{WRONG} {say('Not right yet')}"


def sign_of(line: TypeLine) -> str:
    """The sign of a type: all right, something right, or nothing."""
    if line.right == line.answered:
        return RIGHT
    return PARTLY if line.right or line.partly else WRONG
