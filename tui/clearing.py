# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Clearing up while nobody types, so that an hour of questions costs no more memory than one.

Owns the moment of Python's search for garbage and the emptying of one cache of Textual.
`StylesCache.get_inner_outer` remembers 2,048 results per method *and object*, and so keeps
the drawn lines of every widget that was ever shown: about a megabyte per question. Must not
run between two keys: it takes a tenth of a second on a small board. Stands on Textual.
"""

import gc

from textual._styles_cache import StylesCache


def set_aside() -> None:
    """What is loaded by now stays: later searches pass it by."""
    gc.freeze()


def clear_up() -> None:
    """Forget the screens that are gone."""
    StylesCache.get_inner_outer.cache_clear()
    gc.collect()
