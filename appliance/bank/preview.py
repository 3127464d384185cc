# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""An item as plain text: what the candidate sees, the key and the explanation.

Owns the layout of a preview for authors. Must not print nor colour. Stands on the
exam's items.
"""

from collections.abc import Iterator, Sequence

from appliance.bank.bank import Bank
from appliance.bank.errors import MissingError
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


def find_item(bank: Bank, identity: str) -> Item:
    """The item of that id.

    Raises:
        MissingError: The bank has none.
    """
    for item in bank.items:
        if item.id == identity:
            return item
    raise MissingError(f"The bank has no item `{identity}`.")


def preview(bank: Bank, item: Item) -> str:
    """The lines of an item, its passage or transcript above, key and explanation below."""
    lines = [f"{item.id}  {item.domain} {item.level.label}  {item.type}", ""]
    if (passage := bank.passages.get(item.passage or "")) is not None:
        lines += [passage.title, passage.text, ""]
    if (extract := bank.extracts.get(item.audio or "")) is not None:
        lines += [f"[{extract.kind}: {extract.id}]", extract.transcript, ""]
    if item.stem:
        lines += [item.stem, ""]
    lines += [*_task(item.body), "", *_key(item.body), "", item.explanation, _parameters(item)]
    return "\n".join(lines)


def _task(body: Body) -> Iterator[str]:
    match body:
        case InlineChoice():
            yield _gapped(body.parts, ["/".join(options) for options in body.options])
        case WordBank():
            yield _gapped(body.parts, [str(gap + 1) for gap in range(body.maximum)])
            yield "bank: " + ", ".join(body.bank)
        case OpenCloze():
            yield _gapped(body.parts, [root or "…" for root in body.roots])
        case TextOrder():
            yield f"first: {body.first}"
            yield from (f"  - {sentence}" for sentence in body.sentences)
        case Scrambled():
            yield f"{body.first} … ({' / '.join(body.words)})"
        case MultipleChoice():
            yield body.question
            yield from (f"  - {option}" for option in body.options)


def _key(body: Body) -> Iterator[str]:
    match body:
        case InlineChoice():
            words = [options[key] for options, key in zip(body.options, body.keys, strict=True)]
            yield "key: " + ", ".join(words)
        case WordBank():
            yield "key: " + ", ".join(body.bank[key] for key in body.keys)
        case OpenCloze():
            yield "key: " + ", ".join("/".join(variants) for variants in body.accepted)
        case TextOrder():
            yield "key: " + " ".join(body.sentences[index] for index in body.key)
        case Scrambled():
            for key in body.keys:
                yield "key: " + " ".join((body.first, *(body.words[index] for index in key)))
        case MultipleChoice():
            yield "key: " + body.options[body.key]


def _gapped(parts: Sequence[str], gaps: Sequence[str]) -> str:
    return "".join(
        part + (f"[{gaps[index]}]" if index < len(gaps) else "") for index, part in enumerate(parts)
    )


def _parameters(item: Item) -> str:
    parameters = item.parameters
    steps = ", ".join(f"{step:.2f}" for step in parameters.b)
    guessing = f" c={parameters.c:.2f}" if parameters.c else ""
    return (
        f"({parameters.model} a={parameters.a:.2f} b={steps}{guessing},"
        f" {parameters.provenance.value})"
    )
