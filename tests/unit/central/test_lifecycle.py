# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The life of a sitting, as a table: every pair of stage and event is either in it or refused."""

import itertools

import pytest

from sync.central.errors import ConflictError
from sync.central.lifecycle import EFFECTS, TABLE, Effect, Event, Stage, Standing, advance

FINAL = {Stage.ATTESTED, Stage.CERTIFIED}


@pytest.mark.parametrize(("stage", "event"), itertools.product(Stage, Event))
def test_every_pair_is_in_the_table_or_refused(stage: Stage, event: Event) -> None:
    graded = event is not Event.GRADE_ORAL
    expected = TABLE.get((stage, event))
    if expected is None:
        with pytest.raises(ConflictError):
            advance(Standing(stage, graded), event)
    else:
        step = advance(Standing(stage, graded), event)
        assert step.standing.stage is expected
        assert step.effects == EFFECTS.get(event, ())
        assert step.standing.oral_graded


def test_a_release_needs_both_parts_and_makes_documents() -> None:
    with pytest.raises(ConflictError, match="both parts"):
        advance(Standing(Stage.VALID), Event.RELEASE)
    step = advance(Standing(Stage.VALID, oral_graded=True), Event.RELEASE)
    assert step.effects == (Effect.MAKE_DOCUMENTS,)


def test_only_a_valid_sitting_is_released_and_nothing_follows_its_documents() -> None:
    assert {stage for stage, event in TABLE if event is Event.RELEASE} == {Stage.VALID}
    assert not {stage for stage, _ in TABLE} & FINAL


def test_every_stage_can_be_reached_from_the_first() -> None:
    reached = {Stage.RECEIVED}
    for _ in Stage:
        reached |= {to for (stage, _), to in TABLE.items() if stage in reached}
    assert reached == set(Stage)


def test_the_oral_part_is_graded_once_and_not_after_the_decision_against() -> None:
    with pytest.raises(ConflictError, match="already"):
        advance(Standing(Stage.VALID, oral_graded=True), Event.GRADE_ORAL)
    with pytest.raises(ConflictError):
        advance(Standing(Stage.INVALID), Event.GRADE_ORAL)
