# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A level of sound as a bar in text, with its number: seen without colour.

Owns that one drawing. Must not listen. Stands on nothing.
"""

SILENCE_DBFS = -60.0
CELLS = 24


def level_words(level_dbfs: float, cells: int = CELLS) -> str:
    """``▐██████······▌ −24 dB``; everything at or below `SILENCE_DBFS` is an empty bar."""
    share = min(1.0, max(0.0, 1.0 - level_dbfs / SILENCE_DBFS))
    full = round(share * cells)
    return f"▐{'█' * full}{'·' * (cells - full)}▌ {level_dbfs:.0f} dB"
