# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Random numbers that a journal can repeat: a pure function of seed and counter.

Owns the generator whose stream must never change, because central replays sittings
years later on another processor. Must not keep state. Stands on integers only.

Source: SplitMix64, Steele, Lea & Flood (2014), https://doi.org/10.1145/2660193.2660195.
"""

import numpy as np
from numpy.typing import NDArray

_MASK = (1 << 64) - 1
_GAMMA = 0x9E3779B97F4A7C15
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_UNIT = 2.0**-53


def uniform(seed: int, stream: int, counter: int) -> float:
    """A number in [0, 1) for this place in this stream."""
    state = _mix(_mix(seed & _MASK) ^ (stream & _MASK))
    return (_mix(state + counter * _GAMMA) >> 11) * _UNIT


def uniforms(seed: int, stream: int, count: int) -> NDArray[np.float64]:
    """The numbers of counters 0 … count - 1, shape (count,)."""
    state = _mix(_mix(seed & _MASK) ^ (stream & _MASK))
    z = np.uint64(state) + np.arange(count, dtype=np.uint64) * np.uint64(_GAMMA)
    z = z + np.uint64(_GAMMA)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(_FIRST)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(_SECOND)
    z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) * _UNIT


def _mix(value: int) -> int:
    z = (value + _GAMMA) & _MASK
    z = ((z ^ (z >> 30)) * _FIRST) & _MASK
    z = ((z ^ (z >> 27)) * _SECOND) & _MASK
    return z ^ (z >> 31)
