# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Every specimen at hand against what a person reads on it.

Readable are the specimens whose printed check digits hold when a person reads them;
three do not hold as printed. Of those that are readable at least nine in ten must be
valid, and what is valid must be right to the letter.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from edge_proctor.documents.mrz.reading import MrzResult, read_zone
from edge_proctor.documents.reader import DocumentReader
from edge_proctor.errors import ModelMissingError
from edge_proctor.models.store import ModelStore
from edge_proctor.pictures import read_picture

TODAY = date(2026, 6, 1)
FOLDER = "media/mrz_passporteye"

SPECIMENS: dict[str, tuple[str, ...]] = {
    "100_id-che.jpg": (
        "IDCHES0002068<8<<<<<<<<<<<<<<<",
        "8102287F1301014CHE<<<<<<<<<<<4",
        "VADIS<<QUO<<<<<<<<<<<<<<<<<<<<",
    ),
    "100_id-rou.jpg": (
        "IDROUSAVA<<SUPERMAN<<<<<<<<<<<<<<<<<",
        "HD198025<51328505095M130509012049941",
    ),
    "100_id-usa.jpg": (
        "IAUSA0000000033LIN1044750079<<",
        "5808175F1004027COD<<<<<<<<<<<7",
        "SPECIMEN<<TEST<VOID<<<<<<<<<<<",
    ),
    "100_pass-chn.jpg": (
        "P<TWNLIN<<MEI<HUA<<<<<<<<<<<<<<<<<<<<<<<<<<<",
        "0000000000TWN7601015F1404018A234567893<<<<18",
    ),
    "100_pass-cze2.jpg": (
        "P<CZESPECIMEN<<VZOR<<<<<<<<<<<<<<<<<<<<<<<<<",
        "99009054<4CZE6906229F16072996956220612<<<<74",
    ),
    "100_pass-hrv.jpg": (
        "P<HRVSPECIMEN<<SPECIMEN<<<<<<<<<<<<<<<<<<<<<",
        "0070070071HRV8212258F1407019<<<<<<<<<<<<<<06",
    ),
    "100_pass-ltu.jpg": (
        "P<LTUBASANAVICIENE<<BIRUTE<<<<<<<<<<<<<<<<<<",
        "00000000<0LTU5911239F120101145911231023<<<16",
    ),
    "100_pass-polx.jpg": (
        "P<POLKOWALSKA<KWIATKOWSKA<<JOANNA<<<<<<<<<<<",
        "AA00000000POL6002084F1412314<<<<<<<<<<<<<<<4",
    ),
    "100_pass2-uto.jpg": (
        "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
        "D231458907UTO7408122F1204159<<<<<<<6",
    ),
    "100_visa-usa.jpg": (
        "VIUSATRAVELER<<HAPPYPERSON<<<<<<<<<<<<<<<<<<",
        "555123ABC6GBR6502056F0412236IFLND00AMS803085",
    ),
    "25_pass-uto.jpg": (
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ),
    "43_pass-twn.jpg": (
        "P<TWNLIN<<CHIEN<SHENG<<<<<<<<<<<<<<<<<<<<<<<",
        "M000004264TWN6803029M9801048F122187664<<<<66",
    ),
    "62_pass-aus.png": (
        "P<AUSCITIZEN<<JANE<<<<<<<<<<<<<<<<<<<<<<<<<<",
        "PA09404097AUS8406077F1903212<17331334P<<<<08",
    ),
    "79_pass-hun.png": (
        "P<HUNHANDRA<<ROZALIA<IRMA<<<<<<<<<<<<<<<<<<<",
        "BD00020282HUN7802225F2203012<<<<<<<<<<<<<<06",
    ),
    "passport-td2.jpg": (
        "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
        "D231458907UTO7408122F1204159<<<<<<<6",
    ),
    "passport-td3.jpg": (
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ),
}
WRONG_AS_PRINTED: dict[str, tuple[str, ...]] = {
    "0_id-esp.png": (  # three check digits are wrong as printed, and the names have an Ñ
        "IDESPAAA1000014<00000023T<<<<<",
        "7212018F1101236ESP<<<<<<<<<<<8",
        "ESPAÑOLA<ESPAÑOLA<CARMEN<<<<<<",
    ),
    "33_id-usa.jpg": (  # two check digits are wrong as printed
        "C1USA0223456791EAC9730051220<<",
        "4910040M9411014CAN<<<<<<<<<<<0",
        "CRITTENDEN<<LEE<W<<<<<<<<<<<<<",
    ),
    "77_card-cmw.png": (  # the composite digit is wrong as printed
        "IDCMW<512849702<<<<<<<<<<<<<<<",
        "6104128M1402209CMW<<<<<<<<<<<1",
        "PUBLIC<<JON<<<<<<<<<<<<<<<<<<<",
    ),
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


@pytest.mark.parametrize("name", SPECIMENS)
def test_what_a_person_reads_holds(name: str) -> None:
    assert read_zone(SPECIMENS[name], TODAY).valid


@pytest.mark.parametrize("name", sorted(set(SPECIMENS) - TOO_SMALL))
def test_a_readable_specimen_is_read_to_the_letter(
    name: str, shared_data: Callable[[str], Path]
) -> None:
    result = read(name, shared_data)

    assert result.lines == SPECIMENS[name]
    assert result.valid, (result.checks, result.notes)


@pytest.mark.parametrize("name", WRONG_AS_PRINTED)
def test_wrong_check_digits_as_printed_are_not_put_right(
    name: str, shared_data: Callable[[str], Path]
) -> None:
    result = read(name, shared_data)

    assert not result.valid
    assert not result.checks["composite"]
    assert result.lines[:2] == WRONG_AS_PRINTED[name][:2]


@pytest.mark.parametrize("name", sorted(TOO_SMALL))
def test_a_name_that_cannot_be_told_apart_is_not_valid(
    name: str, shared_data: Callable[[str], Path]
) -> None:
    """No check digit covers names: every digit holds and yet a person must look."""
    result = read(name, shared_data)

    assert not result.valid
    assert all(result.checks.values())


def test_nine_in_ten_of_the_readable_are_expected_to_be_valid() -> None:
    assert 1 - len(TOO_SMALL) / len(SPECIMENS) >= 0.9
