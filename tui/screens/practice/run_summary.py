# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How a run of practice went: what went well, and what to look at, by question type.

Owns those lines. Must not count; the rehearsal does. Stands on the words of practice.
"""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from appliance.service.practice.views import RunSummary, TypeLine
from tui.language import say, say_count
from tui.practice_words import sign_of
from tui.words import type_name


def summary_parts(summary: RunSummary) -> Iterable[Widget]:
    """The widgets of a summary, in reading order."""
    well = [line for line in summary.lines if line.right == line.answered]
    open_ones = [line for line in summary.lines if line.right < line.answered]
    words = say_count(
        "How it went: {count} right of {answered}",
        "How it went: {count} right of {answered}",
        summary.right,
        answered=summary.answered,
    )
    yield Static(words, classes="title", markup=False)
    yield from _group(say("This went well"), well)
    yield from _group(say("Look at this again"), open_ones)
    yield Static(
        say("Everything was right. Try the next level!")
        if not open_ones
        else say("Read the explanations once more; then do the missed ones again."),
        classes="quiet",
        markup=False,
    )


def _group(title: str, lines: Iterable[TypeLine]) -> Iterable[Widget]:
    listed = [Static(_line(line), markup=False) for line in lines]
    if listed:
        yield Static(title, classes="label", markup=False)
        yield from listed


def _line(line: TypeLine) -> str:
    figures = say_count(
        "{count} right of {answered}",
        "{count} right of {answered}",
        line.right,
        answered=line.answered,
    )
    if line.partly:
        partly = say_count("{count} partly right", "{count} partly right", line.partly)
        figures = f"{figures}, {partly}"
    return say(
        "{sign} {type}: {figures}", sign=sign_of(line), type=type_name(line.type), figures=figures
    )
