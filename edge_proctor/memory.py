# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Giving freed memory back: exam and monitoring share a small board.

Owns the calls into the C library. Must not be called per frame: pages given back are
fetched again. Stands on glibc; elsewhere it does nothing.
"""

import ctypes

_ARENA_MAX, _MMAP_THRESHOLD = -8, -3  # M_ARENA_MAX and M_MMAP_THRESHOLD of malloc.h
_LARGE = 128 * 1024


def _library() -> ctypes.CDLL | None:
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") else None


def share_one_heap() -> None:
    """One heap for all threads: each of its own would keep what its thread once used."""
    library = _library()
    if library is not None:
        library.mallopt(_ARENA_MAX, 1)


def keep_large_apart() -> None:
    """Pictures and packs go back to the system once freed.

    By itself the C library takes the first large piece that is freed for a sign to keep all
    later ones in the heap, which then stays as large as it ever was. Each large piece costs a
    call and its pages anew: for some tens a second, not for the inspection of frames.
    """
    library = _library()
    if library is not None:
        library.mallopt(_MMAP_THRESHOLD, _LARGE)


def give_back() -> None:
    """Return what was freed to the system, after models were loaded or a document was read."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)
