# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The commands of ``escale bank`` as an author runs them."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from appliance.bank.bank import load_bank
from appliance.bank.build import build_pack
from appliance.bank.errors import (
    ExtractError,
    LintError,
    MissingError,
    OutputError,
    SourceError,
)
from appliance.bank.program import app
from appliance.bank.recordings import script_digest
from appliance.exam.pack import open_pack
from sync.protocol.errors import MalformedError
from sync.protocol.keys import Signer, key_ring
from tests.unit.bank.tiny import ITEMS, write_bank

RUNNER = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bank with its recording made."""
    bank = load_bank(write_bank(tmp_path / "bank"))
    audio = bank.folder / "audio"
    audio.mkdir()
    (audio / "hello.ogg").write_bytes(b"OggS")
    entry = {
        "script": script_digest(bank.extracts["hello"]),
        "sha256": sha256(b"OggS").hexdigest(),
        "duration_s": 8.0,
    }
    (audio / "index.json").write_text(json.dumps({"hello": entry}))
    return bank.folder


def test_lint_of_the_sample_is_clean() -> None:
    done = RUNNER.invoke(app, ["lint", "--json", "--strict"])
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["problems"] == []
    assert set(told) >= {"items", "by_domain", "by_type", "by_level", "problems"}


def test_lint_of_a_bad_bank_tells_and_fails(folder: Path) -> None:
    done = RUNNER.invoke(app, ["lint", str(folder)])
    assert isinstance(done.exception, LintError)
    assert "cannot fill the quota" in done.stdout
    assert "warnings" in done.stdout.splitlines()[-1]


def test_build_signs_a_pack_that_opens(folder: Path, tmp_path: Path) -> None:
    key, out = tmp_path / "content.key", tmp_path / "tiny.pack"
    options = [str(folder), "--draft", "--key", str(key), "--out", str(out)]
    done = RUNNER.invoke(app, ["build", *options, "--new-key", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    signer = Signer.from_private_bytes(key.read_bytes())
    opened = open_pack(out.read_bytes(), key_ring(signer.public))
    assert (told["items"], told["id"], told["kid"]) == (10, "tiny", signer.kid.hex())
    assert opened.pack.audio["hello"].duration_s == 8.0
    assert key.stat().st_mode & 0o077 == 0
    again = RUNNER.invoke(app, ["build", *options])
    assert again.exit_code == 0
    assert open_pack(out.read_bytes(), key_ring(signer.public)).digest == opened.digest


def test_build_refuses_bad_keys(folder: Path, tmp_path: Path) -> None:
    key = tmp_path / "content.key"
    options = [
        "build",
        str(folder),
        "--draft",
        "--key",
        str(key),
        "--out",
        str(tmp_path / "x.pack"),
    ]
    assert isinstance(RUNNER.invoke(app, options).exception, SourceError)
    key.write_bytes(b"short")
    assert isinstance(RUNNER.invoke(app, options).exception, MalformedError)
    assert isinstance(RUNNER.invoke(app, [*options, "--new-key"]).exception, OutputError)
    assert key.read_bytes() == b"short"
    assert not (tmp_path / "x.pack").exists()


def test_what_the_lint_calls_an_error_is_not_built(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.pack"
    options = ["--key", str(tmp_path / "k"), "--new-key", "--out", str(out)]
    done = RUNNER.invoke(app, ["build", str(folder), *options])
    assert isinstance(done.exception, LintError)
    assert "cannot fill the quota" in str(done.exception)
    assert "--draft" in done.exception.advice
    assert not out.exists()


def test_places_that_cannot_be_written_or_read_are_errors_with_advice(
    folder: Path, tmp_path: Path
) -> None:
    key, out = tmp_path / "content.key", tmp_path / "nowhere" / "x.pack"
    options = ["build", str(folder), "--draft", "--new-key"]
    done = RUNNER.invoke(app, [*options, "--key", str(out)])
    assert isinstance(done.exception, OutputError)
    done = RUNNER.invoke(app, [*options, "--key", str(key), "--out", str(out)])
    assert isinstance(done.exception, OutputError)
    assert str(out) in str(done.exception)
    for command in ("lint", "speak", "balance"):
        done = RUNNER.invoke(app, [command, str(tmp_path / "nowhere")])
        assert isinstance(done.exception, MissingError)
    (folder / "audio" / "index.json").unlink()
    (folder / "audio" / "index.json").mkdir()
    assert isinstance(RUNNER.invoke(app, ["lint", str(folder)]).exception, ExtractError)


def test_a_bank_with_problems_is_not_built(folder: Path) -> None:
    (folder / "vocabulary" / "b1.yaml").write_text(ITEMS.replace("word_bank", "essay"))
    with pytest.raises(LintError, match="essay"):
        build_pack(load_bank(folder))


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [("id: v1,", "id: v1, passage: nowhere,", "unknown passage")],
)
def test_a_reference_to_nowhere_is_not_built(
    folder: Path, right: str, wrong: str, words: str
) -> None:
    (folder / "vocabulary" / "b1.yaml").write_text(ITEMS.replace(right, wrong))
    with pytest.raises(SourceError, match=words):
        build_pack(load_bank(folder))


def test_an_unknown_extract_is_not_built(folder: Path) -> None:
    heard = folder / "listening" / "a1.yaml"
    heard.write_text(heard.read_text().replace("extract: hello", "extract: hullo"))
    with pytest.raises(SourceError, match="hullo"):
        build_pack(load_bank(folder))


def test_preview_shows_an_item_or_a_group() -> None:
    done = RUNNER.invoke(app, ["preview", "voc-b1"])
    assert done.exit_code == 0
    assert done.stdout.count("key: ") >= 10
    done = RUNNER.invoke(app, ["preview", "nowhere"])
    assert isinstance(done.exception, SourceError)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is missing")
def test_speak_makes_what_is_missing(folder: Path) -> None:
    shutil.rmtree(folder / "audio")
    assert RUNNER.invoke(app, ["speak", str(folder)]).stdout == "Extracts spoken: 1\n"
