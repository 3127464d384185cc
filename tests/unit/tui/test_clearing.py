# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What was drawn by a widget that is gone does not stay in memory."""

import weakref

from textual._styles_cache import StylesCache
from textual.color import Color

from tui.clearing import clear_up


def test_the_lines_of_a_widget_that_is_gone_are_forgotten() -> None:
    cache = StylesCache()
    cache.get_inner_outer(Color(0, 0, 0), Color(1, 1, 1))
    alive = weakref.ref(cache)
    del cache
    assert alive() is not None, "Textual keeps nothing any more: clearing is no longer needed"
    clear_up()
    assert alive() is None
