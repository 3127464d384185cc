# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A scripted candidate of known ability, who sees what a screen shows and answers.

Owns how a simulated person responds: a score category is drawn from the item's own
response model at the true theta, then a response that earns it is found. Must not talk
to the service (the caller does). Stands on the exam core; recognises a question by its
task, because a screen gets no item identifier.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from appliance.exam.cat.models import probabilities
from appliance.exam.items import Item
from appliance.exam.levels import Domain
from appliance.exam.pack import Pack
from appliance.exam.responses import Order, Picks, Response, Texts
from appliance.exam.scoring import key_response, score
from appliance.exam.tasks import (
    InlineChoiceTask,
    MultipleChoiceTask,
    OpenClozeTask,
    ScrambledTask,
    Task,
    TextOrderTask,
    WordBankTask,
)

ATTEMPTS = 80


@dataclass(frozen=True, slots=True)
class Ability:
    """True thetas in logits, one per domain."""

    theta: Mapping[Domain, float]


class ScriptedCandidate:
    """Answers tasks of one pack as somebody of a known ability would.

    Args:
        pack: With its keys: the demonstration plays the person, not the examiner.
        ability: What the person can do.
        seed: The same seed answers the same way.
    """

    def __init__(self, pack: Pack, ability: Ability, seed: int) -> None:
        self._items = {(item.stem, item.body.task): item for item in pack.items}
        self._ability = ability
        self._random = random.Random(seed)

    def respond(self, stem: str, task: Task) -> Response:
        """A response to what is on the screen."""
        item = self._items[stem, task]
        wanted = self._draw_category(item)
        best = key_response(item.body)
        for response in self._guesses(item):
            if abs(score(item, response).category - wanted) < abs(
                score(item, best).category - wanted
            ):
                best = response
        return best

    def _draw_category(self, item: Item) -> int:
        theta = np.array([self._ability.theta[item.domain]])
        weights = probabilities(item.parameters, theta)[:, 0]
        return self._random.choices(range(len(weights)), weights.tolist())[0]

    def _guesses(self, item: Item) -> Iterator[Response]:
        key = key_response(item.body)
        for _ in range(ATTEMPTS):
            yield _spoil(key, item.body.task, self._random)


def _spoil(key: Response, task: Task, chance: random.Random) -> Response:
    """The right response with some of it wrong."""
    share = chance.random()
    match key:
        case Picks():
            options = [_options(task, gap) for gap in range(len(key.picks))]
            return _without_repeats(
                Picks(
                    tuple(
                        chance.randrange(count) if chance.random() < share else pick
                        for pick, count in zip(key.picks, options, strict=True)
                    )
                ),
                task,
            )
        case Texts():
            return Texts(tuple("" if chance.random() < share else text for text in key.texts))
        case Order():
            order = list(key.order)
            for place in range(len(order)):
                if chance.random() < share:
                    other = chance.randrange(len(order))
                    order[place], order[other] = order[other], order[place]
            return Order(tuple(order))


def _options(task: Task, gap: int) -> int:
    match task:
        case InlineChoiceTask():
            return len(task.options[gap])
        case WordBankTask():
            return len(task.bank)
        case MultipleChoiceTask():
            return len(task.options)
        case OpenClozeTask() | TextOrderTask() | ScrambledTask():
            return 0


def _without_repeats(response: Picks, task: Task) -> Picks:
    """A word of a bank fills one gap only: later gaps stay empty."""
    if not isinstance(task, WordBankTask):
        return response
    seen: set[int | None] = set()
    picks: list[int | None] = []
    for pick in response.picks:
        picks.append(None if pick in seen else pick)
        seen.add(pick)
    return Picks(tuple(picks))
