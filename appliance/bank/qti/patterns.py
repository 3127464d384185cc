# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Patterns of response processing: matched, unless that could take for ever.

Owns the bound on a match. Must not know elements or variables. Stands on `re` and on the
tree that it makes of a pattern: there is no public way to see a group inside a group.

`re` tries every way in which a pattern could fit. A repetition inside a repetition makes
those ways double with each character; pieces side by side multiply theirs. The first is
refused in any text, the second when the ways are too many in the text at hand.
"""

import re
from collections.abc import Iterator
from importlib import import_module
from math import comb
from typing import Any, Final

PATTERN_CEILING: Final = 200
TEXT_CEILING: Final = 10_000
MOST_WAYS: Final = 20_000_000
"""About a second of matching on a small board."""

_parser: Any = import_module("re._parser")
_REPEATS: Final = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})


class PatternError(ValueError):
    """A pattern that is none, is too long or could be matched for ever."""


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern fits the whole of a text.

    Raises:
        PatternError: See the module.
    """
    if len(pattern) > PATTERN_CEILING or len(text) > TEXT_CEILING:
        raise PatternError("a pattern or text that is too long")
    try:
        fitted = re.compile(pattern)
        pieces = tuple(_pieces(_parser.parse(pattern)))
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError(f"`{pattern}` is no pattern") from error
    if _ways(pieces, len(text)) > MOST_WAYS:
        raise PatternError(f"`{pattern}` could be matched for ever")
    return fitted.fullmatch(text) is not None


def _ways(pieces: tuple[int, ...], length: int) -> int:
    """In how many ways the pieces could share out a text, at most."""
    ways, endless = 1, 0
    for choices in pieces:
        if choices > length:
            endless += 1
        else:
            ways *= choices
    return ways * comb(length + endless, endless)


def _pieces(tree: Any) -> Iterator[int]:
    """The number of choices of every piece that may fit in more than one way.

    Raises:
        PatternError: Such a piece is itself repeated, at any depth.
    """
    for operation, argument in tree:
        name = str(operation)
        if name in _REPEATS:
            least, most, repeated = argument
            inside = tuple(_pieces(repeated))
            if inside and most > 1:
                raise PatternError("a repetition of what repeats or chooses may take for ever")
            if most > least:
                yield int(most) - int(least) + 1
            yield from inside
        elif name == "BRANCH":
            yield len(argument[1])
            for branch in argument[1]:
                yield from _pieces(branch)
        else:
            yield from _inner(argument)


def _inner(argument: Any) -> Iterator[int]:
    """The pieces of whatever trees an operation holds (groups, looks ahead, conditions)."""
    held: tuple[Any, ...] = argument if isinstance(argument, tuple) else (argument,)
    for part in held:
        if isinstance(part, _parser.SubPattern):
            yield from _pieces(part)
