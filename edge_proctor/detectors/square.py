# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the detectors share whose model takes one square of pixels.

Owns the session and its first, slow run. Must not know what a square shows. Stands on
ONNX Runtime.
"""

from typing import ClassVar

import numpy as np

from edge_proctor.models.session import ModelSession
from edge_proctor.models.store import VerifiedModel


class SquareDetector:
    """A model with one input [1, 3, side, side], warmed up."""

    side: ClassVar[int]

    def __init__(self, model: VerifiedModel, *, threads: int = 1) -> None:
        self._session = ModelSession(model, threads)
        self._session.run_first(np.zeros((1, 3, self.side, self.side), np.float32))

    @property
    def label(self) -> str:
        """Name and digest of the model, for events and reports."""
        return self._session.entry.label
