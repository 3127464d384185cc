# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The state of a sitting: what is known, and what follows from it at a moment.

Owns the frozen state that the machine moves, its figures (time left, checks still
open) and the effects that a move may ask of the shell. Must not move the state. Stands
on the events and words of a sitting.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from appliance.exam import sitting_events as on
from appliance.exam.sitting_words import CapturePurpose, CheckName, Rest, Stage, Verdict

BREATHER_MS: Final = 3_000
"""Time to get ready before each question."""

GRACE_MS: Final = 1_000
"""How long after zero a submitted response still counts as submitted (one slow screen tick)."""


class Effect(StrEnum):
    """What the shell does once the event is committed."""

    WATCH = "watch"
    CHOOSE_ITEM = "choose_item"
    PLAY = "play"
    SILENCE = "silence"
    CONCLUDE = "conclude"
    UNWATCH = "unwatch"


@dataclass(frozen=True, slots=True)
class Moment:
    """When an event happened: nanoseconds on the monotonic clock of one boot."""

    boot_id: str
    monotonic_ns: int


@dataclass(frozen=True, slots=True)
class Question:
    """The question on the screen.

    Attributes:
        charged_ms: Time charged before `running_since_ns`.
        running_since_ns: Since when the clock runs; None while it stands.
        plays: How often the extract was started.
    """

    number: int
    item_id: str
    limit_ms: int
    charged_ms: int = 0
    running_since_ns: int | None = None
    plays: int = 0

    def charged_at_ms(self, monotonic_ns: int) -> int:
        """Time charged at a moment of the present boot."""
        if self.running_since_ns is None:
            return self.charged_ms
        return self.charged_ms + (monotonic_ns - self.running_since_ns) // 1_000_000

    def stopped(self, charged_ms: int) -> "Question":
        """The same question with its clock standing at a charge."""
        return replace(self, charged_ms=charged_ms, running_since_ns=None)

    def remaining_at_ms(self, monotonic_ns: int) -> int:
        """Time left at a moment of the present boot, 0 when it is used up."""
        return max(0, self.limit_ms - self.charged_at_ms(monotonic_ns))


@dataclass(frozen=True, slots=True)
class Pause:
    """Why the clock stands, and who may let it go on."""

    reason: str
    by_fault: bool
    by_right: bool = False

    @property
    def ends_alone(self) -> bool:
        """Whether the candidate may go on without the invigilator."""
        return self.by_fault or self.by_right


@dataclass(frozen=True, slots=True)
class Sitting:
    """All that is known about a sitting; a pure function of its journal."""

    opened: on.Opened
    stage: Stage
    boot_id: str
    corrections: Mapping[str, str] = field(default_factory=dict[str, str])
    monitoring: bool = True
    checks: Mapping[CheckName, on.Checked] = field(default_factory=dict[CheckName, on.Checked])
    captured: frozenset[CapturePurpose] = frozenset()
    matched: bool = False
    human_checked: bool = False
    breather_since_ns: int = 0
    question: Question | None = None
    answered: tuple[on.Answered, ...] = ()
    pause: Pause | None = None
    rest_asked: bool = False
    outages: int = 0
    concluded: on.Concluded | None = None

    @property
    def number(self) -> int:
        """The number of the present or next question, from 1."""
        return len(self.answered) + 1

    @property
    def may_rest(self) -> bool:
        """Whether the candidate may pause between two questions: who has more time may."""
        return self.opened.time_factor > 1.0

    @property
    def rest(self) -> Rest:
        """How a pause of the candidate's own stands."""
        if self.rest_asked:
            return Rest.COMING
        return Rest.POSSIBLE if self.may_rest else Rest.NO_RIGHT

    @property
    def breather_ms(self) -> int:
        """Length of a breather in this sitting."""
        return round(BREATHER_MS * self.opened.minutes_scale)

    def breather_left_ms(self, monotonic_ns: int) -> int:
        """What is left of the breather at a moment of the present boot."""
        passed = (monotonic_ns - self.breather_since_ns) // 1_000_000
        return max(0, self.breather_ms - passed)

    @property
    def needed_checks(self) -> tuple[CheckName, ...]:
        """Checks that must have been made without failing; the link is optional."""
        needed = [CheckName.SOUND, CheckName.MICROPHONE, CheckName.POWER, CheckName.STORAGE]
        return (*needed, CheckName.CAMERA) if self.monitoring else tuple(needed)

    @property
    def open_checks(self) -> tuple[CheckName, ...]:
        """Needed checks that were not made yet or failed."""
        return tuple(
            name
            for name in self.needed_checks
            if name not in self.checks or self.checks[name].verdict is Verdict.FAIL
        )

    @property
    def identified(self) -> bool:
        """Whether the identity step has what it needs."""
        pictures = self.monitoring and self.captured >= set(CapturePurpose)
        return self.human_checked or pictures
