# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The commands: what they print for people and for machines."""

import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest
from typer.testing import CliRunner

from edge_proctor.errors import (
    ModelMissingError,
    ModelRefusedError,
    OutputUnwritableError,
    PictureUnreadableError,
)
from edge_proctor.models.program import app as models_app
from edge_proctor.models.store import VerifiedModel
from edge_proctor.pictures import MOST_BYTES, read_picture
from edge_proctor.program import app as proctor_app

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
    assert all(
        set(it) == {"t_s", "signal", "phase", "confidence", "duration_s", "models"} for it in lines
    )
    start, end = lines
    assert end["t_s"] == pytest.approx(start["t_s"] + end["duration_s"], abs=0.002)
    film = cv2.VideoCapture(str(out))
    assert film.get(cv2.CAP_PROP_FRAME_COUNT) * 0.2 >= end["t_s"]
    _, last = [film.read() for _ in range(8)][-1]
    red = (last[:40, :220, 2] > 150) & (last[:40, :220, 1] < 120)
    assert red.mean() > 0.03, "the flag's name is written into the picture"


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


def test_a_folder_stands_for_its_pictures_and_a_bad_one_stops_no_other(
    models: Path, shared_data: Callable[[str], Path], tmp_path: Path
) -> None:
    del models
    good = shared_data("media/faces_misc/two_people.jpg").read_bytes()
    for name, data in (("a.jpg", good), ("b.jpg", b"no picture"), ("c.jpg", good)):
        (tmp_path / name).write_bytes(data)
    result = RUNNER.invoke(proctor_app, ["faces", str(tmp_path)])
    assert result.stdout.splitlines() == [f"{tmp_path / it}.jpg: 2 face(s)" for it in "ac"]
    assert "b.jpg is no picture" in result.stderr
    assert isinstance(result.exception, PictureUnreadableError)
    assert str(result.exception) == "1 of 3 pictures could not be used."


@pytest.mark.parametrize("name", ["absent/out.mp4", "folder.mp4"])
@pytest.mark.parametrize("command", ["replay", "evaluate"])
def test_a_place_where_nothing_can_be_written_is_refused_before_the_work(
    models: Path, shared_data: Callable[[str], Path], tmp_path: Path, command: str, name: str
) -> None:
    del models
    (tmp_path / "folder.mp4").mkdir()
    given, option = {
        "replay": (shared_data("media/faces_misc/two_people.jpg"), "--annotate"),
        "evaluate": (shared_data("media"), "--html"),
    }[command]
    result = RUNNER.invoke(proctor_app, [command, str(given), option, str(tmp_path / name)])
    assert isinstance(result.exception, OutputUnwritableError)
    assert (result.exception.exit_code, result.stdout, result.stderr) == (60, "", "")


@pytest.mark.parametrize("rate", ["0", "-3", "1000", "nan"])
def test_a_rate_that_no_monitoring_has_is_refused(models: Path, tmp_path: Path, rate: str) -> None:
    del models
    result = RUNNER.invoke(proctor_app, ["replay", str(tmp_path), "--fps", rate])
    assert result.exit_code == 2
    assert "--fps" in result.stderr


def test_a_file_that_is_no_video_is_refused_in_our_words_only(models: Path, tmp_path: Path) -> None:
    del models
    (tmp_path / "words.mp4").write_bytes(b"hello")
    command = [sys.executable, "-m", "appliance", "proctor", "replay", "words.mp4"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    first, second = done.stderr.splitlines()
    assert (done.returncode, first) == (66, "escale: The file words.mp4 is no readable video.")
    assert second.startswith("  What to do: ")


def png(width: int, height: int) -> bytes:
    """A file that states a size and holds nothing of it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(3000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


BAD = {
    "empty.jpg": b"",
    "words.jpg": b"hello",
    "cut.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(300),
    "cut.png": png(640, 480)[:60],
    "wide.png": png(9000, 9000),
    "bomb.png": png(30_000, 30_000),
    "beyond.png": png(2**31 - 1, 2**31 - 1),
    "long.jpg": b"\xff\xd8" + bytes(MOST_BYTES),
}


@pytest.mark.parametrize("name", [*BAD, "absent.jpg", "folder.jpg"])
def test_what_is_no_picture_is_refused_in_words(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name in BAD:
        path.write_bytes(BAD[name])
    elif name == "folder.jpg":
        path.mkdir()
    with pytest.raises(PictureUnreadableError, match=name):
        read_picture(path)


@pytest.mark.parametrize("command", ["faces", "compare", "document"])
def test_every_command_refuses_what_is_no_picture(
    models: Path, tmp_path: Path, command: str
) -> None:
    del models
    path = tmp_path / "words.jpg"
    path.write_bytes(BAD["words.jpg"])
    again = [str(path)] if command == "compare" else []
    result = RUNNER.invoke(proctor_app, [command, str(path), *again, "--json"])
    assert isinstance(result.exception, PictureUnreadableError)
    assert (result.exception.exit_code, result.stdout) == (66, "")
