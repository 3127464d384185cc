# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The exam's scales of words: CEFR levels, the five domains and the seven item types.

Owns these three vocabularies and their order. Must not hold cut scores (they are data,
see :mod:`appliance.exam.cat.blueprint`) nor any text for screens. Stands on nothing.
"""

from enum import IntEnum, StrEnum
from typing import Final


class Level(IntEnum):
    """A level of the Common European Framework of Reference, in ascending order."""

    A1 = 1
    A2 = 2
    B1 = 3
    B2 = 4
    C1 = 5
    C2 = 6

    @property
    def label(self) -> str:
        """The level as people write it, such as ``B1``."""
        return self.name


class Domain(StrEnum):
    """A competence with a result of its own; ten questions each."""

    VOCABULARY = "vocabulary"
    GRAMMAR = "grammar"
    EXPRESSIONS = "expressions"
    READING = "reading"
    LISTENING = "listening"

    @property
    def number(self) -> int:
        """The domain's place in :data:`DOMAINS`, which is its axis in the adaptive engine."""
        return DOMAINS.index(self)


DOMAINS: Final[tuple[Domain, ...]] = (
    Domain.VOCABULARY,
    Domain.GRAMMAR,
    Domain.EXPRESSIONS,
    Domain.READING,
    Domain.LISTENING,
)


class ItemType(StrEnum):
    """One of the seven question types of the exam."""

    INLINE_CHOICE = "inline_choice"
    TEXT_ORDER = "text_order"
    WORD_BANK = "word_bank"
    SCRAMBLED = "scrambled"
    OPEN_CLOZE = "open_cloze"
    MULTIPLE_CHOICE = "multiple_choice"
    LISTENING = "listening"
