# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Characters of the machine readable zone: values, check digits, look-alikes.

Owns ICAO Doc 9303-3 §4.9 (check digits) and the pairs of OCR-B characters that
recognisers mix up. Must not know any layout. Stands on nothing.
"""

from collections.abc import Iterable
from enum import Enum

FILLER = "<"
DIGITS = frozenset("0123456789")
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
CHARACTERS = DIGITS | LETTERS | {FILLER}

_WEIGHTS = (7, 3, 1)

# Only shapes that OCR-B readers are known to mix up; a letter has one digit at most.
DIGIT_FOR = {
    "O": "0", "Q": "0", "D": "0", "U": "0", "I": "1", "L": "1", "Z": "2",
    "S": "5", "G": "6", "B": "8",
}  # fmt: skip
LETTER_FOR = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}


class Alphabet(Enum):
    """What may stand at a position (Doc 9303-3 §4.3 and the parts on each format)."""

    LETTER = LETTERS
    LETTERS = LETTERS | {FILLER}
    DIGIT = DIGITS
    OPEN_DIGIT = DIGITS | {FILLER}  # a filler where a date or check digit is left open
    SEX = frozenset("MF<")
    SUBTYPE = LETTERS | {FILLER, "1", "2"}  # letters by Doc 9303; C1 and C2 are in use
    MIXED = CHARACTERS

    def allows(self, character: str) -> bool:
        """Whether the character may stand here."""
        return character in self.value

    def conform(self, character: str) -> str:
        """The character, or its one look-alike that this alphabet allows.

        A document code has one letter only to tell ID from IO, so it is never guessed.
        """
        if character in self.value or self is Alphabet.SUBTYPE:
            return character
        twin = LETTER_FOR.get(character) or DIGIT_FOR.get(character, character)
        return twin if self.allows(twin) else character


def look_alikes(character: str) -> frozenset[str]:
    """Characters that OCR may have meant instead, without the character itself."""
    letters = {letter for letter, digit in DIGIT_FOR.items() if digit == character}
    return frozenset(letters | set(DIGIT_FOR.get(character, "")))


def value(character: str) -> int:
    """The number behind a character: digits themselves, A = 10 … Z = 35, filler 0.

    Raises:
        ValueError: no character of the zone.
    """
    if character not in CHARACTERS:
        raise ValueError(f"{character!r} is no character of a machine readable zone")
    return 0 if character == FILLER else int(character, 36)


def check_digit(characters: Iterable[str]) -> str:
    """The check digit: weights 7, 3, 1 repeated, modulo 10 (Doc 9303-3 §4.9).

    Raises:
        ValueError: a character that is none of the zone.
    """
    total = sum(value(it) * _WEIGHTS[place % 3] for place, it in enumerate(characters))
    return str(total % 10)
