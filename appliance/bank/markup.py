# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Authors' notation for gapped texts: ``I {usually|usual} get up {at} six.``

Owns the braces: cutting a text into parts and gaps, and what stands inside a gap. Must
not know items. Stands on nothing but the notation:

* ``{key|other|other}`` a choice, the key first;
* ``{word}`` a word that goes into a bank, or is typed;
* ``{colour/color}`` a typed word with variants;
* ``{happiness <happy>}`` a typed word from a root that is shown.
"""

import re
from dataclasses import dataclass
from typing import Final

from appliance.bank.errors import SourceError

_GAP: Final = re.compile(r"\{([^{}]*)\}")
_ROOT: Final = re.compile(r"^(?P<answers>[^<>]*)<(?P<root>[^<>]+)>\s*$")


@dataclass(frozen=True, slots=True)
class GappedText:
    """The texts around the gaps (one more than gaps), and what the author put inside."""

    parts: tuple[str, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypedGap:
    """The accepted answers of a typed gap and the root that is shown, if any."""

    accepted: tuple[str, ...]
    root: str | None


def cut(text: str) -> GappedText:
    """Cut a text at its gaps.

    Raises:
        SourceError: No gap, an empty gap, or a brace without its pair.
    """
    pieces = _GAP.split(text.strip())
    parts, gaps = tuple(pieces[::2]), tuple(gap.strip() for gap in pieces[1::2])
    if any("{" in part or "}" in part for part in parts):
        raise SourceError("a brace without its pair")
    if not gaps:
        raise SourceError("a gapped text without a gap in {braces}")
    if not all(gaps):
        raise SourceError("a gap with nothing in it")
    return GappedText(parts, gaps)


def choices(gap: str) -> tuple[str, ...]:
    """The alternatives of a choice, the key first.

    Raises:
        SourceError: Fewer than two, or an empty one.
    """
    options = tuple(option.strip() for option in gap.split("|"))
    if len(options) < 2 or not all(options):
        raise SourceError(f"the gap {{{gap}}} needs at least two alternatives, key first")
    return options


def typed(gap: str) -> TypedGap:
    """The answers of a typed gap.

    Raises:
        SourceError: An empty answer, a choice, or angle brackets out of place.
    """
    rooted = _ROOT.match(gap)
    answers = rooted["answers"] if rooted else gap
    accepted = tuple(answer.strip() for answer in answers.split("/"))
    if not all(accepted) or any(sign in answers for sign in "|<>"):
        raise SourceError(f"the gap {{{gap}}} should read {{answer/variant <root>}}")
    return TypedGap(accepted, rooted["root"].strip() if rooted else None)
