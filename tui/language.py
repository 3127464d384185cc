# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The language of the screens: one catalogue in force, changed at any time.

Owns the choice of catalogue and the three functions through which every text passes.
Must not know a screen. Stands on gettext and the compiled catalogues beside it. There
is one screen, so there is one language in force in the process.
"""

import gettext
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

CATALOGUES: Final = Path(__file__).parent / "catalogues"
DOMAIN: Final = "escale"


class Language(StrEnum):
    """A language that the screens speak; the language tested is the pack's affair."""

    FRENCH = "fr"
    ENGLISH = "en"

    @property
    def own_name(self) -> str:
        """The language's name in itself."""
        return {Language.FRENCH: "Français", Language.ENGLISH: "English"}[self]

    @property
    def other(self) -> "Language":
        """The language that the switch leads to."""
        return Language.ENGLISH if self is Language.FRENCH else Language.FRENCH


class _Tongue:
    """The catalogue in force."""

    def __init__(self) -> None:
        self.language = Language.FRENCH
        self.catalogue = self._load(self.language)

    @staticmethod
    def _load(language: Language) -> gettext.NullTranslations:
        return gettext.translation(DOMAIN, CATALOGUES, [language.value], fallback=True)

    def choose(self, language: Language) -> None:
        """Put another catalogue in force."""
        self.language = language
        self.catalogue = self._load(language)


_tongue = _Tongue()


def choose(language: Language) -> None:
    """Speak this language from now on; screens on display are to be composed again."""
    _tongue.choose(language)


def chosen() -> Language:
    """The language in force."""
    return _tongue.language


class Said(str):
    """A text that knows how to be said, so that an open window can change its language."""

    __slots__ = ("again",)

    again: Callable[[], str]


def say(message: str, **values: object) -> str:
    """The text of a message in the language in force, with its values filled in."""
    text = _tongue.catalogue.gettext(message)
    said = Said(text.format(**values) if values else text)
    said.again = lambda: say(message, **_said_again(values))
    return said


def _said_again(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: said_again(value) if isinstance(value, str) else value
        for name, value in values.items()
    }


def said_again(words: str) -> str:
    """The same in the language in force now; what was not said here stays as it is."""
    return words.again() if isinstance(words, Said) else words


def say_count(singular: str, plural: str, count: int, **values: object) -> str:
    """The text of a message that depends on a number, which it may name as {count}."""
    text = _tongue.catalogue.ngettext(singular, plural, count).format(count=count, **values)
    said = Said(text)
    said.again = lambda: say_count(singular, plural, count, **_said_again(values))
    return said


def mark(message: str) -> str:
    """Name a message of the catalogues that is said later through a variable."""
    return message
