# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Points and categories: what a response is worth.

Owns the scoring rule of every question type. Must not estimate abilities (the adaptive
engine does) nor know time. Stands on items, responses and the answer normalisation.

Gapped texts earn one point per right gap. Orders earn one point per part that stands
right after the one it belongs after, the given first part included: the measure that
loses least when one part is misplaced. The category that the item response model sees
is ``points * steps // maximum``: all points give the highest category, and an item with
fewer steps than points merges neighbours.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from appliance.exam import responses
from appliance.exam.answers import is_accepted, normalise
from appliance.exam.items import (
    Body,
    InlineChoice,
    Item,
    MultipleChoice,
    OpenCloze,
    Scrambled,
    TextOrder,
    WordBank,
)
from appliance.exam.responses import Order, Picks, Response, Texts


@dataclass(frozen=True, slots=True)
class Score:
    """``points`` of ``maximum``, and the category from 0 to the number of steps."""

    points: int
    maximum: int
    category: int


def score(item: Item, response: Response | None) -> Score:
    """Score a response; None, as a blank one, earns nothing.

    Raises:
        InvalidResponseError: The response does not fit the item's task.
    """
    maximum = item.body.maximum
    if response is None:
        return Score(0, maximum, 0)
    responses.check(response, item.body.task)
    points = points_of(item.body, response)
    return Score(points, maximum, points * len(item.parameters.b) // maximum)


def points_of(body: Body, response: Response) -> int:
    """The points of a response that fits the body's task, from 0 to ``body.maximum``."""
    match body, response:
        case InlineChoice(), Picks():
            return _same(response.picks, body.keys)
        case MultipleChoice(), Picks():
            return _same(response.picks, (body.key,))
        case WordBank(), Picks():
            return sum(
                pick is not None and body.bank[pick] == body.bank[key]
                for pick, key in zip(response.picks, body.keys, strict=True)
            )
        case OpenCloze(), Texts():
            return sum(
                is_accepted(text, accepted)
                for text, accepted in zip(response.texts, body.accepted, strict=True)
            )
        case TextOrder(), Order():
            return _in_order(body.first, body.sentences, (body.key,), response.order)
        case Scrambled(), Order():
            return _in_order(body.first, body.words, body.keys, response.order)
        case _:
            return 0


def key_response(body: Body) -> Response:
    """The response that earns every point; where several do, the author's first."""
    match body:
        case InlineChoice() | WordBank():
            return Picks(body.keys)
        case MultipleChoice():
            return Picks((body.key,))
        case OpenCloze():
            return Texts(tuple(variants[0] for variants in body.accepted))
        case TextOrder():
            return Order(body.key)
        case Scrambled():
            return Order(body.keys[0])


def _same(picks: Sequence[int | None], keys: Sequence[int]) -> int:
    return sum(pick == key for pick, key in zip(picks, keys, strict=True))


def _in_order(
    first: str, parts: Sequence[str], keys: Sequence[Sequence[int]], order: Sequence[int]
) -> int:
    given = [normalise(first), *(normalise(parts[index]) for index in order)]
    return max(
        _neighbours(given, [normalise(first), *(normalise(parts[index]) for index in key)])
        for key in keys
    )


def _neighbours(given: Sequence[str], right: Sequence[str]) -> int:
    """Pairs of neighbours in common; a text repeated in the parts may stand for itself."""
    if list(given) == list(right):
        return len(right) - 1
    common = Counter(pairwise(given)) & Counter(pairwise(right))
    return min(common.total(), len(right) - 2)
