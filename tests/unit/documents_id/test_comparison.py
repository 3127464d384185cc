# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Names into the zone's letters, and a document against the roster."""

from datetime import date

import pytest

from edge_proctor.documents.comparison import (
    Comparison,
    Decision,
    Likeness,
    Person,
    compare_with_roster,
)
from edge_proctor.documents.mrz.names import split_names, transliterations
from edge_proctor.documents.mrz.reading import read_zone
from tests.unit.documents_id.writer import Holder, write_td3

TODAY = date(2026, 6, 1)


def compared(surname: str, given: str, birth: str, person: Person) -> Comparison:
    holder = Holder(surname, given, "A1234567", birth, "300101", "F", "UTO", "")
    return compare_with_roster(read_zone(write_td3(holder), TODAY), person)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Müller", "MUELLER"),
        ("Müller", "MULLER"),
        ("Müller", "MUXXLLER"),
        ("Åse Østergård", "AASE OESTERGAARD"),
        ("Łukasz", "LUKASZ"),
        ("Weiß", "WEISS"),
        ("Þórr", "THORR"),
        ("Đặng", "DANG"),
        ("Muñoz", "MUNOZ"),
        ("O'Connor", "OCONNOR"),
        ("D’Artagnan", "DARTAGNAN"),
        ("Anne-Marie  Élise", "ANNE MARIE ELISE"),
        ("Çelik İnönü", "CELIK INOENUE"),
    ],
)
def test_a_name_has_the_recommended_form(name: str, form: str) -> None:
    assert form in transliterations(name)


def test_a_name_in_another_script_has_no_form() -> None:
    assert transliterations("Иванов") == frozenset()


@pytest.mark.parametrize("field", ["", "<<<<", "<DOE<<JO", "DOE<<<JO<<", "DOE<<JO<<X", "D0E<<JO"])
def test_a_name_field_out_of_form_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match=r"name field|fillers"):
        split_names(field)


ANNA = Person("Müller", "Anna", "1974-08-12")


@pytest.mark.parametrize(
    ("surname", "given", "birth", "person", "decision"),
    [
        ("MUELLER", "ANNA", "740812", ANNA, Decision.MATCH),
        ("MULLER", "ANNA MARIA", "740812", ANNA, Decision.MATCH),
        ("MULLER", "ANNAMARIA", "740812", ANNA, Decision.UNSURE),
        ("MEULLER", "ANNA", "740812", ANNA, Decision.UNSURE),
        ("SCHMIDT", "ANNA", "740812", ANNA, Decision.UNSURE),
        ("MUELLER", "ANNA", "740813", ANNA, Decision.UNSURE),
        ("SCHMIDT", "ANNA", "690101", ANNA, Decision.NO_MATCH),
        ("SCHMIDT", "PETER", "740812", ANNA, Decision.NO_MATCH),
        ("MUELLER", "ANNA", "74<<<<", ANNA, Decision.UNSURE),
        ("IVANOV", "ANNA", "740812", Person("Иванов", "Anna", "1974-08-12"), Decision.UNSURE),
        ("MUELLER", "ANNA", "740812", Person("Müller", "Anna", "soon"), Decision.UNSURE),
        (
            "VAN DER BERG",
            "ANNA",
            "740812",
            Person("Van der Berg", "Anna", "1974-08-12"),
            Decision.MATCH,
        ),
    ],
)
def test_a_document_is_compared_with_the_roster(
    surname: str, given: str, birth: str, person: Person, decision: Decision
) -> None:
    assert compared(surname, given, birth, person).decision is decision


def test_a_truncated_name_matches_its_beginning() -> None:
    long = "NILAVADHANANANDA"
    person = Person(long, "Chayapa Dejthamrong Krasuang", "1974-08-12")
    comparison = compared(long, "CHAYAPA DEJTHAMRONG KRASUANG", "740812", person)

    assert comparison.decision is Decision.MATCH


def test_a_zone_that_is_not_valid_is_never_a_match_nor_a_refusal() -> None:
    holder = Holder("MUELLER", "ANNA", "A1", "740812", "300101", "F", "UTO", "")
    first, second = write_td3(holder)
    spoilt = read_zone((first, second[:-1] + str((int(second[-1]) + 1) % 10)), TODAY)

    assert compare_with_roster(spoilt, ANNA).decision is Decision.UNSURE


def test_what_the_decision_rests_on_is_told() -> None:
    comparison = compared("MEULLER", "ANNA", "740813", ANNA)

    assert comparison.family_name is Likeness.NEAR
    assert comparison.given_name is Likeness.SAME
    assert comparison.birth_date is Likeness.OTHER
