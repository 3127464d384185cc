# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Access codes: made for a candidate, printed once, easy to read aloud.

Owns how a new code looks. Must not store one (only `AccessCodeHash` stays).

A code is two syllable pairs around four digits, such as ``KATE-4826-MINO``: letters and
digits that nobody confuses (no O and 0, no I beside 1, no C/K/Q or S/Z/X pairs), about
35 random bits; the slow hash and the station's lock-out do the rest.
"""

from sync.central.secrets import RandomBytes

_CONSONANTS = "BDFGHJKLMNPRSTV"
_VOWELS = "AEIU"
_DIGITS = "23456789"
_PATTERN = (
    (_CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS),
    (_DIGITS, _DIGITS, _DIGITS, _DIGITS),
    (_CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS),
)
_RUDE = frozenset({"KAKA", "PIPI", "PUTA", "PUTE", "FUKA", "FUKU", "BITE", "NUDE", "NUTE"})


def new_code(random_bytes: RandomBytes) -> str:
    """A fresh access code."""
    while True:
        groups = ["".join(_pick(letters, random_bytes) for letters in group) for group in _PATTERN]
        if _RUDE.isdisjoint(groups):
            return "-".join(groups)


def _pick(letters: str, random_bytes: RandomBytes) -> str:
    whole = 256 - 256 % len(letters)  # beyond it some letters would come up more often
    while True:
        number = random_bytes(1)[0]
        if number < whole:
            return letters[number % len(letters)]
