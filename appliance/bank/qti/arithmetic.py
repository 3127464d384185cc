# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI arithmetic: expressions over numbers.

Owns sums, comparisons and rounding. Must not look up variables. Stands on
QTI 3.0 §2.12: a NULL operand makes the result NULL, and so does a division by zero.
"""

import math
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from typing import Final

from appliance.bank.errors import QtiError
from appliance.bank.qti.functions import CONSTANTS, OF_ONE, OF_TWO, STATISTICS
from appliance.bank.qti.values import BaseType, Value, boolean, number, read_scalar
from appliance.bank.qti.xml_reader import Element

Operator = Callable[[Element, Sequence[Value | None]], Value | None]
_Fold = Callable[[Sequence[float]], float | None]
_Pair = Callable[[float, float], float | bool | None]


def _folding(fold: _Fold) -> Operator:
    """An operator over all numbers of all operands; NULL when any is NULL."""

    def operate(element: Element, operands: Sequence[Value | None]) -> Value | None:
        numbers = _numbers(element, operands)
        if not numbers:
            return None
        try:
            folded = fold(numbers)
        except (ValueError, OverflowError, ZeroDivisionError):
            return None  # out of the function's domain: the specification says NULL
        return None if folded is None else number(folded)

    return operate


def _pairing(pair: _Pair) -> Operator:
    """An operator over two single numbers; a comparison gives a truth value."""

    def operate(element: Element, operands: Sequence[Value | None]) -> Value | None:
        both = _two(element, operands)
        if both is None:
            return None
        try:
            result = pair(*both)
        except (ZeroDivisionError, OverflowError):
            return None
        if isinstance(result, bool):
            return boolean(holds=result)
        if result is None:
            return None
        return number(result)

    return operate


def _equal(element: Element, operands: Sequence[Value | None]) -> Value | None:
    both = _two(element, operands)
    if both is None:
        return None
    one, other = both
    mode = element.attributes.get("tolerance-mode", "exact")
    if mode == "exact":
        return boolean(holds=one == other)
    if mode not in {"absolute", "relative"}:
        raise QtiError(f'tolerance-mode="{mode}" is not known', line=element.line)
    below, above = _tolerances(element)
    if mode == "relative":
        below, above = abs(one) * below / 100, abs(one) * above / 100
    low, high = one - below, one + above
    reaches_low = low <= other if element.flag("include-lower-bound", default=True) else low < other
    reaches_high = (
        other <= high if element.flag("include-upper-bound", default=True) else other < high
    )
    return boolean(holds=reaches_low and reaches_high)


def _equal_rounded(element: Element, operands: Sequence[Value | None]) -> Value | None:
    both = _two(element, operands)
    if both is None:
        return None
    return boolean(holds=_rounded(element, both[0]) == _rounded(element, both[1]))


def _round_to(element: Element, operands: Sequence[Value | None]) -> Value | None:
    if len(operands) != 1:
        raise QtiError(f"<{element.name}> takes 1 operand", line=element.line)
    numbers = _numbers(element, operands)
    return number(_rounded(element, float(numbers[0]))) if numbers else None


def _rounded(element: Element, value: float) -> float:
    figures = element.required("figures")
    if not figures.isdecimal():
        raise QtiError("figures must be a whole number", line=element.line)
    exact = Decimal(repr(value))
    if element.attributes.get("rounding-mode", "significantFigures") == "decimalPlaces":
        exponent = -int(figures)
    else:
        exponent = exact.adjusted() - int(figures) + 1
    return float(exact.quantize(Decimal(1).scaleb(exponent), rounding=ROUND_HALF_UP))


def _statistics(element: Element, operands: Sequence[Value | None]) -> Value | None:
    name = element.required("name")
    if name not in STATISTICS:
        raise QtiError(f'name="{name}" is no statistic', line=element.line)
    return _folding(STATISTICS[name])(element, operands)


def _mathematics(element: Element, operands: Sequence[Value | None]) -> Value | None:
    name = element.required("name")
    if name in OF_TWO:
        return _pairing(OF_TWO[name])(element, operands)
    if name not in OF_ONE:
        raise QtiError(f'name="{name}" is no supported function', line=element.line)
    if len(operands) != 1:
        raise QtiError(f"<{element.name}> {name} takes 1 operand", line=element.line)
    return _folding(lambda numbers: OF_ONE[name](numbers[0]))(element, operands)


def _constant(element: Element, _: Sequence[Value | None]) -> Value | None:
    name = element.required("name")
    if name not in CONSTANTS:
        raise QtiError(f'name="{name}" is no constant', line=element.line)
    return number(CONSTANTS[name])


def _to_float(element: Element, operands: Sequence[Value | None]) -> Value | None:
    numbers = _numbers(element, operands)
    return number(float(numbers[0])) if numbers else None


def _numbers(element: Element, operands: Sequence[Value | None]) -> list[float]:
    """Every number of the operands; empty as soon as one operand is NULL."""
    numbers: list[float] = []
    for operand in operands:
        if operand is None:
            return []
        for member in operand.members:
            if isinstance(member, bool) or not isinstance(member, int | float):
                raise QtiError(f"<{element.name}> takes numbers", line=element.line)
            numbers.append(member)
    return numbers


def _two(element: Element, operands: Sequence[Value | None]) -> tuple[float, float] | None:
    if len(operands) != 2:
        raise QtiError(f"<{element.name}> takes 2 operands", line=element.line)
    numbers = _numbers(element, operands)
    if not numbers:
        return None
    if len(numbers) != 2:
        raise QtiError(f"<{element.name}> takes single numbers", line=element.line)
    return numbers[0], numbers[1]


def _tolerances(element: Element) -> tuple[float, float]:
    texts = element.required("tolerance").split()
    values = [read_scalar(BaseType.FLOAT, text, element.line) for text in texts]
    numbers = [value for value in values if isinstance(value, float)]
    if len(numbers) not in {1, 2} or min(numbers) < 0:
        raise QtiError("tolerance holds one or two positive numbers", line=element.line)
    return numbers[0], numbers[-1]


def _half_up(value: float) -> int:
    return math.floor(value + 0.5)


ARITHMETIC: Final[dict[str, Operator]] = {
    "qti-divide": _pairing(lambda one, other: one / other),
    "qti-duration-gte": _pairing(lambda one, other: one >= other),
    "qti-duration-lt": _pairing(lambda one, other: one < other),
    "qti-equal": _equal,
    "qti-equal-rounded": _equal_rounded,
    "qti-gcd": _folding(lambda numbers: reduce(math.gcd, map(int, numbers))),
    "qti-gt": _pairing(lambda one, other: one > other),
    "qti-gte": _pairing(lambda one, other: one >= other),
    "qti-integer-divide": _pairing(lambda one, other: math.floor(one / other)),
    "qti-integer-modulus": _pairing(lambda one, other: one - other * math.floor(one / other)),
    "qti-integer-to-float": _to_float,
    "qti-lcm": _folding(lambda numbers: reduce(math.lcm, map(int, numbers))),
    "qti-lt": _pairing(lambda one, other: one < other),
    "qti-lte": _pairing(lambda one, other: one <= other),
    "qti-math-constant": _constant,
    "qti-math-operator": _mathematics,
    "qti-max": _folding(max),
    "qti-min": _folding(min),
    "qti-power": _pairing(math.pow),
    "qti-product": _folding(math.prod),
    "qti-round": _folding(lambda numbers: _half_up(numbers[0])),
    "qti-round-to": _round_to,
    "qti-stats-operator": _statistics,
    "qti-subtract": _pairing(lambda one, other: one - other),
    "qti-sum": _folding(sum),
    "qti-truncate": _folding(lambda numbers: math.trunc(numbers[0])),
}
