# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI scoring: every published outcome, and every operator by table."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.bank.errors import QtiError
from appliance.bank.qti.processing import score_document
from appliance.bank.qti.values import Json
from appliance.bank.qti.xml_reader import CEILING, parse_xml

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


ITEM = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
 identifier="i" title="t" adaptive="false" time-dependent="false">
 <qti-response-declaration identifier="RESPONSE" cardinality="{cardinality}" base-type="{base}">
 {declared}</qti-response-declaration>
 <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
 <qti-outcome-declaration identifier="OUT" cardinality="{out}" base-type="{kind}"/>
 <qti-item-body/>
 <qti-response-processing>{rules}</qti-response-processing>
</qti-assessment-item>"""
RESPONSE = '<qti-variable identifier="RESPONSE"/>'


def _num(*values: float) -> str:
    return "".join(
        f'<qti-base-value base-type="{"integer" if isinstance(value, int) else "float"}">'
        f"{value}</qti-base-value>"
        for value in values
    )


def _bool(*values: bool) -> str:
    return "".join(
        f'<qti-base-value base-type="boolean">{str(value).lower()}</qti-base-value>'
        for value in values
    )


def _str(*values: str) -> str:
    return "".join(f'<qti-base-value base-type="string">{v}</qti-base-value>' for v in values)


def _op(name: str, inner: str, attributes: str = "") -> str:
    return f"<qti-{name} {attributes}>{inner}</qti-{name}>"


def _run(
    expression: str,
    kind: str,
    *,
    out: str = "single",
    declared: str = "",
    base: str = "string",
    cardinality: str = "single",
    response: Json = None,
) -> Json:
    rules = _op("set-outcome-value", expression, 'identifier="OUT"')
    item = ITEM.format(
        cardinality=cardinality, base=base, declared=declared, out=out, kind=kind, rules=rules
    )
    return score_document(item.encode(), {"RESPONSE": response})["OUT"]


NULL = "<qti-null/>"
LIST = _op("multiple", _num(3, 1, 2))
TEXTS = _op("ordered", _str("a", "b", "c"))
BOOLEANS: list[tuple[str, bool | None]] = [
    (_op("and", _bool(True, True)), True),
    (_op("and", _bool(True, False) + NULL), False),
    (_op("and", _bool(True) + NULL), None),
    (_op("or", _bool(False, True) + NULL), True),
    (_op("or", _bool(False) + NULL), None),
    (_op("or", _bool(False, False)), False),
    (_op("not", _bool(False)), True),
    (_op("not", NULL), None),
    (_op("any-n", _bool(True, True, False), 'min="2" max="2"'), True),
    (_op("any-n", _bool(True, False, False), 'min="2" max="3"'), False),
    (_op("any-n", _bool(True) + NULL, 'min="2" max="3"'), None),
    (_op("is-null", NULL), True),
    (_op("is-null", _str("")), True),
    (_op("is-null", _num(0)), False),
    (_op("match", _num(1) + NULL), None),
    (_op("match", LIST + _op("multiple", _num(1, 2, 3))), True),
    (_op("match", TEXTS + _op("ordered", _str("b", "a", "c"))), False),
    (_op("member", _num(2) + LIST), True),
    (_op("member", _num(9) + LIST), False),
    (_op("member", NULL + LIST), None),
    (_op("contains", LIST + _op("multiple", _num(2, 3))), True),
    (_op("contains", LIST + _op("multiple", _num(2, 2))), False),
    (_op("contains", TEXTS + _op("ordered", _str("b", "c"))), True),
    (_op("contains", TEXTS + _op("ordered", _str("a", "c"))), False),
    (_op("contains", TEXTS + NULL), None),
    (_op("substring", _str("BC", "abcd"), 'case-sensitive="false"'), True),
    (_op("substring", _str("BC", "abcd")), False),
    (_op("string-match", _str("A", "a"), 'case-sensitive="false"'), True),
    (_op("string-match", _str("A", "a"), 'case-sensitive="true"'), False),
    (_op("string-match", _str("a") + NULL, 'case-sensitive="true"'), None),
    (_op("string-match", _str("a", "cab"), 'case-sensitive="true" substring="true"'), True),
    (_op("pattern-match", _str("2024"), 'pattern="[0-9]{4}"'), True),
    (_op("pattern-match", _str("2024x"), 'pattern="[0-9]{4}"'), False),
    (_op("pattern-match", NULL, 'pattern="."'), None),
    (_op("equal", _num(1, 1.0)), True),
    (_op("equal", _num(1) + NULL), None),
    (_op("equal", _num(10.0, 10.4), 'tolerance-mode="absolute" tolerance="0.5"'), True),
    (_op("equal", _num(10.0, 9.4), 'tolerance-mode="absolute" tolerance="0.5 1"'), False),
    (_op("equal", _num(10.0, 10.9), 'tolerance-mode="relative" tolerance="10"'), True),
    (
        _op(
            "equal",
            _num(10.0, 11.0),
            'tolerance-mode="relative" tolerance="10" include-upper-bound="false"',
        ),
        False,
    ),
    (_op("equal-rounded", _num(3.175, 3.183), 'rounding-mode="decimalPlaces" figures="2"'), True),
    (_op("equal-rounded", _num(3.175, 3.1749), 'rounding-mode="decimalPlaces" figures="2"'), False),
    (_op("gt", _num(2, 1)), True),
    (_op("gte", _num(1, 1)), True),
    (_op("lt", _num(2, 1)), False),
    (_op("lte", _num(2, 1)), False),
    (_op("lt", _num(2) + NULL), None),
    (_op("duration-lt", _num(2.0, 3.0)), True),
    (_op("duration-gte", _num(2.0, 3.0)), False),
]


@pytest.mark.parametrize(("expression", "expected"), BOOLEANS)
def test_logic_and_comparison(expression: str, expected: bool | None) -> None:
    assert _run(expression, "boolean") is expected


NUMBERS: list[tuple[str, float | None]] = [
    (_op("sum", _num(1, 2.5) + LIST), 9.5),
    (_op("sum", _num(1) + NULL), None),
    (_op("product", _num(2, 3, 4)), 24),
    (_op("subtract", _num(5, 7)), -2),
    (_op("divide", _num(1, 4)), 0.25),
    (_op("divide", _num(1, 0)), None),
    (_op("power", _num(2, 10)), 1024),
    (_op("power", _num(1e300, 10.0)), None),
    (_op("integer-divide", _num(-7, 2)), -4),
    (_op("integer-modulus", _num(-7, 2)), 1),
    (_op("integer-modulus", _num(7, 0)), None),
    (_op("truncate", _num(-6.8)), -6),
    (_op("round", _num(6.5)), 7),
    (_op("round", _num(-6.5)), -6),
    (_op("round-to", _num(0.015), 'rounding-mode="decimalPlaces" figures="2"'), 0.02),
    (_op("round-to", _num(1234.5), 'rounding-mode="significantFigures" figures="2"'), 1200),
    (_op("round-to", NULL, 'rounding-mode="decimalPlaces" figures="2"'), None),
    (_op("integer-to-float", _num(3)), 3.0),
    (_op("integer-to-float", NULL), None),
    (_op("max", LIST), 3),
    (_op("min", LIST), 1),
    (_op("gcd", _num(12, 18)), 6),
    (_op("lcm", _num(4, 6)), 12),
    (_op("container-size", LIST), 3),
    (_op("container-size", NULL), 0),
    (_op("index", LIST, 'n="2"'), 1),
    (_op("index", LIST, 'n="4"'), None),
    (_op("index", NULL, 'n="1"'), None),
    (_op("stats-operator", LIST, 'name="mean"'), 2),
    (_op("stats-operator", _op("multiple", _num(3)), 'name="sampleSD"'), None),
    (_op("math-operator", _num(100), 'name="log"'), 2),
    (_op("math-operator", _num(-1), 'name="ln"'), None),
    (_op("math-operator", _num(-3), 'name="signum"'), -1),
    (_op("math-constant", "", 'name="pi"'), 3.141592653589793),
]


@pytest.mark.parametrize(("expression", "expected"), NUMBERS)
def test_arithmetic(expression: str, expected: float | None) -> None:
    assert _run(expression, "float") == expected


def test_containers_and_lookups() -> None:
    assert _run(_op("delete", _num(1) + LIST), "integer", out="multiple") == [3, 2]
    assert _run(_op("delete", NULL + LIST), "integer", out="multiple") is None
    assert _run(_op("multiple", NULL), "integer", out="multiple") is None
    assert _run(TEXTS, "string", out="ordered") == ["a", "b", "c"]
    default = "<qti-default-value><qti-value>x</qti-value></qti-default-value>"
    assert _run('<qti-default identifier="RESPONSE"/>', "string", declared=default) == "x"
    assert _run(RESPONSE, "string", declared=default) == "x"
    assert _run(RESPONSE, "string", declared=default, response="y") == "y"


@pytest.mark.parametrize(
    ("base", "cardinality", "given", "expected"),
    [
        ("pair", "single", "A B", "A B"),
        ("directedPair", "multiple", ["A B", "C D"], ["A B", "C D"]),
        ("point", "single", [3, 4.5], "3 4.5"),
        ("boolean", "single", True, True),
        ("integer", "single", "7", 7),
        ("duration", "single", 2, 2.0),
        ("string", "single", 2, "2"),
        ("string", "multiple", [], None),
        ("string", "multiple", [None, "a"], ["a"]),
    ],
)
def test_responses_of_every_type(base: str, cardinality: str, given: Json, expected: Json) -> None:
    told = _run(RESPONSE, base, out=cardinality, base=base, cardinality=cardinality, response=given)
    assert told == expected


def test_pairs_have_no_order_and_directed_pairs_have() -> None:
    right = "<qti-correct-response><qti-value>A B</qti-value></qti-correct-response>"
    match = _op("match", RESPONSE + '<qti-correct identifier="RESPONSE"/>')
    for base, expected in (("pair", True), ("directedPair", False)):
        told = _run(match, "boolean", declared=right, base=base, response="B A")
        assert told is expected


def test_mappings_have_bounds_defaults_and_cases() -> None:
    mapping = (
        '<qti-mapping default-value="-1" lower-bound="0" upper-bound="3">'
        '<qti-map-entry map-key="Yes" mapped-value="2"/>'
        '<qti-map-entry map-key="No" mapped-value="2" case-sensitive="true"/></qti-mapping>'
    )
    look = '<qti-map-response identifier="RESPONSE"/>'

    def told(*given: str) -> Json:
        return _run(look, "float", declared=mapping, cardinality="multiple", response=[*given])

    assert told("yes") == 2.0
    assert told("no") == 0.0
    assert told("yes", "yes") == 2.0
    assert told("yes", "No") == 3.0
    assert told("yes", "other") == 1.0
    assert told() == 0.0


def test_areas_count_once_and_have_every_shape() -> None:
    areas = (
        '<qti-area-mapping default-value="-1">'
        '<qti-area-map-entry shape="rect" coords="0,0,10,10" mapped-value="1"/>'
        '<qti-area-map-entry shape="ellipse" coords="50,50,20,10" mapped-value="2"/>'
        '<qti-area-map-entry shape="poly" coords="80,0,100,0,100,20" mapped-value="4"/>'
        "</qti-area-mapping>"
    )
    look = '<qti-map-response-point identifier="RESPONSE"/>'

    def told(*given: str) -> Json:
        return _run(
            look, "float", declared=areas, base="point", cardinality="multiple", response=[*given]
        )

    assert told("5 5", "6 6", "10 10") == 1.0
    assert told("69 50") == 2.0
    assert told("50 61") == -1.0
    assert told("95 5", "85 15") == 3.0
    inside = _op("inside", RESPONSE, 'shape="default"')
    assert _run(inside, "boolean", base="point", response="1 1") is True
    assert _run(inside, "boolean", base="point") is None


def test_rules_branch_nest_and_exit() -> None:
    one = _op("set-outcome-value", _num(1), 'identifier="SCORE"')
    two = _op("set-outcome-value", _num(2), 'identifier="SCORE"')
    branch = _op(
        "response-condition",
        _op("response-if", NULL + two) + _op("response-else", one + "<qti-exit-response/>"),
    )
    rules = _op("response-processing-fragment", branch) + two
    item = ITEM.format(
        cardinality="single", base="string", declared="", out="single", kind="float", rules=rules
    )
    assert score_document(item.encode(), {})["SCORE"] == 1.0


REFUSED = {
    "custom operator": _op("custom-operator", "", 'class="x"'),
    "chance": _op("random-integer", "", 'min="1" max="6"'),
    "undeclared variable": '<qti-variable identifier="NOWHERE"/>',
    "undeclared correct": '<qti-correct identifier="NOWHERE"/>',
    "no mapping": '<qti-map-response identifier="RESPONSE"/>',
    "no areas": '<qti-map-response-point identifier="RESPONSE"/>',
    "text in a sum": _op("sum", _str("a")),
    "one operand too many": _op("not", _bool(True, True)),
    "three to compare": _op("gt", _num(1, 2, 3)),
    "containers to compare": _op("gt", LIST + _num(1)),
    "member of several": _op("member", LIST + LIST),
    "wrong literal": '<qti-base-value base-type="integer">x</qti-base-value>',
    "unknown base type": '<qti-base-value base-type="colour">x</qti-base-value>',
    "missing attribute": "<qti-variable/>",
    "wrong index": _op("index", LIST, 'n="first"'),
    "wrong figures": _op("round-to", _num(1.0), 'figures="x"'),
    "two to round": _op("round-to", _num(1.0, 2.0), 'figures="1"'),
    "wrong tolerance": _op("equal", _num(1, 1), 'tolerance-mode="absolute" tolerance="-1"'),
    "wrong tolerance mode": _op("equal", _num(1, 1), 'tolerance-mode="vague"'),
    "wrong flag": _op("substring", _str("a", "b"), 'case-sensitive="perhaps"'),
    "wrong pattern": _op("pattern-match", _str("a"), 'pattern="["'),
    "long pattern": _op("pattern-match", _str("a"), f'pattern="{"a" * 300}"'),
    "wrong statistic": _op("stats-operator", LIST, 'name="luck"'),
    "wrong function": _op("math-operator", _num(1), 'name="luck"'),
    "wrong constant": _op("math-constant", "", 'name="luck"'),
    "wrong shape": _op("inside", RESPONSE, 'shape="star" coords="1"'),
    "wrong coordinates": _op("inside", RESPONSE, 'shape="rect" coords="a"'),
    "flat ellipse": _op("inside", RESPONSE, 'shape="ellipse" coords="1,1,0,1"'),
    "a truth for a number": _bool(True),
    "several for one": LIST,
}


@pytest.mark.parametrize("expression", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_evaluated_is_refused_with_its_line(expression: str) -> None:
    with pytest.raises(QtiError) as caught:
        _run(expression, "float")
    assert caught.value.line > 0


@pytest.mark.parametrize(
    "rules",
    [
        _op("set-outcome-value", "", 'identifier="SCORE"'),
        _op("response-condition", _op("response-else", "")),
        _op("response-condition", _op("response-if", "")),
        _op("response-condition", _op("response-if", NULL) + _op("response-if", NULL)),
        _op("response-condition", _op("outcome-if", NULL)),
        _op("lookup-outcome-value", NULL, 'identifier="SCORE"'),
    ],
)
def test_malformed_rules_are_refused(rules: str) -> None:
    item = ITEM.format(
        cardinality="single", base="string", declared="", out="single", kind="float", rules=rules
    )
    with pytest.raises(QtiError, match="line"):
        score_document(item.encode(), {})


@pytest.mark.parametrize(
    ("cardinality", "base", "declared"),
    [
        ("record", "string", ""),
        ("single", "colour", ""),
        (
            "single",
            "string",
            "<qti-correct-response><qti-value>a</qti-value><qti-value>b</qti-value></qti-correct-response>",
        ),
        ("single", "string", "<qti-mapping><qti-value>a</qti-value></qti-mapping>"),
        ("single", "string", '<qti-mapping default-value="x"/>'),
        ("single", "string", '<qti-mapping><qti-map-entry map-key="a"/></qti-mapping>'),
    ],
)
def test_malformed_declarations_are_refused(cardinality: str, base: str, declared: str) -> None:
    with pytest.raises(QtiError, match="line"):
        _run(NULL, "float", cardinality=cardinality, base=base, declared=declared)


def test_responses_must_fit() -> None:
    with pytest.raises(QtiError, match="several values"):
        _run(RESPONSE, "string", response=["a", "b"])
    with pytest.raises(QtiError, match="is no integer"):
        _run(RESPONSE, "integer", base="integer", response="x")
    with pytest.raises(QtiError, match="is no pair"):
        _run(RESPONSE, "pair", base="pair", response="A")
    with pytest.raises(QtiError, match="is no boolean"):
        _run(RESPONSE, "boolean", base="boolean", response="yes")
    with pytest.raises(QtiError, match="is no float"):
        _run(RESPONSE, "float", base="float", response="nan")
    item = ITEM.format(
        cardinality="single", base="string", declared="", out="single", kind="float", rules=""
    )
    with pytest.raises(QtiError, match="no such response"):
        score_document(item.encode(), {"OTHER": "x"})


def test_a_variable_is_declared_once() -> None:
    item = ITEM.replace('identifier="OUT"', 'identifier="SCORE"')
    told = item.format(
        cardinality="single", base="string", declared="", out="single", kind="float", rules=""
    )
    with pytest.raises(QtiError, match="declared twice"):
        score_document(told.encode(), {})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not well-formed"),
        (b"<a>", "not well-formed"),
        (b"<a/><b/>", "not well-formed"),
        (b"\xff\xfe\x00", "not well-formed"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "document type"),
        (b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>', "document type"),
        (b"<a>&x;</a>", "not well-formed"),
        (b"<a>" * 101 + b"</a>" * 101, "too deeply"),
        (b"<a>" + b" " * CEILING + b"</a>", "exceed the limit"),
        (b"<other/>", "no item"),
    ],
)
def test_unsafe_or_broken_xml_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(QtiError, match=words):
        score_document(data, {})


def test_elements_know_their_line_and_text() -> None:
    root = parse_xml(b"<a>\n <b>one <c>two</c> three</b>\n</a>")
    inner = root.child("b")
    assert inner is not None
    assert (inner.line, inner.text) == (2, "one two three")
    assert [element.name for element in root.find_all("c")] == ["c"]
