# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A small sound bank to write into a folder, for tests to break one line at a time."""
# ruff: noqa: E501 - authors write one item per line

from pathlib import Path

ITEMS = """\
domain: vocabulary
level: B1
items:
  - {id: v1, type: inline_choice, text: "I {usually|usual|use} get up early.", explanation: Adverb.}
  - {id: v2, type: word_bank, text: "It {leaves} at nine and {arrives} at noon.", distractors: [goes, comes], explanation: Trains.}
  - {id: v3, type: open_cloze, text: "I like that {colour/color}. He is full of {happiness <happy>}.", explanation: Noun.}
  - {id: v4, type: scrambled, sentence: "Where do you usually have lunch?", also: ["Where usually do you have lunch?"], explanation: Order.}
  - {id: v5, type: text_order, sentences: ["First.", "Second.", "Third.", "Fourth."], explanation: Counting.}
  - {id: v6, type: multiple_choice, question: "Which one is a colour?", options: [green, table, seven], explanation: Green is.}
"""

HEARD = """\
domain: listening
level: A1
items:
  - {id: l1, type: listening, extract: hello, question: "Who speaks?", options: [Ana, Tom, Kim], explanation: She says so.}
  - {id: l2, type: listening, extract: hello, text: "Her name is {Ana|Tom|Kim}.", explanation: She says so.}
  - {id: l3, type: listening, extract: hello, text: "I am {Ana}, she says.", explanation: She says so.}
"""

EXTRACTS = """\
extracts:
  - {id: hello, level: A1, kind: dialogue, lines: [{voice: a, text: "Hello, I am Ana."}, {voice: b, text: "Hi."}]}
"""

PASSAGES = """\
passages:
  - {id: pas, level: B1, title: A note, text: "Some words to read before the questions."}
"""

ORAL = """\
introduction:
  - {id: o1, level: A2, trade: general, text: "What is your job?", follow_up: ["Since when?"]}
role_plays:
  - {id: o2, level: B1, trade: hotel, title: A full hotel, prompt: "You are at the desk.", examiner: "You want a room."}
discussions:
  - {id: o3, level: B2, text: "Should shops open on Sundays?"}
"""

MINITEST = """\
items:
  - v2
  - {id: m1, domain: grammar, level: A1, type: multiple_choice, question: "Two and two?", options: [four, five, six], explanation: Counting.}
"""


def write_bank(folder: Path, **replaced: str) -> Path:
    """Write the bank into a folder, some files replaced (``vocabulary``, ``heard`` …)."""
    files = {
        "bank.yaml": ("about", 'id: tiny\nlanguage: en\nversion: "7"\n'),
        "vocabulary/b1.yaml": ("vocabulary", ITEMS),
        "listening/a1.yaml": ("heard", HEARD),
        "listening/extracts.yaml": ("extracts", EXTRACTS),
        "reading/passages.yaml": ("passages", PASSAGES),
        "oral.yaml": ("oral", ORAL),
        "minitest.yaml": ("minitest", MINITEST),
    }
    for name, (key, text) in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(replaced.get(key, text), encoding="utf-8")
    return folder
