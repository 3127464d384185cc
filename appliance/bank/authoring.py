# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From an author's entry to an item: keys first on paper, shuffled on screen.

Owns the meaning of the seven authored types. Must not read files nor judge quality (the
lint does). Stands on the markup, the shuffle, the priors and the exam's items.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from appliance.bank.errors import SourceError
from appliance.bank.markup import choices, cut, typed
from appliance.bank.priors import prior
from appliance.bank.shuffle import derangement, permutation
from appliance.bank.yaml_source import Entry
from appliance.exam.answers import normalise
from appliance.exam.cat.errors import ParametersError
from appliance.exam.cat.parameters import ItemParameters
from appliance.exam.errors import InvalidItemError
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
from appliance.exam.levels import Domain, ItemType, Level

_COMMON: Final = frozenset(
    {"id", "type", "explanation", "stem", "title", "enemies", "passage", "pretest", "parameters"}
)
_OWN: Final[dict[ItemType, frozenset[str]]] = {
    ItemType.INLINE_CHOICE: frozenset({"text"}),
    ItemType.WORD_BANK: frozenset({"text", "distractors"}),
    ItemType.OPEN_CLOZE: frozenset({"text"}),
    ItemType.SCRAMBLED: frozenset({"sentence", "also"}),
    ItemType.TEXT_ORDER: frozenset({"sentences"}),
    ItemType.MULTIPLE_CHOICE: frozenset({"question", "options"}),
    ItemType.LISTENING: frozenset({"extract", "text", "question", "options"}),
}
_FINAL_MARKS: Final = ".?!…"
_Choice = TypeVar("_Choice", Domain, ItemType)


def author_item(entry: Entry, domain: Domain, level: Level, cuts: Sequence[float]) -> Item:
    """The item that an entry describes.

    Args:
        entry: The author's map.
        domain: Domain of its file.
        level: Level of its file.
        cuts: Cut scores, for the prior parameters.

    Raises:
        SourceError: The entry does not describe a sound item; it names line and item.
    """
    identity = entry.text("id")
    try:
        item_type = _member(entry, "type", ItemType)
        entry.refuse_unknown(_COMMON | _OWN[item_type])
        body = _BODIES[item_type](entry, identity)
        return Item(
            id=identity,
            domain=domain,
            type=item_type,
            level=level,
            body=body,
            parameters=_parameters(entry) or prior(item_type, level, body, cuts),
            explanation=entry.text("explanation"),
            stem="\n".join(entry.text(key) for key in ("title", "stem") if key in entry.values),
            passage=entry.text("passage") if "passage" in entry.values else None,
            audio=entry.text("extract") if item_type is ItemType.LISTENING else None,
            enemies=frozenset(entry.texts("enemies")),
            pretest=entry.text_or("pretest", "false") == "true",
        )
    except SourceError as error:
        raise SourceError(str(error), line=error.line or entry.line, item=identity) from error
    except (InvalidItemError, ParametersError) as error:
        raise SourceError(str(error), line=entry.line, item=identity) from error


def level_of(entry: Entry) -> Level:
    """The CEFR level under the key ``level``.

    Raises:
        SourceError: It is missing or no level.
    """
    name = entry.text("level").upper()
    if name not in Level.__members__:
        raise SourceError(f"`{name}` is no level; write A1 to C2", line=entry.line)
    return Level[name]


def domain_of(entry: Entry) -> Domain:
    """The domain under the key ``domain``.

    Raises:
        SourceError: It is missing or no domain.
    """
    return _member(entry, "domain", Domain)


def words_of(sentence: str) -> tuple[str, ...]:
    """The words of a sentence to scramble; its final mark would betray the last one."""
    words = sentence.split()
    return (*words[:-1], words[-1].rstrip(_FINAL_MARKS)) if words else ()


def _parameters(entry: Entry) -> ItemParameters | None:
    """Frozen parameters, where calibration has written them beside the item."""
    given = entry.values.get("parameters")
    if given is None:
        return None
    if not isinstance(given, Entry):
        raise SourceError("`parameters` must be a map", line=entry.line)
    given.refuse_unknown(frozenset({"model", "a", "b", "c", "d", "provenance"}))
    return ItemParameters.from_claims(
        {
            "model": given.text("model"),
            "a": _number(given.text("a"), given.line),
            "b": [_number(step, given.line) for step in given.texts("b")],
            "c": _number(given.text_or("c", "0"), given.line),
            "d": _number(given.text_or("d", "1"), given.line),
            "provenance": given.text_or("provenance", "calibrated"),
        }
    )


def _number(text: str, line: int) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise SourceError(f"`{text}` is no number", line=line) from error


def _member(entry: Entry, key: str, kind: type[_Choice]) -> _Choice:
    value = entry.text(key)
    try:
        return kind(value)
    except ValueError as error:
        raise SourceError(
            f"`{value}` is no {key}; write one of {', '.join(kind)}", line=entry.line
        ) from error


def _inline_choice(entry: Entry, identity: str) -> InlineChoice:
    gapped = cut(entry.text("text"))
    lists = [choices(gap) for gap in gapped.gaps]
    orders = [permutation(identity, f"gap {n}", len(listed)) for n, listed in enumerate(lists)]
    options = tuple(
        tuple(listed[index] for index in order) for listed, order in zip(lists, orders, strict=True)
    )
    return InlineChoice(gapped.parts, options, tuple(order.index(0) for order in orders))


def _word_bank(entry: Entry, identity: str) -> WordBank:
    gapped = cut(entry.text("text"))
    words = (*gapped.gaps, *entry.texts("distractors"))
    order = permutation(identity, "bank", len(words))
    keys = tuple(order.index(gap) for gap in range(len(gapped.gaps)))
    return WordBank(gapped.parts, tuple(words[index] for index in order), keys)


def _open_cloze(entry: Entry, identity: str) -> OpenCloze:
    del identity  # nothing to shuffle
    gapped = cut(entry.text("text"))
    gaps = [typed(gap) for gap in gapped.gaps]
    return OpenCloze(
        gapped.parts, tuple(gap.root for gap in gaps), tuple(gap.accepted for gap in gaps)
    )


def _text_order(entry: Entry, identity: str) -> TextOrder:
    sentences = entry.texts("sentences")
    if len(sentences) < 3:
        raise SourceError("a text to order needs a first sentence and two more")
    first, rest = sentences[0], sentences[1:]
    order = derangement(identity, "sentences", len(rest))
    key = tuple(order.index(place) for place in range(len(rest)))
    return TextOrder(first, tuple(rest[index] for index in order), key)


def _scrambled(entry: Entry, identity: str) -> Scrambled:
    words = words_of(entry.text("sentence"))
    if len(words) < 3:
        raise SourceError("a sentence to scramble needs a first word and two more")
    order = derangement(identity, "words", len(words) - 1)
    presented = tuple(words[1:][index] for index in order)
    right = tuple(order.index(place) for place in range(len(order)))
    also = [_order_of(other, words[0], presented) for other in entry.texts("also")]
    return Scrambled(words[0], presented, (right, *also))


def _order_of(sentence: str, first: str, presented: Sequence[str]) -> tuple[int, ...]:
    words = words_of(sentence)
    if not words or normalise(words[0]) != normalise(first):
        raise SourceError(f"`also` must begin with the given word: {sentence}")
    left = dict(enumerate(presented))
    order: list[int] = []
    for word in words[1:]:
        index = next((n for n, there in left.items() if normalise(there) == normalise(word)), None)
        if index is None:
            raise SourceError(f"`also` must use the same words; `{word}` is not among them")
        order.append(index)
        del left[index]
    if left:
        raise SourceError(f"`also` leaves out {', '.join(left.values())}")
    return tuple(order)


def _multiple_choice(entry: Entry, identity: str) -> MultipleChoice:
    options = entry.texts("options")
    order = permutation(identity, "options", len(options))
    if not order:
        raise SourceError("a question needs options, the key first")
    return MultipleChoice(
        entry.text("question"), tuple(options[index] for index in order), order.index(0)
    )


def _listening(entry: Entry, identity: str) -> Body:
    if "question" in entry.values:
        return _multiple_choice(entry, identity)
    gaps = cut(entry.text("text")).gaps
    if all("|" in gap for gap in gaps):
        return _inline_choice(entry, identity)
    return _open_cloze(entry, identity)


_BODIES: Final[dict[ItemType, Callable[[Entry, str], Body]]] = {
    ItemType.INLINE_CHOICE: _inline_choice,
    ItemType.WORD_BANK: _word_bank,
    ItemType.OPEN_CLOZE: _open_cloze,
    ItemType.SCRAMBLED: _scrambled,
    ItemType.TEXT_ORDER: _text_order,
    ItemType.MULTIPLE_CHOICE: _multiple_choice,
    ItemType.LISTENING: _listening,
}
