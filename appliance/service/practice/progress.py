# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The progress page: how practice went on this station, by domain and level.

Owns its figures, a few hundred bytes without names or answers. Must not know who
practised: whoever uses the station shares them. Stands on the store's settings.
"""

from itertools import product
from typing import Final

from appliance.exam.levels import DOMAINS, Level
from appliance.service.practice.views import Outcome, ProgressLine
from appliance.store.store import Store
from sync.protocol.canonical import decode, encode
from sync.protocol.shape import list_of, natural

_PROGRESS: Final = "practice_by_level"
_CEILING: Final = 2048
_CELLS: Final = tuple(product(DOMAINS, Level))


def read_progress(store: Store) -> tuple[ProgressLine, ...]:
    """The figures, one line per domain and level, in their order."""
    data = store.settings.get(_PROGRESS)
    figures = (0,) * (2 * len(_CELLS)) if data is None else _figures(data)
    pairs = zip(figures[::2], figures[1::2], strict=True)
    return tuple(
        ProgressLine(domain, level, answered, right)
        for (domain, level), (answered, right) in zip(_CELLS, pairs, strict=True)
    )


def count(store: Store, outcome: Outcome) -> None:
    """Add a question to the figures; raises StoreError."""
    lines = [
        ProgressLine(line.domain, line.level, line.answered + 1, line.right + outcome.whole)
        if (line.domain, line.level) == (outcome.domain, outcome.level)
        else line
        for line in read_progress(store)
    ]
    _write(store, [figure for line in lines for figure in (line.answered, line.right)])


def forget(store: Store) -> None:
    """Begin again at nothing; raises StoreError."""
    _write(store, [0] * (2 * len(_CELLS)))


def _figures(data: bytes) -> tuple[int, ...]:
    figures = list_of(decode(data, ceiling=_CEILING), int)
    return tuple(natural(figure, "a count of the progress page") for figure in figures)


def _write(store: Store, figures: list[int]) -> None:
    with store.transaction():
        store.settings.put(_PROGRESS, encode(figures))
