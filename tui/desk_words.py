# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The desk's lists in words: who is registered, and what happened.

Owns their columns. Must not know a widget. Stands on the words of dates and of the service.
"""

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size

from tui.dates import written_moment
from tui.language import say
from tui.ports import IncidentLine, RosterLine
from tui.service_words import incident_kind, seat_state

LEAST_NAME: Final = 12
"""Cells that a name has at least, however narrow the screen."""
GAP: Final = "  "


def roster_words(lines: Sequence[RosterLine], width: int) -> str:
    """One line a candidate, in columns; names have the width that the others leave over."""
    states = [seat_state(line.state) for line in lines]
    ends = [until(line.window) for line in lines]
    state_cells = max(map(cell_len, states), default=0)
    others = state_cells + max(map(cell_len, ends), default=0) + 2 * len(GAP)
    longest = max((cell_len(line.name) for line in lines), default=0)
    name_cells = min(longest, max(LEAST_NAME, width - others))
    return "\n".join(
        GAP.join((column(line.name, name_cells), column(state, state_cells), end))
        for line, state, end in zip(lines, states, ends, strict=True)
    )


def until(window: str) -> str:
    """The end of a window, which is what an invigilator asks for."""
    return f"→ {written_moment(window.rpartition(' – ')[2])}"


def column(text: str, cells: int) -> str:
    """The text in so many cells; what is cut off ends with a sign of it."""
    if cell_len(text) > cells:
        text = f"{set_cell_size(text, cells - 1).rstrip()}…"
    return set_cell_size(text, cells)


def incident_words(lines: Sequence[IncidentLine]) -> str:
    """One line an incident."""
    if not lines:
        return say("No incident so far.")
    return "\n".join(
        GAP.join((written_moment(line.at), incident_kind(line.kind), line.note)) for line in lines
    )
