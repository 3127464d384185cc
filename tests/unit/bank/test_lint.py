# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The lint: one fault put into a sound bank, one problem found."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from appliance.bank.bank import Bank, load_bank
from appliance.bank.linting.items import inspect
from appliance.bank.linting.lint import lint
from appliance.bank.linting.problems import Problem, Severity
from appliance.bank.linting.readability import grade
from appliance.bank.recordings import script_digest
from appliance.exam.items import (
    Body,
    InlineChoice,
    MultipleChoice,
    OpenCloze,
    Scrambled,
    TextOrder,
    WordBank,
)
from tests.unit.bank.tiny import EXTRACTS, HEARD, ITEMS, PASSAGES, write_bank
from tests.unit.exam.samples import BODIES, item_of

LONG = "word " * 150
FAULTY: dict[str, tuple[Body, str, Severity]] = {
    "options that are one answer": (
        MultipleChoice("q", ("Don't", "don\u2019t.", "do"), 0),
        "keys",
        Severity.ERROR,
    ),
    "a distractor that is a key": (
        WordBank(("a", "b"), ("to", "To", "at"), (0,)),
        "keys",
        Severity.ERROR,
    ),
    "an answer of two words": (
        OpenCloze(("a", "b"), (None,), (("a lot",),)),
        "keys",
        Severity.ERROR,
    ),
    "a root that is the answer": (
        OpenCloze(("a", "b"), ("Happy",), (("happy",),)),
        "keys",
        Severity.ERROR,
    ),
    "a variant listed twice": (
        OpenCloze(("a", "b"), (None,), (("x", "X"),)),
        "keys",
        Severity.WARNING,
    ),
    "the same order twice": (
        Scrambled("a", ("b", "c", "d"), ((0, 1, 2), (0, 1, 2))),
        "keys",
        Severity.WARNING,
    ),
    "two options": (MultipleChoice("q", ("a", "b"), 0), "distractors", Severity.WARNING),
    "six options in a list": (
        InlineChoice(("a", "b"), (tuple("abcdef"),), (0,)),
        "distractors",
        Severity.WARNING,
    ),
    "all of the above": (
        MultipleChoice("q", ("a", "b", "All of the above."), 0),
        "distractors",
        Severity.WARNING,
    ),
    "a key that gives itself away": (
        MultipleChoice("q", ("one two three four five six seven", "one", "one two"), 0),
        "distractors",
        Severity.WARNING,
    ),
    "a bank without a spare word": (
        WordBank(("a", "b", "c"), ("x", "y"), (0, 1)),
        "distractors",
        Severity.WARNING,
    ),
    "an article that leaves one word": (
        WordBank(("Keep an ", " on the ", "."), ("eye", "bag", "hand"), (0, 1)),
        "clues",
        Severity.WARNING,
    ),
    "an article that leaves one choice": (
        InlineChoice(("It took a ", "."), (("hour", "uniform", "umbrella"),), (1,)),
        "clues",
        Severity.WARNING,
    ),
    "a capital that leaves one word": (
        WordBank(("", " it is."), ("So", "such", "let"), (0,)),
        "clues",
        Severity.WARNING,
    ),
    "an answer that the text shows": (
        OpenCloze(
            ("My mother's sister is my ", "; my aunt's sons are ", "."),
            (None,) * 2,
            (("aunt",), ("Tom", "Al")),
        ),
        "clues",
        Severity.WARNING,
    ),
    "too much to read": (
        MultipleChoice(LONG, ("a", "b", "c"), 0),
        "length",
        Severity.WARNING,
    ),
    "too many words to order": (
        Scrambled("a", tuple(f"w{n}" for n in range(15)), (tuple(range(15)),)),
        "length",
        Severity.WARNING,
    ),
    "too many sentences to order": (
        TextOrder("a", tuple(f"s{n}." for n in range(9)), tuple(range(9))),
        "length",
        Severity.WARNING,
    ),
    "too many gaps": (
        OpenCloze(("a",) * 8, (None,) * 7, (("x",),) * 7),
        "length",
        Severity.WARNING,
    ),
}


@pytest.mark.parametrize(("body", "rule", "severity"), FAULTY.values(), ids=FAULTY.keys())
def test_a_faulty_item_is_found(body: Body, rule: str, severity: Severity) -> None:
    assert [(found.rule, found.severity) for found in inspect(item_of(body))] == [(rule, severity)]


def test_sound_items_pass() -> None:
    # The sample drop-downs have two options each, which is worth a warning and no more.
    found = [finding for body in BODIES for finding in inspect(item_of(body))]
    assert {finding.severity for finding in found} <= {Severity.WARNING}


def test_an_explanation_is_no_lecture(tmp_path: Path) -> None:
    text = ITEMS.replace("explanation: Adverb.", f"explanation: {LONG}")
    assert _found(tmp_path, "length", vocabulary=text)


def _bank(folder: Path, **replaced: str) -> Bank:
    bank = load_bank(write_bank(folder, **replaced))
    audio = folder / "audio"
    audio.mkdir()
    index: dict[str, dict[str, str | float]] = {}
    for identity, extract in bank.extracts.items():
        (audio / f"{identity}.ogg").write_bytes(b"OggS")
        digest = sha256(b"OggS").hexdigest()
        entry: dict[str, str | float] = {"script": script_digest(extract), "sha256": digest}
        index[identity] = entry | {"duration_s": 8.0}
    (audio / "index.json").write_text(json.dumps(index))
    return bank


def _found(folder: Path, rule: str, **replaced: str) -> list[Problem]:
    return [problem for problem in lint(_bank(folder, **replaced)).problems if problem.rule == rule]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("id: v1,", "id: v1, passage: nowhere,"),
        ("id: v1,", "id: v1, enemies: [nowhere],"),
    ],
)
def test_references_must_lead_somewhere(tmp_path: Path, right: str, wrong: str) -> None:
    [problem] = _found(tmp_path, "references", vocabulary=ITEMS.replace(right, wrong))
    assert (problem.item, problem.severity) == ("v1", Severity.ERROR)


def test_unknown_and_unused_extracts(tmp_path: Path) -> None:
    text = HEARD.replace("extract: hello", "extract: hullo")
    found = _found(tmp_path, "references", heard=text)
    assert {problem.item for problem in found} == {"hello", "l1", "l2", "l3"}


def test_the_mini_test_has_one_of_each(tmp_path: Path) -> None:
    assert _found(tmp_path, "minitest")
    found = _found(tmp_path / "other", "minitest", minitest="items: [nowhere]")
    assert [problem.item for problem in found] == ["", "nowhere"]


def test_the_same_question_twice(tmp_path: Path) -> None:
    twice = (
        '  - {id: v7, type: multiple_choice, question: "Which one is a colour?",'
        " options: [red, chair, six], explanation: Red is.}\n"
    )
    [problem] = _found(tmp_path, "duplicate-stem", vocabulary=ITEMS + twice)
    assert (problem.item, problem.severity) == ("v7", Severity.ERROR)


@pytest.mark.parametrize(("enemies", "count"), [("", 1), (" enemies: [v1],", 0)])
def test_nearly_the_same_question(tmp_path: Path, enemies: str, count: int) -> None:
    sentence = "I {usually|usual|use} get up very early on cold winter"
    text = ITEMS.replace("I {usually|usual|use} get up early.", sentence + " mornings.")
    again = (
        f'  - {{id: v7, type: inline_choice,{enemies} text: "{sentence} days.",'
        " explanation: Adverb.}\n"
    )
    assert len(_found(tmp_path, "duplicate-stem", vocabulary=text + again)) == count


def test_texts_too_hard_for_their_level(tmp_path: Path) -> None:
    hard = "Institutional responsibilities notwithstanding, administrators "
    text = EXTRACTS.replace("Hello, I am Ana.", (hard * 10).strip())
    assert [problem.item for problem in _found(tmp_path, "reading-level", extracts=text)] == [
        "hello"
    ]
    text = PASSAGES.replace("Some words to read before the questions.", (hard * 10).strip())
    found = _found(tmp_path / "other", "reading-level", passages=text)
    assert [problem.item for problem in found] == ["pas"]


def test_other_languages_are_not_graded_as_english(tmp_path: Path) -> None:
    text = EXTRACTS.replace("Hello, I am Ana.", "Verantwortlichkeiten " * 40)
    assert not _found(tmp_path, "reading-level", extracts=text, about="id: x\nlanguage: de\n")


def test_grades_rise_with_difficulty() -> None:
    easy = grade("The cat sat. The dog ran. It was fun.")
    hard = grade("Notwithstanding considerable institutional opposition, reforms materialised.")
    assert easy < 3 < 12 < hard
    assert grade("") == 0.0


def test_recordings_must_be_there(tmp_path: Path) -> None:
    report = lint(load_bank(write_bank(tmp_path)))
    assert [problem.item for problem in report.errors if problem.rule == "audio"] == ["hello"]


@pytest.mark.parametrize(
    ("right", "wrong"), [("voice: b", "voice: a"), ("kind: dialogue", "kind: message")]
)
def test_a_dialogue_has_two_voices_and_nothing_else_has(
    tmp_path: Path, right: str, wrong: str
) -> None:
    [problem] = _found(tmp_path, "audio", extracts=EXTRACTS.replace(right, wrong))
    assert (problem.item, problem.severity) == ("hello", Severity.WARNING)


def test_recordings_have_a_sensible_length(tmp_path: Path) -> None:
    bank = _bank(tmp_path)
    index = tmp_path / "audio" / "index.json"
    index.write_text(index.read_text().replace("8.0", "240.0"))
    [problem] = [problem for problem in lint(bank).problems if problem.rule == "audio"]
    assert problem.message.startswith("240 s")


def test_short_passages_few_questions_and_other_levels(tmp_path: Path) -> None:
    text = ITEMS.replace("level: B1", "level: C2").replace("id: v1,", "id: v1, passage: pas,")
    bank = write_bank(tmp_path)
    (bank / "vocabulary" / "b1.yaml").rename(bank / "vocabulary" / "c2.yaml")
    (bank / "vocabulary" / "c2.yaml").write_text(text)
    messages = {(found.rule, found.item): found.message for found in lint(load_bank(bank)).problems}
    assert messages["length", "pas"].startswith("7 words")
    assert messages["spread", "pas"].startswith("1 questions")
    assert messages["spread", "v1"] == "a C2 question on a B1 passage"


def test_a_bank_must_fill_its_quotas(tmp_path: Path) -> None:
    found = _found(tmp_path, "spread")
    errors = [problem.message for problem in found if problem.severity is Severity.ERROR]
    assert "vocabulary: 5 items cannot fill the quota" in errors
    assert any(problem.message == "reading: no item of level A1" for problem in found)


def test_a_type_that_nobody_asks(tmp_path: Path) -> None:
    text = ITEMS.replace("type: scrambled, sentence", "type: essay, sentence")
    messages = [problem.message for problem in _found(tmp_path, "spread", vocabulary=text)]
    assert "no item of type scrambled" in messages


def test_a_sitting_of_few_minutes(tmp_path: Path) -> None:
    assert _found(tmp_path, "time")


def test_the_report_counts_and_is_json(tmp_path: Path) -> None:
    report = lint(_bank(tmp_path))
    told = json.loads(json.dumps(report.to_json()))
    assert told["items"] == 10
    assert told["by_domain"] == {"grammar": 1, "listening": 3, "vocabulary": 6}
    assert told["by_level"] == {"A1": 4, "B1": 6}
    assert told["by_type"]["listening"] == 3
    assert (told["passages"], told["extracts"], told["oral"], told["minitest"]) == (1, 1, 3, 2)
    assert set(told["problems"][0]) == {"file", "line", "item", "rule", "message", "severity"}
