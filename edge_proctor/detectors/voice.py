# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Whether somebody speaks, block by block of 32 ms, with Silero VAD.

Owns the model's memory from block to block. Must not keep or transcribe sound. Stands
on ONNX Runtime; the model is left in full precision: quantising ruins it.
"""

import numpy as np

from edge_proctor.models.session import ModelSession, Tensor
from edge_proctor.models.store import VerifiedModel
from edge_proctor.ports import BLOCK_SAMPLES, SAMPLE_RATE_HZ, Samples

_CONTEXT = 64
_RATE = np.asarray(SAMPLE_RATE_HZ, np.int64)


class VoiceDetector:
    """Silero VAD at 16 kHz."""

    def __init__(self, model: VerifiedModel) -> None:
        self._session = ModelSession(model, threads=1)
        self.reset()
        self.hear(np.zeros(BLOCK_SAMPLES, np.int16))  # warm up
        self.reset()

    @property
    def label(self) -> str:
        """Name and digest of the model, for events."""
        return self._session.entry.label

    def reset(self) -> None:
        """Forget what was heard."""
        self._state: Tensor = np.zeros((2, 1, 128), np.float32)
        self._context: Tensor = np.zeros(_CONTEXT, np.float32)

    def hear(self, samples: Samples) -> float:
        """The probability (0..1) of speech in the next 512 samples."""
        block = samples.astype(np.float32) / 32768
        given = np.concatenate([self._context, block])[None]
        self._context = block[-_CONTEXT:]
        score, self._state = self._session.run(input=given, state=self._state, sr=_RATE)
        return float(score[0, 0])
