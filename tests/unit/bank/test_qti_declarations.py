# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI variables: types, mappings and areas, and what is malformed."""

import pytest

from appliance.bank.errors import QtiError
from appliance.bank.qti.processing import score_document
from appliance.bank.qti.values import Json
from tests.unit.bank.qti_documents import RESPONSE, SCORED, op, run

NULL = "<qti-null/>"


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
    told = run(RESPONSE, base, out=cardinality, base=base, cardinality=cardinality, response=given)
    assert told == expected


def test_pairs_have_no_order_and_directed_pairs_have() -> None:
    right = "<qti-correct-response><qti-value>A B</qti-value></qti-correct-response>"
    match = op("match", RESPONSE + '<qti-correct identifier="RESPONSE"/>')
    for base, expected in (("pair", True), ("directedPair", False)):
        told = run(match, "boolean", declared=right, base=base, response="B A")
        assert told is expected


def test_mappings_have_bounds_defaults_and_cases() -> None:
    mapping = (
        '<qti-mapping default-value="-1" lower-bound="0" upper-bound="3">'
        '<qti-map-entry map-key="Yes" mapped-value="2" case-sensitive="false"/>'
        '<qti-map-entry map-key="No" mapped-value="2"/></qti-mapping>'
    )
    look = '<qti-map-response identifier="RESPONSE"/>'

    def told(*given: str) -> Json:
        return run(look, "float", declared=mapping, cardinality="multiple", response=[*given])

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
        return run(
            look, "float", declared=areas, base="point", cardinality="multiple", response=[*given]
        )

    assert told("5 5", "6 6", "10 10") == 1.0
    assert told("69 50") == 2.0
    assert told("50 61") == -1.0
    assert told("95 5", "85 15") == 3.0
    inside = op("inside", RESPONSE, 'shape="default"')
    assert run(inside, "boolean", base="point", response="1 1") is True
    assert run(inside, "boolean", base="point") is None


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
        run(NULL, "float", cardinality=cardinality, base=base, declared=declared)


def test_responses_must_fit() -> None:
    with pytest.raises(QtiError, match="several values"):
        run(RESPONSE, "string", response=["a", "b"])
    with pytest.raises(QtiError, match="is no integer"):
        run(RESPONSE, "integer", base="integer", response="x")
    with pytest.raises(QtiError, match="is no pair"):
        run(RESPONSE, "pair", base="pair", response="A")
    with pytest.raises(QtiError, match="is no boolean"):
        run(RESPONSE, "boolean", base="boolean", response="yes")
    with pytest.raises(QtiError, match="is no float"):
        run(RESPONSE, "float", base="float", response="nan")
    item = SCORED.format(
        cardinality="single", base="string", declared="", out="single", kind="float", rules=""
    )
    with pytest.raises(QtiError, match="no such response"):
        score_document(item.encode(), {"OTHER": "x"})


def test_a_variable_is_declared_once() -> None:
    item = SCORED.replace('identifier="OUT"', 'identifier="SCORE"')
    told = item.format(
        cardinality="single", base="string", declared="", out="single", kind="float", rules=""
    )
    with pytest.raises(QtiError, match="declared twice"):
        score_document(told.encode(), {})
