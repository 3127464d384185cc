# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Items of other systems: adopted as near as our types allow, or rejected by name."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from appliance.bank.errors import BankError
from appliance.bank.qti.imports import Import, Line, Status, bank_files
from appliance.bank.qti.reader import Scope, read_item
from appliance.bank.qti.writer import write_item
from appliance.bank.qti.xml_reader import parse_xml
from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.items import (
    InlineChoice,
    MultipleChoice,
    OpenCloze,
    TextOrder,
    WordBank,
)
from appliance.exam.levels import Domain, Level
from tests.unit.bank.qti_documents import CHOICES, choice, correct, foreign
from tests.unit.exam.samples import CHOICE, item_of

Locate = Callable[[str], Path]
CUTS = Blueprint().cuts
SCOPE = Scope(Domain.READING, Level.C1, CUTS)
RUNNER = CliRunner()


def test_a_foreign_question_is_adopted_with_notes() -> None:
    feedback = '<qti-modal-feedback outcome-identifier="F" identifier="x">So.</qti-modal-feedback>'
    data = foreign(
        "<p>Read   this.</p>"
        + choice(f"<qti-prompt>Which?</qti-prompt>{CHOICES}", 'shuffle="true" max-choices="1"')
        + "<qti-rubric-block>for staff</qti-rubric-block>",
        "B",
        more='<qti-stylesheet href="x.css"/><qti-response-processing/>' + feedback,
    )
    adopted = read_item(parse_xml(data), SCOPE)
    item = adopted.item
    assert item.body == MultipleChoice("Which?", ("one", "two bold", "three"), 1)
    assert (item.stem, item.explanation) == ("Read this.", "So.")
    assert (item.domain, item.level) == (Domain.READING, Level.C1)
    assert [(note.construct, note.message) for note in adopted.notes] == [
        ("qti-assessment-item", "level and domain are those of the command"),
        ("qti-assessment-item", 'title="t" is left out'),
        ("qti-stylesheet", "left out"),
        ("qti-modal-feedback", "taken as the explanation, whatever the answer"),
        ("qti-choice-interaction", "presented in the document's order"),
        ("b", "its words are kept, its look is not"),
        ("qti-rubric-block", "left out"),
        (
            "qti-response-processing",
            "scored by our rule for this type; the item's own processing is left out",
        ),
    ]


ENTRY = '<p>A <qti-text-entry-interaction response-identifier="RESPONSE" {}/>.</p>'
MAPPED = (
    "<qti-default-value><qti-value>x</qti-value></qti-default-value>"
    '<qti-mapping><qti-map-entry map-key="Colour" mapped-value="1"/>'
    '<qti-map-entry map-key="colr" mapped-value="0.5"/></qti-mapping>'
)
LOST: dict[str, tuple[bytes, str, str]] = {
    "a link": (
        foreign('<p>See <a href="x">there</a>.</p>' + choice(CHOICES), "A"),
        "a",
        "its words are kept, its link is not",
    ),
    "a hint to type": (
        foreign(ENTRY.format('placeholder-text="type here"'), "b", base="string"),
        "qti-text-entry-interaction",
        'placeholder-text="type here" is left out',
    ),
    "a fixed place": (
        foreign(choice(CHOICES.replace('"C">', '"C" fixed="true">')) + "<p>?</p>", "A"),
        "qti-simple-choice",
        'fixed="true" is left out',
    ),
    "half a point": (
        foreign(ENTRY.format(""), base="string", declared=MAPPED),
        "qti-map-entry",
        "colr: 0.5 of 1 points; left out",
    ),
    "capital letters": (
        foreign(ENTRY.format(""), base="string", declared=MAPPED),
        "qti-map-entry",
        "Colour: small letters are accepted as well",
    ),
    "a default answer": (
        foreign(ENTRY.format(""), base="string", declared=MAPPED),
        "qti-response-declaration",
        "the default of RESPONSE is left out",
    ),
    "feedback in a choice": (
        foreign(
            "<p>?</p>"
            + choice(CHOICES.replace("one<", "one<qti-feedback-inline>no</qti-feedback-inline><")),
            "A",
        ),
        "qti-feedback-inline",
        "left out",
    ),
    "a catalogue": (
        foreign("<p>?</p>" + choice(CHOICES), "A", more="<qti-catalog-info/>"),
        "qti-catalog-info",
        "left out",
    ),
    "an outcome nobody sets": (
        foreign("<p>?</p>" + choice(CHOICES), "A").replace(
            b"<qti-item-body>",
            b'<qti-outcome-declaration identifier="W" cardinality="single" base-type="float"/>'
            b"<qti-item-body>",
        ),
        "qti-outcome-declaration",
        "W is left out",
    ),
}


@pytest.mark.parametrize(("data", "construct", "message"), LOST.values(), ids=LOST.keys())
def test_what_is_lost_is_named(data: bytes, construct: str, message: str) -> None:
    notes = read_item(parse_xml(data), SCOPE).notes
    assert (construct, message) in [(note.construct, note.message) for note in notes]
    assert all(note.line > 0 for note in notes)


@pytest.mark.parametrize(
    ("right", "wrong", "construct"),
    [
        ("<qti-item-body>", '<qti-item-body><img src="x" alt=""/>', "img"),
        ("</qti-item-body>", "<p>More.</p></qti-item-body>", "p"),
        (
            "</qti-modal-feedback>",
            "</qti-modal-feedback><qti-modal-feedback/>",
            "qti-modal-feedback",
        ),
        ('title="', 'data-x="y" title="', "qti-assessment-item"),
        (">2PL<", ">2PL<b/><", "b"),
    ],
)
def test_a_document_of_ours_that_somebody_changed_is_noticed(
    right: str, wrong: str, construct: str
) -> None:
    text = write_item(item_of(CHOICE), "en").decode()
    changed = text.replace(right, wrong, 1)
    assert changed != text
    notes = read_item(parse_xml(changed.encode()), SCOPE).notes
    assert construct in {note.construct for note in notes}


def test_words_around_a_bare_choice_are_its_question() -> None:
    item = read_item(parse_xml(foreign("<p>Which?</p>" + choice(CHOICES), "A")), SCOPE).item
    assert (item.body, item.stem) == (
        MultipleChoice("Which?", ("one", "two bold", "three"), 0),
        "",
    )


def test_a_foreign_order_gives_its_first_part() -> None:
    inner = f"<qti-prompt>Order!</qti-prompt>{CHOICES}"
    body = f'<qti-order-interaction response-identifier="RESPONSE">{inner}</qti-order-interaction>'
    item = read_item(parse_xml(foreign(body, "C", "B", "A", cardinality="ordered")), SCOPE).item
    assert item.body == TextOrder("three", ("one", "two bold"), (1, 0))
    assert item.stem == "Order!"


def test_foreign_gaps_of_three_kinds() -> None:
    drop = (
        '<p>I <qti-inline-choice-interaction response-identifier="RESPONSE">'
        '<qti-inline-choice identifier="A">am</qti-inline-choice>'
        '<qti-inline-choice identifier="B">is</qti-inline-choice>'
        "</qti-inline-choice-interaction> here.</p><p>Yes.</p>"
    )
    body = read_item(parse_xml(foreign(drop, "A")), SCOPE).item.body
    assert body == InlineChoice(("I ", " here.\nYes."), (("am", "is"),), (0,))
    entry = '<p>Not <qti-text-entry-interaction response-identifier="RESPONSE"/>.</p>'
    mapping = (
        correct("color") + '<qti-mapping><qti-map-entry map-key="colour" mapped-value="1"/>'
        '<qti-map-entry map-key="colr" mapped-value="0"/></qti-mapping>'
    )
    item = read_item(parse_xml(foreign(entry, base="string", declared=mapping)), SCOPE).item
    assert item.body == OpenCloze(("Not ", "."), (None,), (("color", "colour"),))
    words = (
        '<qti-gap-match-interaction response-identifier="RESPONSE">'
        "<qti-prompt>Fill in.</qti-prompt>"
        '<qti-gap-text identifier="W" match-max="1">sea</qti-gap-text>'
        '<qti-gap-text identifier="V" match-max="1">sky</qti-gap-text>'
        '<p>The <qti-gap identifier="G"/> is blue.</p></qti-gap-match-interaction>'
    )
    data = foreign(words, "V G", base="directedPair", cardinality="multiple")
    item = read_item(parse_xml(data), SCOPE).item
    assert item.body == WordBank(("The ", " is blue."), ("sea", "sky"), (1,))
    assert item.stem == "Fill in."


REJECTED: dict[str, tuple[bytes, str]] = {
    "several answers": (
        foreign(choice(CHOICES, 'max-choices="2"'), "A"),
        "qti-choice-interaction>: a question with several",
    ),
    "picture": (
        foreign('<p><img src="x.png" alt=""/></p>' + choice(CHOICES), "A"),
        "<img> cannot be carried over",
    ),
    "picture in a choice": (
        foreign(choice(CHOICES.replace("three", '<img src="x.png" alt=""/>')), "A"),
        "<img> cannot be carried over",
    ),
    "no interaction": (foreign("<p>Text.</p>", "A"), "no interaction"),
    "two interactions": (
        foreign(choice(CHOICES) + choice(CHOICES), "A"),
        "a second interaction",
    ),
    "other interaction": (
        foreign('<qti-slider-interaction response-identifier="RESPONSE"/>', "A"),
        "<qti-slider-interaction> is none of our types",
    ),
    "film": (
        foreign('<qti-media-interaction response-identifier="RESPONSE"/>', "A"),
        "<qti-media-interaction> is none of our types",
    ),
    "no key": (foreign(choice(CHOICES), declared=""), "RESPONSE has no key"),
    "key outside": (foreign(choice(CHOICES), "Z"), "is no choice"),
    "undeclared": (
        foreign(choice(CHOICES).replace('"RESPONSE"', '"R2"'), "A"),
        "R2 is not declared",
    ),
    "choices with one name": (
        foreign(choice(CHOICES.replace('"B"', '"A"')), "A"),
        "distinct choices",
    ),
    "unknown child": (
        foreign(choice(CHOICES + "<qti-object/>"), "A"),
        "<qti-object> cannot be carried over",
    ),
    "one option": (
        foreign(
            "<p>?</p>" + choice('<qti-simple-choice identifier="A">one</qti-simple-choice>'), "A"
        ),
        "fewer than two options",
    ),
    "adaptive": (
        foreign(choice(CHOICES), "A").replace(b'adaptive="false"', b'adaptive="true"'),
        "adapts itself",
    ),
    "template": (
        foreign(choice(CHOICES), "A", more="<qti-template-processing/>"),
        "<qti-template-processing> is not supported",
    ),
    "key of half the order": (
        foreign(
            f'<qti-order-interaction response-identifier="RESPONSE">{CHOICES}'
            "</qti-order-interaction>",
            "A",
            cardinality="ordered",
        ),
        "does not order every part",
    ),
    "no entry key": (
        foreign(
            '<p><qti-text-entry-interaction response-identifier="RESPONSE"/></p>',
            base="string",
            declared="",
        ),
        "has no key",
    ),
    "words in a gap": (
        foreign(
            '<p><qti-text-entry-interaction response-identifier="RESPONSE">'
            "<qti-prompt>p</qti-prompt></qti-text-entry-interaction></p>",
            "x",
            base="string",
        ),
        "words inside",
    ),
    "gap without key": (
        foreign(
            '<qti-gap-match-interaction response-identifier="RESPONSE">'
            '<qti-gap-text identifier="W" match-max="1">sea</qti-gap-text>'
            '<p><qti-gap identifier="G"/><qti-gap identifier="H"/></p>'
            "</qti-gap-match-interaction>",
            "W G",
            base="directedPair",
            cardinality="multiple",
        ),
        "a gap without a key",
    ),
    "a typed number": (
        foreign(ENTRY.format(""), "3", base="float"),
        "RESPONSE is a typed float, no word",
    ),
    "mathematics": (
        foreign('<p><m:b xmlns:m="urn:m">x</m:b></p>' + choice(CHOICES), "A"),
        "<b> cannot be carried over",
    ),
    "another document inside": (
        foreign(
            '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname"/>'
            + choice(CHOICES),
            "A",
        ),
        "<include> cannot be carried over",
    ),
    "an item of QTI 2": (b"<assessmentItem/>", "only QTI 3.0 is read"),
    "no body": (b'<qti-assessment-item identifier="x" title="x"/>', "no <qti-item-body>"),
    "no item": (b"<qti-assessment-test/>", "is no item"),
    "no XML": (b"PK?", "not well-formed"),
}


@pytest.mark.parametrize(("data", "words"), REJECTED.values(), ids=REJECTED.keys())
def test_what_we_cannot_carry_is_rejected_by_name_and_line(data: bytes, words: str) -> None:
    imported = Import(SCOPE)
    imported.read("item.xml", data)
    [line] = imported.report
    assert line.status is Status.REJECTED
    assert words in line.reason
    assert line.line > 0
    assert imported.items == {}
    with pytest.raises(BankError):
        bank_files(imported, "x", "en")


def test_every_published_item_is_imported_or_rejected_by_name(shared_data: Locate) -> None:
    report: list[Line] = []
    for path in sorted(shared_data("qti").rglob("*.xml")):
        imported = Import(SCOPE)
        imported.read(path.name, path.read_bytes())
        report += imported.report
    for line in report:
        assert line.status is Status.IMPORTED or (line.line > 0 and "<" in line.reason), line
    names = {line.file for line in report if line.status is Status.IMPORTED}
    assert names >= {"simple-choice-processing.xml", "inlineChoice-reference.xml"}
