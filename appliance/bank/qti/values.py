# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI values: base types, cardinalities, and how they are written.

Owns the value of a variable and the reading of its text. Must not know expressions.
Stands on QTI 3.0 §2.11 (variables).

NULL is None. A container of a single value may stand where a single value is wanted:
authors write ``cardinality="multiple"`` for interactions that take one answer.
"""

import math
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, cast

from appliance.bank.errors import QtiError

Scalar = bool | int | float | str | tuple[str, str] | tuple[float, float]
Json = bool | int | float | str | list["Json"] | None


class BaseType(StrEnum):
    """What a single value is."""

    BOOLEAN = "boolean"
    DIRECTED_PAIR = "directedPair"
    DURATION = "duration"
    FILE = "file"
    FLOAT = "float"
    IDENTIFIER = "identifier"
    INTEGER = "integer"
    PAIR = "pair"
    POINT = "point"
    STRING = "string"
    URI = "uri"


class Cardinality(StrEnum):
    """How many values a variable holds, and whether their order matters."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    ORDERED = "ordered"


_TWOFOLD: Final = frozenset({BaseType.PAIR, BaseType.DIRECTED_PAIR, BaseType.POINT})
NUMERIC: Final = frozenset({BaseType.INTEGER, BaseType.FLOAT, BaseType.DURATION})


@dataclass(frozen=True, slots=True)
class Value:
    """One value, or several; never none at all (that is NULL)."""

    base: BaseType
    cardinality: Cardinality
    members: tuple[Scalar, ...]


def single(base: BaseType, member: Scalar) -> Value:
    """A single value."""
    return Value(base, Cardinality.SINGLE, (member,))


def container(
    base: BaseType, cardinality: Cardinality, members: tuple[Scalar, ...]
) -> Value | None:
    """Several values; NULL when there are none."""
    return Value(base, cardinality, members) if members else None


def boolean(*, holds: bool) -> Value:
    """A truth value."""
    return single(BaseType.BOOLEAN, holds)


def number(value: float) -> Value | None:
    """A number; whole numbers that are Python ints stay integers, infinities are NULL."""
    if isinstance(value, int):
        return single(BaseType.INTEGER, value)
    return single(BaseType.FLOAT, value) if math.isfinite(value) else None


def read_scalar(base: BaseType, text: str, line: int) -> Scalar | None:
    """The value that a text stands for; a text without content is NULL.

    Raises:
        QtiError: The text is no value of that base type.
    """
    stripped = text.strip()
    if base is BaseType.STRING:
        return text if text else None
    if not stripped:
        return None
    try:
        return _read(base, stripped)
    except ValueError as error:
        raise QtiError(f"`{stripped}` is no {base.value}", line=line) from error


def same(base: BaseType, one: Scalar, other: Scalar) -> bool:
    """Whether two single values are equal; the ends of a pair have no order."""
    if base is BaseType.PAIR and isinstance(one, tuple) and isinstance(other, tuple):
        return sorted(map(str, one)) == sorted(map(str, other))
    return one == other


def equal_values(one: Value, other: Value) -> bool:
    """Whether two values match: order counts in ordered containers only."""
    if Cardinality.ORDERED in {one.cardinality, other.cardinality}:
        return len(one.members) == len(other.members) and all(
            same(one.base, a, b) for a, b in zip(one.members, other.members, strict=True)
        )
    return _tally(one) == _tally(other)


def to_json(value: Value | None) -> Json:
    """A value as JSON: NULL is null, pairs and points are two words."""
    if value is None:
        return None
    plain: list[Json] = [_plain(member) for member in value.members]
    return plain[0] if value.cardinality is Cardinality.SINGLE else plain


def from_json(base: BaseType, cardinality: Cardinality, given: Json, line: int) -> Value | None:
    """A response given as JSON, read as the declared variable.

    Raises:
        QtiError: It is no value of that type, or several where one is declared.
    """
    whole = base in _TWOFOLD and cardinality is Cardinality.SINGLE
    entries = given if isinstance(given, list) and not whole else [given]
    if cardinality is Cardinality.SINGLE and len(entries) > 1:
        raise QtiError("several values for a single response", line=line)
    members = [read_scalar(base, _as_text(entry), line) for entry in entries if entry is not None]
    return container(base, cardinality, tuple(member for member in members if member is not None))


def _read(base: BaseType, text: str) -> Scalar:
    match base:
        case BaseType.BOOLEAN:
            return _truth(text)
        case BaseType.INTEGER:
            return int(text)
        case BaseType.FLOAT | BaseType.DURATION:
            return _finite(text)
        case BaseType.PAIR | BaseType.DIRECTED_PAIR:
            first, second = text.split()
            return (first, second)
        case BaseType.POINT:
            x, y = text.split()
            return (_finite(x), _finite(y))
        case _:
            return text


def _truth(text: str) -> bool:
    if text not in {"true", "1", "false", "0"}:
        raise ValueError(text)
    return text in {"true", "1"}


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _tally(value: Value) -> Counter[Scalar]:
    if value.base is BaseType.PAIR:
        pairs = [member for member in value.members if isinstance(member, tuple)]
        return Counter(tuple(sorted(map(str, pair))) for pair in pairs)  # pyright: ignore[reportReturnType] - pairs of two
    return Counter(value.members)


def _plain(member: Scalar) -> Json:
    match member:
        case (first, second):
            return f"{_shown(first)} {_shown(second)}"
        case _:
            return member


def _shown(part: str | float) -> str:
    return part if isinstance(part, str) else f"{part:g}"


def _as_text(entry: object) -> str:
    if isinstance(entry, bool):
        return "true" if entry else "false"
    if isinstance(entry, list):
        return " ".join(_as_text(part) for part in cast("list[object]", entry))
    if isinstance(entry, dict):
        raise QtiError("a response is a value or a list of values, no object")
    return "" if entry is None else str(entry)
