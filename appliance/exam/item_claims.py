# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Items as claims: how a question travels inside a signed pack.

Owns the map of one item and of its body, and the strict way back. Must not know the
pack around it, nor signatures. Stands on items and the shapes of :mod:`sync.protocol`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from appliance.exam.cat.parameters import ItemParameters
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
from sync.protocol.canonical import CborValue
from sync.protocol.errors import MalformedError
from sync.protocol.shape import fields, list_of, member_of

_ITEM: Final[Mapping[str, type | tuple[type, ...]]] = {
    "id": str,
    "domain": str,
    "type": str,
    "level": int,
    "body": dict,
    "parameters": dict,
    "explanation": str,
    "stem": str,
    "passage": (str, type(None)),
    "audio": (str, type(None)),
    "enemies": list,
    "pretest": bool,
}


def item_to_claims(item: Item) -> dict[str, Any]:
    """The map of an item."""
    return {
        "id": item.id,
        "domain": item.domain.value,
        "type": item.type.value,
        "level": int(item.level),
        "body": body_to_claims(item.body),
        "parameters": item.parameters.to_claims(),
        "explanation": item.explanation,
        "stem": item.stem,
        "passage": item.passage,
        "audio": item.audio,
        "enemies": sorted(item.enemies),
        "pretest": item.pretest,
    }


def item_from_claims(claims: CborValue) -> Item:
    """The item of a map.

    Raises:
        MalformedError: An entry is missing, unknown or of another type.
        InvalidItemError: The item is not sound.
        ParametersError: No model allows its parameters.
    """
    entries = fields(claims, required=_ITEM)
    return Item(
        id=entries["id"],
        domain=member_of(Domain, entries["domain"]),
        type=member_of(ItemType, entries["type"]),
        level=member_of(Level, entries["level"]),
        body=body_from_claims(entries["body"]),
        parameters=ItemParameters.from_claims(entries["parameters"]),
        explanation=entries["explanation"],
        stem=entries["stem"],
        passage=entries["passage"],
        audio=entries["audio"],
        enemies=frozenset(list_of(entries["enemies"], str)),
        pretest=entries["pretest"],
    )


def body_to_claims(body: Body) -> dict[str, Any]:
    """The map of a body; its entry ``kind`` names the shape."""
    match body:
        case InlineChoice(parts, options, keys):
            return _kind("inline_choice", parts=parts, options=options, keys=keys)
        case WordBank(parts, bank, keys):
            return _kind("word_bank", parts=parts, bank=bank, keys=keys)
        case OpenCloze(parts, roots, accepted):
            return _kind("open_cloze", parts=parts, roots=roots, accepted=accepted)
        case TextOrder(first, sentences, key):
            return _kind("text_order", first=first, sentences=sentences, key=key)
        case Scrambled(first, words, keys):
            return _kind("scrambled", first=first, words=words, keys=keys)
        case MultipleChoice(question, options, key):
            return _kind("multiple_choice", question=question, options=options, key=key)


def body_from_claims(claims: CborValue) -> Body:
    """The body of a map.

    Raises:
        MalformedError: An unknown kind, or an entry missing, unknown or of another type.
        InvalidItemError: The body is not sound.
    """
    match claims:
        case {"kind": str(kind)} if kind in _READERS:
            return _READERS[kind](claims)
        case _:
            raise MalformedError("a body of an unknown kind")


def _kind(kind: str, **entries: object) -> dict[str, Any]:
    return {"kind": kind} | {name: _plain(value) for name, value in entries.items()}


def _plain(value: object) -> Any:
    if isinstance(value, tuple):
        return [_plain(member) for member in value]  # pyright: ignore[reportUnknownVariableType] - any tuple
    return value


def _inline_choice(claims: CborValue) -> InlineChoice:
    entries = _entries(claims, parts=list, options=list, keys=list)
    options = list_of(entries["options"], list)
    return InlineChoice(
        list_of(entries["parts"], str),
        tuple(list_of(listed, str) for listed in options),
        list_of(entries["keys"], int),
    )


def _word_bank(claims: CborValue) -> WordBank:
    entries = _entries(claims, parts=list, bank=list, keys=list)
    return WordBank(
        list_of(entries["parts"], str),
        list_of(entries["bank"], str),
        list_of(entries["keys"], int),
    )


def _open_cloze(claims: CborValue) -> OpenCloze:
    entries = _entries(claims, parts=list, roots=list, accepted=list)
    roots: list[CborValue] = entries["roots"]
    if not all(root is None or type(root) is str for root in roots):
        raise MalformedError("a root that is neither a word nor nothing")
    accepted = list_of(entries["accepted"], list)
    return OpenCloze(
        list_of(entries["parts"], str),
        tuple(root if isinstance(root, str) else None for root in roots),
        tuple(list_of(variants, str) for variants in accepted),
    )


def _text_order(claims: CborValue) -> TextOrder:
    entries = _entries(claims, first=str, sentences=list, key=list)
    return TextOrder(
        entries["first"], list_of(entries["sentences"], str), list_of(entries["key"], int)
    )


def _scrambled(claims: CborValue) -> Scrambled:
    entries = _entries(claims, first=str, words=list, keys=list)
    orders = list_of(entries["keys"], list)
    return Scrambled(
        entries["first"],
        list_of(entries["words"], str),
        tuple(list_of(order, int) for order in orders),
    )


def _multiple_choice(claims: CborValue) -> MultipleChoice:
    entries = _entries(claims, question=str, options=list, key=int)
    return MultipleChoice(entries["question"], list_of(entries["options"], str), entries["key"])


def _entries(claims: CborValue, **required: type) -> dict[Any, Any]:
    return fields(claims, required={"kind": str} | required)


_READERS: Final[dict[str, Callable[[CborValue], Body]]] = {
    "inline_choice": _inline_choice,
    "word_bank": _word_bank,
    "open_cloze": _open_cloze,
    "text_order": _text_order,
    "scrambled": _scrambled,
    "multiple_choice": _multiple_choice,
}
