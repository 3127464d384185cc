# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sound without devices for demonstrations and tests: what is played is kept, what is
heard comes from a recording.

Owns the two replay adapters. Must not be chosen silently: their description says what
they are. Stands on the ports of `audio`.
"""

import time
from collections.abc import Callable

from appliance.audio import AudioError, SilentOutput, Sound

_BLOCK_S = 0.1


class ReplayOutput(SilentOutput):
    """A loudspeaker that lets time pass and remembers what it was given to play."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__("available (replay)", clock_s)
        self.played: list[Sound] = []

    def play(self, sound: Sound) -> None:
        """Remember the sound and let its time pass."""
        self.played.append(sound)
        super().play(sound)


class ReplayInput:
    """A microphone that hears a recording, again from its start at every `record`.

    Args:
        sound: What is heard; it repeats when it is shorter than asked for.
        sleep: Lets the time of each block pass, for people who try it out; tests do not wait.
    """

    def __init__(self, sound: Sound, sleep: Callable[[float], None] | None = None) -> None:
        if not sound.samples:
            raise AudioError("an empty recording cannot be replayed")
        self._sound = sound
        self._sleep = sleep

    @property
    def description(self) -> str:
        """What it is."""
        return "available (replay)"

    def record(self, seconds: float) -> Sound:
        """The recording's first seconds."""
        wanted = round(seconds * self._sound.rate) * 2
        repeats = wanted // len(self._sound.samples) + 1
        return Sound((self._sound.samples * repeats)[:wanted], self._sound.rate)

    def listen(self, longest_s: float, heard: Callable[[Sound], bool]) -> Sound:
        """The recording block by block, as fast as the listener takes them or in its time."""
        whole = self.record(longest_s)
        step = max(2, round(_BLOCK_S * whole.rate) * 2)
        end = 0
        while end < len(whole.samples):
            start, end = end, min(end + step, len(whole.samples))
            if self._sleep is not None:
                self._sleep(_BLOCK_S)
            if not heard(Sound(whole.samples[start:end], whole.rate)):
                break
        return Sound(whole.samples[:end], whole.rate)
