# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a screen may show of practice: feedback, how a run went, progress, a prompt.

Owns those frozen shapes. Must not choose or mark anything. Stands on the exam's words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.exam.levels import Domain, ItemType, Level
from appliance.exam.passages import OralPart
from appliance.exam.responses import Response

__all__ = [
    "Domain",
    "Feedback",
    "ItemType",
    "Level",
    "OfferLine",
    "OralPart",
    "Outcome",
    "ProgressLine",
    "RunSummary",
    "SpeakingView",
    "Take",
    "TypeLine",
]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an unscored answer earns, one right answer, and why it is right.

    ``transcript`` is what was said, for a question that is listened to.
    """

    points: int
    maximum: int
    solution: Response
    explanation: str
    transcript: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went."""

    domain: Domain
    level: Level
    type: ItemType
    points: int
    maximum: int

    @property
    def whole(self) -> bool:
        """Whether everything was right."""
        return self.points == self.maximum

    @property
    def partly(self) -> bool:
        """Whether something was right, but not everything."""
        return 0 < self.points < self.maximum


@dataclass(frozen=True, slots=True)
class TypeLine:
    """How the questions of one type went: answered, wholly right, partly right."""

    type: ItemType
    answered: int
    right: int
    partly: int


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How a run went: by type, in the order of the types."""

    lines: tuple[TypeLine, ...]

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> "RunSummary":
        """The summary of these questions."""
        kinds = {kind: [one for one in outcomes if one.type is kind] for kind in ItemType}
        return cls(
            tuple(
                TypeLine(
                    kind,
                    len(met),
                    sum(one.whole for one in met),
                    sum(one.partly for one in met),
                )
                for kind, met in kinds.items()
                if met
            )
        )

    @property
    def answered(self) -> int:
        """Questions answered."""
        return sum(line.answered for line in self.lines)

    @property
    def right(self) -> int:
        """Of which wholly right."""
        return sum(line.right for line in self.lines)


@dataclass(frozen=True, slots=True)
class OfferLine:
    """How many questions there are of one domain, level and type."""

    domain: Domain
    level: Level
    type: ItemType
    count: int


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """How practice went in one domain at one level: questions answered, and wholly right."""

    domain: Domain
    level: Level
    answered: int
    right: int


@dataclass(frozen=True, slots=True)
class Take:
    """A recording that is in memory: its length, and whether hardly anything is heard."""

    duration_s: float
    quiet: bool


@dataclass(frozen=True, slots=True)
class SpeakingView:
    """One question of a practice interview, and the recording.

    Attributes:
        situation: What the prompt began with; empty while it is the question itself.
        question: What to answer now.
        number: Which of the prompt's `total` questions it is, from 1.
        listens_for: What somebody who grades would listen for; shown after a recording.
        last: Whether nothing follows.
        position_s: How long it has been recording or playing.
        level_dbfs: What the microphone hears now, while recording.
    """

    part: OralPart
    level: Level
    trade: str
    title: str
    situation: str
    question: str
    number: int
    total: int
    listens_for: str
    last: bool
    longest_s: float
    recording: bool
    playing: bool
    position_s: float
    level_dbfs: float
    take: Take | None
