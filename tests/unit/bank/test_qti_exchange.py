# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI exchange: ours comes back as it was, others as near as our types allow."""

import dataclasses
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from appliance.bank.bank import Bank, load_bank
from appliance.bank.build import SAMPLE
from appliance.bank.errors import BankError, LintError, QtiError, SourceError
from appliance.bank.materials import Spoken
from appliance.bank.program import app
from appliance.bank.qti.export import export_bank
from appliance.bank.qti.imports import Import, Line, Status, bank_files, count, read_passage
from appliance.bank.qti.package import read_package
from appliance.bank.qti.processing import score_document
from appliance.bank.qti.reader import Scope, read_item
from appliance.bank.qti.rules import part_identifier, response_of_gap
from appliance.bank.qti.values import Json
from appliance.bank.qti.writer import write_item, write_passage
from appliance.bank.qti.xml_reader import parse_xml
from appliance.bank.recordings import recordings
from appliance.bank.writing import item_entry
from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.parameters import ItemParameters, Model, Provenance
from appliance.exam.items import (
    Body,
    InlineChoice,
    Item,
    MultipleChoice,
    OpenCloze,
    Scrambled,
    TextOrder,
    WordBank,
)
from appliance.exam.levels import Domain, ItemType, Level
from appliance.exam.passages import Passage
from appliance.exam.responses import Order, Picks, Response, Texts
from appliance.exam.scoring import points_of
from tests.unit.bank.tiny import write_bank
from tests.unit.exam.samples import BODIES, CHOICE, CLOZE, bodies, item_of, responses_to

Locate = Callable[[str], Path]
CUTS = Blueprint().cuts
SCOPE = Scope(Domain.READING, Level.C1, CUTS)
RUNNER = CliRunner()


@pytest.fixture(scope="module")
def sample() -> Bank:
    return load_bank(SAMPLE)


def _again(item: Item) -> Item:
    adopted = read_item(parse_xml(write_item(item, "en")), SCOPE)
    assert adopted.notes == ()
    return adopted.item


@given(bodies, st.integers(1, 4))
def test_items_come_back_as_they_were(body: Body, steps: int) -> None:
    item = item_of(body, steps=min(steps, body.maximum))
    assert _again(item) == item


_texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20).filter(
    lambda text: bool(text.strip()) and not set(text) & {"\ufffe", "\uffff"}
)


@given(_texts, _texts, _texts)
def test_every_character_is_kept(part: str, word: str, explanation: str) -> None:
    body = InlineChoice((part, word), ((word, word + "x"),), (0,))
    item = dataclasses.replace(item_of(body), explanation=explanation, stem=part)
    assert _again(item) == item


def test_line_breaks_and_markup_are_text() -> None:
    body = OpenCloze((" a\r\n\tb <b>&amp; ", "]]> "), ('"x"\n',), (("it's", "<y>"),))
    item = dataclasses.replace(item_of(body), explanation=" <p>\n", stem="\n")
    assert _again(item) == item


def test_metadata_comes_back() -> None:
    parameters = ItemParameters(
        Model.FOUR_PL, 1.2345678901234567, (-0.1,), 0.2, 0.99, Provenance.CALIBRATED
    )
    item = dataclasses.replace(
        item_of(CHOICE),
        id="an id/with strange signs",
        type=ItemType.LISTENING,
        domain=Domain.LISTENING,
        level=Level.C2,
        parameters=parameters,
        passage="pas",
        audio="aud",
        enemies=frozenset({"a", "b"}),
        pretest=True,
    )
    assert _again(item) == item


def test_the_whole_sample_bank_comes_back(sample: Bank) -> None:
    imported = Import(SCOPE)
    imported.read("items.zip", export_bank(sample, sample.items))
    assert {line.status for line in imported.report} == {Status.IMPORTED}
    assert not any(line.notes for line in imported.report)
    assert tuple(imported.items.values()) == sample.items
    assert imported.passages == sample.passages
    audio, media = recordings(sample, (item.audio for item in sample.items if item.audio))
    assert imported.recordings == {name: media[one.digest] for name, one in audio.items()}
    assert {name: one.duration_s for name, one in imported.spoken.items()} == {
        name: one.duration_s for name, one in audio.items()
    }
    for identity, spoken in imported.spoken.items():
        original = dataclasses.replace(sample.extracts[identity], line=spoken.extract.line)
        assert spoken.extract == original


def test_a_package_is_the_same_twice(sample: Bank) -> None:
    chosen = sample.items[:5]
    assert export_bank(sample, chosen) == export_bank(sample, chosen)


def test_the_sample_bank_can_be_written_for_authors(sample: Bank) -> None:
    for item in sample.items:
        entry = item_entry(item, CUTS)
        assert "parameters" not in entry


def _as_qti(body: Body, response: Response) -> dict[str, Json]:
    match body, response:
        case InlineChoice(), Picks(picks):
            return {
                response_of_gap(gap): None if pick is None else part_identifier(pick)
                for gap, pick in enumerate(picks)
            }
        case MultipleChoice(), Picks((pick,)):
            return {"RESPONSE": None if pick is None else part_identifier(pick)}
        case WordBank(), Picks(picks):
            pairs = [(pick, gap) for gap, pick in enumerate(picks) if pick is not None]
            return {"RESPONSE": [f"{part_identifier(pick)} G{gap + 1}" for pick, gap in pairs]}
        case OpenCloze(), Texts(texts):
            return {response_of_gap(gap): text for gap, text in enumerate(texts)}
        case TextOrder() | Scrambled(), Order(order):
            return {"RESPONSE": [part_identifier(index) for index in order]}
        case _:
            raise AssertionError(body)


@given(st.data())
@settings(deadline=None)
def test_exported_rules_give_our_points(data: st.DataObject) -> None:
    body = data.draw(bodies)
    response = data.draw(responses_to(body))
    outcomes = score_document(write_item(item_of(body), "en"), _as_qti(body, response))
    assert outcomes["SCORE"] == points_of(body, response)
    assert outcomes["MAXSCORE"] == body.maximum
    assert outcomes["FEEDBACK"] == "explanation"


def test_repeated_words_are_scored_as_we_do() -> None:
    body = Scrambled("to", ("be", "or", "not", "to", "be"), ((0, 1, 2, 3, 4),))
    for order in [(4, 1, 2, 3, 0), (0, 4, 3, 1), (3, 0, 1, 2, 4), (0, 1, 2, 3), ()]:
        outcomes = score_document(write_item(item_of(body), "en"), _as_qti(body, Order(order)))
        assert outcomes["SCORE"] == points_of(body, Order(order)), order


ITEM = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
 identifier="foreign" title="t" adaptive="false" time-dependent="false">
 <qti-response-declaration identifier="RESPONSE" cardinality="{cardinality}"
  base-type="{base}">{declared}</qti-response-declaration>
 <qti-item-body>{body}</qti-item-body>{more}
</qti-assessment-item>"""


def _correct(*values: str) -> str:
    inner = "".join(f"<qti-value>{value}</qti-value>" for value in values)
    return f"<qti-correct-response>{inner}</qti-correct-response>"


def _foreign(
    body: str,
    *correct: str,
    base: str = "identifier",
    cardinality: str = "single",
    more: str = "",
    declared: str | None = None,
) -> bytes:
    key = _correct(*correct) if declared is None else declared
    text = ITEM.format(cardinality=cardinality, base=base, declared=key, body=body, more=more)
    return text.encode()


CHOICES = (
    '<qti-simple-choice identifier="A">one</qti-simple-choice>'
    '<qti-simple-choice identifier="B">two <b>bold</b></qti-simple-choice>'
    '<qti-simple-choice identifier="C">three</qti-simple-choice>'
)


def _choice(inner: str, more: str = "") -> str:
    return (
        f'<qti-choice-interaction response-identifier="RESPONSE" {more}>{inner}'
        "</qti-choice-interaction>"
    )


def test_a_foreign_question_is_adopted_with_notes() -> None:
    feedback = '<qti-modal-feedback outcome-identifier="F" identifier="x">So.</qti-modal-feedback>'
    data = _foreign(
        "<p>Read   this.</p>"
        + _choice(f"<qti-prompt>Which?</qti-prompt>{CHOICES}", 'shuffle="true" max-choices="1"')
        + "<qti-rubric-block>for staff</qti-rubric-block>",
        "B",
        more='<qti-stylesheet href="x.css"/><qti-response-processing/>' + feedback,
    )
    adopted = read_item(parse_xml(data), SCOPE)
    item = adopted.item
    assert item.body == MultipleChoice("Which?", ("one", "two bold", "three"), 1)
    assert (item.stem, item.explanation) == ("Read this.", "So.")
    assert (item.domain, item.level) == (Domain.READING, Level.C1)
    assert [note.construct for note in adopted.notes] == [
        "qti-assessment-item",
        "qti-stylesheet",
        "qti-choice-interaction",
        "qti-rubric-block",
        "qti-response-processing",
    ]


def test_words_around_a_bare_choice_are_its_question() -> None:
    item = read_item(parse_xml(_foreign("<p>Which?</p>" + _choice(CHOICES), "A")), SCOPE).item
    assert (item.body, item.stem) == (
        MultipleChoice("Which?", ("one", "two bold", "three"), 0),
        "",
    )


def test_a_foreign_order_gives_its_first_part() -> None:
    inner = f"<qti-prompt>Order!</qti-prompt>{CHOICES}"
    body = f'<qti-order-interaction response-identifier="RESPONSE">{inner}</qti-order-interaction>'
    item = read_item(parse_xml(_foreign(body, "C", "B", "A", cardinality="ordered")), SCOPE).item
    assert item.body == TextOrder("three", ("one", "two bold"), (1, 0))
    assert item.stem == "Order!"


def test_foreign_gaps_of_three_kinds() -> None:
    drop = (
        '<p>I <qti-inline-choice-interaction response-identifier="RESPONSE">'
        '<qti-inline-choice identifier="A">am</qti-inline-choice>'
        '<qti-inline-choice identifier="B">is</qti-inline-choice>'
        "</qti-inline-choice-interaction> here.</p><p>Yes.</p>"
    )
    body = read_item(parse_xml(_foreign(drop, "A")), SCOPE).item.body
    assert body == InlineChoice(("I ", " here.\nYes."), (("am", "is"),), (0,))
    entry = '<p>Not <qti-text-entry-interaction response-identifier="RESPONSE"/>.</p>'
    mapping = (
        _correct("color") + '<qti-mapping><qti-map-entry map-key="colour" mapped-value="1"/>'
        '<qti-map-entry map-key="colr" mapped-value="0"/></qti-mapping>'
    )
    item = read_item(parse_xml(_foreign(entry, base="string", declared=mapping)), SCOPE).item
    assert item.body == OpenCloze(("Not ", "."), (None,), (("color", "colour"),))
    words = (
        '<qti-gap-match-interaction response-identifier="RESPONSE">'
        "<qti-prompt>Fill in.</qti-prompt>"
        '<qti-gap-text identifier="W" match-max="1">sea</qti-gap-text>'
        '<qti-gap-text identifier="V" match-max="1">sky</qti-gap-text>'
        '<p>The <qti-gap identifier="G"/> is blue.</p></qti-gap-match-interaction>'
    )
    data = _foreign(words, "V G", base="directedPair", cardinality="multiple")
    item = read_item(parse_xml(data), SCOPE).item
    assert item.body == WordBank(("The ", " is blue."), ("sea", "sky"), (1,))
    assert item.stem == "Fill in."


REJECTED: dict[str, tuple[bytes, str]] = {
    "several answers": (
        _foreign(_choice(CHOICES, 'max-choices="2"'), "A"),
        "qti-choice-interaction>: a question with several",
    ),
    "picture": (
        _foreign('<p><img src="x.png" alt=""/></p>' + _choice(CHOICES), "A"),
        "<img> cannot be carried over",
    ),
    "picture in a choice": (
        _foreign(_choice(CHOICES.replace("three", '<img src="x.png" alt=""/>')), "A"),
        "<img> cannot be carried over",
    ),
    "no interaction": (_foreign("<p>Text.</p>", "A"), "no interaction"),
    "two interactions": (
        _foreign(_choice(CHOICES) + _choice(CHOICES), "A"),
        "a second interaction",
    ),
    "other interaction": (
        _foreign('<qti-slider-interaction response-identifier="RESPONSE"/>', "A"),
        "<qti-slider-interaction> is none of our types",
    ),
    "film": (
        _foreign('<qti-media-interaction response-identifier="RESPONSE"/>', "A"),
        "<qti-media-interaction> is none of our types",
    ),
    "no key": (_foreign(_choice(CHOICES), declared=""), "RESPONSE has no key"),
    "key outside": (_foreign(_choice(CHOICES), "Z"), "is no choice"),
    "undeclared": (
        _foreign(_choice(CHOICES).replace('"RESPONSE"', '"R2"'), "A"),
        "R2 is not declared",
    ),
    "choices with one name": (
        _foreign(_choice(CHOICES.replace('"B"', '"A"')), "A"),
        "distinct choices",
    ),
    "unknown child": (
        _foreign(_choice(CHOICES + "<qti-object/>"), "A"),
        "<qti-object> cannot be carried over",
    ),
    "one option": (
        _foreign(
            "<p>?</p>" + _choice('<qti-simple-choice identifier="A">one</qti-simple-choice>'), "A"
        ),
        "fewer than two options",
    ),
    "adaptive": (
        _foreign(_choice(CHOICES), "A").replace(b'adaptive="false"', b'adaptive="true"'),
        "adapts itself",
    ),
    "template": (
        _foreign(_choice(CHOICES), "A", more="<qti-template-processing/>"),
        "<qti-template-processing> is not supported",
    ),
    "key of half the order": (
        _foreign(
            f'<qti-order-interaction response-identifier="RESPONSE">{CHOICES}'
            "</qti-order-interaction>",
            "A",
            cardinality="ordered",
        ),
        "does not order every part",
    ),
    "no entry key": (
        _foreign(
            '<p><qti-text-entry-interaction response-identifier="RESPONSE"/></p>',
            base="string",
            declared="",
        ),
        "has no key",
    ),
    "words in a gap": (
        _foreign(
            '<p><qti-text-entry-interaction response-identifier="RESPONSE">'
            "<qti-prompt>p</qti-prompt></qti-text-entry-interaction></p>",
            "x",
            base="string",
        ),
        "words inside",
    ),
    "gap without key": (
        _foreign(
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


def test_braces_cannot_be_written_for_authors() -> None:
    with pytest.raises(SourceError, match="brace"):
        item_entry(item_of(OpenCloze(("a { b", ""), (None,), (("x",),))), CUTS)
    with pytest.raises(SourceError):
        item_entry(item_of(OpenCloze(("a", ""), (None,), (("and/or",),))), CUTS)


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


@pytest.mark.parametrize("body", BODIES)
def test_foreign_order_on_screen_is_only_reshuffled(body: Body) -> None:
    entry = item_entry(item_of(body, identity="another id"), CUTS)
    assert entry["id"] == "another id"


def test_passages_come_back_and_foreign_ones_are_read() -> None:
    passage = Passage("p", "T", "One.\n\n  Two & three.", Level.B2)
    assert read_passage(write_passage(passage, "en"), Level.A1) == passage
    foreign = (
        b'<qti-assessment-stimulus identifier="p" title="T"><qti-stimulus-body>'
        b"<h1>Head</h1><p>One <i>two</i>.</p></qti-stimulus-body></qti-assessment-stimulus>"
    )
    assert read_passage(foreign, Level.A1) == Passage("p", "T", "Head\nOne two.", Level.A1)
    with pytest.raises(QtiError, match="no stimulus"):
        read_passage(b"<p/>", Level.A1)


def _zip(**files: bytes) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_xml", ".xml"), data)
    return memory.getvalue()


def _manifest(kind: str, href: str) -> bytes:
    return (
        f'<manifest><resources><resource identifier="r" type="{kind}" href="{href}"/>'
        "</resources></manifest>"
    ).encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 and so on", "unpacked"),
        (_zip(item_xml=b"<a/>"), "no imsmanifest.xml"),
        (_zip(imsmanifest_xml=_manifest("imsqti_item_xmlv3p0", "x.xml")), "is not in the package"),
        (_zip(imsmanifest_xml=b"<manifest>"), "not well-formed"),
        (_zip(imsmanifest_xml=b"<m><resource/></m>"), "needs the attribute"),
    ],
    ids=["not-a-zip", "no-manifest", "missing-item", "broken-manifest", "resource-without-href"],
)
def test_damaged_packages_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(QtiError, match=words):
        read_package(data)
    imported = Import(SCOPE)
    imported.read("p.zip", data)
    assert [line.status for line in imported.report] == [Status.REJECTED]


def test_tests_inside_a_package_are_named_not_lost() -> None:
    data = _zip(imsmanifest_xml=_manifest("imsqti_test_xmlv3p0", "t.xml"), t_xml=b"<t/>")
    imported = Import(SCOPE)
    imported.read("p.zip", data)
    [line] = imported.report
    assert line.status is Status.LEFT_OUT
    assert "imsqti_test_xmlv3p0" in line.reason


def test_items_need_their_passage_recording_and_own_id(sample: Bank) -> None:
    imported = Import(SCOPE)
    with_passage = next(item for item in sample.items if item.passage)
    imported.read("a.xml", write_item(with_passage, "en"))
    heard = next(item for item in sample.items if item.audio)
    imported.read("b.xml", write_item(heard, "en"))
    assert heard.audio is not None
    spoken = Spoken(sample.extracts[heard.audio], 3.0)
    imported.read("c.xml", write_item(heard, "en", spoken))
    imported.read("d.xml", write_item(item_of(CLOZE), "en"))
    imported.read("e.xml", write_item(item_of(CHOICE), "en"))
    assert count(imported.report, Status.REJECTED) == 4
    assert [line.reason.split(":")[1].strip()[:12] for line in imported.report[:3]] == [
        "<qti-assessm",
        "<qti-media-i",
        "<qti-media-i",
    ]
    assert "came before" in imported.report[4].reason


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (">multiple_choice<", ">essay<"),
        (">reading<", ">spelling<"),
        (">B1<", ">B7<"),
        (">2PL<", ">9PL<"),
        ("ESCALE_A", "ESCALE_Z"),
    ],
)
def test_damaged_metadata_is_refused(right: str, wrong: str) -> None:
    item = dataclasses.replace(item_of(CHOICE), domain=Domain.READING)
    text = write_item(item, "en").decode().replace(right, wrong)
    with pytest.raises(QtiError):
        read_item(parse_xml(text.encode()), SCOPE)


def test_an_extract_id_never_becomes_a_path(sample: Bank) -> None:
    heard = next(item for item in sample.items if item.audio)
    assert heard.audio is not None
    item = dataclasses.replace(heard, audio="../../etc/x")
    data = write_item(item, "en", Spoken(sample.extracts[heard.audio], 3.0))
    with pytest.raises(QtiError, match="not an extract of ours"):
        read_item(parse_xml(data), SCOPE)


def test_a_bank_with_problems_is_not_exported(tmp_path: Path) -> None:
    bank = load_bank(write_bank(tmp_path, vocabulary="- a"))
    with pytest.raises(LintError):
        export_bank(bank, bank.items)


def test_the_commands_carry_a_bank_there_and_back(tmp_path: Path, sample: Bank) -> None:
    package, folder = tmp_path / "items.zip", tmp_path / "bank"
    chosen = [sample.items[0].id, next(item.id for item in sample.items if item.audio)]
    chosen.append(next(item.id for item in sample.items if item.passage))
    options = [part for identity in chosen for part in ("--item", identity)]
    done = RUNNER.invoke(app, ["export-qti", "--out", str(package), *options])
    assert done.exit_code == 0, done.output
    done = RUNNER.invoke(app, ["import-qti", str(package), "--into", str(folder), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["imported"], told["rejected"]) == (3, 0)
    again = load_bank(folder)
    assert again.problems == ()
    assert {item.id: item for item in again.items} == {
        item.id: item for item in sample.items if item.id in chosen
    }
    old, new = (recordings(bank, again.extracts) for bank in (sample, again))
    assert old == new
    done = RUNNER.invoke(app, ["import-qti", str(package), "--into", str(folder)])
    assert isinstance(done.exception, SourceError)


def test_import_says_what_it_refused(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_bytes(_foreign("<p>Which?</p>" + _choice(CHOICES), "A"))
    bad.write_bytes(b"<a>")
    done = RUNNER.invoke(app, ["import-qti", str(good), str(bad), "--level", "a2"])
    assert done.exit_code == 0
    assert "good.xml: imported foreign" in done.stdout
    assert "bad.xml: rejected line 1" in done.stdout
    assert "1 imported, 1 rejected" in done.stdout
    done = RUNNER.invoke(app, ["import-qti", str(bad)])
    assert isinstance(done.exception, QtiError)
    for options in (["--level", "B9"], []):
        done = RUNNER.invoke(app, ["import-qti", str(tmp_path / "none.xml"), *options])
        assert isinstance(done.exception, SourceError)


def test_score_prints_outcomes(tmp_path: Path) -> None:
    path = tmp_path / "item.xml"
    path.write_bytes(write_item(item_of(CHOICE), "en"))
    done = RUNNER.invoke(app, ["score-qti", str(path), "--responses", '{"RESPONSE": "P2"}'])
    assert json.loads(done.stdout)["SCORE"] == 1.0
    for text in ("{", "[1]", '{"OTHER": 1}'):
        done = RUNNER.invoke(app, ["score-qti", str(path), "--responses", text])
        assert isinstance(done.exception, QtiError)
