# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Authors' YAML: words stay words, mistakes have a line."""

from pathlib import Path

import pytest

from appliance.bank.errors import SourceError
from appliance.bank.yaml_source import Entry, read_yaml


def _read(folder: Path, text: str | bytes) -> Entry:
    path = folder / "file.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_yaml(path)


def test_words_stay_words(tmp_path: Path) -> None:
    entry = _read(tmp_path, "options: [no, on, 12:30, 2010, null, 1e3, 2024-01-02, ~]\n")
    assert entry.texts("options") == ("no", "on", "12:30", "2010", "null", "1e3", "2024-01-02", "~")


def test_maps_know_their_line(tmp_path: Path) -> None:
    entry = _read(tmp_path, "items:\n  - id: a\n    type: b\n  - {id: c}\n")
    assert [member.line for member in entry.entries("items")] == [2, 4]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\na: 2\n", 2),
        ("a: &x [1]\nb: *x\n", 1),
        ("a: [1\n", 2),
        ("- a\n", 0),
        ("", 0),
        (b"a: \xff\n", 0),
        ("? [a]\n: b\n", 1),
        ("a: " + "[" * 20 + "]" * 20, 1),
        ("a: '" + "x" * (1 << 20) + "'", 0),
    ],
    ids=["twice", "anchor", "open", "list", "empty", "latin", "complex", "deep", "large"],
)
def test_other_files_are_refused_at_their_line(
    tmp_path: Path, text: str | bytes, line: int
) -> None:
    with pytest.raises(SourceError) as caught:
        _read(tmp_path, text)
    assert caught.value.line == line


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_yaml(tmp_path / "nowhere.yaml")


def test_readers_refuse_other_shapes(tmp_path: Path) -> None:
    entry = _read(tmp_path, "word: w\nempty: ''\nlist: [a, {b: c}]\nnested: [[a]]\nmap: {a: b}\n")
    assert entry.text("word") == "w"
    assert entry.text_or("absent", "x") == "x"
    assert entry.texts("absent") == ()
    for wrong in (
        lambda: entry.text("absent"),
        lambda: entry.text("empty"),
        lambda: entry.text("list"),
        lambda: entry.texts("word"),
        lambda: entry.texts("list"),
        lambda: entry.entries("list"),
        lambda: entry.members("nested"),
        lambda: entry.members("map"),
        lambda: entry.refuse_unknown(frozenset({"word"})),
    ):
        with pytest.raises(SourceError):
            wrong()
