# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Items of the bank: a body with its key, frozen parameters and where it belongs.

Owns the six bodies (listening reuses three of them), the item around them and the
checks that make an item askable and scorable: an item that exists is sound. Must not
score, shuffle, read files or know the pack's bytes. Stands on the tasks, the levels and
the parameters of the adaptive engine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from appliance.exam.answers import normalise
from appliance.exam.cat.parameters import ItemParameters
from appliance.exam.errors import InvalidItemError
from appliance.exam.levels import Domain, ItemType, Level
from appliance.exam.tasks import (
    InlineChoiceTask,
    MultipleChoiceTask,
    OpenClozeTask,
    ScrambledTask,
    Task,
    TextOrderTask,
    WordBankTask,
)

__all__ = [
    "Body",
    "InlineChoice",
    "InlineChoiceTask",
    "Item",
    "MultipleChoice",
    "MultipleChoiceTask",
    "OpenCloze",
    "OpenClozeTask",
    "Scrambled",
    "ScrambledTask",
    "Task",
    "TextOrder",
    "TextOrderTask",
    "WordBank",
    "WordBankTask",
]


@dataclass(frozen=True, slots=True)
class InlineChoice:
    """A gapped text with a drop-down list per gap; ``keys`` are indices into the options."""

    parts: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    keys: tuple[int, ...]

    def __post_init__(self) -> None:
        _check_gaps(self.parts, len(self.keys))
        _require(len(self.options) == len(self.keys), "each gap needs its list of options")
        for options, key in zip(self.options, self.keys, strict=True):
            _check_options(options, key)

    @property
    def maximum(self) -> int:
        """One point per gap."""
        return len(self.keys)

    @property
    def task(self) -> InlineChoiceTask:
        """The keyless view that the candidate sees."""
        return InlineChoiceTask(self.parts, self.options)


@dataclass(frozen=True, slots=True)
class WordBank:
    """A gapped text with one bank of words; ``keys`` are indices into the bank."""

    parts: tuple[str, ...]
    bank: tuple[str, ...]
    keys: tuple[int, ...]

    def __post_init__(self) -> None:
        _check_gaps(self.parts, len(self.keys))
        _check_texts(self.bank)
        _require(len(set(self.keys)) == len(self.keys), "two gaps share one word of the bank")
        _require(all(0 <= key < len(self.bank) for key in self.keys), "a key outside the bank")

    @property
    def maximum(self) -> int:
        """One point per gap."""
        return len(self.keys)

    @property
    def task(self) -> WordBankTask:
        """The keyless view that the candidate sees."""
        return WordBankTask(self.parts, self.bank)


@dataclass(frozen=True, slots=True)
class OpenCloze:
    """A gapped text to type in; ``accepted`` lists every right answer of each gap."""

    parts: tuple[str, ...]
    roots: tuple[str | None, ...]
    accepted: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        _check_gaps(self.parts, len(self.accepted))
        _require(len(self.roots) == len(self.accepted), "each gap needs a root or None")
        for variants in self.accepted:
            _require(len(variants) > 0, "a gap without an accepted answer")
            _require(all(normalise(variant) for variant in variants), "an empty accepted answer")

    @property
    def maximum(self) -> int:
        """One point per gap."""
        return len(self.accepted)

    @property
    def task(self) -> OpenClozeTask:
        """The keyless view that the candidate sees."""
        return OpenClozeTask(self.parts, self.roots)


@dataclass(frozen=True, slots=True)
class TextOrder:
    """Sentences as presented; ``key`` lists their indices in the right order."""

    first: str
    sentences: tuple[str, ...]
    key: tuple[int, ...]

    def __post_init__(self) -> None:
        _check_texts((self.first, *self.sentences))
        _require(
            len({normalise(s) for s in self.sentences}) == len(self.sentences),
            "the same sentence twice",
        )
        _check_order(self.key, len(self.sentences))

    @property
    def maximum(self) -> int:
        """One point per sentence that follows the right one."""
        return len(self.key)

    @property
    def task(self) -> TextOrderTask:
        """The keyless view that the candidate sees."""
        return TextOrderTask(self.first, self.sentences)


@dataclass(frozen=True, slots=True)
class Scrambled:
    """Words as presented; each of ``keys`` is a right order of their indices."""

    first: str
    words: tuple[str, ...]
    keys: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        _check_texts((self.first, *self.words))
        _require(len(self.keys) > 0, "a scrambled sentence without a key")
        for key in self.keys:
            _check_order(key, len(self.words))

    @property
    def maximum(self) -> int:
        """One point per word that follows the right one."""
        return len(self.words)

    @property
    def task(self) -> ScrambledTask:
        """The keyless view that the candidate sees."""
        return ScrambledTask(self.first, self.words)


@dataclass(frozen=True, slots=True)
class MultipleChoice:
    """A question with one right option, at index ``key``."""

    question: str
    options: tuple[str, ...]
    key: int

    def __post_init__(self) -> None:
        _require(self.question.strip() != "", "a question without words")
        _check_options(self.options, self.key)

    @property
    def maximum(self) -> int:
        """One point."""
        return 1

    @property
    def task(self) -> MultipleChoiceTask:
        """The keyless view that the candidate sees."""
        return MultipleChoiceTask(self.question, self.options)


Body = InlineChoice | WordBank | OpenCloze | TextOrder | Scrambled | MultipleChoice

_BODIES: Final[dict[ItemType, tuple[type[Body], ...]]] = {
    ItemType.INLINE_CHOICE: (InlineChoice,),
    ItemType.TEXT_ORDER: (TextOrder,),
    ItemType.WORD_BANK: (WordBank,),
    ItemType.SCRAMBLED: (Scrambled,),
    ItemType.OPEN_CLOZE: (OpenCloze,),
    ItemType.MULTIPLE_CHOICE: (MultipleChoice,),
    ItemType.LISTENING: (MultipleChoice, InlineChoice, OpenCloze),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the bank.

    ``stem`` is a context line above the task, ``passage`` and ``audio`` are ids inside
    the pack, ``enemies`` are ids of items that must not meet this one in a sitting, and
    a ``pretest`` item is asked but never counts.
    """

    id: str
    domain: Domain
    type: ItemType
    level: Level
    body: Body
    parameters: ItemParameters
    explanation: str
    stem: str = ""
    passage: str | None = None
    audio: str | None = None
    enemies: frozenset[str] = frozenset()
    pretest: bool = False

    def __post_init__(self) -> None:
        _require(self.id != "", "an item without an id")
        _require(isinstance(self.body, _BODIES[self.type]), f"{self.id}: a body of another type")
        heard = self.type is ItemType.LISTENING
        _require(heard == (self.audio is not None), f"{self.id}: audio goes with listening")
        _require(self.id not in self.enemies, f"{self.id}: an enemy of itself")
        _require(
            1 <= len(self.parameters.b) <= self.body.maximum,
            f"{self.id}: {len(self.parameters.b)} steps for {self.body.maximum} points",
        )


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise InvalidItemError(f"The item is not sound: {otherwise}.")


def _check_texts(texts: Sequence[str]) -> None:
    _require(len(texts) > 0 and all(text.strip() for text in texts), "an empty text")


def _check_gaps(parts: Sequence[str], gaps: int) -> None:
    _require(gaps > 0, "a gapped text without gaps")
    _require(len(parts) == gaps + 1, "the texts around the gaps are not one more than the gaps")


def _check_options(options: Sequence[str], key: int) -> None:
    _check_texts(options)
    _require(len(options) >= 2, "fewer than two options")
    _require(len({option.strip() for option in options}) == len(options), "the same option twice")
    _require(0 <= key < len(options), "a key outside the options")


def _check_order(order: Sequence[int], length: int) -> None:
    _require(length >= 2, "fewer than two parts to put in order")
    _require(sorted(order) == list(range(length)), "a key that is not a permutation")
