# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The sitting as a machine: frozen state × event → new state and effects, in one table.

Owns the order of the stages, what each needs before it ends, and the accounting of
time and plays. Must not choose items, score, read a clock or store anything. Stands on
the events; the same fold over the same journal gives the same state on the station
after a power cut and at central.

    Opened
      │
    PERSONAL_DATA ─DataConfirmed→ CONSENT ─Consented→ EQUIPMENT ─EquipmentDone→ IDENTITY
                                                       ↺ Checked, Consented      │ ↺ Captured
                                                                                 │ ↺ Compared
                                                                                 │ ↺ HumanChecked
    READY ←─────────────────────────────────────────────IdentityDone─────────────┘
      │ ↺ Checked
      │ Begun          Presented                Answered, the last
      └────→ BREATHER ───────────→ QUESTION ────────────────────────→ FINISHED ↺ Concluded
              │  ↑  ↑───Answered─────┘  │ ↺ Played, Extended, RestAsked
              │  │                      │  ↑
       Paused,│  │Resumed        Paused,│  │Resumed
     Recovered↓  │             Recovered↓  │
             PAUSED before one        PAUSED in a question ↺ Extended        ↺ stays there

    RestAsked leads to PAUSED before the next question: at once from BREATHER, with the
    answer from QUESTION. It is for those whose time is lengthened, who resume alone.
    IncidentReported and Monitored change no stage. Recovered leaves the stages before
    the questions as they are and pauses the others until someone resumes.

Time. A question is charged from the record that presents it to the record that ends
it, on the monotonic clock of one boot. A pause stops the charge. After an outage
Recovered states what had been charged at the last sign of life, so the outage itself
costs the candidate nothing. No other record may come from another boot.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from appliance.exam import sitting_events as on
from appliance.exam.sitting_errors import EventRefusedError
from appliance.exam.sitting_state import GRACE_MS, Effect, Moment, Pause, Question, Sitting
from appliance.exam.sitting_words import Actor, CapturePurpose, Cause, Finding, Stage
from appliance.exam.timing import AUDIO_PLAYS

__all__ = ["TABLE", "Effect", "Moment", "Question", "Sitting", "fold", "open_sitting", "transition"]

Step = tuple[Sitting, tuple[Effect, ...]]
"""What a transition leads to."""


def open_sitting(event: on.Opened, moment: Moment) -> Sitting:
    """The state after the first record.

    Raises:
        EventRefusedError: A sitting that could not be: no questions, or shortened time
            without being a rehearsal.
    """
    _require(event.questions > 0, "a sitting has questions")
    _require(event.time_factor >= 1.0, "the time factor is 1 or more")
    _require(event.minutes_scale > 0, "the time scale is above zero")
    _require(
        event.minutes_scale == 1.0 or event.rehearsal, "a sitting with scaled time is a rehearsal"
    )
    return Sitting(event, Stage.PERSONAL_DATA, moment.boot_id)


def transition(state: Sitting, event: on.Event, moment: Moment) -> Step:
    """Apply one event.

    Raises:
        EventRefusedError: The stage does not allow the event, or the event contradicts
            the state (another number, time that does not add up, a third play).
    """
    rule = TABLE.get((state.stage, type(event)))
    if rule is None:
        raise EventRefusedError(
            f"{type(event).__name__} has no place in the stage '{state.stage.value}'"
        )
    if not isinstance(event, on.Recovered):
        _require(moment.boot_id == state.boot_id, "a record of another boot needs a recovery first")
    return rule(state, event, moment)


def fold(events: Iterable[tuple[on.Event, Moment]]) -> Sitting:
    """The state after all events, from the first one on.

    Raises:
        EventRefusedError: No events, or an event that cannot follow those before it.
    """
    state: Sitting | None = None
    for event, moment in events:
        if state is None:
            _require(isinstance(event, on.Opened), "a journal begins with 'opened'")
            assert isinstance(event, on.Opened)
            state = open_sitting(event, moment)
        else:
            state, _ = transition(state, event, moment)
    if state is None:
        raise EventRefusedError("the journal is empty")
    return state


def _require(condition: bool, rule: str) -> None:
    if not condition:
        raise EventRefusedError(f"refused: {rule}")


def _confirm_data(state: Sitting, event: on.DataConfirmed, _: Moment) -> Step:
    return replace(state, stage=Stage.CONSENT, corrections=event.corrections), ()


def _consent(state: Sitting, event: on.Consented, _: Moment) -> Step:
    effects = (Effect.WATCH,) if event.monitoring else ()
    return replace(state, stage=Stage.EQUIPMENT, monitoring=event.monitoring), effects


def _reconsider(state: Sitting, event: on.Consented, _: Moment) -> Step:
    """A candidate may change the mind, and a station may turn out to have no camera."""
    effect = Effect.WATCH if event.monitoring else Effect.UNWATCH
    return replace(state, monitoring=event.monitoring), (effect,)


def _check(state: Sitting, event: on.Checked, _: Moment) -> Step:
    return replace(state, checks={**state.checks, event.name: event}), ()


def _leave_equipment(state: Sitting, _event: on.EquipmentDone, _: Moment) -> Step:
    missing = ", ".join(name.value for name in state.open_checks)
    _require(not missing, f"these checks are still open: {missing}")
    return replace(state, stage=Stage.IDENTITY), ()


def _capture(state: Sitting, event: on.Captured, _: Moment) -> Step:
    _require(state.monitoring, "no picture is taken without consent")
    _require(event.accepted == (event.evidence is not None), "an accepted picture is evidence")
    taken = {event.purpose} if event.accepted else set[CapturePurpose]()
    return replace(state, captured=state.captured | taken, matched=False), ()


def _compare(state: Sitting, event: on.Compared, _: Moment) -> Step:
    """It lets nobody pass and holds nobody up: what it says is for people."""
    _require(CapturePurpose.DOCUMENT in state.captured, "a document is captured, then compared")
    return replace(state, matched=event.decision is Finding.MATCH), ()


def _check_by_human(state: Sitting, _event: on.HumanChecked, _: Moment) -> Step:
    return replace(state, human_checked=True), ()


def _leave_identity(state: Sitting, _event: on.IdentityDone, _: Moment) -> Step:
    _require(state.identified, "the identity is not checked yet")
    return replace(state, stage=Stage.READY), ()


def _breathe(state: Sitting, moment: Moment) -> Step:
    return (
        replace(
            state,
            stage=Stage.BREATHER,
            question=None,
            pause=None,
            breather_since_ns=moment.monotonic_ns,
        ),
        (Effect.CHOOSE_ITEM,),
    )


def _begin(state: Sitting, _event: on.Begun, moment: Moment) -> Step:
    return _breathe(state, moment)


def _present(state: Sitting, event: on.Presented, moment: Moment) -> Step:
    _require(event.number == state.number, "questions come in order")
    _require(event.limit_ms > 0, "a question has time")
    _require(state.breather_left_ms(moment.monotonic_ns) == 0, "the breather is not over")
    question = Question(
        event.number, event.item_id, event.limit_ms, running_since_ns=moment.monotonic_ns
    )
    return replace(state, stage=Stage.QUESTION, question=question), ()


def _asked(state: Sitting) -> Question:
    if state.question is None:
        raise EventRefusedError("refused: there is no question on the screen")
    return state.question


def _play(state: Sitting, event: on.Played, _: Moment) -> Step:
    question = _asked(state)
    _require(event.number == question.number, "the extract belongs to the question")
    _require(event.play == question.plays + 1, "plays are counted one by one")
    _require(event.play <= AUDIO_PLAYS, "an extract is heard twice at most")
    return replace(state, question=replace(question, plays=event.play)), (Effect.PLAY,)


def _answer(state: Sitting, event: on.Answered, moment: Moment) -> Step:
    question = _asked(state)
    charged_ms = question.charged_at_ms(moment.monotonic_ns)
    _require(
        (event.number, event.item_id) == (question.number, question.item_id),
        "an answer is to the question on the screen",
    )
    _require(0 <= event.elapsed_ms == charged_ms, "the time charged is what the clock says")
    if event.cause is Cause.SUBMITTED:
        _require(charged_ms <= question.limit_ms + GRACE_MS, "a late answer has timed out")
    else:
        _require(charged_ms >= question.limit_ms, "time is not over")
    state = replace(state, answered=(*state.answered, event), question=None)
    if len(state.answered) == state.opened.questions:
        return replace(state, stage=Stage.FINISHED), (Effect.SILENCE, Effect.CONCLUDE)
    if state.rest_asked:
        return _rested(state), (Effect.SILENCE,)
    state, effects = _breathe(state, moment)
    return state, (Effect.SILENCE, *effects)


def _ask_rest(state: Sitting, _event: on.RestAsked, _: Moment) -> Step:
    _require(state.may_rest, "pauses are a right of those whose time is lengthened")
    _require(not state.rest_asked, "one pause is asked for at a time")
    return replace(state, rest_asked=True), ()


def _rest(state: Sitting, event: on.RestAsked, moment: Moment) -> Step:
    state, effects = _ask_rest(state, event, moment)
    return _rested(state), effects


def _rested(state: Sitting) -> Sitting:
    pause = Pause("", by_fault=False, by_right=True)
    return replace(state, stage=Stage.PAUSED, pause=pause, rest_asked=False)


def _pause(state: Sitting, event: on.Paused, moment: Moment) -> Step:
    charged_ms = state.question.charged_at_ms(moment.monotonic_ns) if state.question else 0
    paused = replace(
        state,
        stage=Stage.PAUSED,
        question=state.question and state.question.stopped(charged_ms),
        pause=Pause(event.reason, by_fault=False),
    )
    return paused, (Effect.SILENCE,)


def _take_over(state: Sitting, event: on.Paused, _: Moment) -> Step:
    """The invigilator keeps a sitting stopped that a fault had paused."""
    return replace(state, pause=Pause(event.reason, by_fault=False)), ()


def _resume(state: Sitting, event: on.Resumed, moment: Moment) -> Step:
    alone = state.pause is not None and state.pause.ends_alone
    _require(alone or event.by is Actor.INVIGILATOR, "the invigilator resumes this pause")
    if state.question is None:
        return _breathe(state, moment)
    running = replace(state.question, running_since_ns=moment.monotonic_ns)
    return replace(state, stage=Stage.QUESTION, question=running, pause=None), ()


def _extend(state: Sitting, event: on.Extended, _: Moment) -> Step:
    question = _asked(state)
    _require(event.extra_ms > 0, "extra time is more than none")
    return replace(
        state, question=replace(question, limit_ms=question.limit_ms + event.extra_ms)
    ), ()


def _recover(state: Sitting, event: on.Recovered, moment: Moment) -> Step:
    known_ms = state.question.charged_ms if state.question else 0
    _require(event.charged_ms >= known_ms, "an outage gives no time back")
    if state.question is None:
        _require(event.charged_ms == 0, "only a question is charged")
    back = replace(
        state,
        boot_id=moment.boot_id,
        outages=state.outages + 1,
        question=state.question and state.question.stopped(event.charged_ms),
    )
    if state.stage in (Stage.BREATHER, Stage.QUESTION):
        back = replace(back, stage=Stage.PAUSED, pause=Pause("", by_fault=True))
    return back, _effects_after_outage(back)


def _effects_after_outage(state: Sitting) -> tuple[Effect, ...]:
    """What a new process has to take up again."""
    if state.stage is Stage.FINISHED:
        return () if state.concluded else (Effect.CONCLUDE,)
    watched = state.monitoring and state.stage not in (Stage.PERSONAL_DATA, Stage.CONSENT)
    return (Effect.WATCH,) if watched else ()


def _note(state: Sitting, _event: on.IncidentReported | on.Monitored, _: Moment) -> Step:
    return state, ()


def _conclude(state: Sitting, event: on.Concluded, _: Moment) -> Step:
    _require(state.concluded is None, "a sitting is concluded once")
    return replace(state, concluded=event), (Effect.UNWATCH,)


Rule = Callable[[Sitting, Any, Moment], Step]
_LIVE: Final = tuple(stage for stage in Stage if stage is not Stage.WELCOME)

TABLE: Final[Mapping[tuple[Stage, type[on.Event]], Rule]] = {
    (Stage.PERSONAL_DATA, on.DataConfirmed): _confirm_data,
    (Stage.CONSENT, on.Consented): _consent,
    (Stage.EQUIPMENT, on.Consented): _reconsider,
    (Stage.EQUIPMENT, on.Checked): _check,
    (Stage.EQUIPMENT, on.EquipmentDone): _leave_equipment,
    (Stage.IDENTITY, on.Captured): _capture,
    (Stage.IDENTITY, on.Compared): _compare,
    (Stage.IDENTITY, on.HumanChecked): _check_by_human,
    (Stage.IDENTITY, on.IdentityDone): _leave_identity,
    (Stage.READY, on.Checked): _check,
    (Stage.READY, on.Begun): _begin,
    (Stage.BREATHER, on.Presented): _present,
    (Stage.BREATHER, on.Paused): _pause,
    (Stage.BREATHER, on.RestAsked): _rest,
    (Stage.QUESTION, on.Played): _play,
    (Stage.QUESTION, on.Answered): _answer,
    (Stage.QUESTION, on.Extended): _extend,
    (Stage.QUESTION, on.Paused): _pause,
    (Stage.QUESTION, on.RestAsked): _ask_rest,
    (Stage.PAUSED, on.Paused): _take_over,
    (Stage.PAUSED, on.Resumed): _resume,
    (Stage.PAUSED, on.Extended): _extend,
    (Stage.FINISHED, on.Concluded): _conclude,
    **{(stage, on.Recovered): _recover for stage in _LIVE},
    **{(stage, on.IncidentReported): _note for stage in _LIVE},
    **{(stage, on.Monitored): _note for stage in _LIVE},
}
"""Every transition there is; what is not here is refused."""
