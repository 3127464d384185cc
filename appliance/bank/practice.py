# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The practice material of a bank: a bank of its own in the folder ``practice``.

Owns where it stands and the rules between it and the exam: nothing that is examined may
be practised with, not even in nearly the same words. Must not judge single items (their
rules are the exam's). Stands on the bank and the lint's rules.

The folder has the layout of a bank without ``bank.yaml``, mini-test and exposure: those
belong to the exam (ADR 0011).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from typing import Final

from appliance.bank.bank import PRACTICE, Bank, load_bank
from appliance.bank.linting.bank import alike, inspect_material
from appliance.bank.linting.items import inspect, reading_text
from appliance.bank.linting.problems import Problem, Severity
from appliance.exam.answers import normalise
from appliance.exam.items import Item
from appliance.exam.levels import DOMAINS, ItemType, Level

_LEAST_PER_CELL: Final = 4
_ECHO_WORDS: Final = 7
"""So many words in a row are no accident between two texts."""

_FORM: Final = re.compile(r"^(?:[^:\n]{1,20}:|\d+\.)[ \t]*", re.MULTILINE)
"""What all role plays have in common: "Your role:", "1."."""


def practice_of(bank: Bank) -> Bank | None:
    """The practice material of a bank, in the bank's language; None where there is none.

    Raises:
        SourceError: The folder is there but holds nothing that can be read.
    """
    folder = bank.folder / PRACTICE
    return replace(load_bank(folder), language=bank.language) if folder.is_dir() else None


def inspect_practice(bank: Bank, practice: Bank) -> Iterator[Problem]:
    """Everything that is wrong with the practice material; files are named from the bank's."""
    for problem in _problems(bank, practice):
        yield replace(problem, file=f"{PRACTICE}/{problem.file}")


def _problems(bank: Bank, practice: Bank) -> Iterator[Problem]:
    yield from practice.problems
    yield from inspect_material(practice)
    for item in practice.items:
        for rule, message, severity in inspect(item):
            yield _at(practice, item.id, rule, message, severity)
    yield from _shared_ids(bank, practice)
    yield from _echoes(bank, practice)
    yield from _spread(practice)


def _shared_ids(bank: Bank, practice: Bank) -> Iterator[Problem]:
    for shared in sorted(bank.places.keys() & practice.places.keys()):
        yield _at(practice, shared, "apart", "the exam has something of this id", Severity.ERROR)


def _echoes(bank: Bank, practice: Bank) -> Iterator[Problem]:
    """Questions, passages and extracts that say what the exam says."""
    examined = [(name, normalise(text)) for name, text in _texts(bank)]
    runs = {run: name for name, text in examined for run in _runs(text)}
    for identity, text in _texts(practice):
        asked = normalise(text)
        like = [name for name, other in examined if alike(asked, other)]
        like += sorted({runs[run] for run in _runs(asked) if run in runs})
        if like:
            message = f"too near to {like[0]} of the exam; ask something else"
            yield _at(practice, identity, "apart", message)


def _texts(bank: Bank) -> Iterator[tuple[str, str]]:
    yield from ((item.id, _asked(item)) for item in bank.items)
    yield from ((passage.id, passage.text) for passage in bank.passages.values())
    for extract in bank.extracts.values():
        yield extract.id, " ".join(line.text for line in extract.lines)
    for prompt in bank.oral.prompts:
        yield prompt.id, _FORM.sub("", "\n".join((prompt.situation, *prompt.follow_up)))


def _asked(item: Item) -> str:
    return f"{item.stem} {reading_text(item.body)}"


def _runs(text: str) -> Iterable[tuple[str, ...]]:
    words = re.findall(r"[\w'’]+", text)
    return zip(*(words[place:] for place in range(_ECHO_WORDS)), strict=False)


def _spread(practice: Bank) -> Iterator[Problem]:
    count = Counter((item.domain, item.level) for item in practice.items)
    for domain, level in product(DOMAINS, Level):
        if count[domain, level] < _LEAST_PER_CELL:
            message = f"{domain} {level.label}: {count[domain, level]} items to practise with"
            yield Problem(f"{domain}", 0, "", "spread", message, Severity.WARNING)
    for missing in sorted(set(ItemType) - {item.type for item in practice.items}):
        message = f"no item of type {missing} to practise with"
        yield Problem("", 0, "", "spread", message, Severity.WARNING)


def _at(
    practice: Bank, identity: str, rule: str, message: str, severity: Severity = Severity.WARNING
) -> Problem:
    place = practice.places[identity]
    return Problem(place.file, place.line, identity, rule, message, severity)
