# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Characters and their places on a strip of one text line, by PP-OCR's recogniser.

Owns the network's input, and the folding of its 18 708 characters into the 37 of a
machine readable zone. Must not know layouts. Stands on a verified session.
The network is a CTC one (Graves et al., ICML 2006): class 0 is the blank.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_proctor.documents.mrz.agreement import UNKNOWN, Shares
from edge_proctor.documents.mrz.alphabets import CHARACTERS, FILLER
from edge_proctor.errors import ModelRefusedError
from edge_proctor.models.session import ModelSession, Tensor
from edge_proctor.models.store import VerifiedModel
from edge_proctor.ports import Pixels

STRIP_HEIGHT = 48
_ZONE = sorted(CHARACTERS)
_BLANK, _FIRST, _OTHER = 0, 1, len(_ZONE) + 1
_LEAST_SHARE = 0.01
_FILLER_SHAPES = frozenset("«‹＜〈《≪⟨≤くぐへヘベべ")  # the recogniser knows kana, too
# Capitals of other scripts, and small letters, whose shape is that of a Latin capital.
_SAME_SHAPE = dict(
    zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕЗКМНОРСТХІЅЈ∪l○〇", "ABEZHIKMNOPTYXABE3KMHOPCTXISJUI00", strict=True)
)
_SMALL_LIKE_CAPITAL = frozenset("cijkopsuvwxyzορν")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One recognised character: its place along the strip, 0..1, and what it may be."""

    place: float
    shares: Shares


class TextRecogniser:
    """PP-OCR's small recogniser, looking for the characters of a zone only.

    Raises:
        ModelRefusedError: the model does not carry its character set.
    """

    def __init__(self, model: VerifiedModel, threads: int = 1) -> None:
        self._session = ModelSession(model, threads)
        self.label = model.entry.label
        characters = self._session.metadata("character")
        if not characters:
            raise ModelRefusedError(f"The model {model.entry.name} does not say its characters.")
        self._folding = folding(characters.split("\n"))

    def recognise(self, strip: Pixels) -> list[Glyph]:
        """The characters from left to right.

        Args:
            strip: uint8 blue-green-red, 48 pixels high, one line of text.
        """
        beliefs = self._session.run_first(strip_input(strip))[0][0]
        return collapse(_folded(beliefs, self._folding))


def strip_input(strip: Pixels) -> Tensor:
    """The model's input [1, 3, 48, w] for a strip of one line."""
    tensor = (strip.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)
    return np.ascontiguousarray(tensor[None])


def folding(characters: Sequence[str]) -> NDArray[np.intp]:
    """For each class of the network the class of the zone: blank, character or other."""
    classes = [_BLANK, *(_zone_class(it) for it in characters)]
    return np.array([*classes, _BLANK], np.intp)  # the last class is the space


def _zone_class(character: str) -> int:
    if character in _FILLER_SHAPES:
        character = FILLER
    bare = unicodedata.normalize("NFKD", character)[:1]
    if bare in _SMALL_LIKE_CAPITAL:
        bare = bare.upper()
    bare = _SAME_SHAPE.get(bare, bare)
    return _FIRST + _ZONE.index(bare) if bare in CHARACTERS else _OTHER


def _folded(beliefs: Tensor, classes: NDArray[np.intp]) -> Tensor:
    """Beliefs summed by the class of the zone: [steps, 39]."""
    folded = np.zeros((_OTHER + 1, beliefs.shape[0]), np.float32)
    known = beliefs.shape[1]
    np.add.at(folded, classes[:known], beliefs.T)
    return folded.T


def collapse(beliefs: Tensor) -> list[Glyph]:
    """Greedy CTC decoding that keeps each character's place and its rivals."""
    steps = beliefs.shape[0]
    best = beliefs.argmax(axis=1)
    edges = np.flatnonzero(np.diff(best)) + 1
    glyphs: list[Glyph] = []
    for start, end in zip([0, *edges], [*edges, steps], strict=True):
        if best[start] != _BLANK:
            place = (start + end) / 2 / steps
            glyphs.append(Glyph(place, _shares(beliefs[start:end].max(axis=0))))
    return glyphs


def _shares(beliefs: Tensor) -> dict[str, float]:
    """Belief in each character given that there is one."""
    some = beliefs[_FIRST:]
    shares = some / some.sum()
    names = [*_ZONE, UNKNOWN]
    return {names[i]: float(shares[i]) for i in np.flatnonzero(shares >= _LEAST_SHARE)}
