# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Recognised characters on the even columns of a machine readable zone.

Owns how a strip's glyphs become exactly 30, 36 or 44 columns. A zone is printed at
ten characters an inch (Doc 9303-3 §4.2), so places are even: a recogniser that lost
or doubled a filler in a long run shows it as a hole or a crowd. Must not guess any
character but a filler between fillers. Stands on numpy.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from edge_proctor.documents.mrz.agreement import Look, Shares
from edge_proctor.documents.mrz.alphabets import FILLER
from edge_proctor.documents.recognition import Glyph

_MOST_LOST = 8
_MOST_UNEVEN = 0.22  # of a column; blind places would give 0.29
_MOST_BEND = 0.25  # of the slope: from one end to the other columns shrink by half
_FILLED: Shares = {FILLER: 1.0}


def text_of(look: Look) -> str:
    """The likeliest characters."""
    return "".join(_best(shares) for shares in look)


def fit_columns(glyphs: Sequence[Glyph], columns: int) -> Look | None:
    """The glyphs on `columns` even places; None when they do not fit without guessing."""
    if not columns - _MOST_LOST <= len(glyphs) <= columns + _MOST_LOST:
        return None
    places = np.array([glyph.place for glyph in glyphs])
    spans = range(min(len(glyphs), columns), columns + 1)
    guesses = [np.round((places - places[0]) * (span - 1) / np.ptp(places)) for span in spans]
    if len(glyphs) == columns:
        guesses.append(np.arange(columns, dtype=np.float64))
    best = min((_refined(places, guess) for guess in guesses), key=_unevenness)
    return _on_lattice(glyphs, best, columns) if _unevenness(best) < _MOST_UNEVEN else None


def _refined(places: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places in columns by least squares; the square term is the picture's perspective."""
    bend, slope, start = np.polyfit(places, columns, 2)
    if abs(bend) > _MOST_BEND * abs(slope):
        slope, start = np.polyfit(places, columns, 1)
        bend = 0.0
    return (bend * places + slope) * places + start


def _unevenness(columns: NDArray[np.float64]) -> float:
    """Root mean square distance to whole columns."""
    return float(np.sqrt(np.mean((columns - np.round(columns)) ** 2)))


def _on_lattice(glyphs: Sequence[Glyph], places: NDArray[np.float64], columns: int) -> Look | None:
    slots: list[Shares | None] = [None] * columns
    for glyph, place in zip(glyphs, places, strict=True):
        column = round(float(place))
        if not 0 <= column < columns:
            return None
        taken = slots[column]
        if taken is not None and _best(taken) != _best(glyph.shares):
            return None
        slots[column] = taken or glyph.shares
    return _filled(slots)


def _filled(slots: Sequence[Shares | None]) -> Look | None:
    """Holes become fillers where a filler stands on each side, or up to the end."""
    look: list[Shares] = []
    for column, shares in enumerate(slots):
        if shares is not None:
            look.append(shares)
            continue
        later = next((it for it in slots[column + 1 :] if it is not None), _FILLED)
        if not look or _best(look[-1]) != FILLER or _best(later) != FILLER:
            return None
        look.append(_FILLED)
    return tuple(look)


def _best(shares: Shares) -> str:
    return max(sorted(shares), key=lambda it: shares[it])
