# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI expressions: what an element of response processing is worth.

Owns the evaluation of expressions over variables, logic and text; those over numbers are
in :mod:`appliance.bank.qti.arithmetic`, those over several values in
:mod:`appliance.bank.qti.containers`. Must not change variables (rules do). Stands on
QTI 3.0 §2.12. What a score must not depend on is refused by name, with the reason: chance,
operators of one vendor, and the state of a whole test.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from appliance.bank.errors import QtiError
from appliance.bank.qti.arithmetic import ARITHMETIC
from appliance.bank.qti.containers import CONTAINERS
from appliance.bank.qti.declarations import Declarations
from appliance.bank.qti.operands import count, exactly, only
from appliance.bank.qti.patterns import PatternError, matches
from appliance.bank.qti.shapes import read_area
from appliance.bank.qti.values import (
    BaseType,
    Value,
    boolean,
    equal_values,
    number,
    read_scalar,
    single,
)
from appliance.bank.qti.xml_reader import Element


@dataclass(frozen=True, slots=True)
class Scope:
    """The variables as declared, and what they are worth now."""

    declared: Declarations
    values: Mapping[str, Value | None]


_Operator = Callable[[Element, Sequence[Value | None]], Value | None]
_Lookup = Callable[[Element, Scope], Value | None]


def evaluate(element: Element, scope: Scope) -> Value | None:
    """The value of an expression.

    Raises:
        QtiError: It is unknown, refused, or its operands do not fit.
    """
    if element.name in _LOOKUPS:
        return _LOOKUPS[element.name](element, scope)
    operands = [evaluate(child, scope) for child in element.children]
    return _operator(element)(element, operands)


def check(element: Element) -> None:
    """Refuse an expression that contains anything unknown, before any is evaluated.

    Raises:
        QtiError: An element is no expression that this program knows.
    """
    if element.name not in _LOOKUPS:
        _operator(element)
    for child in element.children:
        check(child)


def holds(value: Value | None) -> bool:
    """Whether a condition holds; NULL does not."""
    return value is not None and value.members == (True,)


def _operator(element: Element) -> _Operator:
    if element.name in _REFUSED:
        message = f"<{element.name}> is refused: {_REFUSED[element.name]}"
        raise QtiError(message, line=element.line)
    if element.name not in _OPERATORS:
        raise QtiError(f"<{element.name}> is no supported expression", line=element.line)
    return _OPERATORS[element.name]


def _base_value(element: Element, _: Scope) -> Value | None:
    try:
        base = BaseType(element.required("base-type"))
    except ValueError as error:
        raise QtiError("an unknown base-type", line=element.line) from error
    member = read_scalar(base, element.text, element.line)
    return None if member is None else single(base, member)


def _variable(element: Element, scope: Scope) -> Value | None:
    identifier = element.required("identifier")
    if identifier not in scope.values:
        raise QtiError(f"the variable {identifier} is not declared", line=element.line)
    return scope.values[identifier]


def _correct(element: Element, scope: Scope) -> Value | None:
    return scope.declared.find(element.required("identifier"), element.line).correct


def _default(element: Element, scope: Scope) -> Value | None:
    return scope.declared.find(element.required("identifier"), element.line).default


def _map_response(element: Element, scope: Scope) -> Value | None:
    declaration = scope.declared.find(element.required("identifier"), element.line)
    if declaration.mapping is None:
        raise QtiError(f"{declaration.identifier} has no mapping", line=element.line)
    return number(declaration.mapping.points(scope.values[declaration.identifier]))


def _map_response_point(element: Element, scope: Scope) -> Value | None:
    declaration = scope.declared.find(element.required("identifier"), element.line)
    if declaration.areas is None:
        raise QtiError(f"{declaration.identifier} has no area mapping", line=element.line)
    return number(declaration.areas.points(scope.values[declaration.identifier]))


def _null(_: Element, __: Scope) -> Value | None:
    return None


def _is_null(element: Element, operands: Sequence[Value | None]) -> Value | None:
    [operand] = exactly(element, operands, 1)
    return boolean(holds=operand is None)


def _not(element: Element, operands: Sequence[Value | None]) -> Value | None:
    [operand] = exactly(element, operands, 1)
    return None if operand is None else boolean(holds=not holds(operand))


def _and(_: Element, operands: Sequence[Value | None]) -> Value | None:
    if any(operand is not None and not holds(operand) for operand in operands):
        return boolean(holds=False)
    return None if None in operands else boolean(holds=True)


def _or(_: Element, operands: Sequence[Value | None]) -> Value | None:
    if any(holds(operand) for operand in operands):
        return boolean(holds=True)
    return None if None in operands else boolean(holds=False)


def _any_n(element: Element, operands: Sequence[Value | None]) -> Value | None:
    least, most = count(element, "min"), count(element, "max")
    true = sum(holds(operand) for operand in operands)
    unknown = sum(operand is None for operand in operands)
    if true > most or true + unknown < least:
        return boolean(holds=False)
    return boolean(holds=True) if least <= true and true + unknown <= most else None


def _match(element: Element, operands: Sequence[Value | None]) -> Value | None:
    one, other = exactly(element, operands, 2)
    return None if one is None or other is None else boolean(holds=equal_values(one, other))


def _substring(element: Element, operands: Sequence[Value | None]) -> Value | None:
    texts = _texts(element, operands)
    return None if texts is None else boolean(holds=texts[0] in texts[1])


def _string_match(element: Element, operands: Sequence[Value | None]) -> Value | None:
    texts = _texts(element, operands)
    if texts is None:
        return None
    partly = element.flag("substring", default=False)
    return boolean(holds=texts[0] in texts[1] if partly else texts[0] == texts[1])


def _pattern_match(element: Element, operands: Sequence[Value | None]) -> Value | None:
    [operand] = exactly(element, operands, 1)
    if operand is None:
        return None
    pattern, text = element.required("pattern"), str(only(element, operand))
    try:
        return boolean(holds=matches(pattern, text))
    except PatternError as error:
        raise QtiError(str(error), line=element.line) from error


def _inside(element: Element, operands: Sequence[Value | None]) -> Value | None:
    [operand] = exactly(element, operands, 1)
    area = read_area(element)
    if operand is None:
        return None
    return boolean(holds=any(area.holds(point) for point in operand.members))


def _texts(element: Element, operands: Sequence[Value | None]) -> tuple[str, str] | None:
    one, other = exactly(element, operands, 2)
    if one is None or other is None:
        return None
    texts = (str(only(element, one)), str(only(element, other)))
    if element.flag("case-sensitive", default=True):
        return texts
    return (texts[0].lower(), texts[1].lower())


_LOOKUPS: Final[dict[str, _Lookup]] = {
    "qti-base-value": _base_value,
    "qti-correct": _correct,
    "qti-default": _default,
    "qti-map-response": _map_response,
    "qti-map-response-point": _map_response_point,
    "qti-null": _null,
    "qti-variable": _variable,
}
_OPERATORS: Final[dict[str, _Operator]] = {
    **ARITHMETIC,
    **CONTAINERS,
    "qti-and": _and,
    "qti-any-n": _any_n,
    "qti-inside": _inside,
    "qti-is-null": _is_null,
    "qti-match": _match,
    "qti-not": _not,
    "qti-or": _or,
    "qti-pattern-match": _pattern_match,
    "qti-string-match": _string_match,
    "qti-substring": _substring,
}
_CHANCE: Final = "a score must not depend on chance"
_WHOLE_TEST: Final = "it asks about a whole test, and there is only an item"
_REFUSED: Final = {
    "qti-custom-operator": "only its vendor knows what it does",
    "qti-field-value": "records are not supported",
    "qti-number-correct": _WHOLE_TEST,
    "qti-number-incorrect": _WHOLE_TEST,
    "qti-number-presented": _WHOLE_TEST,
    "qti-number-responded": _WHOLE_TEST,
    "qti-number-selected": _WHOLE_TEST,
    "qti-outcome-maximum": _WHOLE_TEST,
    "qti-outcome-minimum": _WHOLE_TEST,
    "qti-random": _CHANCE,
    "qti-random-float": _CHANCE,
    "qti-random-integer": _CHANCE,
    "qti-test-variables": _WHOLE_TEST,
}
