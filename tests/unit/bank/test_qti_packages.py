# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Content packages: what is in them is imported, rejected or named."""

import dataclasses
import io
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from appliance.bank.bank import Bank, load_bank
from appliance.bank.build import SAMPLE
from appliance.bank.errors import LintError, QtiError
from appliance.bank.materials import Spoken
from appliance.bank.program import app
from appliance.bank.qti.export import export_bank
from appliance.bank.qti.imports import Import, Status, count
from appliance.bank.qti.package import MANIFEST, read_folder, read_package
from appliance.bank.qti.reader import Scope
from appliance.bank.qti.writer import write_item
from appliance.bank.qti.xml_reader import parse_xml
from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.levels import Domain, Level
from tests.unit.bank.qti_documents import CHOICES, choice, foreign, manifest_of, zipped
from tests.unit.bank.tiny import write_bank
from tests.unit.exam.samples import CHOICE, CLOZE, item_of

CUTS = Blueprint().cuts
SCOPE = Scope(Domain.READING, Level.C1, CUTS)
RUNNER = CliRunner()


@pytest.fixture(scope="module")
def sample() -> Bank:
    return load_bank(SAMPLE)


def test_a_package_is_the_same_twice(sample: Bank) -> None:
    chosen = sample.items[:5]
    assert export_bank(sample, chosen) == export_bank(sample, chosen)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 and so on", "unpacked"),
        (zipped({"item.xml": b"<a/>"}), "no imsmanifest.xml"),
        (zipped({MANIFEST: b"<manifest>"}), "not well-formed"),
        (zipped({MANIFEST: b"<m><resource/></m>"}), "needs the attribute"),
    ],
    ids=["not-a-zip", "no-manifest", "broken-manifest", "resource-without-href"],
)
def test_damaged_packages_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(QtiError, match=words):
        read_package(data)
    imported = Import(SCOPE)
    imported.read("p.zip", data)
    assert [line.status for line in imported.report] == [Status.REJECTED]


def test_tests_inside_a_package_are_named_not_lost() -> None:
    data = zipped({MANIFEST: manifest_of("imsqti_test_xmlv3p0", "t.xml"), "t.xml": b"<t/>"})
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


def test_a_bank_with_problems_is_not_exported(tmp_path: Path) -> None:
    bank = load_bank(write_bank(tmp_path, vocabulary="- a"))
    with pytest.raises(LintError):
        export_bank(bank, bank.items)


QUESTION = foreign("<p>Which?</p>" + choice(CHOICES), "A")
ITEM_TYPE = "imsqti_item_xmlv3p0"


def _read(files: dict[str, bytes]) -> Import:
    imported = Import(SCOPE)
    imported.read("p.zip", zipped(files))
    return imported


def test_one_missing_file_costs_one_item_only() -> None:
    manifest = (
        f'<manifest><resources><resource identifier="a" type="{ITEM_TYPE}" href="gone.xml"/>'
        f'<resource identifier="b" type="{ITEM_TYPE}" href="here.xml"/></resources></manifest>'
    )
    imported = _read({MANIFEST: manifest.encode(), "here.xml": QUESTION})
    gone, here = imported.report
    assert (gone.status, here.status) == (Status.REJECTED, Status.IMPORTED)
    assert "<resource>: the file gone.xml is not in the package" in gone.reason


def test_everything_else_in_a_package_is_named() -> None:
    manifest = (
        f'<manifest><resources><resource identifier="a" type="{ITEM_TYPE}" href="a.xml">'
        '<metadata/><file href="a.xml"/></resource>'
        '<resource identifier="w" type="webcontent" href="style.css"/>'
        '<resource identifier="t" type="imsqti_test_xmlv3p0" href="t.xml"/></resources></manifest>'
    )
    files = {MANIFEST: manifest.encode(), "a.xml": QUESTION, "style.css": b"", "t.xml": b"<t/>"}
    imported = _read(files | {"notes.txt": b"for the team"})
    left_out = {line.file: line.reason for line in imported.report if line.status != "imported"}
    assert left_out == {
        "p.zip!a.xml": "<metadata> of the manifest",
        "p.zip!style.css": "<resource>: webcontent is not imported",
        "p.zip!t.xml": "<resource>: imsqti_test_xmlv3p0 is not imported",
        "p.zip!notes.txt": "a file that no item or passage of the manifest is",
    }


def test_a_folder_is_read_as_its_package(tmp_path: Path, sample: Bank) -> None:
    with zipfile.ZipFile(io.BytesIO(export_bank(sample, sample.items[:3]))) as archive:
        archive.extractall(tmp_path)
    imported = Import(SCOPE)
    imported.read_files("folder", read_folder(tmp_path))
    assert tuple(imported.items.values()) == sample.items[:3]


def test_a_folder_without_a_manifest_is_read_document_by_document(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xml").write_bytes(QUESTION)
    (tmp_path / "readme.md").write_text("about")
    imported = Import(SCOPE)
    imported.read_files("folder", read_folder(tmp_path))
    assert [(line.file, line.status) for line in imported.report] == [
        ("folder/in/a.xml", Status.IMPORTED),
        ("folder/readme.md", Status.LEFT_OUT),
    ]


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.xml"
    outside.write_bytes(QUESTION)
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "a.xml").symlink_to(outside)
    with pytest.raises(QtiError, match=r"a\.xml is a link"):
        read_folder(folder)


@pytest.mark.parametrize(
    "href", ["../outside.xml", "/etc/hostname", "items/../../outside.xml", "%2e%2e/outside.xml"]
)
def test_no_reference_leads_out_of_a_package(tmp_path: Path, href: str) -> None:
    (tmp_path / "outside.xml").write_bytes(QUESTION)
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / MANIFEST).write_bytes(manifest_of(ITEM_TYPE, href))
    imported = Import(SCOPE)
    imported.read_files("package", read_folder(folder))
    [line] = imported.report
    assert line.status is Status.REJECTED
    assert "is not in the package" in line.reason


def test_a_member_with_a_path_is_read_but_never_written(tmp_path: Path) -> None:
    name = "../../evil.xml"
    package, folder = tmp_path / "in" / "p.zip", tmp_path / "a" / "b" / "bank"
    package.parent.mkdir()
    package.write_bytes(zipped({MANIFEST: manifest_of(ITEM_TYPE, name), name: QUESTION}))
    done = RUNNER.invoke(app, ["import-qti", str(package), "--into", str(folder)])
    assert done.exit_code == 0, done.output
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert written == {"in/p.zip", "a/b/bank/bank.yaml", "a/b/bank/grammar/b1.yaml"}


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    member = bytes(17 << 20)
    data = zipped({MANIFEST: manifest_of(ITEM_TYPE, "a.xml"), "a.xml": member})
    assert len(data) < 1 << 20
    with pytest.raises(QtiError, match="too large once unpacked"):
        read_package(data)
    many = zipped({f"{number}.xml": b"" for number in range(10_001)})
    with pytest.raises(QtiError, match="too large once unpacked"):
        read_package(many)


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    data = zipped({MANIFEST: manifest_of(ITEM_TYPE, "a.xml"), "a.xml": bytes(1000)})
    short = data.replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert short != data
    with pytest.raises(QtiError, match="unpacked"):
        read_package(short)


def test_two_members_of_one_name_are_refused() -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("a.xml", QUESTION)
        archive.writestr("b.xml", QUESTION)
    with pytest.raises(QtiError, match="two files of one name"):
        read_package(memory.getvalue().replace(b"b.xml", b"a.xml"))


def test_identifiers_of_a_manifest_are_names(sample: Bank) -> None:
    item = dataclasses.replace(sample.items[0], id="a b/c")
    package = read_package(export_bank(sample, [item]))
    manifest = parse_xml(package.files[MANIFEST])
    [resource] = manifest.find_all("resource")
    assert resource.attributes["identifier"] == "item-a_20_b_2f_c"
    assert manifest.namespace == "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
    assert [child.name for child in manifest.children] == ["metadata", "organizations", "resources"]
