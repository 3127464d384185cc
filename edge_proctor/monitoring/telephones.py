# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Looking for telephones a little on every frame, instead of everywhere now and then.

Owns which view of the picture (the whole, or one of its enlarged pieces) is searched on a
frame, and what was found last in each. Four views in turn at five frames a second: every view is
seen every .8 s, and no frame costs more than one run of the model. Where something turns up, the
same view is searched again on the next frames, so that a flag stands on several looks and still
comes in time. Must not raise flags. Stands on whatever finds them in one view.
"""

from collections.abc import Sequence
from typing import Protocol

from edge_proctor.detectors.objects import VIEWS, Thing
from edge_proctor.ports import Pixels

_SECOND_LOOKS = 3
"""Looks in a row at a view in which something turned up: .6 s."""


class Finder(Protocol):
    """What finds telephones in one view, as `ObjectDetector` does."""

    def phones_in(self, pixels: Pixels, view: int) -> Sequence[Thing]:
        """Telephones in a view of the picture."""
        ...


class Telephones:
    """The best score of a telephone in the picture, kept up frame by frame.

    Args:
        detector: Finds them in one view.
        sure: Score from which something has turned up.
    """

    def __init__(self, detector: Finder, sure: float) -> None:
        self._detector, self._sure = detector, sure
        self._scores = [0.0] * VIEWS
        self._view = 0
        self._again = 0

    def look(self, pixels: Pixels) -> float:
        """Search the view whose turn it is; the best score of all views, 0 for none."""
        view = self._view
        before = self._scores[view]
        found = self._detector.phones_in(pixels, view)
        score = max((it.score for it in found), default=0.0)
        if score and before >= self._sure and self._again:
            score = max(score, before)  # found again, if a little less surely
            self._again -= 1
        elif score >= self._sure > before:
            self._again = _SECOND_LOOKS
        else:
            self._again = 0
        self._scores[view] = score
        if not self._again:
            self._view = (view + 1) % VIEWS
        return max(self._scores)
