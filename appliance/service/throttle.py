# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How long to wait after repeated failures: a pure rule.

Owns the growing delay of the lock-out. Must not count or store. Stands on the counts of
the store and the stamp. A restart does not shorten a wait: on another boot the monotonic
clock cannot tell how long ago the last failure was, so the wait starts again.
"""

from appliance.store.lockouts import Failures
from sync.protocol.clock import Stamp

FREE_FAILURES = 5
FIRST_DELAY_S = 30.0
LONGEST_DELAY_S = 900.0


def delay_s(count: int) -> float:
    """Seconds to wait after so many failures in a row."""
    if count < FREE_FAILURES:
        return 0.0
    return min(FIRST_DELAY_S * 2.0 ** (count - FREE_FAILURES), LONGEST_DELAY_S)


def wait_s(failures: Failures | None, now: Stamp) -> float:
    """Seconds that are left to wait at this moment; 0 when an attempt is allowed."""
    if failures is None:
        return 0.0
    delay = delay_s(failures.count)
    if failures.boot_id != now.boot_id:
        return delay
    return max(0.0, delay - (now.monotonic_ns - failures.monotonic_ns) / 1e9)
