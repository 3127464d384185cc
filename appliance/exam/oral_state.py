# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The state of an oral part: what is known, and what follows from it.

Owns the frozen state that the oral machine moves, its figures (the question that is due,
the longest answer) and the effects that a move may ask of the shell. Must not move the
state. Stands on the events and words of the oral part.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from appliance.exam import oral_events as on
from appliance.exam.oral_words import OralMode, OralStage
from appliance.exam.passages import OralPart
from appliance.exam.sitting_words import CapturePurpose

TAKES: Final = 2
"""An answer may be recorded once more before it is confirmed."""

LONGEST_ANSWER_MS: Final[Mapping[OralPart, int]] = {
    OralPart.INTRODUCTION: 60_000,
    OralPart.ROLE_PLAY: 90_000,
    OralPart.DISCUSSION: 120_000,
}
"""With four questions a part this makes 18 minutes: the interview has 15 to 20."""

GRACE_MS: Final = 500
"""How much longer than the limit a recording may be: the last block of the microphone."""


class OralEffect(StrEnum):
    """What the shell does once the event is committed."""

    WATCH = "watch"
    UNWATCH = "unwatch"
    CONCLUDE = "conclude"


@dataclass(frozen=True, slots=True)
class Oral:
    """All that is known about an oral part; a pure function of its journal.

    Attributes:
        examiner: Who is signed in; nobody after an outage.
        matched: Whether the last comparison found face, document and list to agree.
        begun_ns: When the interview began, or went on after a reboot.
        takes: Recordings of the question that is due.
        confirmed: Recordings that count, in order.
    """

    opened: on.OralOpened
    stage: OralStage
    boot_id: str
    captured: frozenset[CapturePurpose] = frozenset()
    matched: bool = False
    human_checked: bool = False
    examiner: on.ExaminerAdmitted | None = None
    begun_ns: int = 0
    takes: tuple[on.Recorded, ...] = ()
    confirmed: tuple[on.Recorded, ...] = ()
    grade: on.Graded | None = None
    outages: int = 0
    concluded: bool = False

    @property
    def recorded(self) -> bool:
        """Whether answers are recorded for an examiner elsewhere."""
        return self.opened.mode is OralMode.RECORDED

    @property
    def part(self) -> OralPart | None:
        """The part of the interview in progress."""
        parts = {part.value: part for part in OralPart}
        return parts.get(self.stage.value)

    @property
    def question(self) -> int:
        """The question of the part that is due, from 1."""
        return 1 + sum(answer.part is self.part for answer in self.confirmed)

    @property
    def identified(self) -> bool:
        """Whether the identity step has what it needs."""
        pictures = self.opened.monitoring and self.captured >= set(CapturePurpose)
        return self.human_checked or pictures

    def longest_answer_ms(self, part: OralPart) -> int:
        """The longest answer of a part in this oral part."""
        factor = self.opened.time_factor * self.opened.minutes_scale
        return max(1, round(LONGEST_ANSWER_MS[part] * factor))
