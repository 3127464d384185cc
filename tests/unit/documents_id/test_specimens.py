# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Every specimen at hand against what a person reads on it.

Readable are the specimens whose printed check digits hold when a person reads them; three
do not hold as printed. The people's readings are those of `specimens.tsv`. Of those that are
readable at least nine in ten must be valid, and what is valid must be right to the letter.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from edge_proctor.documents.mrz.reading import MrzResult, read_zone
from edge_proctor.documents.reader import DocumentReader
from edge_proctor.errors import ModelMissingError
from edge_proctor.evaluation.specimens import Legible, specimens
from edge_proctor.models.store import ModelStore
from edge_proctor.pictures import read_picture

TODAY = date(2026, 6, 1)
FOLDER = "media/mrz_passporteye"

READABLE = {it.picture: it for it in specimens().values() if it.legible is Legible.READABLE}
WRONG_AS_PRINTED = {
    it.picture: it for it in specimens().values() if it.legible is Legible.WRONG_AS_PRINTED
}
TOO_SMALL = {"25_pass-uto.jpg"}  # 275 pixels wide: an O of the surname looks like a D


@cache
def reader() -> DocumentReader:
    try:
        return DocumentReader(ModelStore())
    except ModelMissingError as error:
        pytest.skip(f"{error} {error.advice}")


def read(name: str, shared_data: Callable[[str], Path]) -> MrzResult:
    return reader().read(read_picture(shared_data(f"{FOLDER}/{name}")), TODAY).mrz


@pytest.mark.parametrize("name", READABLE)
def test_what_a_person_reads_holds(name: str) -> None:
    assert read_zone(READABLE[name].lines, TODAY).valid


@pytest.mark.parametrize("name", sorted(set(READABLE) - TOO_SMALL))
def test_a_readable_specimen_is_read_to_the_letter(
    name: str, shared_data: Callable[[str], Path]
) -> None:
    result = read(name, shared_data)

    assert result.lines == READABLE[name].lines
    assert result.valid, (result.checks, result.notes)


@pytest.mark.parametrize("name", WRONG_AS_PRINTED)
def test_wrong_check_digits_as_printed_are_not_put_right(
    name: str, shared_data: Callable[[str], Path]
) -> None:
    result = read(name, shared_data)

    assert not result.valid
    assert not result.checks["composite"]
    assert result.lines[:2] == WRONG_AS_PRINTED[name].lines[:2]


@pytest.mark.parametrize("name", sorted(TOO_SMALL))
def test_a_name_that_cannot_be_told_apart_is_not_valid(
    name: str, shared_data: Callable[[str], Path]
) -> None:
    """No check digit covers names: every digit holds and yet a person must look."""
    result = read(name, shared_data)

    assert not result.valid
    assert all(result.checks.values())


def test_nine_in_ten_of_the_readable_are_expected_to_be_valid() -> None:
    assert 1 - len(TOO_SMALL) / len(READABLE) >= 0.9
