# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Giving freed memory back: exam and monitoring share a small board.

Owns the two calls into the C library. Must not be called per frame: pages given back are
fetched again. Stands on glibc; elsewhere it does nothing.
"""

import ctypes

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h


def _library() -> ctypes.CDLL | None:
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") else None


def share_one_heap() -> None:
    """One heap for all threads: each of its own would keep what its thread once used."""
    library = _library()
    if library is not None:
        library.mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Return what was freed to the system, after models were loaded or a document was read."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)
