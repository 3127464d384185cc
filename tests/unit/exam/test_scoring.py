# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Scoring: bounds, keys, partial credit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.exam.errors import InvalidResponseError
from appliance.exam.items import Body, Scrambled, TextOrder, WordBank
from appliance.exam.responses import Order, Picks, Response, Texts, blank
from appliance.exam.scoring import Score, key_response, score
from tests.unit.exam.samples import (
    BANK,
    CHOICE,
    CLOZE,
    INLINE,
    ORDER,
    SCRAMBLED,
    bodies,
    item_of,
    responses_to,
)


@given(st.data())
def test_points_stay_inside_their_bounds(data: st.DataObject) -> None:
    body = data.draw(bodies)
    steps = data.draw(st.integers(1, body.maximum))
    scored = score(item_of(body, steps=steps), data.draw(responses_to(body)))
    assert 0 <= scored.points <= scored.maximum == body.maximum
    assert 0 <= scored.category <= steps
    assert (scored.category == steps) == (scored.points == scored.maximum)


@given(bodies, st.data())
def test_the_key_earns_everything_and_nothing_earns_nothing(
    body: Body, data: st.DataObject
) -> None:
    item = item_of(body, steps=data.draw(st.integers(1, body.maximum)))
    steps = len(item.parameters.b)
    assert score(item, key_response(body)) == Score(body.maximum, body.maximum, steps)
    assert score(item, blank(body.task)) == Score(0, body.maximum, 0)
    assert score(item, None) == Score(0, body.maximum, 0)


@pytest.mark.parametrize(
    ("body", "response", "points"),
    [
        (INLINE, Picks((1, None)), 1),
        (INLINE, Picks((0, 0)), 1),
        (BANK, Picks((2, 0)), 1),
        (CLOZE, Texts(("Color", "happyness")), 1),
        (CLOZE, Texts(("COLOUR ", "Happiness.")), 2),
        (ORDER, Order((1, 0)), 2),
        (ORDER, Order((0, 1, 2)), 0),
        (SCRAMBLED, Order((1, 0, 2, 3)), 2),
        (CHOICE, Picks((0,)), 0),
    ],
)
def test_partial_credit(body: Body, response: Response, points: int) -> None:
    assert score(item_of(body), response).points == points


def test_equal_words_of_a_bank_or_sentence_are_interchangeable() -> None:
    bank = WordBank(("a", "b", "c"), ("to", "to", "at"), (0, 1))
    assert score(item_of(bank), Picks((1, 0))).points == 2
    sentence = Scrambled("The", ("cat", "saw", "the", "dog", "the"), ((0, 1, 2, 3, 4),))
    assert score(item_of(sentence), Order((0, 1, 4, 3, 2))).points == 5


def test_any_listed_order_is_right() -> None:
    body = Scrambled("Today", ("we", "left", "early"), ((0, 1, 2), (2, 0, 1)))
    assert score(item_of(body), Order((2, 0, 1))).points == 3


def test_the_same_neighbours_in_another_order_are_not_everything() -> None:
    body = Scrambled("x", ("a", "b", "a", "c", "a"), ((0, 1, 2, 3, 4),))
    assert score(item_of(body), Order((0, 3, 2, 1, 4))).points == 4


def test_fewer_steps_merge_neighbouring_points() -> None:
    body = TextOrder("0", ("1", "2", "3", "4"), (0, 1, 2, 3))
    item = item_of(body, steps=2)
    orders = [(3,), (0,), (0, 1), (0, 1, 2), (0, 1, 2, 3)]
    assert [score(item, Order(order)).category for order in orders] == [0, 0, 1, 1, 2]


def test_a_response_of_another_kind_is_refused() -> None:
    with pytest.raises(InvalidResponseError):
        score(item_of(CHOICE), Order(()))
