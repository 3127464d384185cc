# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the screens ask of the station for mini-test and practice, as structural types.

Owns the ports of a run of questions (`Rehearsal`), of a practice interview (`Speaking`) and
of where both come from (`Trainer`). Must not implement any of them. Stands on the views of
`appliance.service`.
"""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from appliance.service.practice.views import (
    Domain,
    Feedback,
    ItemType,
    Level,
    OfferLine,
    OralPart,
    ProgressLine,
    RunSummary,
    SpeakingView,
)
from appliance.service.views import AudioView, QuestionView, Response


class Rehearsal(Protocol):
    """A run of unscored questions: the mini-test, or practice."""

    def view(self) -> QuestionView | None:
        """The present question, or None at the end."""
        ...

    def check(self, response: Response) -> Feedback:
        """Mark an answer and explain."""
        ...

    def following(self) -> QuestionView | None:
        """Go to the next question, or None at the end."""
        ...

    def play_audio(self) -> AudioView:
        """Play the extract once more."""
        ...

    def summary(self) -> RunSummary:
        """How it went so far."""
        ...

    def again(self) -> "Rehearsal":
        """A run through what was not wholly right."""
        ...

    def end(self) -> None:
        """The run is left."""
        ...


class Speaking(Protocol):
    """A practice interview; its recording is in memory until it ends."""

    def view(self) -> SpeakingView | None:
        """The present question and recording; None at the end."""
        ...

    def record(self) -> SpeakingView | None:
        """Listen until `stop` or the limit; blocks."""
        ...

    def stop(self) -> SpeakingView | None:
        """End recording or playing."""
        ...

    def play(self) -> SpeakingView | None:
        """Play the recording."""
        ...

    def delete(self) -> SpeakingView | None:
        """Forget the recording."""
        ...

    def following(self) -> SpeakingView | None:
        """Forget the recording and go to the next question; None at the end."""
        ...

    def end(self) -> None:
        """The run is left, and no recording stays."""
        ...


@runtime_checkable
class Trainer(Protocol):
    """Where mini-tests and practice come from."""

    def minitest(self) -> Rehearsal:
        """Seven questions, one of each type."""
        ...

    def practice(
        self, domain: Domain | None, level: Level | None, kind: ItemType | None = None
    ) -> Rehearsal:
        """Questions of one domain, level and type, or of all."""
        ...

    def practice_offer(self) -> Sequence[OfferLine]:
        """How many questions there are of each kind."""
        ...

    def practice_progress(self) -> Sequence[ProgressLine]:
        """How practice went so far, by domain and level."""
        ...

    def forget_progress(self) -> Sequence[ProgressLine]:
        """Set the progress page to nothing."""
        ...

    def speaking_trades(self) -> Sequence[str]:
        """The fields of work with prompts; empty when there are no prompts at all."""
        ...

    def speaking(self, part: OralPart | None, level: Level, trade: str) -> Speaking:
        """A practice interview, or one part of it."""
        ...
