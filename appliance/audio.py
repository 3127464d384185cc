# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sound out and in: the two ports, and the adapters that need no hardware.

Owns the shape of sound (mono, 16-bit) and what a station asks of a loudspeaker and a
microphone. Must not know questions or plays. Stands on the standard library; devices
are in `audio_devices`, files in `audio_files`, replays in `audio_replay`.

    EscaleError
    └── AudioError                   59   no sound can be played or recorded
"""

import math
import time
from array import array
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from sync.protocol.errors import EscaleError

FULL_SCALE = 32_768
SILENCE_DBFS = -96.0
"""What a level of nothing at all is called."""


class AudioError(EscaleError):
    """No sound can be played or recorded."""

    exit_code = 59
    advice = "Check that the earphones and the microphone are plugged in, then try again."


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono sound: signed 16-bit samples in the machine's byte order, and their rate in Hz."""

    samples: bytes = field(repr=False)
    rate: int

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / 2 / self.rate

    @property
    def level_dbfs(self) -> float:
        """Root mean square below full scale, in dB; `SILENCE_DBFS` for nothing at all."""
        values = array("h", self.samples)
        mean = math.fsum(value * value for value in values) / max(len(values), 1)
        return 20 * math.log10(math.sqrt(mean) / FULL_SCALE) if mean >= 1 else SILENCE_DBFS


class AudioOutput(Protocol):
    """A loudspeaker that plays one sound at a time."""

    @property
    def description(self) -> str:
        """What it is, or why there is none: "available (…)" or "missing: why"."""
        ...

    @property
    def playing(self) -> bool:
        """Whether a sound is being played now."""
        ...

    @property
    def position_s(self) -> float:
        """How far the present or last sound has got, in seconds."""
        ...

    def cue(self, sound: Sound) -> AbstractContextManager[Callable[[], None]]:
        """Open the device for a sound; what is given starts it and returns at once.

        What must be true before anything is heard is done in between. A sound that plays is
        stopped first; one that is not started lets the device go. Raises AudioError.
        """
        ...

    def play(self, sound: Sound) -> None:
        """Start a sound and return; a sound that plays is stopped first. Raises AudioError."""
        ...

    def stop(self) -> None:
        """Stop playing; harmless when nothing plays."""
        ...


class AudioInput(Protocol):
    """A microphone."""

    @property
    def description(self) -> str:
        """What it is, or why there is none: "available (…)" or "missing: why"."""
        ...

    def record(self, seconds: float) -> Sound:
        """Listen that long, then return what was heard. Raises AudioError."""
        ...

    def listen(self, longest_s: float, heard: Callable[[Sound], bool]) -> Sound:
        """Listen without a gap and return everything that was heard. Raises AudioError.

        Args:
            longest_s: When to stop at the latest.
            heard: Given every block of about a tenth of a second; False stops.
        """
        ...


class SilentOutput:
    """Plays nothing but lets the time of a sound pass, for stations without a loudspeaker.

    Args:
        description: What to say of it; "missing: …" unless someone knows better.
        clock_s: A monotonic clock in seconds.
    """

    def __init__(
        self,
        description: str = "missing: no loudspeaker",
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._description, self._clock_s = description, clock_s
        self._started_s, self._ends_s = 0.0, 0.0

    @property
    def description(self) -> str:
        """What it is."""
        return self._description

    @property
    def playing(self) -> bool:
        """Whether the time of the last sound is not over."""
        return self._clock_s() < self._ends_s

    @property
    def position_s(self) -> float:
        """How much of the last sound's time has passed."""
        return min(self._clock_s(), self._ends_s) - self._started_s

    @contextmanager
    def cue(self, sound: Sound) -> Generator[Callable[[], None]]:
        """There is nothing to open."""
        yield lambda: self.play(sound)

    def play(self, sound: Sound) -> None:
        """Let the time of a sound pass."""
        self._started_s = self._clock_s()
        self._ends_s = self._started_s + sound.duration_s

    def stop(self) -> None:
        """The sound is over now."""
        self._ends_s = min(self._ends_s, self._clock_s())


class SilentInput:
    """Hears nothing, for stations without a microphone."""

    def __init__(self, description: str = "missing: no microphone") -> None:
        self._description = description

    @property
    def description(self) -> str:
        """What it is."""
        return self._description

    def record(self, seconds: float) -> Sound:
        """Refuse: there is nothing to listen with. Raises AudioError."""
        raise AudioError("there is no microphone")

    def listen(self, longest_s: float, heard: Callable[[Sound], bool]) -> Sound:
        """Refuse: there is nothing to listen with. Raises AudioError."""
        return self.record(longest_s)
