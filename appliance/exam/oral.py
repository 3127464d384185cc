# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The oral part as a machine: frozen state × event → new state and effects, in one table.

Owns the order of the stages and what each needs before it ends, in both modes. Must not
choose material, record, read a clock or store anything. Stands on the events; the same
fold over the same journal gives the same state on the station after a power cut and at
central.

    OralOpened
      ↓
    IDENTITY ─IdentityDone→ READY ─InterviewBegun→ INTRODUCTION → ROLE_PLAY → DISCUSSION
      ↺ Captured, Compared    ↺ ExaminerAdmitted        ↺ ExaminerAdmitted          │
      ↺ HumanChecked            (on-site: needed)       ↺ Recorded                  │
                                                                                    │
       on-site:  PartDone leads on, after the discussion to GRADING ─Graded→ FINISHED
       recorded: AnswerConfirmed leads on with a part's last answer ───────→ FINISHED

    FINISHED ↺ OralConcluded. IncidentReported changes no stage. Recovered changes none
    either, but the examiner has to sign in again.

Whether the written part is complete is asked before an oral part is opened: it is no
event of the interview.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from appliance.exam import oral_events as on
from appliance.exam.levels import Level
from appliance.exam.oral_state import GRACE_MS, TAKES, Oral, OralEffect
from appliance.exam.oral_words import Competence, OralMode, OralStage
from appliance.exam.passages import OralPart
from appliance.exam.sitting_errors import EventRefusedError
from appliance.exam.sitting_events import (
    Captured,
    Compared,
    HumanChecked,
    IdentityDone,
    IncidentReported,
    Recovered,
)
from appliance.exam.sitting_state import Moment
from appliance.exam.sitting_words import CapturePurpose, Finding

__all__ = ["TABLE", "Moment", "Oral", "OralEffect", "fold", "open_oral", "transition"]

LONGEST_COMMENT: Final = 4_000
_LEVELS: Final = frozenset(level.label for level in Level)
_PARTS: Final = {part.value for part in OralPart}

Step = tuple[Oral, tuple[OralEffect, ...]]
"""What a transition leads to."""


def open_oral(event: on.OralOpened, moment: Moment) -> tuple[Oral, tuple[OralEffect, ...]]:
    """The state after the first record, and what to do.

    Raises:
        EventRefusedError: An oral part that could not be: without a written part, without
            a prompt for each part, or shortened time without being a rehearsal.
    """
    _require(bool(event.written_id), "an oral part belongs to a written part")
    _require(set(event.script) == set(event.questions) == _PARTS, "every part has a prompt")
    _require(min(event.questions.values()) > 0, "every part has a question")
    _require(event.level in _LEVELS, "the level is one of the framework")
    _require(event.time_factor >= 1.0, "the time factor is 1 or more")
    _require(event.minutes_scale > 0, "the time scale is above zero")
    _require(event.minutes_scale == 1.0 or event.rehearsal, "scaled time is a rehearsal")
    effects = (OralEffect.WATCH,) if event.monitoring else ()
    return Oral(event, OralStage.IDENTITY, moment.boot_id), effects


def transition(state: Oral, event: on.OralEvent, moment: Moment) -> Step:
    """Apply one event.

    Raises:
        EventRefusedError: The stage or the mode does not allow the event, or the event
            contradicts the state (another part or question, a third take).
    """
    rule = TABLE.get((state.stage, type(event)))
    if rule is None:
        raise EventRefusedError(
            f"{type(event).__name__} has no place in the stage '{state.stage.value}'"
        )
    if not isinstance(event, Recovered):
        _require(moment.boot_id == state.boot_id, "a record of another boot needs a recovery first")
    return rule(state, event, moment)


def fold(events: Iterable[tuple[on.OralEvent, Moment]]) -> Oral:
    """The state after all events, from the first one on.

    Raises:
        EventRefusedError: No events, or an event that cannot follow those before it.
    """
    state: Oral | None = None
    for event, moment in events:
        if state is not None:
            state, _ = transition(state, event, moment)
        elif isinstance(event, on.OralOpened):
            state, _ = open_oral(event, moment)
        else:
            raise EventRefusedError("an oral journal begins with 'oral_opened'")
    if state is None:
        raise EventRefusedError("the journal is empty")
    return state


def _require(condition: bool, rule: str) -> None:
    if not condition:
        raise EventRefusedError(f"refused: {rule}")


def _require_mode(state: Oral, mode: OralMode) -> None:
    _require(state.opened.mode is mode, f"this is for the mode '{mode.value}'")


def _capture(state: Oral, event: Captured, _: Moment) -> Step:
    _require(state.opened.monitoring, "no picture is taken without consent")
    _require(event.accepted == (event.evidence is not None), "an accepted picture is evidence")
    taken = {event.purpose} if event.accepted else set[CapturePurpose]()
    return replace(state, captured=state.captured | taken, matched=False), ()


def _compare(state: Oral, event: Compared, _: Moment) -> Step:
    """It lets nobody pass and holds nobody up: what it says is for people."""
    _require(CapturePurpose.DOCUMENT in state.captured, "a document is captured, then compared")
    return replace(state, matched=event.decision is Finding.MATCH), ()


def _check_by_human(state: Oral, _event: HumanChecked, _: Moment) -> Step:
    return replace(state, human_checked=True), ()


def _leave_identity(state: Oral, _event: IdentityDone, _: Moment) -> Step:
    _require(state.identified, "the identity is not checked yet")
    effects = (OralEffect.UNWATCH,) if state.opened.monitoring else ()
    return replace(state, stage=OralStage.READY), effects


def _admit(state: Oral, event: on.ExaminerAdmitted, _: Moment) -> Step:
    _require_mode(state, OralMode.ON_SITE)
    _require(bool(event.login), "an examiner has a name")
    return replace(state, examiner=event), ()


def _begin(state: Oral, _event: on.InterviewBegun, moment: Moment) -> Step:
    _require(state.recorded or state.examiner is not None, "the examiner has not signed in")
    begun_ns = moment.monotonic_ns
    return replace(state, stage=OralStage.INTRODUCTION, begun_ns=begun_ns), ()


def _end_part(state: Oral, event: on.PartDone, _: Moment) -> Step:
    _require_mode(state, OralMode.ON_SITE)
    _require(state.examiner is not None, "the examiner has not signed in")
    _require(event.part is state.part, "parts end in order")
    return replace(state, stage=_after(state, event.part)), ()


def _record(state: Oral, event: on.Recorded, _: Moment) -> Step:
    _require_mode(state, OralMode.RECORDED)
    due = (state.part, state.question, len(state.takes) + 1)
    _require((event.part, event.question, event.take) == due, "answers are recorded in order")
    _require(event.take <= TAKES, "an answer is recorded once more at most")
    longest_ms = state.longest_answer_ms(event.part) + GRACE_MS
    _require(0 < event.duration_ms <= longest_ms, "an answer is not longer than its limit")
    return replace(state, takes=(*state.takes, event)), ()


def _confirm(state: Oral, event: on.AnswerConfirmed, _: Moment) -> Step:
    _require_mode(state, OralMode.RECORDED)
    _require(bool(state.takes), "nothing was recorded yet")
    last = state.takes[-1]
    named = (event.part, event.question, event.take)
    _require(named == (last.part, last.question, last.take), "the last recording is confirmed")
    state = replace(state, takes=(), confirmed=(*state.confirmed, last))
    if state.question <= state.opened.questions[last.part.value]:
        return state, ()
    state = replace(state, stage=_after(state, last.part))
    return state, (OralEffect.CONCLUDE,) if state.stage is OralStage.FINISHED else ()


def _after(state: Oral, part: OralPart) -> OralStage:
    """The stage that follows a part."""
    order = tuple(OralPart)
    place = order.index(part) + 1
    if place < len(order):
        return OralStage(order[place].value)
    return OralStage.FINISHED if state.recorded else OralStage.GRADING


def _grade(state: Oral, event: on.Graded, _: Moment) -> Step:
    _require(state.examiner is not None, "the examiner has not signed in")
    _require(set(event.grid) == {each.value for each in Competence}, "every competence is graded")
    _require(set(event.grid.values()) <= _LEVELS, "a grade is a level between A1 and C2")
    _require(len(event.comment) <= LONGEST_COMMENT, "the comment is too long")
    return replace(state, stage=OralStage.FINISHED, grade=event), (OralEffect.CONCLUDE,)


def _recover(state: Oral, event: Recovered, moment: Moment) -> Step:
    _require(event.charged_ms == 0, "an interview is not charged by the question")
    rebooted = moment.boot_id != state.boot_id
    back = replace(
        state,
        boot_id=moment.boot_id,
        outages=state.outages + 1,
        examiner=None if state.stage is not OralStage.FINISHED else state.examiner,
        begun_ns=moment.monotonic_ns if rebooted else state.begun_ns,
    )
    if state.stage is OralStage.FINISHED:
        return back, (OralEffect.CONCLUDE,)
    watched = state.opened.monitoring and state.stage is OralStage.IDENTITY
    return back, (OralEffect.WATCH,) if watched else ()


def _note(state: Oral, _event: IncidentReported, _: Moment) -> Step:
    return state, ()


def _conclude(state: Oral, _event: on.OralConcluded, _: Moment) -> Step:
    _require(not state.concluded, "an oral part is concluded once")
    return replace(state, concluded=True), ()


Rule = Callable[[Oral, Any, Moment], Step]
_INTERVIEW: Final = (OralStage.INTRODUCTION, OralStage.ROLE_PLAY, OralStage.DISCUSSION)

TABLE: Final[Mapping[tuple[OralStage, type[on.OralEvent]], Rule]] = {
    (OralStage.IDENTITY, Captured): _capture,
    (OralStage.IDENTITY, Compared): _compare,
    (OralStage.IDENTITY, HumanChecked): _check_by_human,
    (OralStage.IDENTITY, IdentityDone): _leave_identity,
    (OralStage.READY, on.ExaminerAdmitted): _admit,
    (OralStage.READY, on.InterviewBegun): _begin,
    **{(stage, on.ExaminerAdmitted): _admit for stage in _INTERVIEW},
    **{(stage, on.PartDone): _end_part for stage in _INTERVIEW},
    **{(stage, on.Recorded): _record for stage in _INTERVIEW},
    **{(stage, on.AnswerConfirmed): _confirm for stage in _INTERVIEW},
    (OralStage.GRADING, on.ExaminerAdmitted): _admit,
    (OralStage.GRADING, on.Graded): _grade,
    (OralStage.FINISHED, on.OralConcluded): _conclude,
    **{(stage, Recovered): _recover for stage in OralStage},
    **{(stage, IncidentReported): _note for stage in OralStage},
}
"""Every transition there is; what is not here is refused."""
