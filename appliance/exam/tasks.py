# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the candidate sees of a question: the seven tasks, without any key.

Owns the keyless shapes that the station shows and that responses are checked against.
Must not carry a key, a parameter or a level: a task may travel to a screen. Stands on
nothing.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InlineChoiceTask:
    """A text with drop-down gaps: ``parts`` are the texts around them, one more than gaps."""

    parts: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class WordBankTask:
    """A text with gaps and one bank of words; each bank entry fills one gap at most."""

    parts: tuple[str, ...]
    bank: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenClozeTask:
    """A text with gaps to type in; ``roots`` holds the word shown in brackets, or None."""

    parts: tuple[str, ...]
    roots: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class TextOrderTask:
    """A shuffled text: the first sentence is given, the others are to be put in order."""

    first: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScrambledTask:
    """A shuffled sentence: the first word is given, the others are to be put in order."""

    first: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MultipleChoiceTask:
    """A question with options of which exactly one is right."""

    question: str
    options: tuple[str, ...]


Task = (
    InlineChoiceTask
    | WordBankTask
    | OpenClozeTask
    | TextOrderTask
    | ScrambledTask
    | MultipleChoiceTask
)
