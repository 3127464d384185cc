# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Recorded answers: listen, encode, seal at once, keep; confirm or record once more.

Owns the way from the microphone to ciphertext: the sound is in memory only, and from the
first commit on nobody on this station can hear it. Must not build views. Stands on the
oral seat, the audio port and the protocol's sealing.

A recording counts as a take unless nothing can be heard in it. An answer may be recorded
once more before it is confirmed; what is not confirmed is deleted with the confirmation.
"""

import threading
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from appliance.audio import SILENCE_DBFS, Sound
from appliance.audio_files import encode_opus
from appliance.exam.oral_events import AnswerConfirmed, Recorded
from appliance.exam.oral_state import TAKES, OralEffect
from appliance.service.bundling import ORAL_CONTEXT, RECORDING
from appliance.service.equipment import DEAD_DBFS
from appliance.service.errors import NothingHeardError, NotNowError
from appliance.service.oral.interview import INTERVIEW
from appliance.service.oral.seat import OralSeat
from appliance.service.workplace import Workplace
from sync.protocol.sealing import seal

SHORTEST_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Listening:
    """What the microphone hears now: for how long, and how loud the last moment was."""

    position_s: float = 0.0
    level_dbfs: float = SILENCE_DBFS


class Answering:
    """The recordings of one workplace.

    Attributes:
        listening: While the microphone listens; else None. Read without the lock.
    """

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._stop = threading.Event()
        self.listening: Listening | None = None

    def record(self) -> None:
        """Listen until `stop` or the limit, then keep the take. Blocks; call it in a worker.

        Raises:
            NotNowError: No question to answer, it listens already, or no take is left.
            NothingHeardError: Too short, or nobody can be heard; this was no take.
            AudioError: The microphone failed; this was no take.
        """
        with self._place.lock:
            seat = self._answerable()
            part, question, take = seat.state.part, seat.state.question, len(seat.state.takes) + 1
            if part is None or take > TAKES:
                raise NotNowError(
                    "this answer was recorded again already", advice="Confirm it to go on."
                )
            if self.listening is not None:
                raise NotNowError("the microphone listens already")
            self._place.output.stop()  # what is read aloud is not recorded
            longest_s = seat.state.longest_answer_ms(part) / 1000
            self._stop.clear()
            self.listening = Listening()
        try:
            sound = self._place.microphone().listen(longest_s, self._hear)
        finally:
            self.listening = None
        _require_heard(sound, min(SHORTEST_S, longest_s / 2))
        sealed = seal(encode_opus(sound), self._place.library.sealing_key, context=ORAL_CONTEXT)
        digest = sha256(sealed).digest()
        duration_ms = round(sound.duration_s * 1000)
        event = Recorded(part, question, take, duration_ms, float(sound.level_dbfs), digest)
        with self._place.lock:
            if self._place.oral is not seat:
                raise NotNowError("the interview was set aside; this was no take")
            seat.commit(
                event, also=lambda: seat.store.evidence.add(seat.oral_id, digest, RECORDING, sealed)
            )

    def read_aloud(self, question: str) -> None:
        """Let the voice say a text. Takes a moment; call it in a worker.

        Raises:
            NotNowError: The microphone listens, or there is nothing to answer.
            AudioError: There is no voice, or nothing to hear it with.
        """
        place = self._place
        seat = self._answerable()
        sound = place.speech.speak(question, place.paper_of(seat).pack.language)
        with place.lock:
            self._answerable()
            if self.listening is not None:
                raise NotNowError("the microphone listens")
            place.loudspeaker().play(sound)

    def stop(self) -> None:
        """End the recording; harmless when nothing is recorded. Takes no lock."""
        self._stop.set()

    def confirm(self) -> tuple[OralSeat, tuple[OralEffect, ...]]:
        """Keep the last take for good and delete the one before it.

        Raises:
            NotNowError: Nothing was recorded yet, or the microphone still listens.
        """
        seat = self._answerable()
        takes = seat.state.takes
        if not takes or self.listening is not None:
            raise NotNowError("nothing was recorded yet", advice="Record your answer first.")
        last = takes[-1]

        def forget() -> None:
            for earlier in takes[:-1]:
                seat.store.evidence.forget(earlier.evidence)

        event = AnswerConfirmed(last.part, last.question, last.take)
        return seat, seat.commit(event, also=forget)

    def _answerable(self) -> OralSeat:
        seat = self._place.interviewed(*INTERVIEW)
        if not seat.state.recorded:
            raise NotNowError("an examiner is here; nothing is recorded")
        return seat

    def _hear(self, block: Sound) -> bool:
        before = self.listening or Listening()
        self.listening = Listening(before.position_s + block.duration_s, block.level_dbfs)
        return not self._stop.is_set()


def _require_heard(sound: Sound, shortest_s: float) -> None:
    if sound.duration_s < shortest_s:
        raise NothingHeardError("the recording is too short", advice="Answer again, a bit longer.")
    if sound.level_dbfs < DEAD_DBFS:
        raise NothingHeardError("nobody can be heard in this recording")
