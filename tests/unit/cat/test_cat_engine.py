# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A sitting from the first question to the report."""

from collections import Counter
from dataclasses import replace

import pytest

from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.engine import ExamEngine, ExamSession
from appliance.exam.cat.errors import BlueprintError, HistoryError, SittingComplete
from appliance.exam.cat.report import ExamReport
from tests.unit.cat.banks import make_bank, sit

BANK = make_bank()
ENGINE = ExamEngine(BANK, Blueprint())


@pytest.fixture(scope="module", params=range(3))
def finished(request: pytest.FixtureRequest) -> ExamSession:
    session = ENGINE.session(request.param)
    sit(session, BANK, 0.8 * (request.param - 1), request.param)
    return session


def test_fifty_questions_ten_per_domain_all_seven_types(finished: ExamSession) -> None:
    asked = [BANK[answer.item] for answer in finished.history]
    assert len({item.id for item in asked}) == 50
    assert Counter(item.domain for item in asked) == dict.fromkeys(range(5), 10)
    assert len({item.type for item in asked}) == 7


def test_items_of_a_passage_come_together(finished: ExamSession) -> None:
    passages = [BANK[answer.item].testlet for answer in finished.history]
    closed: set[str] = set()
    for before, now in zip([None, *passages], passages, strict=False):
        if before is not None and before != now:
            closed.add(before)
        assert now is None or now not in closed


def test_enemies_never_meet(finished: ExamSession) -> None:
    asked = [BANK[answer.item] for answer in finished.history]
    names = {item.id for item in asked}
    assert not any(item.enemies & names for item in asked)


def test_replaying_the_history_gives_the_same_sitting(finished: ExamSession) -> None:
    again = ENGINE.session(finished.seed)
    for answer in finished.history:
        again.record(answer.item, answer.category, answer.response_s)
    assert again.report() == finished.report()


def test_another_item_than_the_one_due_is_refused() -> None:
    session = ENGINE.session(7)
    due = session.next_item()
    with pytest.raises(HistoryError):
        session.record((due + 1) % len(BANK), 0)
    with pytest.raises(HistoryError):
        session.record(due, 9)
    assert session.answered == 0


def test_a_finished_sitting_has_no_next_item(finished: ExamSession) -> None:
    with pytest.raises(SittingComplete):
        finished.next_item()


def test_the_report_travels_as_claims(finished: ExamSession) -> None:
    report = finished.report()
    assert ExamReport.from_claims(report.to_claims()) == report
    assert report.agrees(report)
    for result in report.domains.values():
        assert sum(result.probabilities) == pytest.approx(1.0, abs=1e-6)


def test_a_bank_that_cannot_fill_a_domain_is_refused() -> None:
    with pytest.raises(BlueprintError, match="listening"):
        ExamEngine([item for item in BANK if item.domain != 4], Blueprint())


def test_pretest_items_are_asked_and_never_scored() -> None:
    trial = replace(BANK[0], id="trial", pretest=True)
    engine = ExamEngine([*BANK, trial], Blueprint(pretest_slots=1))
    session = engine.session(3)
    sit(session, [*BANK, trial], 0.0, 3)
    assert session.answered == 51
    place = next(n for n, answer in enumerate(session.history) if answer.item == len(BANK))
    other = engine.session(3)
    for n, answer in enumerate(session.history):
        other.record(answer.item, 0 if n == place else answer.category, answer.response_s)
    assert other.report() == session.report()
