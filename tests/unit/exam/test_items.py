# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Items refuse to exist unless they can be asked and scored."""

from collections.abc import Callable

import pytest

from appliance.exam.cat.parameters import ItemParameters, Model
from appliance.exam.errors import InvalidItemError
from appliance.exam.items import (
    InlineChoice,
    Item,
    MultipleChoice,
    OpenCloze,
    Scrambled,
    TextOrder,
    WordBank,
)
from appliance.exam.levels import DOMAINS, Domain, ItemType, Level
from tests.unit.exam.samples import BODIES, CHOICE, INLINE, item_of

ONE_STEP = ItemParameters(Model.TWO_PL, 1.0, (0.0,))

UNSOUND: dict[str, Callable[[], object]] = {
    "gap without options": lambda: InlineChoice(("a", "b"), (), (0,)),
    "texts do not fit gaps": lambda: InlineChoice(("a",), (("x", "y"),), (0,)),
    "key outside the options": lambda: InlineChoice(("a", "b"), (("x", "y"),), (2,)),
    "option twice": lambda: InlineChoice(("a", "b"), (("x", "x"),), (0,)),
    "one option": lambda: InlineChoice(("a", "b"), (("x",),), (0,)),
    "no gap": lambda: WordBank(("a",), ("x",), ()),
    "key outside the bank": lambda: WordBank(("a", "b"), ("x",), (1,)),
    "bank word used twice": lambda: WordBank(("a", "b", "c"), ("x", "y"), (0, 0)),
    "empty bank word": lambda: WordBank(("a", "b"), ("x", " "), (0,)),
    "gap without an answer": lambda: OpenCloze(("a", "b"), (None,), ((),)),
    "answer of punctuation": lambda: OpenCloze(("a", "b"), (None,), (("...",),)),
    "roots do not fit": lambda: OpenCloze(("a", "b"), (), (("x",),)),
    "order of one": lambda: TextOrder("a", ("b",), (0,)),
    "order not a permutation": lambda: TextOrder("a", ("b", "c"), (0, 0)),
    "sentence twice": lambda: TextOrder("a", ("b.", "B"), (0, 1)),
    "scrambled without key": lambda: Scrambled("a", ("b", "c"), ()),
    "empty question": lambda: MultipleChoice(" ", ("a", "b"), 0),
    "negative key": lambda: MultipleChoice("q", ("a", "b"), -1),
}


@pytest.mark.parametrize("make", UNSOUND.values(), ids=UNSOUND.keys())
def test_an_unsound_body_cannot_exist(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidItemError):
        make()


def _item(**changes: object) -> Item:
    fields: dict[str, object] = {
        "id": "x",
        "domain": Domain.GRAMMAR,
        "type": ItemType.INLINE_CHOICE,
        "level": Level.B1,
        "body": INLINE,
        "parameters": ONE_STEP,
        "explanation": "",
    }
    return Item(**(fields | changes))  # pyright: ignore[reportArgumentType] - the point is bad input


@pytest.mark.parametrize(
    "changes",
    [
        {"id": ""},
        {"body": CHOICE},
        {"audio": "a"},
        {"type": ItemType.LISTENING},
        {"enemies": frozenset({"x"})},
        {"parameters": ItemParameters(Model.GPCM, 1.0, (0.0, 1.0, 2.0))},
    ],
    ids=["no id", "other body", "audio", "no audio", "own enemy", "more steps than points"],
)
def test_an_unsound_item_cannot_exist(changes: dict[str, object]) -> None:
    with pytest.raises(InvalidItemError):
        _item(**changes)


def test_tasks_carry_no_key() -> None:
    for body in BODIES:
        names = set(type(body.task).__slots__)
        assert not names & {"key", "keys", "accepted"}


def test_every_type_has_a_body_and_an_item() -> None:
    assert {item_of(body).type for body in BODIES} == set(ItemType) - {ItemType.LISTENING}
    heard = _item(type=ItemType.LISTENING, audio="extract", body=CHOICE)
    assert heard.body.task.options == CHOICE.options  # pyright: ignore[reportAttributeAccessIssue]


def test_domains_are_numbered_in_their_order() -> None:
    assert [domain.number for domain in DOMAINS] == [0, 1, 2, 3, 4]
    assert Level.B1.label == "B1"
    assert Level.A1 < Level.C2
