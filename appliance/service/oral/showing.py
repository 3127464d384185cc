# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From the state of an oral part to what a screen may show.

Owns the contents of the oral views. Must not change anything; what only the examiner may
see is in the examiner's views alone. Stands on the workplace and the views.
"""

from appliance.exam.levels import Level
from appliance.exam.oral_material import questions_of
from appliance.exam.oral_state import TAKES, Oral
from appliance.exam.oral_words import OralStage
from appliance.exam.passages import OralPart, OralPrompt
from appliance.service.equipment import QUIET_DBFS
from appliance.service.oral.answering import Answering
from appliance.service.oral.seat import OralSeat
from appliance.service.oral.views import (
    GradingView,
    InterviewView,
    OralFinishedView,
    OralIdentityView,
    OralReadyView,
    OralView,
    PromptView,
    RecordingView,
    TakeView,
    VoiceView,
)
from appliance.service.showing import Showing
from appliance.service.workplace import Workplace


class OralShowing:
    """The oral views of one workplace."""

    def __init__(self, place: Workplace, showing: Showing, answering: Answering) -> None:
        self._place, self._showing, self._answering = place, showing, answering

    def view(self) -> OralView | None:
        """What the screen shows now; None when no interview is open."""
        seat = self._place.oral
        if seat is None:
            return None
        state, part = seat.state, seat.state.part
        if part is not None:
            prompt = self._prompt(seat, part)
            return (
                self._recording(state, prompt) if state.recorded else self._interview(state, prompt)
            )
        match state.stage:
            case OralStage.IDENTITY:
                return self._identity(state)
            case OralStage.GRADING:
                return self._grading(state)
            case OralStage.FINISHED:
                return self._finished(state)
            case _:
                examiner = state.examiner and state.examiner.name
                return OralReadyView(state.stage, state.opened.mode, self._name(state), examiner)

    def _identity(self, state: Oral) -> OralIdentityView:
        taken = {purpose.value for purpose in state.captured}
        return OralIdentityView(
            state.stage,
            state.opened.mode,
            self._name(state),
            selfie_taken="selfie" in taken,
            document_taken="document" in taken,
            biometric=state.opened.monitoring,
            matched=state.matched,
        )

    def _interview(self, state: Oral, prompt: OralPrompt) -> InterviewView:
        elapsed_ns = self._place.clock.stamp().monotonic_ns - state.begun_ns
        return InterviewView(
            stage=state.stage,
            name=self._name(state),
            level=Level[state.opened.level],
            trade=state.opened.trade,
            prompt=_shown(prompt),
            guidance=prompt.examiner,
            elapsed_s=max(0.0, elapsed_ns / 1e9),
            examiner_needed=state.examiner is None,
        )

    def _recording(self, state: Oral, prompt: OralPrompt) -> RecordingView:
        questions, listening = questions_of(prompt), self._answering.listening
        return RecordingView(
            stage=state.stage,
            prompt=_shown(prompt),
            question=questions[state.question - 1],
            number=state.question,
            total=len(questions),
            limit_s=state.longest_answer_ms(prompt.part) / 1000,
            recording=listening is not None,
            position_s=0.0 if listening is None else listening.position_s,
            level_dbfs=-96.0 if listening is None else listening.level_dbfs,
            take=_take(state),
            voice=self._voice(),
        )

    def _voice(self) -> VoiceView:
        place = self._place
        there = (place.speech.description, place.output.description)
        available = all(each.startswith("available") for each in there)
        return VoiceView(available, available and place.output.playing)

    def _grading(self, state: Oral) -> GradingView:
        examiner = state.examiner
        return GradingView(
            state.stage,
            self._name(state),
            Level[state.opened.level],
            "" if examiner is None else examiner.name,
            examiner_needed=examiner is None,
        )

    def _finished(self, state: Oral) -> OralFinishedView:
        opened = state.opened
        delivery = self._showing.delivery(opened.oral_id, rehearsal=opened.rehearsal)
        return OralFinishedView(state.stage, opened.mode, delivery)

    def _name(self, state: Oral) -> str:
        entry = self._place.library.entry(state.opened.candidate_id)
        return "" if entry is None else f"{entry.given_name} {entry.family_name}"

    def _prompt(self, seat: OralSeat, part: OralPart) -> OralPrompt:
        prompts = self._place.paper_of(seat).pack.oral.of(part)
        return next(it for it in prompts if it.id == seat.state.opened.script[part.value])


def _shown(prompt: OralPrompt) -> PromptView:
    return PromptView(prompt.part, prompt.title, prompt.situation, prompt.follow_up)


def _take(state: Oral) -> TakeView | None:
    if not state.takes:
        return None
    last = state.takes[-1]
    return TakeView(
        take=last.take,
        duration_s=last.duration_ms / 1000,
        level_dbfs=last.level_dbfs,
        quiet=last.level_dbfs < QUIET_DBFS,
        may_repeat=last.take < TAKES,
    )
