# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Where somebody speaks on a clean recording, told without the model that is judged (pure).

Owns the labels of recordings that came without any. Must not be used on noisy sound: it
goes by level and pitch. Stands on numpy. A stretch is an utterance when it is louder than
the room, lasts a quarter of a second and is voiced for a quarter of its time: a breath
or a knock is not. Where people have marked the same recordings, the borders agree within
a few hundredths of a second.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from edge_proctor.ports import BLOCK_SAMPLES, SAMPLE_RATE_HZ, Samples

_ABOVE_ROOM_DB, _BELOW_LOUD_DB = 10.0, 30.0
_PAUSE_BLOCKS = 6  # a fifth of a second parts two utterances
_LEAST_BLOCKS = 8
_PITCH_HZ = (70, 400)
_VOICED = 0.5  # of a signal's own power, in its autocorrelation
_LEAST_VOICED = 0.25


def utterances(sound: Samples) -> list[slice]:
    """The utterances of a clean recording at 16 kHz, as blocks of 512 samples."""
    count = len(sound) // BLOCK_SAMPLES
    blocks = sound[: count * BLOCK_SAMPLES].astype(np.float64).reshape(count, BLOCK_SAMPLES)
    level = 20 * np.log10(np.sqrt((blocks**2).mean(axis=1)) + 1)
    room, loud = np.percentile(level, 10), np.percentile(level, 95)
    louder = level > max(room + _ABOVE_ROOM_DB, loud - _BELOW_LOUD_DB)
    return [it for it in _stretches(louder.tolist()) if _is_voiced(sound, it)]


def _stretches(louder: Sequence[bool]) -> list[slice]:
    found: list[slice] = []
    for index in np.flatnonzero(louder).tolist():
        if found and index - found[-1].stop <= _PAUSE_BLOCKS:
            found[-1] = slice(found[-1].start, index + 1)
        else:
            found.append(slice(index, index + 1))
    return [it for it in found if it.stop - it.start >= _LEAST_BLOCKS]


def _is_voiced(sound: Samples, stretch: slice) -> bool:
    voiced = [_periodicity(sound, block) > _VOICED for block in range(stretch.start, stretch.stop)]
    return sum(voiced) >= _LEAST_VOICED * len(voiced)


def _periodicity(sound: Samples, block: int) -> float:
    """The highest autocorrelation at a lag that a voice has, 1 for a perfect tone."""
    begin = max(0, block * BLOCK_SAMPLES - BLOCK_SAMPLES // 2)
    part: NDArray[np.float64] = sound[begin : begin + 2 * BLOCK_SAMPLES].astype(np.float64)
    power = np.abs(np.fft.rfft(part - part.mean(), 4 * BLOCK_SAMPLES)) ** 2
    alike = np.fft.irfft(power)
    lowest, highest = _PITCH_HZ
    lags = slice(SAMPLE_RATE_HZ // highest, SAMPLE_RATE_HZ // lowest)
    return float(alike[lags].max() / alike[0]) if alike[0] > 0 else 0.0
