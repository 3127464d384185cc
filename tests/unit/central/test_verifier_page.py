# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""`escale central page`: the verifier page of a central, wholly or not at all."""

import base64
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sync.central.errors import SetupError
from sync.central.program import app
from sync.certificates.publishing import MATERIAL_NAME, page_files
from sync.certificates.status_list import open_status_list
from sync.protocol.keys import key_ring, public_bytes
from sync.protocol.trust import KeyRole, open_trust_list
from tests.simulators.central import CentralSimulator


def run(central: CentralSimulator, folder: Path, *more: str) -> str:
    arguments = ["page", str(central.central.layout.root), str(folder), *more]
    result = CliRunner().invoke(app, arguments)
    if result.exception is not None:
        raise result.exception
    return result.stdout


def test_the_page_carries_the_lists_in_force(central: CentralSimulator, tmp_path: Path) -> None:
    folder = tmp_path / "www" / "verify"
    told = json.loads(run(central, folder, "--json"))
    assert told["index"] == str(folder / "index.html")
    assert told["address"] == f"https://{central.central.settings.verifier_host}/"
    assert {path.name for path in folder.iterdir()} == {*page_files(), MATERIAL_NAME}
    for path in (folder, *folder.iterdir()):
        assert path.stat().st_mode & 0o004
    script = (folder / MATERIAL_NAME).read_text()
    found = re.search(r"ESCALE_MATERIAL = (.*);", script)
    assert found
    material = json.loads(found[1])
    root = central.central.vault.root
    assert material["root"] == public_bytes(root).hex()
    trust = open_trust_list(base64.b64decode(material["trust"]), key_ring(root))
    open_status_list(base64.b64decode(material["status"]), trust.ring(KeyRole.CENTRAL))


def test_an_earlier_page_is_replaced_and_nothing_is_left_beside_it(
    central: CentralSimulator, tmp_path: Path
) -> None:
    folder = tmp_path / "www" / "verify"
    run(central, folder)
    (folder / "page.js").write_text("old")
    (folder / MATERIAL_NAME).write_text("old")
    assert str(folder / "index.html") in run(central, folder)
    assert (folder / "page.js").read_bytes() == page_files()["page.js"]
    assert "ESCALE_MATERIAL" in (folder / MATERIAL_NAME).read_text()
    assert [path.name for path in folder.parent.iterdir()] == ["verify"]


def test_a_folder_with_anything_else_stays_as_it_is(
    central: CentralSimulator, tmp_path: Path
) -> None:
    folder = tmp_path / "www"
    folder.mkdir()
    (folder / "robots.txt").write_text("mine")
    with pytest.raises(SetupError, match="than the page, such as robots"):
        run(central, folder)
    assert [path.name for path in folder.iterdir()] == ["robots.txt"]


def test_a_disk_that_refuses_is_told_in_words(central: CentralSimulator, tmp_path: Path) -> None:
    file = tmp_path / "www"
    file.write_text("a file")
    for folder in (file, file / "verify"):
        with pytest.raises(SetupError, match="the page cannot be put into"):
            run(central, folder)
    assert file.read_text() == "a file"
