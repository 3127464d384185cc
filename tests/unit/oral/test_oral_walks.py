# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Random walks through the oral machine: whatever happens, nothing confirmed is lost."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from appliance.exam import oral_events as on
from appliance.exam.oral import Moment, Oral, fold, open_oral, transition
from appliance.exam.oral_words import OralMode, OralStage
from appliance.exam.sitting_events import HumanChecked, IdentityDone, Recovered
from appliance.exam.sitting_words import OutageClock
from tests.unit.oral.events import EXAMINER, GRADED, OPENED, PARTS, recording

ORDER = list(OralStage)


class Walk(RuleBasedStateMachine):
    """A candidate, an examiner and a bad power line."""

    state: Oral

    @initialize(mode=st.sampled_from(OralMode), counts=st.lists(st.integers(1, 3), min_size=3))
    def open(self, mode: OralMode, counts: list[int]) -> None:
        self.boot, self.now_ms = 1, 0
        questions = dict(zip(PARTS, counts[:3], strict=True))
        opened = replace(OPENED, mode=mode, questions=questions)
        self.history: list[tuple[on.OralEvent, Moment]] = [(opened, self._moment())]
        self.state, _ = open_oral(opened, self._moment())
        self.kept: tuple[on.Recorded, ...] = ()
        self.furthest = 0

    def _moment(self) -> Moment:
        return Moment(f"boot-{self.boot}", self.now_ms * 1_000_000)

    def _do(self, event: on.OralEvent) -> None:
        moment = self._moment()
        self.state, _ = transition(self.state, event, moment)
        self.history.append((event, moment))

    @rule(ms=st.integers(0, 60_000))
    def time_passes(self, ms: int) -> None:
        self.now_ms += ms

    @precondition(lambda self: self.state.stage is OralStage.IDENTITY)
    @rule()
    def identify(self) -> None:
        self._do(HumanChecked("passport"))
        self._do(IdentityDone())

    @precondition(
        lambda self: (
            not self.state.recorded
            and self.state.stage not in (OralStage.IDENTITY, OralStage.FINISHED)
        )
    )
    @rule()
    def admit(self) -> None:
        self._do(EXAMINER)

    @precondition(
        lambda self: (
            self.state.stage is OralStage.READY
            and (self.state.recorded or self.state.examiner is not None)
        )
    )
    @rule()
    def begin(self) -> None:
        self._do(on.InterviewBegun())

    @precondition(lambda self: self.state.part is not None and self.state.examiner is not None)
    @rule()
    def end_part(self) -> None:
        assert self.state.part is not None
        self._do(on.PartDone(self.state.part))

    @precondition(
        lambda self: (
            self.state.part is not None and self.state.recorded and len(self.state.takes) < 2
        )
    )
    @rule()
    def record(self) -> None:
        assert self.state.part is not None
        take = len(self.state.takes) + 1
        self._do(recording(self.state.part, self.state.question, take))

    @precondition(lambda self: bool(self.state.takes))
    @rule()
    def confirm(self) -> None:
        last = self.state.takes[-1]
        self._do(on.AnswerConfirmed(last.part, last.question, last.take))

    @precondition(
        lambda self: self.state.stage is OralStage.GRADING and self.state.examiner is not None
    )
    @rule()
    def grade(self) -> None:
        self._do(GRADED)

    @rule(away_ms=st.integers(0, 10_000_000), reboot=st.booleans())
    def power_cut(self, away_ms: int, reboot: bool) -> None:
        self.now_ms = 0 if reboot else self.now_ms + away_ms
        self.boot += reboot
        clock = OutageClock.WALL if reboot else OutageClock.MONOTONIC
        self._do(Recovered(0, away_ms, clock))

    @invariant()
    def the_fold_of_the_journal_is_the_state(self) -> None:
        assert fold(self.history) == self.state

    @invariant()
    def nothing_confirmed_is_lost_and_no_stage_comes_back(self) -> None:
        assert self.state.confirmed[: len(self.kept)] == self.kept
        self.kept = self.state.confirmed
        place = ORDER.index(self.state.stage)
        assert place >= self.furthest
        self.furthest = place

    @invariant()
    def a_finished_part_is_whole(self) -> None:
        if self.state.stage is OralStage.FINISHED:
            expected = sum(self.state.opened.questions.values()) if self.state.recorded else 0
            assert len(self.state.confirmed) == expected
            assert (self.state.grade is None) is self.state.recorded


Walk.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, derandomize=True
)
TestWalk = Walk.TestCase
