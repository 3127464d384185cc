# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with one item, beyond being unsound.

Owns the rules that look at a single item: keys, distractors, clues, lengths. Must not look at
other items (:mod:`appliance.bank.linting.bank` does). Stands on the exam's items and the
answer normalisation.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from appliance.bank.linting.problems import Severity
from appliance.exam.answers import normalise
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
from appliance.exam.timing import word_count

_MOST_WORDS: Final = 140
_MOST_EXPLANATION_WORDS: Final = 70
_OPTIONS: Final = (3, 5)
_MOST_GAPS: Final = 6
_MOST_BANK: Final = 10
_MOST_SCRAMBLED: Final = 14
_MOST_SENTENCES: Final = 8
_TELLING_LENGTH: Final = 1.8
_TELLING_WORDS: Final = 4
_TELLING_LETTERS: Final = 4
"""Shorter words are met everywhere and tell nothing."""
_ARTICLE: Final = re.compile(r"\b(an?)\s+$", re.IGNORECASE)
_VOWEL: Final = re.compile(
    r"(?!(?:uni(?!m|n)|use|usu|eu|ewe|one\b|once\b))[aeiou]|hour|honest|honour|heir", re.IGNORECASE
)
_CATCH_ALL: Final = frozenset(
    {"all of the above", "none of the above", "both of the above", "all of these", "none of these"}
)


class Finding(NamedTuple):
    """What a rule has to say about an item."""

    rule: str
    message: str
    severity: Severity = Severity.WARNING


def inspect(item: Item) -> Iterator[Finding]:
    """Everything that the rules find in one item."""
    for rule in _RULES:
        yield from rule(item)


def reading_text(body: Body) -> str:
    """The text of a body as a candidate reads it once it is right."""
    match body:
        case InlineChoice():
            words = [options[key] for options, key in zip(body.options, body.keys, strict=True)]
            return _filled(body.parts, words)
        case WordBank():
            return _filled(body.parts, [body.bank[key] for key in body.keys])
        case OpenCloze():
            return _filled(body.parts, [variants[0] for variants in body.accepted])
        case TextOrder():
            return " ".join((body.first, *(body.sentences[index] for index in body.key)))
        case Scrambled():
            return " ".join((body.first, *(body.words[index] for index in body.keys[0])))
        case MultipleChoice():
            return body.question


def _filled(parts: Sequence[str], words: Sequence[str]) -> str:
    return "".join(piece for pair in zip(parts, (*words, ""), strict=True) for piece in pair)


def _keys(item: Item) -> Iterator[Finding]:
    """The key must be the only right answer."""
    for options in _option_lists(item.body):
        if len({normalise(option) for option in options}) < len(options):
            yield Finding("keys", "two options are the same answer", Severity.ERROR)
    match item.body:
        case WordBank(_, bank, keys):
            right = {normalise(bank[key]) for key in keys}
            spare = {normalise(word) for n, word in enumerate(bank) if n not in keys}
            if right & spare:
                yield Finding("keys", "a distractor is a key of the bank", Severity.ERROR)
        case OpenCloze(_, roots, accepted):
            yield from _typed_keys(roots, accepted)
        case Scrambled(_, words, keys):
            orders = {tuple(normalise(words[index]) for index in key) for key in keys}
            if len(orders) < len(keys):
                yield Finding("keys", "`also` repeats the sentence itself")
        case _:
            return


def _typed_keys(
    roots: Sequence[str | None], accepted: Sequence[Sequence[str]]
) -> Iterator[Finding]:
    for root, variants in zip(roots, accepted, strict=True):
        forms = {normalise(variant) for variant in variants}
        if len(forms) < len(variants):
            yield Finding("keys", f"{variants[0]}: a variant is listed twice")
        if any(" " in form for form in forms):
            yield Finding("keys", f"{variants[0]}: a gap takes one word", Severity.ERROR)
        if root is not None and normalise(root) in forms:
            yield Finding("keys", f"the root ({root}) is itself an answer", Severity.ERROR)


def _distractors(item: Item) -> Iterator[Finding]:
    """Distractors must be as plausible as the key, and enough of them."""
    least, most = _OPTIONS
    for options in _option_lists(item.body):
        if not least <= len(options) <= most:
            yield Finding("distractors", f"{len(options)} options; {least} to {most} are usual")
        if any(normalise(option) in _CATCH_ALL for option in options):
            yield Finding("distractors", "an option that refers to the others")
    if isinstance(item.body, MultipleChoice) and _longest_by_far(item.body):
        yield Finding("distractors", "the key is much longer than every distractor")
    if isinstance(item.body, WordBank) and len(item.body.bank) == len(item.body.keys):
        yield Finding("distractors", "the bank has no word to spare: the last gap gives itself")


def _clues(item: Item) -> Iterator[Finding]:
    """Neither an article nor a capital letter may leave the key alone."""
    for before, key, others in _choices_of_gaps(item.body):
        article = _ARTICLE.search(before)
        vowel = _VOWEL.match(key) is not None
        if article and all((_VOWEL.match(other) is not None) != vowel for other in others):
            yield Finding("clues", f"only {key} can follow `{article[1]}`")
        if all(other[:1].isupper() != key[:1].isupper() for other in others):
            yield Finding("clues", f"only {key} fits by its capital or small letter")
    yield from _given_away(item)


def _given_away(item: Item) -> Iterator[Finding]:
    """The words around the gaps may not show what belongs into one."""
    match item.body:
        case InlineChoice(parts, options, chosen):
            keys = [words[key] for words, key in zip(options, chosen, strict=True)]
        case WordBank(parts, bank, chosen):
            keys = [bank[key] for key in chosen]
        case OpenCloze(parts, _, accepted):
            keys = [variants[0] for variants in accepted]
        case _:
            return
    shown = set(re.findall(r"\w+", normalise(" ".join((item.stem, *parts)))))
    for key in keys:
        if len(key) >= _TELLING_LETTERS and normalise(key) in shown:
            yield Finding("clues", f"{key} stands in the text, too")


def _choices_of_gaps(body: Body) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """For each gap the text before it, its key and the words that may be taken for it."""
    match body:
        case InlineChoice():
            lists: Sequence[tuple[str, ...]] = body.options
        case WordBank():
            lists = [body.bank] * len(body.keys)
        case _:
            return
    for before, words, key in zip(body.parts[:-1], lists, body.keys, strict=True):
        others = tuple(word for n, word in enumerate(words) if n != key)
        yield before, words[key], others


def _longest_by_far(body: MultipleChoice) -> bool:
    key = len(body.options[body.key].split())
    others = [len(option.split()) for n, option in enumerate(body.options) if n != body.key]
    longest = max(others)
    return key - longest >= _TELLING_WORDS and key > _TELLING_LENGTH * longest


def _length(item: Item) -> Iterator[Finding]:
    """Nothing may be longer than a screen and its time allow."""
    words = word_count(item.body)
    if words > _MOST_WORDS:
        yield Finding("length", f"{words} words to read; {_MOST_WORDS} are the limit")
    if len(item.explanation.split()) > _MOST_EXPLANATION_WORDS:
        yield Finding("length", f"an explanation of more than {_MOST_EXPLANATION_WORDS} words")
    count, most, what = _size(item.body)
    if count > most:
        yield Finding("length", f"{count} {what}; {most} are the limit")


def _size(body: Body) -> tuple[int, int, str]:
    match body:
        case WordBank():
            return len(body.bank), _MOST_BANK, "words in the bank"
        case Scrambled():
            return len(body.words) + 1, _MOST_SCRAMBLED, "words to put in order"
        case TextOrder():
            return len(body.sentences) + 1, _MOST_SENTENCES, "sentences to put in order"
        case _:
            return body.maximum, _MOST_GAPS, "gaps"


def _option_lists(body: Body) -> tuple[tuple[str, ...], ...]:
    match body:
        case InlineChoice():
            return body.options
        case MultipleChoice():
            return (body.options,)
        case _:
            return ()


_RULES: Final[tuple[Callable[[Item], Iterator[Finding]], ...]] = (
    _keys,
    _distractors,
    _clues,
    _length,
)
