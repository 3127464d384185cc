# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The words of practice: how an answer went.

Must not know a widget. Stands on the catalogues and on the views of practice; parts of the
interview and fields of work have the words of the oral part.
"""

from appliance.service.practice.views import Feedback, TypeLine
from tui.language import say

RIGHT, PARTLY, WRONG = "✓", "½", "✗"


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
