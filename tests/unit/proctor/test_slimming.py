# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The slim graphs give what the published ones give, on any size, and find what OpenCV finds."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_proctor.detectors.faces import YuNet
from edge_proctor.errors import ModelRefusedError
from edge_proctor.evaluation.peer import PeerFaces, peer_frames
from edge_proctor.evaluation.recall import recall_on
from edge_proctor.models.session import ModelSession, Tensor
from edge_proctor.models.slim_objects import PERSON, PHONE, slim_objects
from edge_proctor.models.slimming import STRIDES, map_rows, slim
from edge_proctor.models.store import VerifiedModel
from edge_proctor.pictures import read_picture

Shared = Callable[[str], Path]
Model = Callable[[str], VerifiedModel]

pytest.importorskip("onnx")
BRANCHES = ("cls", "obj", "bbox", "kps")


def logistic(values: Tensor) -> Tensor:
    return 1 / (1 + np.exp(-values))


def test_slim_graph_gives_the_published_graphs_numbers(model: Model) -> None:
    """Far from the lower edge, where the published graph sees rows of zeros instead of none."""
    whole = model("yunet-n-320")
    published, lean = ModelSession(whole), ModelSession(slim(whole))
    picture = np.random.default_rng(5).integers(0, 256, (1, 3, 640, 320)).astype(np.float32)
    picture[:, :, 624:] = 0
    free = replace(whole, data=with_free_height(whole.data))
    expected = dict(zip(published.outputs, ModelSession(free).run_first(picture), strict=True))
    for stride, level in zip(STRIDES, lean.run_first(picture[:, :, :624]), strict=True):
        assert level.shape == (1, 16, map_rows(624, stride), 320 // stride)
        above = 256 // stride * (320 // stride)
        rows = level.reshape(16, -1).T[:above]
        wanted = {name: expected[f"{name}_{stride}"][0][:above] for name in BRANCHES}
        assert logistic(rows[:, :1]) == pytest.approx(wanted["cls"], abs=1e-5)
        assert logistic(rows[:, 1:2]) == pytest.approx(wanted["obj"], abs=1e-5)
        assert rows[:, 2:6] == pytest.approx(wanted["bbox"], abs=1e-3)
        assert rows[:, 6:] == pytest.approx(wanted["kps"], abs=1e-3)


def with_free_height(data: bytes) -> bytes:
    """The published graph with its input's height left open; it reshapes to any count."""
    onnx = pytest.importorskip("onnx")
    graph = onnx.load_from_string(data)
    graph.graph.input[0].type.tensor_type.shape.dim[2].dim_param = "height"
    for output in graph.graph.output:
        output.type.tensor_type.shape.dim[1].dim_param = f"{output.name}_cells"
    return graph.SerializeToString()


def test_slimming_twice_changes_nothing(model: Model) -> None:
    once = slim(model("yunet-n-320"))
    assert slim(once) is once
    assert slim(model("yunet-n-320")).data == once.data, "the same bytes every time"


def test_another_graph_is_refused(model: Model) -> None:
    with pytest.raises(ModelRefusedError):
        slim(model("adas-0001"))
    with pytest.raises(ModelRefusedError):
        slim(replace(model("yunet-n-320"), data=b"no model"))


@pytest.mark.parametrize(
    "size", [(320, 240), (240, 320), (640, 480), (320, 180), (321, 77), (64, 64), (320, 8)]
)
def test_any_size_of_picture(model: Model, shared_data: Shared, size: tuple[int, int]) -> None:
    picture = read_picture(shared_data("media/faces_misc/obama.jpg"))
    small = cv2.resize(picture, size).astype(np.uint8, copy=False)
    for face in YuNet(model("yunet-n-320")).detect(small):
        assert -0.2 < face.x < face.x + face.width < 1.2


def test_recall_is_that_of_opencv_with_the_same_file(model: Model, shared_data: Shared) -> None:
    paths = sorted(shared_data("media/faces_misc").glob("*.jpg"))
    frames = peer_frames(map(read_picture, paths))
    own, peer = YuNet(model("yunet-n-320")), PeerFaces(model("yunet-n-320"))
    ours, theirs = ([it.detect(frame) for frame in frames] for it in (own, peer))
    rounding = "OpenCV suppresses overlaps of boxes cut to whole pixels: a few pairs differ"
    assert recall_on(frames, own, theirs).value >= 0.995, rounding
    assert recall_on(frames, peer, ours).value >= 0.995, "no face that the peer does not find"
    wide = YuNet(model("yunet-n-640"))
    known = [wide.detect(frame) for frame in frames]
    assert recall_on(frames, own, known).hits >= recall_on(frames, peer, known).hits


def test_slim_objects_are_the_published_ones_numbers_for_two_classes(model: Model) -> None:
    whole = model("yolox-nano-416")
    square = np.random.default_rng(6).integers(0, 256, (1, 3, 416, 416)).astype(np.float32)
    (published,) = ModelSession(whole).run_first(square)
    (lean,) = ModelSession(slim_objects(whole)).run_first(square)
    wanted = published[0][:, [0, 1, 2, 3, 4, 5 + PERSON, 5 + PHONE]]
    assert lean.reshape(wanted.shape) == pytest.approx(wanted, abs=1e-3)


def test_slim_objects_take_a_landscape_and_are_made_once(model: Model) -> None:
    once = slim_objects(model("yolox-nano-416"))
    assert slim_objects(once) is once
    assert slim_objects(model("yolox-nano-416")).data == once.data, "the same bytes every time"
    (cells,) = ModelSession(once).run_first(np.zeros((1, 3, 320, 416), np.float32))
    assert cells.size == 7 * sum(320 // step * (416 // step) for step in STRIDES)


def test_another_graph_has_no_slim_objects(model: Model) -> None:
    with pytest.raises(ModelRefusedError):
        slim_objects(model("yunet-n-320"))
    with pytest.raises(ModelRefusedError):
        slim_objects(replace(model("yolox-nano-416"), data=b"no model"))
