# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The oral machine by table: what is allowed, what is refused, in both modes."""

from dataclasses import replace
from itertools import product
from typing import get_args

import pytest

from appliance.exam import oral_events as on
from appliance.exam.oral import TABLE, Oral, OralEffect, fold, open_oral, transition
from appliance.exam.oral_journal import event_from, kind_of
from appliance.exam.oral_words import Competence, OralMode, OralStage
from appliance.exam.passages import OralPart
from appliance.exam.records import body_of
from appliance.exam.sitting_errors import EventRefusedError, JournalRecordError
from appliance.exam.sitting_events import Captured, Compared, HumanChecked, IdentityDone, Recovered
from appliance.exam.sitting_words import CapturePurpose, OutageClock
from sync.protocol.canonical import decode, encode
from tests.unit.oral.events import (
    EXAMINER,
    GRADED,
    ONE_OF_EACH,
    OPENED,
    PARTS,
    answers,
    at,
    at_stage,
    begun,
    opened,
    ready,
    recording,
    through,
)

REACHED = [
    (stage, mode)
    for stage, mode in product(OralStage, OralMode)
    if (stage, mode) != (OralStage.GRADING, OralMode.RECORDED)
]
RECORDED, ON_SITE = OralMode.RECORDED, OralMode.ON_SITE
INTRODUCTION = OralPart.INTRODUCTION


def test_the_examples_cover_every_event() -> None:
    assert {type(event) for event in ONE_OF_EACH} == set(get_args(on.OralEvent))


@pytest.mark.parametrize(("reached", "event"), list(product(REACHED, ONE_OF_EACH)))
def test_what_is_not_in_the_table_is_refused(
    reached: tuple[OralStage, OralMode], event: on.OralEvent
) -> None:
    stage, mode = reached
    state = at_stage(stage, mode)
    assert state.stage is stage
    if (stage, type(event)) in TABLE:
        return
    with pytest.raises(EventRefusedError, match="has no place"):
        transition(state, event, at(10))


def test_every_entry_of_the_table_can_happen() -> None:
    happened = set[tuple[OralStage, type[on.OralEvent]]]()
    for (stage, mode), event in product(REACHED, ONE_OF_EACH):
        state = at_stage(stage, mode)
        suited = _suited(event, state)
        if isinstance(suited, on.AnswerConfirmed):
            state = replace(state, takes=(recording(suited.part),))
        if isinstance(suited, Captured):
            state = replace(state, opened=replace(state.opened, monitoring=True))
        if isinstance(suited, Compared):
            state = replace(state, captured=frozenset({CapturePurpose.DOCUMENT}))
        if isinstance(suited, IdentityDone):
            state = replace(state, human_checked=True)
        if isinstance(suited, on.InterviewBegun | on.Graded):
            state = replace(state, examiner=EXAMINER)
        try:
            transition(state, suited, at(10))
        except EventRefusedError:
            continue
        happened.add((stage, type(event)))
    assert happened == set(TABLE)


def _suited(event: on.OralEvent, state: Oral) -> on.OralEvent:
    """The event with the part that is in progress."""
    if isinstance(event, on.PartDone | on.Recorded | on.AnswerConfirmed) and state.part:
        return replace(event, part=state.part)
    return event


def test_an_interview_on_site() -> None:
    state = begun()
    stages = [state.stage]
    for part in OralPart:
        state = through(state, on.PartDone(part))
        stages.append(state.stage)
    assert stages == [*map(OralStage, PARTS), OralStage.GRADING]
    state, effects = transition(state, GRADED, at(2))
    assert (state.stage, state.grade, effects) == (
        OralStage.FINISHED,
        GRADED,
        (OralEffect.CONCLUDE,),
    )
    assert through(state, on.OralConcluded()).concluded


def test_recorded_answers_lead_on_by_themselves() -> None:
    state = begun(RECORDED)
    for part in OralPart:
        assert (state.part, state.question) == (part, 1)
        *most, last = answers(part)
        state = through(state, *most)
        assert state.question == 2
        state, effects = transition(state, last, at(2))
        assert effects == ((OralEffect.CONCLUDE,) if part is OralPart.DISCUSSION else ())
    assert state.stage is OralStage.FINISHED
    assert len(state.confirmed) == 6


def test_an_answer_may_be_recorded_once_more() -> None:
    twice = through(begun(RECORDED), recording(), recording(take=2))
    with pytest.raises(EventRefusedError, match="once more at most"):
        transition(twice, recording(take=3), at(2))
    with pytest.raises(EventRefusedError, match="last recording"):
        transition(twice, on.AnswerConfirmed(INTRODUCTION, 1, 1), at(2))
    kept = through(twice, on.AnswerConfirmed(INTRODUCTION, 1, 2))
    assert [answer.take for answer in kept.confirmed] == [2]
    assert kept.takes == ()


REFUSED: list[tuple[Oral, on.OralEvent, str]] = [
    (opened(), IdentityDone(), "not checked yet"),
    (opened(), Captured(CapturePurpose.SELFIE, True, "", bytes(32)), "without consent"),
    (opened(monitoring=True), Captured(CapturePurpose.SELFIE, True, "", None), "is evidence"),
    (ready(), on.InterviewBegun(), "has not signed in"),
    (ready(RECORDED), EXAMINER, "mode 'on_site'"),
    (ready(), on.ExaminerAdmitted("", ""), "has a name"),
    (begun(), on.PartDone(OralPart.DISCUSSION), "in order"),
    (begun(), recording(), "mode 'recorded'"),
    (begun(RECORDED), on.PartDone(INTRODUCTION), "mode 'on_site'"),
    (begun(RECORDED), on.AnswerConfirmed(INTRODUCTION, 1, 1), "nothing was recorded"),
    (begun(RECORDED), recording(OralPart.DISCUSSION), "in order"),
    (begun(RECORDED), recording(question=2), "in order"),
    (begun(RECORDED), recording(take=2), "in order"),
    (begun(RECORDED), replace(recording(), duration_ms=60_501), "not longer"),
    (begun(RECORDED), replace(recording(), duration_ms=0), "not longer"),
    (at_stage(OralStage.GRADING, ON_SITE), on.Graded({}, ""), "every competence"),
    (
        at_stage(OralStage.GRADING, ON_SITE),
        on.Graded({each.value: "D1" for each in Competence}, ""),
        "between A1 and C2",
    ),
    (
        at_stage(OralStage.GRADING, ON_SITE),
        replace(GRADED, comment="x" * 4_001),
        "too long",
    ),
    (begun(), Recovered(1, 0, OutageClock.WALL), "not charged"),
    (
        through(at_stage(OralStage.FINISHED, ON_SITE), on.OralConcluded()),
        on.OralConcluded(),
        "concluded once",
    ),
]


@pytest.mark.parametrize(("state", "event", "why"), REFUSED)
def test_an_event_that_contradicts_the_state_is_refused(
    state: Oral, event: on.OralEvent, why: str
) -> None:
    with pytest.raises(EventRefusedError, match=why):
        transition(state, event, at(10))


def test_an_outage_asks_for_the_examiner_again_and_loses_nothing() -> None:
    state = through(begun(), on.PartDone(INTRODUCTION))
    with pytest.raises(EventRefusedError, match="another boot"):
        transition(state, EXAMINER, at(1, "boot-2"))
    back, effects = transition(state, Recovered(0, 9, OutageClock.WALL), at(1, "boot-2"))
    assert (back.stage, back.examiner, back.outages, effects) == (
        OralStage.ROLE_PLAY,
        None,
        1,
        (),
    )
    with pytest.raises(EventRefusedError, match="has not signed in"):
        transition(back, on.PartDone(OralPart.ROLE_PLAY), at(2, "boot-2"))
    graded = at_stage(OralStage.FINISHED, ON_SITE)
    again, effects = transition(graded, Recovered(0, 9, OutageClock.WALL), at(1, "boot-2"))
    assert (again.grade, effects) == (GRADED, (OralEffect.CONCLUDE,))
    looking, effects = transition(
        opened(monitoring=True), Recovered(0, 9, OutageClock.WALL), at(1, "boot-2")
    )
    assert (looking.stage, effects) == (OralStage.IDENTITY, (OralEffect.WATCH,))


def test_the_camera_looks_at_the_identity_only() -> None:
    state, effects = open_oral(replace(OPENED, monitoring=True), at(0))
    assert effects == (OralEffect.WATCH,)
    for purpose in CapturePurpose:
        assert not state.identified
        state = through(state, Captured(purpose, True, "good", bytes(32)))
    state, effects = transition(state, IdentityDone(), at(1))
    assert (state.stage, effects) == (OralStage.READY, (OralEffect.UNWATCH,))


@pytest.mark.parametrize(
    "changes",
    [
        {"written_id": ""},
        {"script": {}},
        {"questions": dict.fromkeys(PARTS, 0)},
        {"level": "D1"},
        {"time_factor": 0.5},
        {"minutes_scale": 0.0, "rehearsal": True},
        {"minutes_scale": 0.5},
    ],
)
def test_an_oral_part_that_could_not_be(changes: dict[str, object]) -> None:
    with pytest.raises(EventRefusedError):
        opened(**changes)  # pyright: ignore[reportArgumentType] -- fields by name


def test_extra_time_lengthens_answers() -> None:
    assert opened(time_factor=1.5).longest_answer_ms(INTRODUCTION) == 90_000
    scaled = opened(minutes_scale=0.1, rehearsal=True)
    assert scaled.longest_answer_ms(OralPart.DISCUSSION) == 12_000


def test_a_journal_has_a_beginning() -> None:
    with pytest.raises(EventRefusedError, match="empty"):
        fold([])
    with pytest.raises(EventRefusedError, match="begins with"):
        fold([(HumanChecked(""), at(0))])
    assert fold([(OPENED, at(0))]) == opened()


@pytest.mark.parametrize("event", ONE_OF_EACH)
def test_records_come_back_as_they_were(event: on.OralEvent) -> None:
    body = decode(encode(body_of(event)), ceiling=1 << 16)
    assert event_from(kind_of(event), body) == event


def test_records_of_another_shape_are_refused() -> None:
    for kind, body in (
        ("opened", {}),
        ("graded", {"grid": {}}),
        ("graded", {"grid": {"fluency": 1}, "comment": ""}),
        ("part_done", {"part": "epilogue"}),
        ("oral_concluded", {"more": 1}),
    ):
        with pytest.raises(JournalRecordError):
            event_from(kind, body)
