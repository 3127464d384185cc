# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI scoring: every published outcome, rules, templates and tables."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.bank.errors import QtiError
from appliance.bank.qti.processing import score_document
from appliance.bank.qti.values import Json
from tests.unit.bank.qti_documents import RESPONSE, SCORED, num, op, score

Locate = Callable[[str], Path]


def test_every_published_outcome_is_reached(shared_data: Locate) -> None:
    folder = shared_data("qti")
    cases: list[dict[str, Any]] = json.loads((folder / "expected_kennisnet.json").read_text())
    assert len(cases) >= 18
    for case in cases:
        outcomes = score_document((folder / case["item"]).read_bytes(), case["responses"])
        assert outcomes == case["outcomes"], case["item"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("default-value-without-value", "line 18: <qti-default-value> holds no <qti-value>"),
        ("default-value-wrong-tag", "line 15: <qti-wrong-tag> is not allowed"),
        ("else-if-after-else", "line 43: <qti-response-else-if> is out of place"),
        ("non-existing-outcome", "line 55: the outcome NON-EXISTING is not declared"),
        ("wrong-expression-element", "line 51: <qti-wrong-element> is no supported expression"),
        ("wrong-processing-element", "line 49: <qti-wrong-element> is no supported rule"),
    ],
)
def test_faulty_items_are_refused_at_their_line(shared_data: Locate, name: str, words: str) -> None:
    resources = "qti/kennisnet/tests/Unit/AssessmentItem/Service/resources"
    with pytest.raises(QtiError, match=words):
        score_document(shared_data(f"{resources}/{name}.xml").read_bytes(), {})


def test_no_other_published_item_breaks_the_program(shared_data: Locate) -> None:
    for path in sorted(shared_data("qti").rglob("*.xml")):
        try:
            score_document(path.read_bytes(), {})
        except QtiError as refusal:
            assert refusal.line > 0


NULL = "<qti-null/>"


def test_rules_branch_nest_and_exit() -> None:
    one = op("set-outcome-value", num(1), 'identifier="SCORE"')
    two = op("set-outcome-value", num(2), 'identifier="SCORE"')
    branch = op(
        "response-condition",
        op("response-if", NULL + two) + op("response-else", one + "<qti-exit-response/>"),
    )
    rules = op("response-processing-fragment", branch) + two
    item = SCORED.format(
        cardinality="single", base="string", declared="", out="single", kind="float", rules=rules
    )
    assert score_document(item.encode(), {})["SCORE"] == 1.0


@pytest.mark.parametrize(
    "rules",
    [
        op("set-outcome-value", "", 'identifier="SCORE"'),
        op("response-condition", op("response-else", "")),
        op("response-condition", op("response-if", "")),
        op("response-condition", op("response-if", NULL) + op("response-if", NULL)),
        op("response-condition", op("outcome-if", NULL)),
        op("lookup-outcome-value", NULL, 'identifier="SCORE"'),
    ],
)
def test_malformed_rules_are_refused(rules: str) -> None:
    item = SCORED.format(
        cardinality="single", base="string", declared="", out="single", kind="float", rules=rules
    )
    with pytest.raises(QtiError, match="line"):
        score_document(item.encode(), {})


BASIC = "".join(
    f'<qti-outcome-declaration identifier="{name}" cardinality="single" base-type="{base}">'
    f"{default}</qti-outcome-declaration>"
    for name, base, default in (
        ("MAXSCORE", "float", "<qti-default-value><qti-value>3</qti-value></qti-default-value>"),
        ("FEEDBACK", "identifier", ""),
        ("FEEDBACKBASIC", "identifier", ""),
    )
)
KEYED = (
    "<qti-correct-response><qti-value>A</qti-value></qti-correct-response>"
    '<qti-mapping><qti-map-entry map-key="A" mapped-value="3"/>'
    '<qti-map-entry map-key="B" mapped-value="1"/></qti-mapping>'
)
TEMPLATES: list[tuple[str, str | None, dict[str, Json]]] = [
    ("match_correct", "A", {"SCORE": 1.0}),
    ("match_correct", "B", {"SCORE": 0.0}),
    ("match_correct", None, {"SCORE": 0.0}),
    ("map_response", "B", {"SCORE": 1.0}),
    ("map_response", None, {"SCORE": 0.0}),
    ("CC2_match", "A", {"SCORE": 1.0, "FEEDBACK": "A"}),
    ("CC2_match", "B", {"SCORE": 0.0, "FEEDBACK": "B"}),
    ("CC2_match_basic", "A", {"SCORE": 3.0, "FEEDBACKBASIC": "correct"}),
    ("CC2_match_basic", "B", {"SCORE": 0.0, "FEEDBACKBASIC": "incorrect"}),
    ("CC2_map_response", "A", {"SCORE": 3.0, "FEEDBACK": "correct"}),
    ("CC2_map_response", "B", {"SCORE": 1.0, "FEEDBACK": "incorrect"}),
]


@pytest.mark.parametrize(
    "address",
    [
        "{}",
        "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{}.xml",
        "http://www.imsglobal.org/question/qti_v2p2/rptemplates/{}",
    ],
)
@pytest.mark.parametrize(("name", "response", "expected"), TEMPLATES)
def test_standard_templates(
    address: str, name: str, response: str | None, expected: dict[str, Json]
) -> None:
    outcomes = _by_template(address.format(name), response)
    assert {key: outcomes[key] for key in expected} == expected
    assert outcomes["completionStatus"] == "completed"


def _by_template(address: str, response: str | None, outcomes: str = BASIC) -> dict[str, Json]:
    item = SCORED.format(
        cardinality="single",
        base="identifier",
        declared=KEYED,
        out="single",
        kind="float",
        rules="",
    )
    whole = item.replace("<qti-item-body/>", outcomes + "<qti-item-body/>").replace(
        "<qti-response-processing>", f'<qti-response-processing template="{address}">'
    )
    return score_document(whole.encode(), {"RESPONSE": response})


@pytest.mark.parametrize(
    ("name", "outcomes", "words"),
    [
        ("my_own", BASIC, "line 8: the template my_own is not known"),
        ("CC2_match_basic", "", "needs MAXSCORE and FEEDBACKBASIC to be declared"),
    ],
)
def test_templates_that_cannot_run_are_refused(name: str, outcomes: str, words: str) -> None:
    with pytest.raises(QtiError, match=words):
        _by_template(name, "A", outcomes)


GRADES = (
    '<qti-outcome-declaration identifier="GRADE" cardinality="single" base-type="identifier">'
    '<qti-interpolation-table default-value="low">'
    '<qti-interpolation-table-entry source-value="2" target-value="high"/>'
    '<qti-interpolation-table-entry source-value="1" target-value="middle"'
    ' include-boundary="false"/></qti-interpolation-table></qti-outcome-declaration>'
    '<qti-outcome-declaration identifier="NAMED" cardinality="single" base-type="string">'
    '<qti-match-table><qti-match-table-entry source-value="1" target-value="one"/>'
    "</qti-match-table></qti-outcome-declaration>"
)


@pytest.mark.parametrize(
    ("source", "grade", "named"),
    [
        (num(2.0), "high", None),
        (num(1.5), "middle", None),
        (num(1), "low", "one"),
        (num(-3), "low", None),
        ("<qti-null/>", None, None),
    ],
)
def test_outcomes_are_looked_up_in_tables(source: str, grade: Json, named: Json) -> None:
    rules = op("lookup-outcome-value", source, 'identifier="GRADE"')
    rules += op("lookup-outcome-value", source, 'identifier="NAMED"')
    outcomes = score(rules, outcomes=GRADES)
    assert (outcomes["GRADE"], outcomes["NAMED"]) == (grade, named)


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ('source-value="2"', "", "needs the attribute source-value"),
        ('source-value="2"', 'source-value="two"', "is no float"),
        ("qti-match-table-entry", "qti-value", "is not allowed here"),
        ('include-boundary="false"', 'include-boundary="maybe"', "true or false"),
    ],
)
def test_malformed_tables_are_refused(right: str, wrong: str, words: str) -> None:
    with pytest.raises(QtiError, match=words):
        score("", outcomes=GRADES.replace(right, wrong))


def test_a_table_is_entered_with_one_number() -> None:
    several = op("multiple", num(1, 2))
    with pytest.raises(QtiError, match="one number"):
        score(op("lookup-outcome-value", several, 'identifier="GRADE"'), outcomes=GRADES)
    with pytest.raises(QtiError, match="no table"):
        score(op("lookup-outcome-value", num(1), 'identifier="SCORE"'))


def test_attempts_time_and_status_need_no_declaration() -> None:
    rules = op("set-outcome-value", '<qti-variable identifier="{}"/>', 'identifier="OUT"')
    assert score(rules.format("numAttempts"))["OUT"] == 1.0
    assert score(rules.format("numAttempts"), {"numAttempts": 3})["OUT"] == 3.0
    assert score(rules.format("duration"), {"duration": 12.5})["OUT"] == 12.5
    told = score(rules.format("completionStatus"), kind="identifier")
    assert (told["OUT"], told["completionStatus"]) == ("unknown", "completed")
    pending = '<qti-base-value base-type="identifier">incomplete</qti-base-value>'
    left_open = op("set-outcome-value", pending, 'identifier="completionStatus"')
    assert score(left_open)["completionStatus"] == "incomplete"


def test_a_response_is_no_object() -> None:
    given = json.loads('{"RESPONSE": {"value": "A"}}')
    with pytest.raises(QtiError, match="no object"):
        score(op("set-outcome-value", RESPONSE, 'identifier="OUT"'), given, kind="identifier")


def test_items_made_by_chance_are_refused_by_name() -> None:
    item = SCORED.replace("<qti-item-body/>", "<qti-template-processing/><qti-item-body/>")
    whole = item.format(
        cardinality="single", base="string", declared="", out="single", kind="float", rules=""
    )
    with pytest.raises(QtiError, match="line 7: <qti-template-processing> is not supported"):
        score_document(whole.encode(), {})
