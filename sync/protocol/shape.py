# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The shape of decoded maps: the step between bytes and typed values.

Owns the one way to read a map that came from outside: every required key is there
with its type, every other key is refused. Must not know any particular shape.
Stands on `canonical`.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

from sync.protocol.canonical import CborValue
from sync.protocol.errors import MalformedError

FieldTypes = Mapping[str, type | tuple[type, ...]] | Mapping[int, type | tuple[type, ...]]
_T = TypeVar("_T")
_E = TypeVar("_E", bound=Enum)


def fields(
    value: CborValue, *, required: FieldTypes, optional: FieldTypes | None = None
) -> dict[Any, Any]:
    """The entries of a map, each of its declared type; absent optional keys stay absent.

    Types are exact: `bool` is no `int`, `None` must be named as `type(None)`.

    Raises:
        MalformedError: Not a map, a key missing, a key too many or a value of another type.
    """
    if not isinstance(value, dict):
        raise MalformedError("a map was expected")
    known: dict[Any, type | tuple[type, ...]] = {**required, **(optional or {})}
    for key in value:
        if key not in known:
            raise MalformedError(f"the entry {key!r} is not known")
    for key in required:
        if key not in value:
            raise MalformedError(f"the entry {key!r} is missing")
    for key, member in value.items():
        of_type(member, known[key], f"the entry {key!r}")
    return dict(value)


def of_type(value: CborValue, expected: type | tuple[type, ...], what: str) -> Any:
    """The value, when its exact type is one of those expected.

    Raises:
        MalformedError: It is of another type.
    """
    types = expected if isinstance(expected, tuple) else (expected,)
    if type(value) not in types:
        raise MalformedError(f"{what} is of type {type(value).__name__}")
    return value


def list_of(value: CborValue, member: type[_T], what: str = "a member") -> tuple[_T, ...]:
    """The members of an array, all of one exact type.

    Raises:
        MalformedError: Not an array, or a member of another type.
    """
    if not isinstance(value, list):
        raise MalformedError("an array was expected")
    return tuple(of_type(entry, member, what) for entry in value)


def map_of(value: CborValue, member: type[_T], what: str = "a member") -> dict[str, _T]:
    """The entries of a map with free text keys, all of one exact type.

    Raises:
        MalformedError: Not a map, a key that is no text, or a value of another type.
    """
    if not isinstance(value, dict):
        raise MalformedError("a map was expected")
    return {
        of_type(key, str, "a key"): of_type(entry, member, what) for key, entry in value.items()
    }


def sized(value: bytes, size: int, what: str) -> bytes:
    """The bytes, when there are exactly so many.

    Raises:
        MalformedError: There are more or fewer.
    """
    if len(value) != size:
        raise MalformedError(f"{what} has {len(value)} bytes instead of {size}")
    return value


def natural(value: int, what: str, *, most: int = (1 << 63) - 1) -> int:
    """The integer, when it lies in 0..most.

    Raises:
        MalformedError: It does not.
    """
    if not 0 <= value <= most:
        raise MalformedError(f"{what} lies outside 0..{most}")
    return value


def member_of(kind: type[_E], value: object) -> _E:
    """The member of an enumeration that has this value.

    Raises:
        MalformedError: None has it.
    """
    try:
        return kind(value)
    except ValueError as error:
        raise MalformedError(f"{value!r} is no {kind.__name__}") from error
