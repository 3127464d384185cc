# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Emptying a queue that another thread fills.

Owns that one loop. Must not wait. Stands on the standard library.
"""

import queue
from collections.abc import Iterator
from contextlib import suppress
from typing import TypeVar

_Item = TypeVar("_Item")


def drained(waiting: "queue.SimpleQueue[_Item]") -> Iterator[_Item]:
    """What waits now, oldest first; each is gone from the queue once it is given."""
    with suppress(queue.Empty):
        while True:
            yield waiting.get_nowait()
