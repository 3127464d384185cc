# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What can be wrong between the items of a bank.

Owns the rules that look at the bank as a whole: references, duplicates, reading level,
recordings, spread and time. Must not look inside one item (:mod:`appliance.bank.linting.items`
does). Stands on the bank and its recordings.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations, product
from typing import Final

from appliance.bank.adaptive.exposure import EXPOSURE, balanced_for
from appliance.bank.adaptive.sources import content_of
from appliance.bank.bank import Bank
from appliance.bank.linting.items import reading_text
from appliance.bank.linting.problems import Problem, Severity
from appliance.bank.linting.readability import USUAL_GRADES, grade
from appliance.bank.recordings import Recording, read_index, stale
from appliance.exam.answers import normalise
from appliance.exam.items import Item
from appliance.exam.levels import DOMAINS, ItemType, Level
from appliance.exam.passages import AudioKind
from appliance.exam.timing import time_limit_s

_ALIKE: Final = 0.8
_LEAST_WORDS_TO_COMPARE: Final = 6
_PASSAGE_WORDS: Final = (25, 450)
_EXTRACT_S: Final = (4.0, 90.0)
_QUESTIONS_PER_PASSAGE: Final = 3
_SITTING_MINUTES: Final = (40.0, 60.0)
_LEAST_WORDS_TO_GRADE: Final = 30
_BANK_FILE: Final = "bank.yaml"


def inspect_bank(bank: Bank) -> Iterator[Problem]:
    """Everything that the rules find between items."""
    for rule in _RULES:
        yield from rule(bank)


def inspect_material(bank: Bank) -> Iterator[Problem]:
    """What the rules find that hold for any questions, an exam's or not."""
    for rule in _MATERIAL_RULES:
        yield from rule(bank)


def sitting_minutes(bank: Bank) -> float:
    """The time limits of an average sitting, in minutes, pauses left out."""
    total_s, index = 0.0, read_index(bank)
    for domain in DOMAINS:
        limits = [_limit_s(bank, index, item) for item in bank.items if item.domain is domain]
        total_s += bank.blueprint.per_domain * sum(limits) / len(limits) if limits else 0.0
    return total_s / 60


def _references(bank: Bank) -> Iterator[Problem]:
    known = {item.id for item in bank.items}
    for item in bank.items:
        if item.passage is not None and item.passage not in bank.passages:
            yield _at(bank, item.id, "references", f"no such passage: {item.passage}")
        if item.audio is not None and item.audio not in bank.extracts:
            yield _at(bank, item.id, "references", f"no such extract: {item.audio}")
        for enemy in sorted(item.enemies - known):
            yield _at(bank, item.id, "references", f"no such enemy: {enemy}")
    for unused in sorted(bank.extracts.keys() - {item.audio for item in bank.items}):
        yield _at(bank, unused, "references", "no question asks about it", Severity.WARNING)


def _minitest(bank: Bank) -> Iterator[Problem]:
    by_id = {item.id: item for item in bank.items}
    for unknown in bank.minitest:
        if unknown not in by_id:
            yield Problem("minitest.yaml", 0, unknown, "minitest", "no such item")
    types = Counter(by_id[identity].type for identity in bank.minitest if identity in by_id)
    if types != Counter(ItemType):
        message = "the mini-test has seven items, one of each type"
        yield Problem("minitest.yaml", 0, "", "minitest", message)


def _duplicates(bank: Bank) -> Iterator[Problem]:
    texts = [(item, _stem_of(item)) for item in bank.items]
    seen: dict[str, Item] = {}
    for item, text in texts:
        before = seen.setdefault(text, item)
        if before is not item:
            yield _at(bank, item.id, "duplicate-stem", f"the same question as {before.id}")
    for (one, text), (other, again) in combinations(texts, 2):
        if text != again and one.domain is other.domain and alike(text, again):
            message = f"nearly the same question as {one.id}; name them enemies or change one"
            if other.id not in one.enemies:
                yield _at(bank, other.id, "duplicate-stem", message, Severity.WARNING)


def _stem_of(item: Item) -> str:
    place = item.audio or item.passage or ""
    return normalise(f"{place} {item.stem} {reading_text(item.body)}")


def alike(text: str, other: str) -> bool:
    """Whether two texts share most of their words; short ones are never alike."""
    words, more = _words(text), _words(other)
    fewer, most = sorted((len(words), len(more)))
    if fewer < _LEAST_WORDS_TO_COMPARE or fewer <= _ALIKE * most:
        return False
    return len(words & more) > _ALIKE * len(words | more)


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    """The words of a text, found once although it is compared with every other."""
    return frozenset(re.findall(r"\w+", text))


def _reading_level(bank: Bank) -> Iterator[Problem]:
    if not bank.language.startswith("en"):
        return
    for passage in bank.passages.values():
        yield from _graded(bank, passage.id, passage.text, USUAL_GRADES[passage.level])
        least, most = _PASSAGE_WORDS
        if not least <= passage.words <= most:
            message = f"{passage.words} words; {least} to {most} are usual"
            yield _at(bank, passage.id, "length", message, Severity.WARNING)
    for extract in bank.extracts.values():
        # Short turns make a dialogue look easy on paper; only too hard is worth a word.
        spoken = "\n\n".join(line.text for line in extract.lines)
        yield from _graded(bank, extract.id, spoken, (-math.inf, USUAL_GRADES[extract.level][1]))


def _graded(bank: Bank, identity: str, text: str, usual: tuple[float, float]) -> Iterator[Problem]:
    if len(text.split()) < _LEAST_WORDS_TO_GRADE:
        return
    found, (easiest, hardest) = grade(text), usual
    if not easiest <= found <= hardest:
        message = f"grade {found:.1f} is unusual at this level ({easiest:g} to {hardest:g})"
        yield _at(bank, identity, "reading-level", message, Severity.WARNING)


def _recordings(bank: Bank) -> Iterator[Problem]:
    for identity, reason in sorted(stale(bank).items()):
        yield _at(bank, identity, "audio", f"the recording {reason}; run `escale bank speak`")
    for extract in bank.extracts.values():
        voices = {line.voice for line in extract.lines}
        if (extract.kind is AudioKind.DIALOGUE) != (len(voices) > 1):
            message = f"a {extract.kind.value} of {len(voices)} voice(s)"
            yield _at(bank, extract.id, "audio", message, Severity.WARNING)
    shortest, longest = _EXTRACT_S
    for identity, recording in sorted(read_index(bank).items()):
        if identity in bank.extracts and not shortest <= recording.duration_s <= longest:
            message = f"{recording.duration_s:.0f} s; {shortest:g} to {longest:g} are usual"
            yield _at(bank, identity, "audio", message, Severity.WARNING)


def _passages(bank: Bank) -> Iterator[Problem]:
    asked = Counter(item.passage for item in bank.items)
    for identity, passage in bank.passages.items():
        if asked[identity] < _QUESTIONS_PER_PASSAGE:
            message = f"{asked[identity]} questions; {_QUESTIONS_PER_PASSAGE} or more are usual"
            yield _at(bank, identity, "spread", message, Severity.WARNING)
        for item in bank.items:
            if item.passage == identity and abs(item.level - passage.level) > 1:
                message = f"a {item.level.label} question on a {passage.level.label} passage"
                yield _at(bank, item.id, "spread", message, Severity.WARNING)


def _spread(bank: Bank) -> Iterator[Problem]:
    shown = frozenset(bank.minitest)
    count = Counter((item.domain, item.level) for item in bank.items if item.id not in shown)
    per_domain = Counter(item.domain for item in bank.items if item.id not in shown)
    for domain in DOMAINS:
        if per_domain[domain] < bank.blueprint.per_domain:
            message = f"{domain}: {per_domain[domain]} items cannot fill the quota"
            yield Problem(_BANK_FILE, 0, "", "spread", message)
    for domain, level in product(DOMAINS, Level):
        if count[domain, level] == 0:
            message = f"{domain}: no item of level {level.label}"
            yield Problem(_BANK_FILE, 0, "", "spread", message, Severity.WARNING)
    for missing in sorted(set(ItemType) - {item.type for item in bank.items}):
        yield Problem(_BANK_FILE, 0, "", "spread", f"no item of type {missing}")


def _time(bank: Bank) -> Iterator[Problem]:
    shortest, longest = _SITTING_MINUTES
    minutes = sitting_minutes(bank)
    if bank.items and not shortest <= minutes <= longest:
        message = f"an average sitting has {minutes:.0f} minutes; {shortest:g} to {longest:g} fit"
        yield Problem(_BANK_FILE, 0, "", "time", message, Severity.WARNING)


def _exposure(bank: Bank) -> Iterator[Problem]:
    if bank.exposure is None:
        message = "nothing holds the exposure cap; run `escale bank balance`"
        yield Problem(EXPOSURE, 0, "", "exposure", message, Severity.WARNING)
        return
    content = content_of(bank)
    if balanced_for(content.items, content.blueprint) != bank.exposure.digest:
        message = "items, parameters or blueprint changed since; run `escale bank balance`"
        yield Problem(EXPOSURE, 0, "", "exposure", message)


def _limit_s(bank: Bank, index: Mapping[str, Recording], item: Item) -> int:
    passage = bank.passages.get(item.passage or "")
    recording = index.get(item.audio or "")
    return time_limit_s(
        item, passage.words if passage else 0, recording.duration_s if recording else 0.0
    )


def _at(
    bank: Bank, identity: str, rule: str, message: str, severity: Severity = Severity.ERROR
) -> Problem:
    place = bank.places[identity]
    return Problem(place.file, place.line, identity, rule, message, severity)


_Rules = tuple[Callable[[Bank], Iterator[Problem]], ...]
_MATERIAL_RULES: Final[_Rules] = (_references, _duplicates, _reading_level, _recordings, _passages)
_RULES: Final[_Rules] = (*_MATERIAL_RULES, _minitest, _spread, _time, _exposure)
