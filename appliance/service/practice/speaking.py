# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Practising the interview: a prompt, a recording of oneself, and hearing it again.

Owns one run through the prompts and the one recording that exists at a time. It lives in
memory only: nothing is written anywhere, and it is gone when it is deleted, recorded over,
when the next question comes or the run ends. Must not grade. Stands on the audio ports.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from appliance.audio import SILENCE_DBFS, AudioInput, AudioOutput, Sound
from appliance.exam.oral_material import questions_of
from appliance.exam.passages import OralPrompt
from appliance.service.equipment import DEAD_DBFS, QUIET_DBFS
from appliance.service.errors import NothingHeardError, NotNowError
from appliance.service.practice.views import SpeakingView, Take

LONGEST_S: Final = 120.0
SHORTEST_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Booth:
    """Where one speaks: microphone, loudspeaker, and whether an exam needs the station.

    ``require_free`` raises NotNowError while an exam runs here.
    """

    input: AudioInput
    output: AudioOutput
    require_free: Callable[[], None]


class Speaking:
    """A run through prompts, question by question.

    `record` blocks and belongs in a worker; every other call is quick, takes no lock and may
    come meanwhile.
    """

    def __init__(self, prompts: Sequence[OralPrompt], booth: Booth) -> None:
        self._questions = [(prompt, n) for prompt in prompts for n in range(_count(prompt))]
        self._booth = booth
        self._place = 0
        self._stop = threading.Event()
        self._ended = False
        self._take: Sound | None = None
        self._recording = False
        self._recorded_s, self._level_dbfs = 0.0, SILENCE_DBFS

    def view(self) -> SpeakingView | None:
        """The present question and recording; None at the end."""
        if self._place >= len(self._questions):
            return None
        prompt, number = self._questions[self._place]
        playing = self.playing
        return SpeakingView(
            part=prompt.part,
            level=prompt.level,
            trade=prompt.trade,
            title=prompt.title,
            situation=prompt.situation if number else "",
            question=questions_of(prompt)[number],
            number=number + 1,
            total=_count(prompt),
            listens_for=prompt.examiner,
            last=self._place + 1 == len(self._questions),
            longest_s=LONGEST_S,
            recording=self._recording,
            playing=playing,
            position_s=self._booth.output.position_s if playing else self._recorded_s,
            level_dbfs=self._level_dbfs,
            take=_shown(self._take),
        )

    @property
    def playing(self) -> bool:
        """Whether the recording is being played."""
        return self._take is not None and not self._recording and self._booth.output.playing

    def record(self) -> SpeakingView | None:
        """Listen until `stop` or two minutes, in place of what was recorded before. Blocks.

        Raises:
            NotNowError: An exam runs here, it listens already, or there is no question.
            NothingHeardError: Too short, or nobody can be heard; nothing is kept.
            AudioError: The microphone failed; nothing is kept.
        """
        self._booth.require_free()
        if self._recording or self.view() is None:
            raise NotNowError("the microphone listens already")
        self.delete()
        self._stop.clear()
        self._recording = True
        try:
            sound = self._booth.input.listen(LONGEST_S, self._hear)
        finally:
            self._recording = False
        if self._ended:
            return None
        if sound.duration_s < SHORTEST_S:
            raise NothingHeardError("the recording is too short", advice="Speak a bit longer.")
        if sound.level_dbfs < DEAD_DBFS:
            raise NothingHeardError("nobody can be heard in this recording")
        self._take = sound
        return self.view()

    def stop(self) -> SpeakingView | None:
        """End recording or playing; harmless when there is neither."""
        self._stop.set()
        if self.playing:
            self._booth.output.stop()
        return self.view()

    def play(self) -> SpeakingView | None:
        """Play the recording from its start.

        Raises:
            NotNowError: An exam runs here, or there is nothing to play.
            AudioError: The loudspeaker failed.
        """
        self._booth.require_free()
        if self._take is None or self._recording:
            raise NotNowError("nothing was recorded yet", advice="Record your answer first.")
        self._booth.output.play(self._take)
        return self.view()

    def delete(self) -> SpeakingView | None:
        """Forget the recording."""
        if self.playing:
            self._booth.output.stop()
        self._take = None
        self._recorded_s, self._level_dbfs = 0.0, SILENCE_DBFS
        return self.view()

    def following(self) -> SpeakingView | None:
        """Forget the recording and go to the next question; None at the end.

        Raises:
            NotNowError: It is recording.
        """
        if self._recording:
            raise NotNowError("the microphone listens", advice="Stop the recording first.")
        self.delete()
        self._place += 1
        return self.view()

    def end(self) -> None:
        """The run is left: nothing is heard any more and no recording stays."""
        self._ended = True
        self.stop()
        self.delete()

    def _hear(self, block: Sound) -> bool:
        self._recorded_s += block.duration_s
        self._level_dbfs = block.level_dbfs
        return not self._stop.is_set()


def _count(prompt: OralPrompt) -> int:
    return len(questions_of(prompt))


def _shown(take: Sound | None) -> Take | None:
    return None if take is None else Take(take.duration_s, take.level_dbfs < QUIET_DBFS)
