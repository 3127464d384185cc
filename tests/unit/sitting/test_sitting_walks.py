# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Random walks through the machine: whatever happens, the books balance."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from appliance.exam import sitting_events as on
from appliance.exam.sitting import Moment, Sitting, fold, open_sitting, transition
from appliance.exam.sitting_words import Actor, Cause, OutageClock, Stage
from tests.unit.sitting.events import CHECKS, OPENED

LIMIT_MS = 20_000


class Walk(RuleBasedStateMachine):
    """A candidate, an invigilator and a bad power line."""

    state: Sitting

    @initialize(questions=st.integers(1, 6))
    def sign_in(self, questions: int) -> None:
        self.boot, self.now_ms, self.spent_ms, self.previous = 1, 0, 0, 0
        opened = replace(OPENED, questions=questions)
        self.history: list[tuple[on.Event, Moment]] = [(opened, self._moment())]
        self.state = open_sitting(opened, self._moment())
        for event in (
            on.DataConfirmed({}),
            on.Consented(monitoring=False),
            *CHECKS,
            on.EquipmentDone(),
            on.HumanChecked("passport"),
            on.IdentityDone(),
            on.Begun(),
        ):
            self._do(event)

    def _moment(self) -> Moment:
        return Moment(f"boot-{self.boot}", self.now_ms * 1_000_000)

    def _do(self, event: on.Event) -> None:
        moment = self._moment()
        self.state, _ = transition(self.state, event, moment)
        self.history.append((event, moment))

    @rule(ms=st.integers(0, 30_000))
    def time_passes(self, ms: int) -> None:
        self.now_ms += ms
        if self.state.stage is Stage.QUESTION:
            self.spent_ms += ms

    @precondition(lambda self: self.state.stage is Stage.BREATHER)
    @rule()
    def present(self) -> None:
        self.now_ms += self.state.breather_left_ms(self.now_ms * 1_000_000)
        self.spent_ms = 0
        self._do(on.Presented(self.state.number, f"item-{self.state.number}", LIMIT_MS))

    @precondition(lambda self: self.state.stage is Stage.QUESTION)
    @rule()
    def answer(self) -> None:
        question = self.state.question
        assert question is not None
        elapsed_ms = question.charged_at_ms(self.now_ms * 1_000_000)
        assert elapsed_ms == self.spent_ms
        cause = Cause.TIMED_OUT if elapsed_ms >= LIMIT_MS else Cause.SUBMITTED
        self._do(
            on.Answered(question.number, question.item_id, b"\xa0", cause, elapsed_ms, 0, 1, 0)
        )

    @precondition(lambda self: self.state.stage in (Stage.QUESTION, Stage.BREATHER))
    @rule()
    def pause(self) -> None:
        self._do(on.Paused("alarm"))

    @precondition(lambda self: self.state.stage is Stage.PAUSED)
    @rule()
    def resume(self) -> None:
        self._do(on.Resumed(Actor.INVIGILATOR))

    @precondition(
        lambda self: (
            self.state.stage is Stage.QUESTION
            and self.state.question is not None
            and self.state.question.plays < 2
        )
    )
    @rule()
    def play(self) -> None:
        assert self.state.question is not None
        self._do(on.Played(self.state.number, self.state.question.plays + 1))

    @rule(away_ms=st.integers(0, 10_000_000), lost_ms=st.integers(0, 1_000), reboot=st.booleans())
    def power_cut(self, away_ms: int, lost_ms: int, reboot: bool) -> None:
        question = self.state.question
        charged_ms = 0
        if question is not None:
            # the last pulse may be up to a second old: that time comes back
            charged_ms = question.charged_at_ms(self.now_ms * 1_000_000)
            charged_ms = max(question.charged_ms, charged_ms - lost_ms)
            self.spent_ms = charged_ms
        self.now_ms = 0 if reboot else self.now_ms + away_ms
        self.boot += reboot
        clock = OutageClock.WALL if reboot else OutageClock.MONOTONIC
        self._do(on.Recovered(charged_ms, away_ms, clock))

    @invariant()
    def the_fold_of_the_journal_is_the_state(self) -> None:
        assert fold(self.history) == self.state

    @invariant()
    def answers_come_once_and_in_order(self) -> None:
        numbers = [answer.number for answer in self.state.answered]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= self.previous
        self.previous = len(numbers)

    @invariant()
    def nobody_gets_more_than_the_limit(self) -> None:
        question = self.state.question
        if question is not None:
            left_ms = question.remaining_at_ms(self.now_ms * 1_000_000)
            assert left_ms == max(0, LIMIT_MS - self.spent_ms)
            assert question.plays <= 2


Walk.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, derandomize=True
)
TestWalk = Walk.TestCase
