# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Documents read against what people read on the same pictures.

Owns the people's readings (`specimens.tsv`), wear that a desk adds to a picture, and the
verdict on each. Must not let a document without a person's reading count. Stands on the
document reader.

A specimen is *readable* when a person reads every character and the printed check digits
hold. On others they are wrong as printed: such a document must not be reported valid.
"""

import csv
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np

from edge_proctor.documents.mrz.reading import MrzResult
from edge_proctor.documents.reader import DocumentReader
from edge_proctor.documents.straightening import upright
from edge_proctor.evaluation.rates import Rate
from edge_proctor.pictures import PICTURE_SUFFIXES, decode_picture, encode_jpeg
from edge_proctor.ports import Pixels

_DIGEST_LETTERS = 16
_TILTED, _STEEP = 4.0, -13.0  # degrees
_WORN_QUALITY = 35


class Legible(StrEnum):
    """What a person says of a specimen."""

    READABLE = "readable"
    WRONG_AS_PRINTED = "wrong_as_printed"


class Outcome(StrEnum):
    """What came of one picture; `WRONG_VALID` must never happen."""

    RIGHT = "valid, every character right"
    REFUSED = "not valid, a person looks"
    UNFOUND = "no zone found"
    WRONG_VALID = "valid with a wrong character"


@dataclass(frozen=True, slots=True)
class Specimen:
    """A person's reading of one picture."""

    picture: str
    legible: Legible
    lines: tuple[str, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One picture's outcome beside what a person reads; `wear` is empty for the picture as is."""

    specimen: Specimen
    wear: str
    outcome: Outcome
    mrz: MrzResult

    def as_json(self) -> dict[str, object]:
        """For the report."""
        return {
            "picture": self.specimen.picture,
            "wear": self.wear,
            "people_say": self.specimen.legible.value,
            "outcome": self.outcome.value,
            "format": self.mrz.format.value if self.mrz.format else None,
            "failed_checks": [name for name, holds in self.mrz.checks.items() if not holds],
            "notes": list(self.mrz.notes),
            "remark": self.specimen.remark,
        }


@cache
def specimens() -> dict[str, Specimen]:
    """The people's readings, by the first sixteen digits of the picture file's SHA-256."""
    text = (files("edge_proctor.evaluation") / "specimens.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {
        row["sha256_16"]: Specimen(
            row["picture"], Legible(row["verdict"]), tuple(row["lines"].split()), row["remark"]
        )
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    }


def known_pictures(folder: Path) -> list[tuple[Specimen, Pixels]]:
    """The pictures of a folder that a person has read, in the order of their names."""
    found: list[tuple[Specimen, Pixels]] = []
    for path in sorted(it for it in folder.iterdir() if it.suffix.lower() in PICTURE_SUFFIXES):
        data = path.read_bytes()
        specimen = specimens().get(hashlib.sha256(data).hexdigest()[:_DIGEST_LETTERS])
        if specimen is not None:
            found.append((specimen, decode_picture(data, path.name)))
    return found


def judge(specimen: Specimen, mrz: MrzResult) -> Outcome:
    """The outcome of one reading (pure)."""
    if mrz.format is None:
        return Outcome.UNFOUND
    if not mrz.valid:
        return Outcome.REFUSED
    right = specimen.legible is Legible.READABLE and mrz.lines == specimen.lines
    return Outcome.RIGHT if right else Outcome.WRONG_VALID


def read_specimens(
    pictures: Sequence[tuple[Specimen, Pixels]],
    reader: DocumentReader,
    today: date,
    *,
    worn: bool,
    tell: Callable[[str], None],
) -> list[Verdict]:
    """Read every picture as it is and, with `worn`, in each state that a desk may give it."""
    verdicts: list[Verdict] = []
    for specimen, picture in pictures:
        states = {"": picture, **(dict(wear(picture)) if worn else {})}
        for name, state in states.items():
            mrz = reader.read(state, today).mrz
            verdicts.append(Verdict(specimen, name, judge(specimen, mrz), mrz))
        tell(f"{specimen.picture}: {verdicts[-len(states)].outcome.value}")
    return verdicts


def rate_of(verdicts: Sequence[Verdict]) -> Rate:
    """Readable pictures that were read to the letter."""
    readable = [it for it in verdicts if it.specimen.legible is Legible.READABLE]
    return Rate(sum(it.outcome is Outcome.RIGHT for it in readable), len(readable))


def wear(picture: Pixels) -> Iterator[tuple[str, Pixels]]:
    """The picture as a hand and a desk lamp would give it, each state by its name."""
    yield "tilted 4°", upright(picture, _TILTED)
    yield "tilted 13°", upright(picture, _STEEP)
    yield "upside down", upright(picture, 180)
    yield "in perspective", _in_perspective(picture)
    yield "three quarters of the size", _scaled(picture, 0.75)
    yield "blurred", cv2.GaussianBlur(picture, (0, 0), 0.9 * _unit(picture)).astype(np.uint8)
    yield "compressed", decode_picture(encode_jpeg(picture, _WORN_QUALITY))
    yield "lamp from one side", _lit_from_a_side(picture)
    yield "noisy", _noisy(picture)


def _unit(picture: Pixels) -> float:
    """A thousandth of the picture's width, in pixels: blur grows with the picture."""
    return picture.shape[1] / 1000


def _scaled(picture: Pixels, ratio: float) -> Pixels:
    return cv2.resize(picture, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA).astype(
        np.uint8, copy=False
    )


def _in_perspective(picture: Pixels) -> Pixels:
    height, width = picture.shape[:2]
    flat = np.asarray([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    inset = np.asarray([(0.06, 0.05), (0.97, 0), (1, 1), (0, 0.95)], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, inset * np.asarray([width, height], np.float32))
    return cv2.warpPerspective(
        picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8, copy=False)


def _lit_from_a_side(picture: Pixels) -> Pixels:
    gain = np.linspace(0.45, 1.1, picture.shape[1], dtype=np.float32)[None, :, None]
    return np.clip(picture * gain, 0, 255).astype(np.uint8)


def _noisy(picture: Pixels) -> Pixels:
    noise = np.random.default_rng(5).standard_normal(picture.shape) * 10
    return np.clip(picture + noise, 0, 255).astype(np.uint8)
