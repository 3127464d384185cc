# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI exchange: ours comes back as it was."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from appliance.bank.bank import Bank, load_bank
from appliance.bank.build import SAMPLE
from appliance.bank.errors import QtiError, SourceError
from appliance.bank.materials import Spoken
from appliance.bank.qti.export import export_bank
from appliance.bank.qti.imports import Import, Status, read_passage
from appliance.bank.qti.reader import Scope, read_item
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
    OpenCloze,
)
from appliance.exam.levels import Domain, ItemType, Level
from appliance.exam.passages import Passage
from tests.unit.exam.samples import BODIES, CHOICE, bodies, item_of

CUTS = Blueprint().cuts
SCOPE = Scope(Domain.READING, Level.C1, CUTS)
RUNNER = CliRunner()


@pytest.fixture(scope="module")
def sample() -> Bank:
    return load_bank(SAMPLE)


def again(item: Item) -> Item:
    adopted = read_item(parse_xml(write_item(item, "en")), SCOPE)
    assert adopted.notes == ()
    return adopted.item


@given(bodies, st.integers(1, 4))
def test_items_come_back_as_they_were(body: Body, steps: int) -> None:
    item = item_of(body, steps=min(steps, body.maximum))
    assert again(item) == item


_texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20).filter(
    lambda text: bool(text.strip()) and not set(text) & {"\ufffe", "\uffff"}
)


@given(_texts, _texts, _texts)
def test_every_character_is_kept(part: str, word: str, explanation: str) -> None:
    body = InlineChoice((part, word), ((word, word + "x"),), (0,))
    item = dataclasses.replace(item_of(body), explanation=explanation, stem=part)
    assert again(item) == item


def test_line_breaks_and_markup_are_text() -> None:
    body = OpenCloze((" a\r\n\tb <b>&amp; ", "]]> "), ('"x"\n',), (("it's", "<y>"),))
    item = dataclasses.replace(item_of(body), explanation=" <p>\n", stem="\n")
    assert again(item) == item


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
    assert again(item) == item


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


def test_the_sample_bank_can_be_written_for_authors(sample: Bank) -> None:
    for item in sample.items:
        entry = item_entry(item, CUTS)
        assert "parameters" not in entry


def test_braces_cannot_be_written_for_authors() -> None:
    with pytest.raises(SourceError, match="brace"):
        item_entry(item_of(OpenCloze(("a { b", ""), (None,), (("x",),))), CUTS)
    with pytest.raises(SourceError):
        item_entry(item_of(OpenCloze(("a", ""), (None,), (("and/or",),))), CUTS)


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
