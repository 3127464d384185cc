# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The machine by table: what is allowed, what is refused, and what time costs."""

from dataclasses import replace
from itertools import product
from typing import get_args

import pytest

from appliance.exam import sitting_events as on
from appliance.exam.sitting import TABLE, Effect, Sitting, fold, open_sitting, transition
from appliance.exam.sitting_errors import EventRefusedError
from appliance.exam.sitting_words import (
    Actor,
    Agreement,
    CapturePurpose,
    Cause,
    CheckName,
    Finding,
    OutageClock,
    Stage,
    Verdict,
    Zone,
)
from tests.unit.sitting.events import (
    ANSWERED,
    CHECKS,
    ONE_OF_EACH,
    OPENED,
    PRESENTED,
    asked,
    at,
    at_stage,
    ready,
    through,
)

LIVE = tuple(stage for stage in Stage if stage is not Stage.WELCOME)
MONITORED = on.Consented(monitoring=True)


def test_the_examples_cover_every_event() -> None:
    assert {type(event) for event in ONE_OF_EACH} == set(get_args(on.Event))


@pytest.mark.parametrize(("stage", "event"), list(product(LIVE, ONE_OF_EACH)))
def test_what_is_not_in_the_table_is_refused(stage: Stage, event: on.Event) -> None:
    state = at_stage(stage)
    assert state.stage is stage
    if (stage, type(event)) in TABLE:
        return
    with pytest.raises(EventRefusedError, match="has no place"):
        transition(state, event, at(10))


def test_every_entry_of_the_table_can_happen() -> None:
    happened = set[tuple[Stage, type[on.Event]]]()
    for stage, event in product(LIVE, ONE_OF_EACH):
        for moment in (at(4), at(100)):
            try:
                transition(_suited(at_stage(stage), event), event, moment)
            except EventRefusedError:
                continue
            happened.add((stage, type(event)))
    assert happened == set(TABLE)


def _suited(state: Sitting, event: on.Event) -> Sitting:
    """The stage's state with what the event needs besides its stage."""
    match event:
        case on.Captured():
            return replace(state, monitoring=True)
        case on.Compared():
            return replace(state, captured=frozenset({CapturePurpose.DOCUMENT}))
        case on.IdentityDone():
            return replace(state, human_checked=True)
        case on.EquipmentDone():
            return replace(state, checks={check.name: check for check in CHECKS})
        case on.RestAsked():
            return replace(state, opened=replace(state.opened, time_factor=1.5))
        case on.Recovered() if state.question is not None:
            return replace(state, question=replace(state.question, charged_ms=0))
        case _:
            return state


def test_the_usual_way_to_the_end() -> None:
    state = asked()
    state, effects = transition(state, ANSWERED, at(4))
    assert (state.stage, state.number) == (Stage.BREATHER, 2)
    assert effects == (Effect.SILENCE, Effect.CHOOSE_ITEM)
    state = through(state, replace(PRESENTED, number=2, item_id="item-2"), seconds=7)
    last = replace(ANSWERED, number=2, item_id="item-2", elapsed_ms=2_000)
    state, effects = transition(state, last, at(9))
    assert state.stage is Stage.FINISHED
    assert effects == (Effect.SILENCE, Effect.CONCLUDE)
    state, effects = transition(state, on.Concluded(b""), at(9))
    assert effects == (Effect.UNWATCH,)
    with pytest.raises(EventRefusedError, match="once"):
        transition(state, on.Concluded(b""), at(9))


def test_time_runs_only_between_presenting_and_answering() -> None:
    question = asked().question
    assert question is not None
    assert question.remaining_at_ms(at(3).monotonic_ns) == 60_000
    assert question.remaining_at_ms(at(13.5).monotonic_ns) == 49_500
    assert question.remaining_at_ms(at(900).monotonic_ns) == 0


def test_a_pause_costs_nothing() -> None:
    state = through(asked(), on.Paused("alarm"), seconds=13)
    state = through(state, on.Resumed(Actor.INVIGILATOR), seconds=500)
    assert state.question is not None
    assert state.question.remaining_at_ms(at(505).monotonic_ns) == 45_000


def test_a_rest_comes_before_the_next_question_and_ends_alone() -> None:
    state = through(asked(time_factor=1.3, questions=3), on.RestAsked(), seconds=4)
    assert state.stage is Stage.QUESTION, "the question on the screen is answered first"
    with pytest.raises(EventRefusedError, match="at a time"):
        through(state, on.RestAsked(), seconds=4)
    state = through(state, ANSWERED, seconds=4)
    assert state.stage is Stage.PAUSED
    state = through(state, on.Resumed(Actor.CANDIDATE), seconds=900)
    assert state.stage is Stage.BREATHER
    assert state.breather_left_ms(at(901).monotonic_ns) == 2_000
    state = through(state, on.RestAsked(), seconds=902)
    assert state.stage is Stage.PAUSED


def test_a_rest_is_for_those_whose_time_is_lengthened() -> None:
    for state in (asked(), through(ready(), on.Begun())):
        with pytest.raises(EventRefusedError, match="a right of those"):
            through(state, on.RestAsked(), seconds=4)


def test_an_outage_costs_nothing_and_pauses() -> None:
    lost = on.Recovered(7_000, 3_600_000, OutageClock.WALL)
    state, effects = transition(asked(), lost, at(2, "boot-2"))
    assert state.stage is Stage.PAUSED
    assert state.pause is not None
    assert state.pause.by_fault
    assert effects == ()
    state, _ = transition(state, on.Resumed(Actor.CANDIDATE), at(10, "boot-2"))
    assert state.question is not None
    assert state.question.remaining_at_ms(at(11, "boot-2").monotonic_ns) == 52_000
    assert state.outages == 1


def test_an_outage_in_a_breather_gives_a_whole_breather_again() -> None:
    state = through(ready(), on.Begun())
    state = through(state, on.Recovered(0, 1_000, OutageClock.MONOTONIC), seconds=2)
    state, effects = transition(state, on.Resumed(Actor.CANDIDATE), at(20))
    assert state.breather_left_ms(at(21).monotonic_ns) == 2_000
    assert effects == (Effect.CHOOSE_ITEM,)


def test_an_outage_under_watch_starts_the_watch_again() -> None:
    state = through(at_stage(Stage.CONSENT), MONITORED)
    _, effects = transition(state, on.Recovered(0, 1, OutageClock.MONOTONIC), at(1))
    assert effects == (Effect.WATCH,)


def test_an_outage_before_the_bundle_concludes_again() -> None:
    _, effects = transition(
        at_stage(Stage.FINISHED), on.Recovered(0, 1, OutageClock.MONOTONIC), at(9)
    )
    assert effects == (Effect.CONCLUDE,)


def test_consent_may_be_changed_during_the_checks() -> None:
    state, effects = transition(at_stage(Stage.EQUIPMENT), MONITORED, at(1))
    assert (state.stage, effects) == (Stage.EQUIPMENT, (Effect.WATCH,))
    state, effects = transition(state, on.Consented(monitoring=False), at(1))
    assert effects == (Effect.UNWATCH,)


def test_the_camera_is_needed_only_under_watch() -> None:
    without = [check for check in CHECKS if check.name is not CheckName.CAMERA]
    state = through(at_stage(Stage.EQUIPMENT), *without)
    assert state.open_checks == ()
    assert through(state, MONITORED).open_checks == (CheckName.CAMERA,)


def test_both_pictures_identify() -> None:
    state = through(at_stage(Stage.EQUIPMENT), MONITORED, *CHECKS, on.EquipmentDone())
    for purpose in CapturePurpose:
        assert not state.identified
        state = through(state, on.Captured(purpose, True, "good", bytes(32)))
    assert through(state, on.IdentityDone()).stage is Stage.READY


def test_a_comparison_is_for_people_and_holds_nobody_up() -> None:
    state = through(at_stage(Stage.EQUIPMENT), MONITORED, *CHECKS, on.EquipmentDone())
    for purpose in CapturePurpose:
        state = through(state, on.Captured(purpose, True, "good", bytes(32)))
    same = (Agreement.SAME,) * 3
    for decision in Finding:
        state = through(state, on.Compared(decision, 0.5, "small_portrait", Zone.VALID, *same))
        assert state.matched is (decision is Finding.MATCH)
        assert through(state, on.IdentityDone()).stage is Stage.READY
    match = on.Compared(Finding.MATCH, 0.5, "small_portrait", Zone.VALID, *same)
    again = on.Captured(CapturePurpose.DOCUMENT, True, "good", bytes(32))
    assert not through(state, match, again).matched, "another picture, another comparison"


REFUSALS = {
    "no questions": lambda: open_sitting(replace(OPENED, questions=0), at(0)),
    "time factor below 1": lambda: open_sitting(replace(OPENED, time_factor=0.5), at(0)),
    "scaled time that claims to be real": lambda: open_sitting(
        replace(OPENED, minutes_scale=0.1), at(0)
    ),
    "scaled to nothing": lambda: open_sitting(
        replace(OPENED, minutes_scale=0.0, rehearsal=True), at(0)
    ),
    "open check": lambda: through(at_stage(Stage.EQUIPMENT), on.EquipmentDone()),
    "failed check": lambda: through(
        at_stage(Stage.EQUIPMENT),
        *CHECKS,
        on.Checked(CheckName.SOUND, Verdict.FAIL, "nothing"),
        on.EquipmentDone(),
    ),
    "picture without consent": lambda: through(at_stage(Stage.IDENTITY), ONE_OF_EACH[5]),
    "comparison without a document": lambda: through(
        at_stage(Stage.IDENTITY), *(it for it in ONE_OF_EACH if isinstance(it, on.Compared))
    ),
    "accepted picture without evidence": lambda: through(
        replace(at_stage(Stage.IDENTITY), monitoring=True),
        on.Captured(CapturePurpose.SELFIE, True, "good", None),
    ),
    "identity not checked": lambda: through(at_stage(Stage.IDENTITY), on.IdentityDone()),
    "question out of order": lambda: through(
        through(ready(), on.Begun()), replace(PRESENTED, number=2), seconds=3
    ),
    "question without time": lambda: through(
        through(ready(), on.Begun()), replace(PRESENTED, limit_ms=0), seconds=3
    ),
    "breather cut short": lambda: through(through(ready(), on.Begun()), PRESENTED, seconds=2.9),
    "answer to another number": lambda: through(asked(), replace(ANSWERED, number=2), seconds=4),
    "answer to another item": lambda: through(asked(), replace(ANSWERED, item_id="x"), seconds=4),
    "time that does not add up": lambda: through(asked(), ANSWERED, seconds=5),
    "submitted too late": lambda: through(
        asked(), replace(ANSWERED, elapsed_ms=61_500), seconds=64.5
    ),
    "timed out too early": lambda: through(
        asked(), replace(ANSWERED, cause=Cause.TIMED_OUT), seconds=4
    ),
    "play of another question": lambda: through(asked(), on.Played(2, 1)),
    "play that skips one": lambda: through(asked(), on.Played(1, 2)),
    "third play": lambda: through(asked(), on.Played(1, 1), on.Played(1, 2), on.Played(1, 3)),
    "candidate ends the invigilator's pause": lambda: through(
        at_stage(Stage.PAUSED), on.Resumed(Actor.CANDIDATE)
    ),
    "no extra time": lambda: through(asked(), on.Extended(0, "")),
    "extra time without a question": lambda: through(
        through(ready(), on.Begun()), on.Paused("x"), on.Extended(1, "")
    ),
    "outage that gives time back": lambda: through(
        through(asked(), on.Paused("x"), seconds=10), on.Recovered(1, 1, OutageClock.WALL)
    ),
    "outage that charges no question": lambda: through(
        ready(), on.Recovered(5, 1, OutageClock.WALL)
    ),
    "another boot without recovery": lambda: transition(asked(), ANSWERED, at(4, "boot-2")),
    "empty journal": lambda: fold([]),
    "journal without beginning": lambda: fold([(on.Begun(), at(0))]),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals(name: str) -> None:
    with pytest.raises(EventRefusedError):
        REFUSALS[name]()


def test_an_answer_within_the_grace_is_submitted() -> None:
    state = through(asked(), replace(ANSWERED, elapsed_ms=60_900), seconds=63.9)
    assert len(state.answered) == 1


def test_extra_time_lengthens_the_limit() -> None:
    state = through(asked(), on.Extended(30_000, "noise"), seconds=5)
    assert state.question is not None
    assert state.question.remaining_at_ms(at(5).monotonic_ns) == 88_000


def test_the_invigilator_may_keep_a_faulty_sitting_paused() -> None:
    state = through(asked(), on.Recovered(0, 1, OutageClock.MONOTONIC), on.Paused("check"))
    with pytest.raises(EventRefusedError):
        through(state, on.Resumed(Actor.CANDIDATE))
