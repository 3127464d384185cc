# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From items back to authors' YAML.

Owns the writing of items, passages and extracts as an author would write them. Must not
lose anything: an entry that would not be read back as the same item is refused. Stands
on the authoring module, whose inverse it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import yaml

from appliance.bank.authoring import author_item
from appliance.bank.errors import SourceError
from appliance.bank.linting.items import reading_text
from appliance.bank.materials import Extract
from appliance.bank.shuffle import permutation
from appliance.bank.yaml_source import parse_yaml
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
from appliance.exam.passages import Passage

_DUMPER: Final = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_HEADER: Final = "# Written by `escale bank import-qti`; the first alternative is the key.\n"


def item_entry(item: Item, cuts: Sequence[float]) -> dict[str, Any]:
    """The entry that describes an item.

    Parameters are written only where they differ from the prior. Options come in an order
    from which the shuffle makes the presented one; where no such order has the key first
    (other systems shuffle otherwise), the item will be presented in our order.

    Raises:
        SourceError: The notation cannot express the item, for instance a brace in its text.
    """
    entry: dict[str, Any] = {"id": item.id, "type": item.type.value}
    for key, value in (("stem", item.stem), ("passage", item.passage), ("extract", item.audio)):
        if value:
            entry[key] = value
    entry |= _body(item.body, item.id)
    if item.enemies:
        entry["enemies"] = sorted(item.enemies)
    if item.pretest:
        entry["pretest"] = "true"
    entry["explanation"] = item.explanation or "No explanation was given."
    again = _authored(entry, item, cuts)
    if again.parameters != item.parameters:
        entry["parameters"] = _parameters(item)
        again = _authored(entry, item, cuts)
    _check(again, item)
    return entry


def items_yaml(items: Sequence[Item], cuts: Sequence[float]) -> str:
    """The file of items that share a domain and a level.

    Raises:
        SourceError: The notation cannot express one of them.
    """
    first = items[0]
    entries = [item_entry(item, cuts) for item in items]
    top = {"domain": first.domain.value, "level": first.level.label, "items": entries}
    return _HEADER + to_yaml(top)


def passages_yaml(passages: Iterable[Passage]) -> str:
    """The file of passages."""
    entries = [
        {"id": one.id, "level": one.level.label, "title": one.title, "text": one.text}
        for one in passages
    ]
    return to_yaml({"passages": entries})


def extracts_yaml(extracts: Iterable[Extract]) -> str:
    """The file of extracts."""
    entries = [
        {
            "id": one.id,
            "level": one.level.label,
            "kind": one.kind.value,
            "lines": [{"voice": line.voice, "text": line.text} for line in one.lines],
        }
        for one in extracts
    ]
    return to_yaml({"extracts": entries})


def to_yaml(value: Mapping[str, Any]) -> str:
    """A map as YAML that a person can edit."""
    text: str = yaml.dump(
        dict(value), Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=100
    )
    return text


def _body(body: Body, identity: str) -> dict[str, Any]:
    match body:
        case InlineChoice(parts, options, keys):
            gaps = [
                "|".join(_unshuffled(listed, key, identity, f"gap {gap}"))
                for gap, (listed, key) in enumerate(zip(options, keys, strict=True))
            ]
            return {"text": _gapped(parts, gaps)}
        case WordBank(parts, bank, keys):
            words = _bank_order(bank, keys, identity)
            gaps = [bank[key] for key in keys]
            return {"text": _gapped(parts, gaps), "distractors": words[len(keys) :]}
        case OpenCloze(parts, roots, accepted):
            gaps = [
                "/".join(variants) + (f" <{root}>" if root is not None else "")
                for variants, root in zip(accepted, roots, strict=True)
            ]
            return {"text": _gapped(parts, gaps)}
        case TextOrder(first, sentences, key):
            return {"sentences": [first, *(sentences[index] for index in key)]}
        case Scrambled(first, words, keys):
            sentences = [" ".join((first, *(words[n] for n in key))) for key in keys]
            also = {"also": sentences[1:]} if len(sentences) > 1 else {}
            return {"sentence": sentences[0], **also}
        case MultipleChoice(question, options, key):
            listed = _unshuffled(options, key, identity, "options")
            return {"question": question, "options": listed}


def _gapped(parts: Sequence[str], gaps: Sequence[str]) -> str:
    return "".join(
        part + ("{" + gaps[index] + "}" if index < len(gaps) else "")
        for index, part in enumerate(parts)
    )


def _unshuffled(presented: Sequence[str], key: int, identity: str, purpose: str) -> list[str]:
    order = permutation(identity, purpose, len(presented))
    if order[key] != 0:
        return [presented[key], *(text for n, text in enumerate(presented) if n != key)]
    return [presented[order.index(place)] for place in range(len(presented))]


def _bank_order(bank: Sequence[str], keys: Sequence[int], identity: str) -> list[str]:
    order = permutation(identity, "bank", len(bank))
    if tuple(order[key] for key in keys) == tuple(range(len(keys))):
        return [bank[order.index(place)] for place in range(len(bank))]
    spare = [word for index, word in enumerate(bank) if index not in keys]
    return [*(bank[key] for key in keys), *spare]


def _parameters(item: Item) -> dict[str, Any]:
    parameters = item.parameters
    return {
        "model": parameters.model.value,
        "a": parameters.a,
        "b": list(parameters.b),
        "c": parameters.c,
        "d": parameters.d,
        "provenance": parameters.provenance.value,
    }


def _authored(entry: Mapping[str, Any], item: Item, cuts: Sequence[float]) -> Item:
    return author_item(parse_yaml(to_yaml(entry).encode()), item.domain, item.level, cuts)


def _check(again: Item, item: Item) -> None:
    """The item read back must say the same, be it in another order on screen."""
    same_words = replace(again, body=item.body, explanation=item.explanation) == item
    same_reading = " ".join(reading_text(again.body).split()) == " ".join(
        reading_text(item.body).split()
    )
    if not same_words or not same_reading or _choices(again.body) != _choices(item.body):
        raise SourceError("the notation for authors cannot express this item", item=item.id)


def _choices(body: Body) -> list[list[str]]:
    match body:
        case InlineChoice():
            return [sorted(listed) for listed in body.options]
        case MultipleChoice():
            return [sorted(body.options)]
        case WordBank():
            return [sorted(body.bank)]
        case OpenCloze():
            return [list(variants) for variants in body.accepted]
        case TextOrder():
            return [sorted(body.sentences)]
        case Scrambled():
            return [sorted(body.words), [str(len(body.keys))]]
