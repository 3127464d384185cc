# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The station's own voice: a loudspeaker that says beforehand how long it will sound.

Owns the telling, so that the monitoring does not take an extract for the candidate's voice.
Must not play anything itself. Stands on the loudspeaker that it is given.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from appliance.audio import AudioOutput, Sound


class OwnVoice:
    """A loudspeaker, and whoever has to know that it sounds.

    Args:
        output: The loudspeaker.
        tell: Told the seconds for which a sound lasts before it starts, 0 when it is stopped.
    """

    def __init__(self, output: AudioOutput, tell: Callable[[float], None]) -> None:
        self._output, self._tell = output, tell

    @property
    def description(self) -> str:
        """What the loudspeaker is."""
        return self._output.description

    @property
    def playing(self) -> bool:
        """Whether a sound is being played now."""
        return self._output.playing

    @property
    def position_s(self) -> float:
        """How far the present or last sound has got, in seconds."""
        return self._output.position_s

    @contextmanager
    def cue(self, sound: Sound) -> Generator[Callable[[], None]]:
        """Open the loudspeaker; what is given tells, then starts the sound. Raises AudioError."""
        with self._output.cue(sound) as start:

            def tell_and_start() -> None:
                self._tell(sound.duration_s)
                start()

            yield tell_and_start

    def play(self, sound: Sound) -> None:
        """Tell, then start the sound. Raises AudioError."""
        self._tell(sound.duration_s)
        self._output.play(sound)

    def stop(self) -> None:
        """Stop playing; told when something played."""
        sounded = self._output.playing
        self._output.stop()
        if sounded:
            self._tell(0.0)
