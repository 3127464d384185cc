# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Which frames are due, at a station and in a replay alike.

Owns that one rule. Must not read a clock. Stands on nothing.
"""


class FrameRate:
    """Tells which frames are due at a steady rate; one that comes late delays those after it.

    Args:
        frames_per_s: How many are due per second at most.
    """

    def __init__(self, frames_per_s: float) -> None:
        self._due_ns = 0
        self._period_ns = round(1e9 / frames_per_s)

    def is_due(self, at_ns: int) -> bool:
        """Whether the frame of this moment is; counts it when it is."""
        if at_ns < self._due_ns:
            return False
        late = at_ns > self._due_ns + self._period_ns
        self._due_ns = (at_ns if late else self._due_ns) + self._period_ns
        return True
