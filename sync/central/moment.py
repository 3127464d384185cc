# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The time at central: whole seconds, handed in.

Owns the type of the clock that every part of central takes, and its everyday form.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], int]


def system_now() -> int:
    """Seconds since 1970 UTC by this machine's clock."""
    return int(time.time())


def day(at_s: int) -> str:
    """The UTC date of a moment, as ISO 8601."""
    return datetime.fromtimestamp(at_s, UTC).date().isoformat()
