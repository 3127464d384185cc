# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Response processing for our types: our scoring rule in QTI's own words.

Owns the rules that go into exported items, so that another player gives the same points
as :mod:`appliance.exam.scoring` (typed answers: but for typography beyond letter case,
which QTI mappings do not know). Must not read items. Stands on QTI 3.0 §2.12.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from appliance.bank.qti.xml_reader import Element
from appliance.bank.qti.xml_writer import make
from appliance.exam.answers import normalise
from appliance.exam.items import (
    Body,
    InlineChoice,
    MultipleChoice,
    OpenCloze,
    Scrambled,
    TextOrder,
    WordBank,
)

RESPONSE: Final = "RESPONSE"
SCORE: Final = "SCORE"
FEEDBACK: Final = "FEEDBACK"
EXPLANATION: Final = "explanation"


def response_of_gap(gap: int) -> str:
    """The response variable of a gap, counted from 0."""
    return f"{RESPONSE}_{gap + 1}"


def key_outcome(key: int) -> str:
    """The outcome that holds the points for one of several right orders."""
    return f"KEY_{key + 1}"


def part_identifier(index: int) -> str:
    """The identifier of an option, word or sentence, counted from 0 as presented."""
    return f"P{index + 1}"


def rules_of(body: Body) -> Element:
    """The response processing of a body; it always shows the explanation."""
    shown = _set(FEEDBACK, _base("identifier", EXPLANATION))
    return make("qti-response-processing", *_scoring(body), shown)


def _scoring(body: Body) -> list[Element]:
    match body:
        case MultipleChoice():
            return [_when(_is_correct(RESPONSE), _add(SCORE))]
        case InlineChoice():
            gaps = [response_of_gap(gap) for gap in range(body.maximum)]
            return [_when(_is_correct(gap), _add(SCORE)) for gap in gaps]
        case WordBank():
            return [_set(SCORE, make("qti-map-response", identifier=RESPONSE))]
        case OpenCloze():
            gaps = [response_of_gap(gap) for gap in range(body.maximum)]
            points = [make("qti-map-response", identifier=gap) for gap in gaps]
            return [_set(SCORE, make("qti-sum", *points))]
        case TextOrder(first, parts, key):
            return _ordering(first, parts, (key,))
        case Scrambled(first, parts, keys):
            return _ordering(first, parts, keys)


def _ordering(first: str, parts: Sequence[str], keys: Sequence[Sequence[int]]) -> list[Element]:
    rules: list[Element] = []
    for number, key in enumerate(keys):
        rules += _one_order(key_outcome(number), first, parts, key)
    best = make("qti-multiple", *(_variable(key_outcome(n)) for n in range(len(keys))))
    return [*rules, _set(SCORE, make("qti-max", best))]


def _one_order(outcome: str, first: str, parts: Sequence[str], key: Sequence[int]) -> list[Element]:
    texts = [normalise(part) for part in parts]
    right = [normalise(first), *(texts[index] for index in key)]
    rules = [
        _when(_at_least(times, _followings(normalise(first), texts, *pair)), _add(outcome))
        for pair, count in Counter(pairwise(right)).items()
        for times in range(1, count + 1)
    ]
    whole = [
        _among(place, [n for n, text in enumerate(texts) if text == wanted])
        for place, wanted in enumerate(right[1:], 1)
    ]
    capped = make("qti-multiple", _variable(outcome), _number(len(key) - 1))
    all_right = make("qti-response-if", make("qti-and", *whole), _set(outcome, _number(len(key))))
    otherwise = make("qti-response-else", _set(outcome, make("qti-min", capped)))
    return [*rules, make("qti-response-condition", all_right, otherwise)]


def _followings(first: str, texts: Sequence[str], before: str, after: str) -> list[Element]:
    """One condition for every way in which a text may follow another."""
    afters = [index for index, text in enumerate(texts) if text == after]
    opening = [_at(1, index) for index in afters] if before == first else []
    befores = [index for index, text in enumerate(texts) if text == before]
    pairs = [(one, other) for one in befores for other in afters if one != other]
    return [*opening, *(_follows(one, other) for one, other in pairs)]


def _follows(one: int, other: int) -> Element:
    pair = make("qti-ordered", _part(one), _part(other))
    return make("qti-contains", _variable(RESPONSE), pair)


def _at(place: int, index: int) -> Element:
    return make("qti-match", make("qti-index", _variable(RESPONSE), n=str(place)), _part(index))


def _among(place: int, indices: Iterable[int]) -> Element:
    there = make("qti-index", _variable(RESPONSE), n=str(place))
    return make("qti-member", there, make("qti-multiple", *map(_part, indices)))


def _at_least(times: int, conditions: Sequence[Element]) -> Element:
    return make("qti-any-n", *conditions, min=str(times), max=str(len(conditions)))


def _part(index: int) -> Element:
    return _base("identifier", part_identifier(index))


def _is_correct(identifier: str) -> Element:
    return make("qti-match", _variable(identifier), make("qti-correct", identifier=identifier))


def _when(condition: Element, *rules: Element) -> Element:
    return make("qti-response-condition", make("qti-response-if", condition, *rules))


def _add(outcome: str) -> Element:
    return _set(outcome, make("qti-sum", _variable(outcome), _number(1)))


def _set(outcome: str, value: Element) -> Element:
    return make("qti-set-outcome-value", value, identifier=outcome)


def _variable(identifier: str) -> Element:
    return make("qti-variable", identifier=identifier)


def _number(value: int) -> Element:
    return _base("float", str(value))


def _base(base: str, text: str) -> Element:
    return make("qti-base-value", text, base_type=base)
