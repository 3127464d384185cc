# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A bank in a folder: all of it read, every mistake found at once."""

from pathlib import Path

import pytest

from appliance.bank.bank import load_bank
from appliance.bank.errors import SourceError
from appliance.bank.preview import find_item, preview
from appliance.bank.writing import item_entry
from appliance.exam.cat.parameters import ItemParameters, Model, Provenance
from appliance.exam.items import (
    InlineChoice,
    MultipleChoice,
    OpenCloze,
    Scrambled,
    TextOrder,
    WordBank,
)
from appliance.exam.levels import Domain, ItemType, Level
from appliance.exam.passages import OralPart
from appliance.exam.scoring import key_response, points_of
from tests.unit.bank.tiny import EXTRACTS, HEARD, ITEMS, MINITEST, ORAL, PASSAGES, write_bank


def test_the_whole_bank_is_read(tmp_path: Path) -> None:
    bank = load_bank(write_bank(tmp_path))
    assert bank.problems == ()
    assert (bank.id, bank.language, bank.version) == ("tiny", "en", "7")
    assert "".join(item.id for item in bank.items) == "l1l2l3v1v2v3v4v5v6m1"
    assert set(bank.passages) == {"pas"}
    assert bank.extracts["hello"].transcript == "A: Hello, I am Ana.\nB: Hi."
    assert bank.minitest == ("v2", "m1")
    assert [prompt.part for prompt in bank.oral.prompts] == list(OralPart)
    assert bank.places["v3"].line == 6


def test_keys_come_first_on_paper_and_anywhere_on_screen(tmp_path: Path) -> None:
    bodies = {item.id: item.body for item in load_bank(write_bank(tmp_path)).items}
    match [bodies[f"v{n}"] for n in range(1, 7)]:
        case [
            InlineChoice() as inline,
            WordBank() as words,
            OpenCloze() as cloze,
            Scrambled() as scrambled,
            TextOrder() as order,
            MultipleChoice() as choice,
        ]:
            assert inline.options[0][inline.keys[0]] == "usually"
            assert [words.bank[key] for key in words.keys] == ["leaves", "arrives"]
            assert sorted(words.bank) == ["arrives", "comes", "goes", "leaves"]
            assert cloze.roots == (None, "happy")
            assert cloze.accepted == (("colour", "color"), ("happiness",))
            sentences = [" ".join(scrambled.words[n] for n in key) for key in scrambled.keys]
            assert sentences == ["do you usually have lunch", "usually do you have lunch"]
            assert [order.sentences[n] for n in order.key] == ["Second.", "Third.", "Fourth."]
            assert choice.options[choice.key] == "green"
        case other:
            pytest.fail(f"other bodies: {other}")
    for body in bodies.values():
        assert points_of(body, key_response(body)) == body.maximum


def test_listening_takes_three_bodies(tmp_path: Path) -> None:
    items = [item for item in load_bank(write_bank(tmp_path)).items if item.audio]
    assert [type(item.body) for item in items] == [MultipleChoice, InlineChoice, OpenCloze]
    assert {item.type for item in items} == {ItemType.LISTENING}
    assert {(item.domain, item.level) for item in items} == {(Domain.LISTENING, Level.A1)}


def test_enemies_are_mutual(tmp_path: Path) -> None:
    text = ITEMS.replace("id: v1,", "id: v1, enemies: [v6],")
    bank = load_bank(write_bank(tmp_path, vocabulary=text))
    assert find_item(bank, "v6").enemies == {"v1"}


def test_titles_stems_passages_and_pretests(tmp_path: Path) -> None:
    more = "id: v1, title: T, stem: S, passage: pas, pretest: true,"
    bank = load_bank(write_bank(tmp_path, vocabulary=ITEMS.replace("id: v1,", more)))
    item = find_item(bank, "v1")
    assert (item.stem, item.passage, item.pretest) == ("T\nS", "pas", True)


def test_calibrated_parameters_stand_beside_their_item(tmp_path: Path) -> None:
    given = "id: v6, parameters: {model: 3PL, a: 1.25, b: [-0.5], c: 0.2},"
    bank = load_bank(write_bank(tmp_path, vocabulary=ITEMS.replace("id: v6,", given)))
    expected = ItemParameters(Model.THREE_PL, 1.25, (-0.5,), 0.2, 1.0, Provenance.CALIBRATED)
    item = find_item(bank, "v6")
    assert item.parameters == expected
    again = item_entry(item, bank.blueprint.cuts)
    assert again["parameters"]["provenance"] == "calibrated"
    assert find_item(bank, "v5").parameters.provenance is Provenance.PRIOR


MISTAKES = [
    ("id: v1,", "id: v1, parameters: 3,", "must be a map"),
    ("id: v1,", "id: v1, parameters: {model: 2PL, a: x, b: [0]},", "no number"),
    ("id: v1,", "id: v1, parameters: {model: 2PL, a: 1, b: [0], e: 1},", "not known"),
    ("id: v1,", "id: v1, parameters: {model: 2PL, a: -1, b: [0]},", "not positive"),
    ("id: v1, type: inline_choice", "id: v1, type: essay", "essay"),
    ("id: v1, type: inline_choice", "id: v2, type: inline_choice", "taken"),
    ("explanation: Adverb.", "note: x", "not known"),
    (", explanation: Adverb.", "", "explanation"),
    ("{usually|usual|use}", "usually", "without a gap"),
    ("{usually|usual|use}", "{usually|usually|use}", "same option twice"),
    ("Where usually do you have lunch?", "Where usually do you eat lunch?", "same words"),
    ("Where usually do you have lunch?", "Where do you have lunch?", "leaves out"),
    ("Where usually do you have lunch?", "Do you usually have lunch where?", "begin with"),
    ('["First.", "Second.", "Third.", "Fourth."]', '["First.", "Second."]', "two more"),
    ("Where do you usually have lunch?", "Where now?", "two more"),
    ("[green, table, seven]", "[]", "needs options"),
    ("[green, table, seven]", "[green, green]", "same option twice"),
    ("level: B1", "level: B7", "no level"),
    ("domain: vocabulary", "domain: spelling", "no domain"),
    ("domain: vocabulary", "domain: grammar", "called grammar/b1.yaml"),
]


@pytest.mark.parametrize(("right", "wrong", "words"), MISTAKES)
def test_a_mistake_is_a_problem_with_its_line(
    tmp_path: Path, right: str, wrong: str, words: str
) -> None:
    assert right in ITEMS
    bank = load_bank(write_bank(tmp_path, vocabulary=ITEMS.replace(right, wrong, 1)))
    problem = bank.problems[0]
    assert problem.file == "vocabulary/b1.yaml"
    assert problem.line > 0
    assert words in problem.message
    assert str(problem).startswith(f"vocabulary/b1.yaml:{problem.line}: error:")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("about", "cuts: [a, b]"),
        ("about", "colour: red"),
        ("extracts", EXTRACTS.replace("kind: dialogue", "kind: song")),
        ("extracts", EXTRACTS.replace("voice: b", "voice: z")),
        ("extracts", "extracts: [{id: hello, level: A1, kind: message}]"),
        ("passages", PASSAGES.replace("title: A note, ", "")),
        ("passages", PASSAGES.replace("id: pas", "id: v1")),
        ("oral", ORAL.replace("prompt:", "script:")),
        ("minitest", MINITEST.replace("level: A1, ", "")),
        ("heard", HEARD.replace("extract: hello, question", "question")),
    ],
)
def test_every_file_is_read_strictly(tmp_path: Path, name: str, text: str) -> None:
    assert load_bank(write_bank(tmp_path, **{name: text})).problems


def test_all_mistakes_are_found_in_one_reading(tmp_path: Path) -> None:
    broken = ITEMS.replace("type: inline_choice", "type: essay").replace("[green,", "[table,")
    assert len(load_bank(write_bank(tmp_path, vocabulary=broken, oral="- a")).problems) == 3


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a folder"):
        load_bank(tmp_path / "nowhere")


def test_a_preview_shows_task_key_and_explanation(tmp_path: Path) -> None:
    bank = load_bank(write_bank(tmp_path))
    texts = {item.id: preview(bank, item) for item in bank.items}
    assert "[colour" not in texts["v3"]
    assert "key: colour/color, happiness" in texts["v3"]
    assert "key: Where do you usually have lunch" in texts["v4"]
    assert "A: Hello, I am Ana." in texts["l1"]
    assert all("key: " in text and "prior" in text for text in texts.values())
    with pytest.raises(SourceError):
        find_item(bank, "nowhere")
