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
from edge_proctor.ports import BLOCK_SAMPLES, SAMPLE_RATE_HZ, Samples
from edge_proctor.sources.sound import read_sound

BLOCK_MS = 32
_SPEECH = 0.5
_FOUND_BLOCKS = 16  # half a second
_SOFTER_DB = 10.0
_MOST_MIXED = 5 * SAMPLE_RATE_HZ  # of a recording over noise: a minute would say no more


@dataclass(frozen=True, slots=True)
class VoiceReport:
    """Noise blocks taken for speech, the longest such run, recordings whose speech was found.

    `over_noise` counts every recording again over every noise that is 10 dB softer.
    """

    noise: Rate
    longest_false_run_ms: int
    speech: Rate
    over_noise: Rate


def evaluate_voice(speech: Path, noise: Path, detector: VoiceDetector) -> VoiceReport:
    """A speech recording counts as found when half a second of it was heard as speech."""
    noises = [read_sound(path) for path in sorted(noise.iterdir())]
    said = [read_sound(path) for path in sorted(speech.iterdir())]
    false = [_heard(samples, detector) for samples in noises]
    found = [_is_found(samples, detector) for samples in said]
    mixed = [
        _is_found(over_noise(samples[:_MOST_MIXED], bed), detector)
        for samples in said
        for bed in noises
    ]
    return VoiceReport(
        Rate(sum(map(sum, false)), sum(map(len, false))),
        max(map(_longest, false), default=0) * BLOCK_MS,
        Rate(sum(found), len(found)),
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


def _is_found(samples: Samples, detector: VoiceDetector) -> bool:
    return _longest(_heard(samples, detector)) >= _FOUND_BLOCKS


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
