# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A machine that reaches a package index and nothing else: what works there, what is missing.

The wheels are those that `escale models fetch` brought before; the way to every other
address is a proxy that nobody serves.
"""

import json
import socket
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest
from typer.testing import CliRunner

from edge_proctor.detectors.suite import load_suite
from edge_proctor.models.manifest import WheelSource, manifest
from edge_proctor.models.program import app as models_app
from edge_proctor.models.store import ModelStore, cache_folder
from edge_proctor.monitoring.monitor import Monitor
from edge_proctor.monitoring.recorder import Recorder
from edge_proctor.ports import Frame
from edge_proctor.program import app as proctor_app
from edge_proctor.settings import ProctorSettings
from edge_proctor.sources.replay import portrait

RUNNER = CliRunner()
WORKING = ("faces", "landmarks", "iris", "text_detection", "text_recognition", "voice")
MISSING = ("faces_wide", "embedding", "pose", "objects")


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Callable[[pytest.MonkeyPatch], None]:
    """Run `escale models fetch` once; the function puts a test onto that machine."""
    pytest.importorskip("onnx")
    wheels = cache_folder().parent / "wheels"
    for source in {it for entry in manifest() for it in entry.sources}:
        if isinstance(source, WheelSource):
            stem = f"{source.package.replace('-', '_')}-{source.version}-"
            if not list(wheels.glob(f"{stem}*.whl")):
                pytest.skip(f"the wheel {stem} is not at hand (run `escale models fetch`)")
    home, proxy = tmp_path_factory.mktemp("fresh"), f"http://127.0.0.1:{closed_port()}"
    (home / "cache" / "escale").mkdir(parents=True)
    (home / "cache" / "escale" / "wheels").symlink_to(wheels)

    def enter(patch: pytest.MonkeyPatch) -> None:
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        patch.setenv("ESCALE_MODELS", str(home / "no-stick"))
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            patch.setenv(name, proxy)

    with pytest.MonkeyPatch.context() as patch:
        enter(patch)
        result = RUNNER.invoke(models_app, ["fetch", "--json"])
        assert result.exit_code == 0, result.output
    return enter


@pytest.fixture
def fresh(fetched: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    fetched(monkeypatch)


@pytest.mark.usefixtures("fresh")
def test_fetching_again_tells_what_works_and_what_is_missing_and_why() -> None:
    report = json.loads(RUNNER.invoke(models_app, ["fetch", "--json"]).stdout)
    for role in WORKING:
        assert report["roles"][role].startswith("available ("), role
    for role in MISSING:
        assert report["roles"][role].startswith("missing: "), role
    assert report["roles"]["faces"].startswith("available (blazeface-full-range ")
    assert report["models"]["blazeface-full-range"] == "present"
    assert "does not answer" in report["models"]["mobilefacenet-112"]
    assert "stick" in report["models"]["adas-0001"]


@pytest.mark.usefixtures("fresh")
def test_listing_and_verifying_tell_the_same() -> None:
    rows = json.loads(RUNNER.invoke(models_app, ["list", "--json"]).stdout)["models"]
    present = {row["name"] for row in rows if row["present"]}
    from_wheels = {
        entry.name
        for entry in manifest()
        if any(isinstance(it, WheelSource) for it in entry.sources)
    }
    assert present == from_wheels
    report = json.loads(RUNNER.invoke(models_app, ["verify", "--json"]).stdout)
    assert set(report["verified"]) == from_wheels
    assert {"mobilefacenet-112", "yolox-nano-416"} <= set(report["missing"])


@pytest.mark.usefixtures("fresh")
def test_one_altered_byte_of_what_was_fetched_is_refused() -> None:
    path = ModelStore().locate(next(it for it in manifest() if it.name == "silero-vad-16k"))
    assert path is not None
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(data)
    result = RUNNER.invoke(models_app, ["verify"])
    data[1000] ^= 1
    path.write_bytes(data)
    assert result.exception is not None
    assert getattr(result.exception, "exit_code", None) == 62


@pytest.mark.usefixtures("fresh")
def test_the_monitoring_runs_with_what_is_there_and_claims_nothing_else(tmp_path: Path) -> None:
    suite = load_suite(ProctorSettings())
    assert suite.mesh is not None
    assert suite.voice is not None
    assert (suite.embedder, suite.objects, suite.pose) == (None, None, None)
    recorder = Recorder(lambda _: None, None, pre_s=0, post_s=0, thresholds={})
    seen = Monitor(suite, ProctorSettings(), recorder).inspect(Frame(0, 0, portrait()))
    assert len(seen.faces) == 1
    assert (seen.observation.similarity, seen.observation.phone) == (None, None)
    picture = tmp_path / "portrait.png"
    assert cv2.imwrite(str(picture), portrait())
    rows = json.loads(RUNNER.invoke(proctor_app, ["faces", str(picture), "--json"]).stdout)
    assert rows["model"].startswith("blazeface-full-range ")
    assert rows["faces"][0]["eye_openness"] > 0.17
