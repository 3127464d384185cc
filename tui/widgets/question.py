# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Which widget shows which task, and the one sentence that says what to do.

Owns that choice. Must not hold state. Stands on the seven question widgets.
"""

from typing import cast

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
from tui.language import say, say_count
from tui.widgets.inline_choice import InlineChoice
from tui.widgets.multiple_choice import MultipleChoice
from tui.widgets.open_cloze import OpenCloze
from tui.widgets.scrambled import Scrambled
from tui.widgets.task import TaskWidget
from tui.widgets.text_order import TextOrder
from tui.widgets.word_bank import WordBank

Lettered = MultipleChoice | Scrambled | TextOrder | WordBank
"""Widgets whose parts have letters to press."""

Undoable = Scrambled | TextOrder | WordBank
"""Widgets that can take back the last step."""


def widget_for(task: Task, response: Response) -> TaskWidget:
    """The widget that shows a task with what is entered already."""
    match task:
        case InlineChoiceTask():
            return InlineChoice(task, cast("Picks", response))
        case TextOrderTask():
            return TextOrder(task, cast("Order", response))
        case WordBankTask():
            return WordBank(task, cast("Picks", response))
        case ScrambledTask():
            return Scrambled(task, cast("Order", response))
        case OpenClozeTask():
            return OpenCloze(task, cast("Texts", response))
        case MultipleChoiceTask():
            return MultipleChoice(task, cast("Picks", response))


def instruction(task: Task) -> str:
    """What the candidate is to do, in one sentence."""
    match task:
        case InlineChoiceTask():
            return say("Choose the right word in each list, then validate.")
        case TextOrderTask():
            return say("Press the sentences in the right order. The first one is given.")
        case WordBankTask():
            return say("Press a gap, then the word that belongs there.")
        case ScrambledTask():
            return say("Press the words in the right order. The first one is given.")
        case OpenClozeTask():
            return say("Type one word in each gap; use the word in brackets where there is one.")
        case MultipleChoiceTask():
            return say("Choose the one right answer.")


def missing_words(task: TaskWidget) -> str:
    """What is still open, in words; empty when nothing is."""
    if not task.missing:
        return ""
    if isinstance(task, MultipleChoice):
        return say("No answer is chosen yet.")
    if isinstance(task, Scrambled | TextOrder):
        return say_count("{count} part to place.", "{count} parts to place.", task.missing)
    return say_count("{count} gap to fill.", "{count} gaps to fill.", task.missing)
