# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The whole story, run once as a user runs it, and everything that must be true after it."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3
from PIL import Image

from appliance.demo import cast
from appliance.demo.processes import ESCALE
from appliance.exam.levels import Domain, ItemType
from appliance.exam.pack import open_pack
from appliance.exam.scoring import key_response
from sync.protocol.keys import Signer, key_ring

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.timeout(400)]

JPEG_HEADERS = (b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xdb", b"\xff\xd8\xff\xe1")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The object that `escale demo --json` prints."""
    folder = tmp_path_factory.mktemp("story")
    finished = _escale("demo", "--json", "--dir", str(folder))
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def _escale(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*ESCALE, *arguments], capture_output=True, text=True, check=False)


def _verify(story: dict[str, Any], what: str) -> subprocess.CompletedProcess[str]:
    trust = Path(story["certificate"]["qr_png"]).with_name("trust-list.cose")
    return _escale("verify", what, "--trust", str(trust), "--json")


def test_fifty_questions_ten_of_each_domain_and_every_type(story: dict[str, Any]) -> None:
    sitting = story["sitting"]
    assert sitting["items"] == 50
    assert {name: result["items"] for name, result in sitting["domains"].items()} == dict.fromkeys(
        Domain, 10
    )
    assert set(sitting["types"]) == set(ItemType)
    assert sitting["overall"] in {"A1", "A2", "B1", "B2", "C1", "C2"}


def test_the_bundle_arrives_once_over_a_link_that_broke(story: dict[str, Any]) -> None:
    wire = story["wire"]
    assert wire["receipts"] == 1
    assert wire["link_broke_with_code"] == 71
    assert wire["sent_after_the_break"] < wire["bundle_bytes"]


def test_an_evidence_clip_was_sealed(story: dict[str, Any]) -> None:
    if story["sitting"]["capabilities"]["faces"].startswith("missing"):
        pytest.skip("no face model is at hand (run `escale models fetch`)")
    assert story["sitting"]["evidence_clips"] >= 1
    assert story["sitting"]["capabilities"]["camera"].startswith("available")


def test_the_certificate_verifies_from_its_picture(story: dict[str, Any]) -> None:
    assert story["verification"]["valid"] is True
    assert _verify(story, story["certificate"]["qr_png"]).returncode == 0
    assert Path(story["certificate"]["pdf"]).read_bytes().startswith(b"%PDF-")
    with Image.open(story["certificate"]["qr_png"]) as picture:
        assert picture.width >= 100


@pytest.mark.parametrize("place", [-1, -40, -200])
def test_one_digit_changed_is_refused_with_a_reason(story: dict[str, Any], place: int) -> None:
    text = list(story["certificate"]["qr_text"])
    text[place] = str((int(text[place]) + 1) % 10)
    refused = _verify(story, "".join(text))
    assert refused.returncode in range(20, 30)
    assert "What to do" in refused.stderr


def test_the_demo_does_not_empty_a_folder_of_others(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    refused = _escale("demo", "--dir", str(tmp_path))
    assert refused.returncode == 3
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_nothing_of_the_candidate_lies_on_the_stations_disk(story: dict[str, Any]) -> None:
    secrets = [*_names(), *_answers(story), *JPEG_HEADERS, b"SQLite format 3"]
    for path in _files(Path(story["dir"]) / "station"):
        content = path.read_bytes()
        found = [secret for secret in secrets if secret in content]
        assert not found, (path.name, found)


def test_the_database_without_its_key_is_unreadable(story: dict[str, Any]) -> None:
    databases = list((Path(story["dir"]) / "station").glob("*.db"))
    assert len(databases) == 1
    connection = sqlcipher3.connect(str(databases[0]))
    try:
        with pytest.raises(sqlcipher3.Error):
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    finally:
        connection.close()


def _names() -> Iterator[bytes]:
    for value in cast.CANDIDATE.values():
        yield value.encode()
        yield value.encode("utf-16-le")


def _answers(story: dict[str, Any]) -> Iterator[bytes]:
    """Every text of the pack that answers a question, long enough not to occur by chance."""
    folder = Path(story["dir"])
    key = Signer.from_private_bytes((folder / "central" / "keys" / "content.key").read_bytes())
    pack = open_pack((folder / "english.pack").read_bytes(), key_ring(key.public)).pack
    for item in pack.items:
        response = key_response(item.body)
        texts = getattr(response, "texts", ()) or getattr(item.body, "sentences", ())
        yield from (text.encode() for text in texts if len(text) > 6)


def _files(folder: Path) -> Iterator[Path]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    assert found
    yield from found
