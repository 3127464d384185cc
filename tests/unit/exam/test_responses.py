# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Responses come in through one strict door."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.exam.errors import InvalidResponseError
from appliance.exam.items import Body
from appliance.exam.responses import (
    Order,
    Picks,
    Response,
    Texts,
    blank,
    check,
    from_cbor,
    is_complete,
    to_cbor,
)
from appliance.exam.scoring import key_response
from sync.protocol.canonical import CborValue, decode, encode
from tests.unit.exam.samples import (
    BANK,
    BODIES,
    CHOICE,
    CLOZE,
    INLINE,
    ORDER,
    SCRAMBLED,
    bodies,
    responses_to,
)


@given(st.data())
def test_responses_round_trip_through_the_journal(data: st.DataObject) -> None:
    body = data.draw(bodies)
    response = data.draw(responses_to(body))
    journaled = decode(encode(to_cbor(response)), ceiling=4096)
    assert from_cbor(journaled, body.task) == response


@pytest.mark.parametrize("body", BODIES)
def test_a_blank_response_fits_and_is_not_complete(body: Body) -> None:
    check(blank(body.task), body.task)
    assert not is_complete(blank(body.task), body.task)
    assert is_complete(key_response(body), body.task)


UNFIT: list[tuple[Response, Body]] = [
    (Picks((0,)), INLINE),
    (Picks((0, 9)), INLINE),
    (Picks((0, -1)), INLINE),
    (Texts(("a", "b")), INLINE),
    (Picks((1, 1)), BANK),
    (Picks((3, 0)), BANK),
    (Texts(("a",)), CLOZE),
    (Texts(("a", "b" * 101)), CLOZE),
    (Texts(("a", "b\n")), CLOZE),
    (Texts(("a", "\x1b[31m")), CLOZE),
    (Picks((0, 0)), CLOZE),
    (Order((0, 0)), ORDER),
    (Order((3,)), ORDER),
    (Order((-1,)), ORDER),
    (Picks((0, 1, 2)), ORDER),
    (Order((0, 1, 2, 3, 0)), SCRAMBLED),
    (Picks((3,)), CHOICE),
    (Picks(()), CHOICE),
    (Order((1,)), CHOICE),
]


@pytest.mark.parametrize(("response", "body"), UNFIT)
def test_a_response_that_does_not_fit_is_refused(response: Response, body: Body) -> None:
    with pytest.raises(InvalidResponseError):
        check(response, body.task)
    with pytest.raises(InvalidResponseError):
        from_cbor(to_cbor(response), body.task)


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"picks": [0], "order": []},
        {"choices": [0]},
        {"picks": 0},
        {"picks": [True]},
        {"picks": [0.0]},
        {"picks": ["0"]},
        {1: [0]},
    ],
)
def test_other_shapes_are_refused(value: CborValue) -> None:
    with pytest.raises(InvalidResponseError):
        from_cbor(value, CHOICE.task)
