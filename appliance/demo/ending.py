# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The demonstration ends whole: whoever ends it ends the processes that it started.

Owns the signal's meaning while it runs. Must not end a process itself: whoever started
one does, on the way out. Stands on the standard library's signals.
"""

import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

TERMINATED_EXIT = 128 + signal.SIGTERM


@contextmanager
def ending_whole() -> Generator[None]:
    """Until the block ends, a request to terminate leaves it as an exception does."""
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(TERMINATED_EXIT)
