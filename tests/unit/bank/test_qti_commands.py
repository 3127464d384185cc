# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The commands of QTI as an author runs them."""

import json
import resource
import signal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from appliance.bank.bank import Bank, load_bank
from appliance.bank.build import SAMPLE
from appliance.bank.errors import MissingError, OutputError, QtiError, SourceError
from appliance.bank.program import app
from appliance.bank.qti.reader import Scope
from appliance.bank.qti.writer import write_item
from appliance.bank.recordings import recordings
from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.levels import Domain, Level
from tests.unit.bank.qti_documents import CHOICES, choice, foreign
from tests.unit.exam.samples import CHOICE, item_of

CUTS = Blueprint().cuts
SCOPE = Scope(Domain.READING, Level.C1, CUTS)
RUNNER = CliRunner()


@pytest.fixture(scope="module")
def sample() -> Bank:
    return load_bank(SAMPLE)


def test_the_commands_carry_a_bank_there_and_back(tmp_path: Path, sample: Bank) -> None:
    package, folder = tmp_path / "items.zip", tmp_path / "bank"
    chosen = [sample.items[0].id, next(item.id for item in sample.items if item.audio)]
    chosen.append(next(item.id for item in sample.items if item.passage))
    options = [part for identity in chosen for part in ("--item", identity)]
    done = RUNNER.invoke(app, ["export-qti", "--out", str(package), *options, "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["items"] == 3
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
    assert isinstance(done.exception, OutputError)


def test_import_says_what_it_refused(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_bytes(foreign("<p>Which?</p>" + choice(CHOICES), "A"))
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
    answers = tmp_path / "answers.json"
    answers.write_text('{"RESPONSE": "P2"}')
    done = RUNNER.invoke(app, ["score-qti", str(path), "--responses", f"@{answers}"])
    assert json.loads(done.stdout)["SCORE"] == 1.0
    done = RUNNER.invoke(app, ["score-qti", str(path), "--responses", "@nowhere.json"])
    assert isinstance(done.exception, MissingError)
    for text in ("{", "[1]", '{"OTHER": 1}', "[" * 100_000):
        done = RUNNER.invoke(app, ["score-qti", str(path), "--responses", text])
        assert isinstance(done.exception, QtiError)


@pytest.mark.parametrize("place", ["nowhere/items.zip", "file/items.zip"])
def test_a_package_that_cannot_be_written_is_an_error_with_advice(
    tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").write_text("no folder")
    done = RUNNER.invoke(app, ["export-qti", "--item", "voc-a1-01", "--out", str(tmp_path / place)])
    assert isinstance(done.exception, OutputError)
    assert "cannot be written" in str(done.exception)


def test_a_folder_of_documents_is_imported(tmp_path: Path) -> None:
    (tmp_path / "items").mkdir()
    (tmp_path / "items" / "a.xml").write_bytes(foreign("<p>?</p>" + choice(CHOICES), "A"))
    done = RUNNER.invoke(app, ["import-qti", str(tmp_path / "items"), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["imported"], told["report"][0]["item"]) == (1, "foreign")
    assert told["report"][0]["notes"][0]["construct"] == "qti-assessment-item"


def test_an_item_named_twice_is_packed_once(tmp_path: Path, sample: Bank) -> None:
    twice = ["--item", sample.items[0].id] * 2
    done = RUNNER.invoke(
        app, ["export-qti", "--out", str(tmp_path / "items.zip"), *twice, "--json"]
    )
    assert json.loads(done.stdout)["items"] == 1


def test_a_bank_that_could_not_be_written_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    item, folder = tmp_path / "one.xml", tmp_path / "bank"
    item.write_bytes(foreign("<p>Which?</p>" + choice(CHOICES), "A"))
    half = tmp_path / ".bank.new"
    half.mkdir()
    (half / "bank.yaml").write_text("what a power cut left")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, before[1]))
    try:
        done = RUNNER.invoke(app, ["import-qti", str(item), "--into", str(folder)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert isinstance(done.exception, OutputError)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.xml"]
    done = RUNNER.invoke(app, ["import-qti", str(item), "--into", str(folder)])
    assert done.exit_code == 0, done.output
    assert load_bank(folder).problems == ()


def test_a_bank_is_named_after_its_folder_where_that_is_a_dot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, folder = tmp_path / "one.xml", tmp_path / "spring"
    item.write_bytes(foreign("<p>Which?</p>" + choice(CHOICES), "A"))
    folder.mkdir()
    monkeypatch.chdir(folder)
    done = RUNNER.invoke(app, ["import-qti", str(item), "--into", "."])
    assert done.exit_code == 0, done.output
    assert load_bank(Path.cwd()).id == "spring"
