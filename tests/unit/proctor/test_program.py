# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The commands: what they print for people and for machines."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from edge_proctor.errors import ModelMissingError, ModelRefusedError, PictureUnreadableError
from edge_proctor.models.store import VerifiedModel
from edge_proctor.program import models_app, proctor_app

RUNNER = CliRunner()


@pytest.fixture
def models(shared_data: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shared_data("models")
    monkeypatch.setenv("ESCALE_MODELS", str(folder))
    return folder


def test_models_list_tells_licence_training_and_presence(models: Path) -> None:
    del models
    result = RUNNER.invoke(models_app, ["list", "--json"])
    rows = json.loads(result.stdout)["models"]
    faces = next(row for row in rows if row["name"] == "yunet-n-320")
    assert faces["present"]
    assert "WIDER FACE" in faces["training"]
    assert "here" in RUNNER.invoke(models_app, ["list"]).stdout


def test_models_verify_names_what_is_missing_and_refuses_what_is_altered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESCALE_MODELS", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    report = json.loads(RUNNER.invoke(models_app, ["verify", "--json"]).stdout)
    assert report["verified"] == []
    assert "yunet-n-320" in report["missing"]
    (tmp_path / "yunet_n_320_320.onnx").write_bytes(b"altered")
    result = RUNNER.invoke(models_app, ["verify"])
    assert isinstance(result.exception, ModelRefusedError)
    assert result.exception.exit_code == 62


def test_replay_prints_json_lines_and_writes_the_annotated_video(
    models: Path, tmp_path: Path, shared_data: Callable[[str], Path]
) -> None:
    del models
    video = shared_data("media/faces_misc/two_people.jpg")
    out = tmp_path / "out.mp4"
    result = RUNNER.invoke(proctor_app, ["replay", str(video), "--json", "--annotate", str(out)])
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(it["signal"], it["phase"]) for it in lines] == [
        ("several_faces", "start"),
        ("several_faces", "end"),
    ]
    assert set(lines[0]) >= {"t_s", "signal", "phase", "confidence", "duration_s", "models"}
    assert out.stat().st_size > 1000


def test_faces_command(models: Path, shared_data: Callable[[str], Path]) -> None:
    del models
    picture = shared_data("media/faces_misc/two_people.jpg")
    row = json.loads(RUNNER.invoke(proctor_app, ["faces", str(picture), "--json"]).stdout)
    assert len(row["faces"]) == 2


def test_faces_command_tells_where_eyes_point(
    models: Path, shared_data: Callable[[str], Path], model: Callable[[str], VerifiedModel]
) -> None:
    del models
    for name in ("face-mesh-468", "iris"):
        model(name)
    picture = shared_data("media/faces_misc/two_people.jpg")
    row = json.loads(RUNNER.invoke(proctor_app, ["faces", str(picture), "--json"]).stdout)
    assert [face["gaze"]["side"] for face in row["faces"]] == ["straight", "straight"]


def test_faces_command_refuses_in_words(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del models
    result = RUNNER.invoke(proctor_app, ["faces", str(tmp_path / "absent.jpg")])
    assert isinstance(result.exception, PictureUnreadableError)
    monkeypatch.setenv("ESCALE_MODELS", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    result = RUNNER.invoke(proctor_app, ["faces", str(tmp_path / "absent.jpg")])
    assert isinstance(result.exception, ModelMissingError)
