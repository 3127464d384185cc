# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sound for tests: a tone to hear, and a loudspeaker whose time tests turn by hand."""

import math
from array import array
from collections.abc import Callable, Generator
from contextlib import contextmanager

from appliance.audio import AudioError, Sound
from appliance.audio_replay import ReplayInput, ReplayOutput
from sync.protocol.clock import Clock

RATE = 16_000


def tone(seconds: float = 0.5, *, level: float = 0.1) -> Sound:
    """A sine of 440 Hz at a level of 0..1."""
    samples = array(
        "h",
        (
            round(32_767 * level * math.sin(2 * math.pi * 440 * place / RATE))
            for place in range(round(seconds * RATE))
        ),
    )
    return Sound(samples.tobytes(), RATE)


def microphone(*, level: float = 0.1) -> ReplayInput:
    """A microphone that hears the tone."""
    return ReplayInput(tone(level=level))


def loudspeaker(clock: Clock) -> ReplayOutput:
    """A loudspeaker that keeps the time of a clock."""
    return ReplayOutput(lambda: clock.stamp().monotonic_ns / 1e9)


class Socket(ReplayOutput):
    """A loudspeaker that keeps the time of a clock while it is plugged in."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(lambda: clock.stamp().monotonic_ns / 1e9)
        self.plugged = True

    @contextmanager
    def cue(self, sound: Sound) -> Generator[Callable[[], None]]:
        """As of a device that may refuse."""
        if not self.plugged:
            raise AudioError("the loudspeaker cannot be opened")
        with super().cue(sound) as start:
            yield start


class Brief(ReplayInput):
    """A microphone at which nobody speaks longer than two seconds."""

    def listen(self, longest_s: float, heard: Callable[[Sound], bool]) -> Sound:
        """The first two seconds."""
        return super().listen(min(longest_s, 2.0), heard)
