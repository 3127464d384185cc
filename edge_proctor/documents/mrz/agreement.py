# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From several looks at the same lines to one reading and its doubts.

Owns how shares of belief are joined and when a character is in doubt. Must not look
at pictures. Stands on the layouts. What no check digit covers (names above all) is
safe only because every look must see it alike: a doubt there stays unresolvable and
makes the zone invalid.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edge_proctor.documents.mrz.alphabets import DIGITS, Alphabet
from edge_proctor.documents.mrz.layouts import Layout

Shares = Mapping[str, float]  # character → belief, 0..1
Look = tuple[Shares, ...]  # one look at one line

# Belief against the likeliest character from which another one is in doubt. The
# recogniser leans to digits: it sees some 8 in most Bs, but hardly any B in an 8. So
# under a check digit even a weak letter beside a digit is kept as a doubt: two errors
# that cancel out (80 for BD) must show as two readings that hold.
DOUBT_RATIO = 1 / 3
DOUBT_RATIO_OF_DIGITS = 0.05
TWIN_WEIGHT = 0.4  # of belief in a look-alike that cannot stand here: D and 0 are near, too
UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Agreed:
    """The likeliest characters and, by position, what else was seen."""

    lines: tuple[str, ...]
    doubts: dict[tuple[int, int], frozenset[str]]


def agree(looks: Sequence[Sequence[Look]], layout: Layout) -> Agreed:
    """Join the looks at each line.

    Args:
        looks: For each line of the layout its looks, at least one, each as long as
            the line.
        layout: Decides which characters may stand where.
    """
    lines: list[str] = []
    doubts: dict[tuple[int, int], frozenset[str]] = {}
    for row, seen in enumerate(looks):
        best: list[str] = []
        for column in range(layout.columns):
            shares = _joined([look[column] for look in seen], layout.reading_at(row, column))
            top = max(sorted(shares), key=lambda it: shares[it])
            leaning = top in DIGITS and (row, column) in layout.checked
            least = shares[top] * (DOUBT_RATIO_OF_DIGITS if leaning else DOUBT_RATIO)
            others = {it for it, share in shares.items() if share >= least} - {top, UNKNOWN}
            best.append(top)
            if others:
                doubts[row, column] = frozenset(others)
        lines.append("".join(best))
    return Agreed(tuple(lines), doubts)


def _joined(seen: Sequence[Shares], alphabet: Alphabet) -> dict[str, float]:
    """Mean belief in each character; one that cannot stand here speaks for its twin."""
    shares: dict[str, float] = defaultdict(float)
    for look in seen:
        for character, share in look.items():
            twin = alphabet.conform(character)
            weight = 1.0 if twin == character else TWIN_WEIGHT
            shares[twin] += share * weight / len(seen)
    return shares
