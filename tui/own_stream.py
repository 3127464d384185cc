# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A stream to the terminal for the screens alone.

Owns where standard error leads while the screens are shown. Must not draw. Textual draws
on standard error, where libraries in C complain, too (PortAudio while it looks for
devices): their lines would stand in the picture, and who silences them for a moment would
silence the screens as well, so that what was drawn then never appeared.
"""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

_ERROR = 2


@contextmanager
def own_stream() -> Generator[None]:
    """The screens write to the terminal; whatever else is written as an error is dropped."""
    system: Any = sys
    before, terminal = sys.__stderr__, os.dup(_ERROR)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with os.fdopen(terminal, "w", encoding="utf-8", errors="backslashreplace") as drawn:
        os.dup2(nowhere, _ERROR)
        os.close(nowhere)
        system.__stderr__ = drawn
        try:
            yield
        finally:
            system.__stderr__ = before
            drawn.flush()
            os.dup2(terminal, _ERROR)
