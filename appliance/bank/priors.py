# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Item parameters before anyone has answered: honest priors by CEFR level.

Owns the starting parameters of authored items. Must not pass them off as measurements:
every one is marked ``Provenance.PRIOR``, and calibration replaces them. Stands on the
blueprint's cut scores.

An item of a level is placed in the middle of that level on the cut scale (the outer
levels are taken to be as wide as their neighbours), a little lower or higher by type:
typing is harder than choosing, at the same level. Discriminations are ordinary ones for
well-made language items in the logistic metric; gaps of one text share context, so each
of their steps discriminates less than a single question would. Guessing: one over the
number of options for single choices.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from appliance.exam.cat.parameters import ItemParameters, Model, Provenance
from appliance.exam.items import Body, InlineChoice, MultipleChoice, Scrambled, TextOrder, WordBank
from appliance.exam.levels import ItemType, Level

MOST_STEPS: Final = 4
_ORDER_STEPS: Final = 2
_STEP_DISTANCE: Final = 0.4
_SHARED_CONTEXT: Final = 0.8


class _Prior(NamedTuple):
    discrimination: float
    shift: float


_PRIORS: Final[dict[ItemType, _Prior]] = {
    ItemType.INLINE_CHOICE: _Prior(1.4, -0.05),
    ItemType.TEXT_ORDER: _Prior(1.2, 0.0),
    ItemType.WORD_BANK: _Prior(1.3, -0.05),
    ItemType.SCRAMBLED: _Prior(1.2, 0.0),
    ItemType.OPEN_CLOZE: _Prior(1.5, 0.1),
    ItemType.MULTIPLE_CHOICE: _Prior(1.4, -0.05),
    ItemType.LISTENING: _Prior(1.3, 0.05),
}


def prior(item_type: ItemType, level: Level, body: Body, cuts: Sequence[float]) -> ItemParameters:
    """The prior parameters of an item.

    Args:
        item_type: Its type.
        level: Its CEFR level.
        body: Its body, for the number of steps and of options.
        cuts: The five cut scores in logits, ascending.
    """
    discrimination, shift = _PRIORS[item_type]
    location = middle(level, cuts) + shift
    steps = step_count(body)
    if steps > 1:
        first = location - _STEP_DISTANCE * (steps - 1) / 2
        locations = tuple(round(first + _STEP_DISTANCE * step, 4) for step in range(steps))
        slope = round(discrimination * _SHARED_CONTEXT, 4)
        return ItemParameters(Model.GPCM, slope, locations, provenance=Provenance.PRIOR)
    guessing = _guessing(body)
    model = Model.THREE_PL if guessing else Model.TWO_PL
    at = (round(location, 4),)
    return ItemParameters(model, discrimination, at, c=guessing, provenance=Provenance.PRIOR)


def middle(level: Level, cuts: Sequence[float]) -> float:
    """The middle of a level on the cut scale, in logits."""
    lowest, highest = 2 * cuts[0] - cuts[1], 2 * cuts[-1] - cuts[-2]
    bounds = (lowest, *cuts, highest)
    return (bounds[level - 1] + bounds[level]) / 2


def step_count(body: Body) -> int:
    """How many steps the response model has for a body.

    One per gap up to four; two for an order of three parts or more, half right and right,
    because all but one part in order cannot happen.
    """
    if isinstance(body, TextOrder | Scrambled):
        return _ORDER_STEPS if body.maximum > _ORDER_STEPS else 1
    return min(body.maximum, MOST_STEPS)


def _guessing(body: Body) -> float:
    match body:
        case MultipleChoice():
            return round(1 / len(body.options), 4)
        case InlineChoice():
            return round(1 / len(body.options[0]), 4)
        case WordBank():
            return round(1 / len(body.bank), 4) if len(body.bank) > 1 else 0.0
        case _:
            return 0.0
