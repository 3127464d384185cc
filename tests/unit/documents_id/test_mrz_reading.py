# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The pure reading of zones: published specimens, round trips, one bad zone per refusal."""

from datetime import date

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from edge_proctor.documents.mrz.alphabets import check_digit, look_alikes
from edge_proctor.documents.mrz.correction import AMBIGUOUS, correct
from edge_proctor.documents.mrz.layouts import Format, layout_of
from edge_proctor.documents.mrz.reading import MrzResult, read_zone
from edge_proctor.documents.mrz.states import STATE_CODES
from tests.unit.documents_id import writer
from tests.unit.documents_id.writer import Holder

TODAY = date(2026, 6, 1)

# The specimens printed in Doc 9303 parts 4 to 7, and the French card's well-known one.
PUBLISHED = {
    Format.TD3: (
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ),
    Format.TD1: (
        "I<UTOD231458907<<<<<<<<<<<<<<<",
        "7408122F1204159UTO<<<<<<<<<<<6",
        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    ),
    Format.TD2: (
        "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
        "D231458907UTO7408122F1204159<<<<<<<6",
    ),
    Format.MRV_A: (
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L8988901C4XXX4009078F96121096ZE184226B<<<<<<",
    ),
    Format.MRV_B: (
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
        "L8988901C4XXX4009078F9612109<<<<<<<<",
    ),
    Format.FRENCH_ID: (
        "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<",
        "8806923102858CORINNE<<<<<<<6512068F6",
    ),
}


@pytest.mark.parametrize("kind", PUBLISHED)
def test_a_published_specimen_is_valid(kind: Format) -> None:
    result = read_zone(PUBLISHED[kind], TODAY)

    assert result.format is kind
    assert result.valid, result.checks
    french = kind is Format.FRENCH_ID
    assert result.fields["surname"] == ("BERTHIER" if french else "ERIKSSON")
    assert result.fields["given_names"] == ("CORINNE" if french else "ANNA MARIA")
    assert result.fields["sex"] == "F"


def test_the_fields_of_the_passport_specimen() -> None:
    result = read_zone(PUBLISHED[Format.TD3], TODAY)

    assert dict(result.fields) == {
        "document_code": "P",
        "issuing_state": "UTO",
        "surname": "ERIKSSON",
        "given_names": "ANNA MARIA",
        "document_number": "L898902C3",
        "nationality": "UTO",
        "birth_date": "1974-08-12",
        "sex": "F",
        "expiry_date": "2012-04-15",
        "personal_number": "ZE184226B",
    }
    assert result.notes == ("the document has expired",)


def test_a_long_number_goes_on_in_the_optional_data() -> None:
    """Doc 9303-5 prints this one."""
    lines = (
        "I<UTOD23145890<7349<<<<<<<<<<<",
        "3407127M9507122UTO<<<<<<<<<<<2",
        "STEVENSON<<PETER<JOHN<<<<<<<<<",
    )
    result = read_zone(lines, TODAY)

    assert result.valid
    assert result.fields["document_number"] == "D23145890734"
    assert result.fields["birth_date"] == "1934-07-12"


def test_the_check_digits_that_the_standard_works_out() -> None:
    """Doc 9303-3 §4.9 and appendix A."""
    assert check_digit("520727") == "3"
    assert check_digit("AB2134<<<") == "5"


@pytest.mark.parametrize(
    ("line", "column", "wrong", "failing"),
    [
        (1, 9, "7", {"document_number", "composite"}),
        (1, 19, "3", {"birth_date", "composite"}),
        (1, 27, "0", {"expiry_date", "composite"}),
        (1, 42, "2", {"personal_number", "composite"}),
        (1, 43, "1", {"composite"}),
        (0, 6, "4", {"form"}),
        (1, 20, "K", {"form"}),
        (0, 5, "<", {"form"}),
        (0, 15, "<", {"form"}),
    ],
)
def test_a_wrong_character_is_told_by_its_check(
    line: int, column: int, wrong: str, failing: set[str]
) -> None:
    lines = list(PUBLISHED[Format.TD3])
    lines[line] = lines[line][:column] + wrong + lines[line][column + 1 :]
    result = read_zone(lines, TODAY)

    assert not result.valid
    assert {name for name, holds in result.checks.items() if not holds} == failing


def test_no_day_of_the_calendar_is_refused_though_its_check_digit_holds() -> None:
    holder = Holder("DOE", "JO", "A1", "740230", "300101", "F", "UTO", "")
    result = read_zone(writer.write_td3(holder), TODAY)

    assert not result.valid
    assert result.checks["birth_date"]
    assert not result.checks["form"]


def test_a_birth_date_may_be_left_open() -> None:
    holder = Holder("DOE", "JO", "A1", "74<<<<", "300101", "F", "UTO", "")
    result = read_zone(writer.write_td3(holder), TODAY)

    assert result.valid
    assert result.fields["birth_date"] == ""


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("P<UTO",),
        ("X" * 44, "Y" * 44),
        ("P" * 44, "P" * 43),
        ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<é", "L" * 44),
    ],
)
def test_what_is_no_zone_has_no_format(lines: tuple[str, ...]) -> None:
    result = read_zone(lines, TODAY)

    assert result.format is None
    assert not result.valid


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_words = st.lists(st.text(_LETTERS, min_size=1, max_size=5), min_size=1, max_size=2).map(" ".join)
_days = st.dates(date(1930, 1, 1), date(2025, 12, 31)).map(lambda it: it.strftime("%y%m%d"))
_holders = st.builds(
    Holder,
    surname=_words,
    given_names=_words,
    number=st.text(_LETTERS + "0123456789", min_size=1, max_size=9),
    birth=_days,
    expiry=st.dates(date(2000, 1, 1), date(2050, 12, 31)).map(lambda it: it.strftime("%y%m%d")),
    sex=st.sampled_from("MF<"),
    state=st.sampled_from(sorted(STATE_CODES - {"FRA"})),
    optional=st.text(_LETTERS + "0123456789", max_size=7),
)
_WRITERS = {
    Format.TD1: writer.write_td1,
    Format.TD2: writer.write_td2,
    Format.TD3: writer.write_td3,
    Format.MRV_A: writer.write_mrv_a,
    Format.MRV_B: writer.write_mrv_b,
    Format.FRENCH_ID: writer.write_french,
}
_kinds = st.sampled_from(list(Format))


def _names(result: MrzResult) -> tuple[str, str]:
    return result.fields["surname"], result.fields["given_names"]


@given(kind=_kinds, holder=_holders)
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read(kind: Format, holder: Holder) -> None:
    result = read_zone(_WRITERS[kind](holder), TODAY)

    assert result.format is kind
    assert result.valid, result.checks
    assert _names(result) == (holder.surname, holder.given_names)
    assert result.fields["birth_date"][2:].replace("-", "") == holder.birth
    assert result.fields["sex"] == holder.sex.rstrip("<")
    if kind is not Format.FRENCH_ID:
        assert result.fields["document_number"] == holder.number
        assert result.fields["issuing_state"] == holder.state.rstrip("<")
        assert result.fields["expiry_date"][2:].replace("-", "") == holder.expiry


@given(holder=_holders, number=st.text("0123456789AB", min_size=10, max_size=14))
@settings(max_examples=60, deadline=None)
def test_long_numbers_round_trip(holder: Holder, number: str) -> None:
    long = Holder(
        holder.surname, holder.given_names, number, holder.birth, holder.expiry, "M", "UTO", ""
    )
    result = read_zone(writer.write_td1(long), TODAY)

    assert result.valid
    assert result.fields["document_number"] == number


@given(kind=_kinds, holder=_holders, data=st.data())
@settings(max_examples=100, deadline=None, phases=(Phase.explicit, Phase.generate))
def test_a_look_alike_is_put_right_or_refused(
    kind: Format, holder: Holder, data: st.DataObject
) -> None:
    """One look-alike anywhere under a check digit: the truth, or not valid."""
    lines = _WRITERS[kind](holder)
    layout = layout_of(lines)
    assert layout is not None
    covered = sorted(
        (span.line, column)
        for check in layout.checks
        for span in check.covers
        for column in range(span.start, span.end)
        if kind is not Format.FRENCH_ID or check.name != "composite"
    )
    line, column = data.draw(st.sampled_from(covered))
    true = lines[line][column]
    twins = sorted(it for it in look_alikes(true) if int(it, 36) % 10 != int(true, 36) % 10)
    if not twins:
        return
    twin = data.draw(st.sampled_from(twins))
    seen = list(lines)
    seen[line] = seen[line][:column] + twin + seen[line][column + 1 :]

    unaided = correct(seen, TODAY).result
    aided = correct(seen, TODAY, {(line, column): frozenset({true})}).result

    assert not unaided.valid or unaided.lines == lines
    assert aided.valid
    assert aided.lines == lines


def test_a_correction_is_told() -> None:
    lines = list(PUBLISHED[Format.TD3])
    lines[1] = lines[1].replace("UTO7408122F", "UT074O8122F")
    correction = correct(lines, TODAY)

    assert correction.result.valid
    assert correction.result.lines == PUBLISHED[Format.TD3]
    told = [(it.line, it.column, it.was, it.now) for it in correction.changes]
    assert told == [(1, 12, "0", "O"), (1, 15, "O", "0")]


def test_two_ways_that_both_hold_are_refused() -> None:
    """S and 8 weigh the same modulo 10: no check digit can tell them apart."""
    holder = Holder("DOE", "JO", "AS4", "740812", "300101", "F", "UTO", "")
    lines = writer.write_td3(holder)
    result = correct(lines, TODAY, {(1, 1): frozenset({"8"})}).result

    assert not result.valid
    assert AMBIGUOUS in result.notes


def test_a_doubt_in_a_name_is_refused_since_no_check_digit_covers_it() -> None:
    lines = PUBLISHED[Format.TD3]
    result = correct(lines, TODAY, {(0, 11): frozenset({"D"})}).result

    assert not result.valid
    assert AMBIGUOUS in result.notes


def test_too_many_doubts_are_refused() -> None:
    doubts = {(1, column): frozenset("ABC") for column in range(9)}
    assert not correct(PUBLISHED[Format.TD3], TODAY, doubts).result.valid


def test_digits_printed_as_a_nationality_are_not_changed() -> None:
    holder = Holder("DOE", "JO", "A1", "740812", "300101", "F", "UTO", "")
    first, second = writer.write_td2(holder)
    printed = second[:10] + "132" + second[13:]
    result = correct((first, printed), TODAY).result

    assert result.valid
    assert result.fields["nationality"] == "132"
    assert "nationality is not letters" in result.notes


def test_a_digit_in_the_document_code_is_refused_and_not_guessed() -> None:
    """ID and IO are both codes that may be; no check digit covers them."""
    holder = Holder("DOE", "JO", "A1", "740812", "300101", "F", "UTO", "")
    first, second = writer.write_td2(holder)
    seen = "I0" + first[2:]

    assert not correct((seen, second), TODAY).result.valid
    settled = correct((seen, second), TODAY, {(0, 1): frozenset({"D"})}).result
    assert settled.valid
    assert settled.fields["document_code"] == "ID"
