# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Whether speech is heard and noise is not.

Owns the counts over recordings. Must not keep sound. Stands on the voice detector.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge_proctor.detectors.voice import VoiceDetector
from edge_proctor.evaluation.rates import Rate
from edge_proctor.evaluation.utterances import utterances
from edge_proctor.ports import BLOCK_SAMPLES, Samples
from edge_proctor.sources.sound import read_sound

BLOCK_MS = 32
_SPEECH = 0.5
_FOUND = 0.5  # of an utterance's blocks
_SOFTER_DB = 10.0


@dataclass(frozen=True, slots=True)
class VoiceReport:
    """Noise blocks taken for speech, the longest such run, utterances that were found.

    `over_noise` counts every utterance again over every noise that is 10 dB softer.
    """

    noise: Rate
    longest_false_run_ms: int
    speech: Rate
    over_noise: Rate


def evaluate_voice(
    speech: Sequence[Path], noise: Sequence[Path], detector: VoiceDetector
) -> VoiceReport:
    """An utterance counts as found when half of it or more was heard as speech.

    Args:
        speech: Clean recordings; where they speak is told by `utterances`.
        noise: Recordings without any speech.
        detector: Forgets between recordings.
    """
    noises = [read_sound(path) for path in noise]
    false = [_heard(samples, detector) for samples in noises]
    alone: list[bool] = []
    mixed: list[bool] = []
    for samples in map(read_sound, speech):
        said = utterances(samples)
        alone += _found(samples, said, detector)
        for bed in noises:
            mixed += _found(over_noise(samples, bed), said, detector)
    return VoiceReport(
        Rate(sum(map(sum, false)), sum(map(len, false))),
        max(map(_longest, false), default=0) * BLOCK_MS,
        Rate(sum(alone), len(alone)),
        Rate(sum(mixed), len(mixed)),
    )


def over_noise(speech: Samples, noise: Samples) -> Samples:
    """Speech with a noise `_SOFTER_DB` below it in mean power, repeated to its length."""
    bed = np.resize(noise, len(speech)).astype(np.float64)
    gain = _power(speech) / max(_power(bed), 1e-9) * 10 ** (-_SOFTER_DB / 20)
    return np.clip(speech + bed * gain, -32768, 32767).astype(np.int16)


def _power(sound: NDArray[np.int16] | NDArray[np.float64]) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(sound.astype(np.float64) ** 2)))


def _found(samples: Samples, said: Sequence[slice], detector: VoiceDetector) -> list[bool]:
    heard = _heard(samples, detector)
    return [sum(heard[it]) >= _FOUND * (it.stop - it.start) for it in said]


def _heard(samples: Samples, detector: VoiceDetector) -> list[bool]:
    detector.reset()
    starts = range(0, len(samples) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES)
    return [detector.hear(samples[at : at + BLOCK_SAMPLES]) >= _SPEECH for at in starts]


def _longest(heard: Sequence[bool]) -> int:
    longest = run = 0
    for speech in heard:
        run = run + 1 if speech else 0
        longest = max(longest, run)
    return longest
