# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A film made from real pictures, through `escale proctor replay` and the whole monitoring.

A person sits, shows other sides of the face, leaves, is joined, is replaced, takes a
telephone, turns away; the lens is covered. What is flagged must be just that, on time.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import cv2
import pytest
from typer.testing import CliRunner

from edge_proctor.detectors.suite import Suite, load_suite
from edge_proctor.evaluation.film import Act, filmed, framed, joined
from edge_proctor.evaluation.sitter import HEIGHT, WIDTH
from edge_proctor.events import Signal
from edge_proctor.models.store import cache_folder
from edge_proctor.pictures import read_picture
from edge_proctor.program import app
from edge_proctor.settings import ProctorSettings
from edge_proctor.sources.replay import empty_room
from tests.simulators.camera import covered_lens

RATE = 5
SLACK_S = 0.6
Shared = Callable[[str], Path]


@pytest.fixture(scope="module")
def suite(shared_data: Shared) -> Suite:
    return load_suite(ProctorSettings(model_folders=(shared_data("models"), cache_folder())))


def write_film(path: Path, acts: list[Act]) -> None:
    code = cv2.VideoWriter.fourcc(*"MJPG")
    writer = cv2.VideoWriter(str(path), code, RATE, (WIDTH, HEIGHT))
    writer.set(cv2.VIDEOWRITER_PROP_QUALITY, 97)
    assert writer.isOpened()
    for frame in filmed(acts, RATE):
        writer.write(frame.pixels)
    writer.release()


def script(shared_data: Shared, suite: Suite) -> list[Act]:
    own, again, another = (
        read_picture(shared_data(f"media/faces_pairs/{name}.jpg"))
        for name in ("img1", "img6", "img20")
    )
    phone = read_picture(shared_data("media/phone_person_coco/val2017_000000001296.jpg"))
    turned = read_picture(shared_data("media/liveness/image_F1.jpg"))
    sits = Act(framed(own), 2.6)
    acts = [
        Act(framed(own), 4),
        Act(framed(again), 3),
        sits,
        Act(empty_room(WIDTH, HEIGHT), 3, Signal.NO_FACE),
        sits,
        Act(joined(own, another), 3, Signal.SEVERAL_FACES),
        sits,
        Act(framed(another), 3, Signal.OTHER_PERSON),
        sits,
        Act(covered_lens(), 3, Signal.CAMERA_COVERED),
        sits,
        Act(framed(phone), 3, Signal.PHONE),
    ]
    if suite.mesh is not None:
        acts += [sits, Act(framed(turned), 3, Signal.LOOKING_AWAY)]
    return [*acts, sits]


class Flag(NamedTuple):
    """A flag as the command tells it: from its start to its end."""

    signal: Signal
    start_s: float
    lasts_s: float


def replayed(film: Path, *more: str) -> list[Flag]:
    """What `escale proctor replay` prints of a film, each flag by its end."""
    result = CliRunner().invoke(app, ["replay", str(film), "--json", *more])
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    ends = [row for row in rows if row["phase"] == "end"]
    return [
        Flag(Signal(it["signal"]), it["t_s"] - it["duration_s"], it["duration_s"]) for it in ends
    ]


def test_film_of_real_pictures_gives_its_timeline(
    shared_data: Shared, suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if suite.embedder is None or suite.objects is None:
        pytest.skip("the models for embedding and objects are not at hand")
    monkeypatch.setenv("ESCALE_MODELS", str(shared_data("models")))
    acts = script(shared_data, suite)
    write_film(tmp_path / "film.avi", acts)
    found = replayed(tmp_path / "film.avi")
    at_s, claimed = 0.0, list[Flag]()
    for act in acts:
        meanwhile = [it for it in found if at_s - SLACK_S <= it.start_s < at_s + act.seconds]
        if act.signal is not None:
            flag = next((it for it in meanwhile if it.signal is act.signal), None)
            assert flag is not None, f"{act.signal} at {at_s} s is missing in {found}"
            assert flag.lasts_s == pytest.approx(act.seconds, abs=2 * SLACK_S)
            claimed.append(flag)
        at_s += act.seconds
    # whoever holds the telephone is somebody else: that flag is right too
    unclaimed = [it for it in found if it not in claimed and it.signal is not Signal.OTHER_PERSON]
    assert unclaimed == []
    assert sum(it.signal is Signal.OTHER_PERSON for it in found) <= 2


def test_selfie_says_who_should_be_seen_and_sound_is_heard(
    shared_data: Shared, suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if suite.embedder is None or suite.voice is None:
        pytest.skip("the models for embedding and voice are not at hand")
    monkeypatch.setenv("ESCALE_MODELS", str(shared_data("models")))
    own, another = (shared_data(f"media/faces_pairs/{name}.jpg") for name in ("img1", "img20"))
    film = tmp_path / "film.avi"
    write_film(film, [Act(framed(read_picture(own)), 4)])
    assert replayed(film) == []
    assert {it.signal for it in replayed(film, "--selfie", str(another))} == {Signal.OTHER_PERSON}
    talk = str(shared_data("media/audio_speech/silero_test_60s.wav"))
    assert {it.signal for it in replayed(film, "--sound", talk)} == {Signal.VOICE}
