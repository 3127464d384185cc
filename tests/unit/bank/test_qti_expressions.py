# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI expressions: every operator by table, and every refusal."""

import pytest

from appliance.bank.errors import QtiError
from appliance.bank.qti.functions import OF_ONE
from tests.unit.bank.qti_documents import RESPONSE, num, op, run, truth, words

NULL = "<qti-null/>"

LIST = op("multiple", num(3, 1, 2))

TEXTS = op("ordered", words("a", "b", "c"))

BOOLEANS: list[tuple[str, bool | None]] = [
    (op("and", truth(True, True)), True),
    (op("and", truth(True, False) + NULL), False),
    (op("and", truth(True) + NULL), None),
    (op("or", truth(False, True) + NULL), True),
    (op("or", truth(False) + NULL), None),
    (op("or", truth(False, False)), False),
    (op("not", truth(False)), True),
    (op("not", NULL), None),
    (op("any-n", truth(True, True, False), 'min="2" max="2"'), True),
    (op("any-n", truth(True, False, False), 'min="2" max="3"'), False),
    (op("any-n", truth(True) + NULL, 'min="2" max="3"'), None),
    (op("is-null", NULL), True),
    (op("is-null", words("")), True),
    (op("is-null", num(0)), False),
    (op("match", num(1) + NULL), None),
    (op("match", LIST + op("multiple", num(1, 2, 3))), True),
    (op("match", TEXTS + op("ordered", words("b", "a", "c"))), False),
    (op("member", num(2) + LIST), True),
    (op("member", num(9) + LIST), False),
    (op("member", NULL + LIST), None),
    (op("contains", LIST + op("multiple", num(2, 3))), True),
    (op("contains", LIST + op("multiple", num(2, 2))), False),
    (op("contains", TEXTS + op("ordered", words("b", "c"))), True),
    (op("contains", TEXTS + op("ordered", words("a", "c"))), False),
    (op("contains", TEXTS + NULL), None),
    (op("substring", words("BC", "abcd"), 'case-sensitive="false"'), True),
    (op("substring", words("BC", "abcd")), False),
    (op("string-match", words("A", "a"), 'case-sensitive="false"'), True),
    (op("string-match", words("A", "a"), 'case-sensitive="true"'), False),
    (op("string-match", words("a") + NULL, 'case-sensitive="true"'), None),
    (op("string-match", words("a", "cab"), 'case-sensitive="true" substring="true"'), True),
    (op("pattern-match", words("2024"), 'pattern="[0-9]{4}"'), True),
    (op("pattern-match", words("2024x"), 'pattern="[0-9]{4}"'), False),
    (op("pattern-match", NULL, 'pattern="."'), None),
    (op("equal", num(1, 1.0)), True),
    (op("equal", num(1) + NULL), None),
    (op("equal", num(10.0, 10.4), 'tolerance-mode="absolute" tolerance="0.5"'), True),
    (op("equal", num(10.0, 9.4), 'tolerance-mode="absolute" tolerance="0.5 1"'), False),
    (op("equal", num(10.0, 10.9), 'tolerance-mode="relative" tolerance="10"'), True),
    (
        op(
            "equal",
            num(10.0, 11.0),
            'tolerance-mode="relative" tolerance="10" include-upper-bound="false"',
        ),
        False,
    ),
    (op("equal-rounded", num(3.175, 3.183), 'rounding-mode="decimalPlaces" figures="2"'), True),
    (op("equal-rounded", num(3.175, 3.1749), 'rounding-mode="decimalPlaces" figures="2"'), False),
    (op("gt", num(2, 1)), True),
    (op("gte", num(1, 1)), True),
    (op("lt", num(2, 1)), False),
    (op("lte", num(2, 1)), False),
    (op("lt", num(2) + NULL), None),
    (op("duration-lt", num(2.0, 3.0)), True),
    (op("duration-gte", num(2.0, 3.0)), False),
]


@pytest.mark.parametrize(("expression", "expected"), BOOLEANS)
def test_logic_and_comparison(expression: str, expected: bool | None) -> None:
    assert run(expression, "boolean") is expected


NUMBERS: list[tuple[str, float | None]] = [
    (op("sum", num(1, 2.5) + LIST), 9.5),
    (op("sum", num(1) + NULL), None),
    (op("product", num(2, 3, 4)), 24),
    (op("subtract", num(5, 7)), -2),
    (op("divide", num(1, 4)), 0.25),
    (op("divide", num(1, 0)), None),
    (op("power", num(2, 10)), 1024),
    (op("power", num(1e300, 10.0)), None),
    (op("integer-divide", num(-7, 2)), -4),
    (op("integer-modulus", num(-7, 2)), 1),
    (op("integer-modulus", num(7, 0)), None),
    (op("truncate", num(-6.8)), -6),
    (op("round", num(6.5)), 7),
    (op("round", num(-6.5)), -6),
    (op("round-to", num(0.015), 'rounding-mode="decimalPlaces" figures="2"'), 0.02),
    (op("round-to", num(1234.5), 'rounding-mode="significantFigures" figures="2"'), 1200),
    (op("round-to", NULL, 'rounding-mode="decimalPlaces" figures="2"'), None),
    (op("integer-to-float", num(3)), 3.0),
    (op("integer-to-float", NULL), None),
    (op("max", LIST), 3),
    (op("min", LIST), 1),
    (op("gcd", num(12, 18)), 6),
    (op("lcm", num(4, 6)), 12),
    (op("container-size", LIST), 3),
    (op("container-size", NULL), 0),
    (op("index", LIST, 'n="2"'), 1),
    (op("index", LIST, 'n="4"'), None),
    (op("index", NULL, 'n="1"'), None),
    (op("stats-operator", LIST, 'name="mean"'), 2),
    (op("stats-operator", op("multiple", num(3)), 'name="sampleSD"'), None),
    (op("math-operator", num(100), 'name="log"'), 2),
    (op("math-operator", num(-1), 'name="ln"'), None),
    (op("math-operator", num(-3), 'name="signum"'), -1),
    (op("math-constant", "", 'name="pi"'), 3.141592653589793),
    (op("math-operator", num(1.0, 1.0), 'name="atan2"'), 0.7853981633974483),
    (op("math-operator", num(0.0), 'name="sec"'), 1.0),
    (op("math-operator", num(0), 'name="csc"'), None),
    (op("math-operator", num(2.0), 'name="acos"'), None),
    (op("math-operator", num(0), 'name="acot"'), 1.5707963267948966),
    (op("math-operator", num(0), 'name="coth"'), None),
    (op("math-operator", num(-2.5), 'name="floor"'), -3),
    (op("math-operator", num(180), 'name="toRadians"'), 3.141592653589793),
    (op("container-size", op("repeat", num(1, 2), 'number-repeats="3"')), 6),
    (op("container-size", op("repeat", num(1), 'number-repeats="0"')), 0),
]


@pytest.mark.parametrize("name", OF_ONE)
def test_every_function_of_the_specification_is_there(name: str) -> None:
    # Every one of them has a value at 1, but for acsc and the like, which are at their edge.
    assert isinstance(run(op("math-operator", num(1.0), f'name="{name}"'), "float"), float)


@pytest.mark.parametrize(("expression", "expected"), NUMBERS)
def test_arithmetic(expression: str, expected: float | None) -> None:
    assert run(expression, "float") == expected


def test_containers_and_lookups() -> None:
    assert run(op("delete", num(1) + LIST), "integer", out="multiple") == [3, 2]
    assert run(op("delete", NULL + LIST), "integer", out="multiple") is None
    assert run(op("multiple", NULL), "integer", out="multiple") is None
    assert run(TEXTS, "string", out="ordered") == ["a", "b", "c"]
    default = "<qti-default-value><qti-value>x</qti-value></qti-default-value>"
    assert run('<qti-default identifier="RESPONSE"/>', "string", declared=default) == "x"
    assert run(RESPONSE, "string", declared=default) == "x"
    assert run(RESPONSE, "string", declared=default, response="y") == "y"


BY_NAME = {
    "custom-operator": "only its vendor knows",
    "field-value": "records are not supported",
    "number-correct": "a whole test",
    "outcome-maximum": "a whole test",
    "random": "depend on chance",
    "random-float": "depend on chance",
    "random-integer": "depend on chance",
    "test-variables": "a whole test",
}


@pytest.mark.parametrize(("name", "reason"), BY_NAME.items())
def test_what_a_score_must_not_depend_on_is_refused_by_name(name: str, reason: str) -> None:
    with pytest.raises(QtiError, match=f"line [0-9]+: <qti-{name}> is refused: .*{reason}"):
        run(op(name, ""), "float")


REFUSED = {
    "too many repeats": op("repeat", num(1), 'number-repeats="1001"'),
    "a pattern that may take for ever": op("pattern-match", words("a"), 'pattern="(a+)+b"'),
    "another one": op("pattern-match", words("a"), 'pattern="(a|aa)*b"'),
    "one number for two": op("math-operator", num(1.0), 'name="atan2"'),
    "two numbers for one": op("math-operator", num(1.0, 2.0), 'name="sin"'),
    "undeclared variable": '<qti-variable identifier="NOWHERE"/>',
    "undeclared correct": '<qti-correct identifier="NOWHERE"/>',
    "no mapping": '<qti-map-response identifier="RESPONSE"/>',
    "no areas": '<qti-map-response-point identifier="RESPONSE"/>',
    "text in a sum": op("sum", words("a")),
    "one operand too many": op("not", truth(True, True)),
    "three to compare": op("gt", num(1, 2, 3)),
    "containers to compare": op("gt", LIST + num(1)),
    "member of several": op("member", LIST + LIST),
    "wrong literal": '<qti-base-value base-type="integer">x</qti-base-value>',
    "unknown base type": '<qti-base-value base-type="colour">x</qti-base-value>',
    "missing attribute": "<qti-variable/>",
    "wrong index": op("index", LIST, 'n="first"'),
    "wrong figures": op("round-to", num(1.0), 'figures="x"'),
    "two to round": op("round-to", num(1.0, 2.0), 'figures="1"'),
    "wrong tolerance": op("equal", num(1, 1), 'tolerance-mode="absolute" tolerance="-1"'),
    "wrong tolerance mode": op("equal", num(1, 1), 'tolerance-mode="vague"'),
    "wrong flag": op("substring", words("a", "b"), 'case-sensitive="perhaps"'),
    "wrong pattern": op("pattern-match", words("a"), 'pattern="["'),
    "long pattern": op("pattern-match", words("a"), f'pattern="{"a" * 300}"'),
    "wrong statistic": op("stats-operator", LIST, 'name="luck"'),
    "wrong function": op("math-operator", num(1), 'name="luck"'),
    "wrong constant": op("math-constant", "", 'name="luck"'),
    "wrong shape": op("inside", RESPONSE, 'shape="star" coords="1"'),
    "wrong coordinates": op("inside", RESPONSE, 'shape="rect" coords="a"'),
    "flat ellipse": op("inside", RESPONSE, 'shape="ellipse" coords="1,1,0,1"'),
    "a truth for a number": truth(True),
    "several for one": LIST,
}


@pytest.mark.parametrize("expression", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_evaluated_is_refused_with_its_line(expression: str) -> None:
    with pytest.raises(QtiError) as caught:
        run(expression, "float")
    assert caught.value.line > 0
