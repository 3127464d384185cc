# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The functions and statistics that QTI knows by name.

Owns their definitions. Must not know elements. Stands on QTI 3.0 §2.12 (``mathOperator``,
``statsOperator``, ``mathConstant``); out of its domain a function raises ValueError,
ZeroDivisionError or OverflowError, which the caller turns into NULL.
"""

import math
import statistics
from collections.abc import Callable, Sequence
from typing import Final


def _signum(value: float) -> int:
    return (value > 0) - (value < 0)


def _acot(value: float) -> float:
    return math.atan(1 / value) if value else math.pi / 2


CONSTANTS: Final = {"pi": math.pi, "e": math.e}
STATISTICS: Final[dict[str, Callable[[Sequence[float]], float]]] = {
    "mean": statistics.fmean,
    "sampleVariance": statistics.variance,
    "sampleSD": statistics.stdev,
    "popVariance": statistics.pvariance,
    "popSD": statistics.pstdev,
}
OF_TWO: Final[dict[str, Callable[[float, float], float]]] = {"atan2": math.atan2}
OF_ONE: Final[dict[str, Callable[[float], float]]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "sec": lambda value: 1 / math.cos(value),
    "csc": lambda value: 1 / math.sin(value),
    "cot": lambda value: 1 / math.tan(value),
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "asec": lambda value: math.acos(1 / value),
    "acsc": lambda value: math.asin(1 / value),
    "acot": _acot,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "sech": lambda value: 1 / math.cosh(value),
    "csch": lambda value: 1 / math.sinh(value),
    "coth": lambda value: 1 / math.tanh(value),
    "log": math.log10,
    "ln": math.log,
    "exp": math.exp,
    "abs": abs,
    "signum": _signum,
    "floor": math.floor,
    "ceil": math.ceil,
    "toDegrees": math.degrees,
    "toRadians": math.radians,
}
