# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A film made from real pictures, through the video reader and the whole monitoring.

A person sits, shows other sides of the face, leaves, is joined, is replaced, takes a
telephone, turns away; the lens is covered. What is flagged must be just that, on time.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import pytest

from edge_proctor.detectors.suite import Suite, load_suite
from edge_proctor.evaluation.film import Act, filmed, framed, joined
from edge_proctor.evaluation.sitter import HEIGHT, WIDTH
from edge_proctor.evaluation.watching import watch_recording
from edge_proctor.events import Phase, ProctorEvent, Signal
from edge_proctor.models.store import cache_folder
from edge_proctor.pictures import read_picture
from edge_proctor.settings import ProctorSettings
from edge_proctor.sources.replay import VideoReplay, empty_room
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


def flags(suite: Suite, film: Path) -> list[ProctorEvent]:
    """The flags over a film whose first frame is the selfie."""
    frames = list(VideoReplay(film, real_time=False).frames())
    began_ns = frames[0].monotonic_ns
    stamped = [replace(it, monotonic_ns=it.monotonic_ns - began_ns) for it in frames]
    watched = watch_recording(stamped, suite, ProctorSettings())
    return [event for event in watched.events if event.phase is Phase.END]


def test_film_of_real_pictures_gives_its_timeline(
    shared_data: Shared, suite: Suite, tmp_path: Path
) -> None:
    if suite.embedder is None or suite.objects is None:
        pytest.skip("the models for embedding and objects are not at hand")
    acts = script(shared_data, suite)
    write_film(tmp_path / "film.avi", acts)
    found = flags(suite, tmp_path / "film.avi")
    told = {(it.signal, round(it.start_ns / 1e9, 1)): it for it in found}
    at_s, claimed = 0.0, list[ProctorEvent]()
    for act in acts:
        meanwhile = [it for it in found if at_s - SLACK_S <= it.start_ns / 1e9 < at_s + act.seconds]
        if act.signal is not None:
            flag = next((it for it in meanwhile if it.signal is act.signal), None)
            assert flag is not None, f"{act.signal} at {at_s} s is missing in {told}"
            assert flag.duration_s == pytest.approx(act.seconds, abs=2 * SLACK_S)
            claimed.append(flag)
        at_s += act.seconds
    # whoever holds the telephone is somebody else: that flag is right too
    unclaimed = [it for it in found if it not in claimed and it.signal is not Signal.OTHER_PERSON]
    assert unclaimed == []
    assert sum(it.signal is Signal.OTHER_PERSON for it in found) <= 2
