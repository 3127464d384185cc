# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A response written out as the text that it makes.

Owns the writing-out of the six task shapes, for feedback after practice. Must not judge.
Stands on the task and response types that the service passes on.
"""

from collections.abc import Sequence

from appliance.service.views import (
    InlineChoiceTask,
    MultipleChoiceTask,
    OpenClozeTask,
    Order,
    Picks,
    Response,
    ScrambledTask,
    Task,
    TextOrderTask,
    Texts,
    WordBankTask,
)

OPEN = "____"


def in_text(task: Task, response: Response) -> str:
    """The text that the response makes of the task; open gaps stay visible."""
    match task, response:
        case InlineChoiceTask(parts, options), Picks(picks):
            words = [
                OPEN if pick is None else choices[pick]
                for choices, pick in zip(options, picks, strict=True)
            ]
            return _filled(parts, words)
        case WordBankTask(parts, bank), Picks(picks):
            return _filled(parts, [OPEN if pick is None else bank[pick] for pick in picks])
        case OpenClozeTask(parts, _), Texts(texts):
            return _filled(parts, [text or OPEN for text in texts])
        case TextOrderTask(first, sentences), Order(order):
            return "\n".join([first, *(sentences[place] for place in order)])
        case ScrambledTask(first, words), Order(order):
            return " ".join([first, *(words[place] for place in order)])
        case MultipleChoiceTask(_, options), Picks((pick,)):
            return OPEN if pick is None else options[pick]
        case _:
            return ""


def _filled(parts: Sequence[str], words: Sequence[str]) -> str:
    pieces = [part + word for part, word in zip(parts, [*words, ""], strict=True)]
    return "".join(pieces)
