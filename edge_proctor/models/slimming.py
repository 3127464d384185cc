# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""YuNet with the same weights and less to do: no square, no spare rows, one head per stride.

Owns the rewriting of a verified file's graph in memory. Must not change a weight, write
a file. Stands on the package onnx.

What changes, and why nothing is lost:
    1. height and width become free: the net is fully convolutional, so a landscape
       picture needs no square (a fifth less to compute for 4:3), and the height may be
       an odd multiple of 16, as 240 is, instead of the next multiple of 32: the map of
       stride 16 gets its even height from one more row of padding, and the two rows
       too many are cut off where it joins the map of stride 8;
    2. per stride, the four branches (class, objectness, box, points: 1 + 1 + 4 + 10
       channels) are stacked into one pointwise and one depthwise convolution of 16
       channels: the same sums, in one full vector of the processor;
    3. the turning, reshaping and logistic function of every cell are left out: the
       caller needs them for the few cells with a face only.
"""

from typing import Any

import numpy as np

from edge_proctor.models.rewriting import rewritten
from edge_proctor.models.store import VerifiedModel

STRIDES = (8, 16, 32)
WIDTH_STEP = 32
HEIGHT_STEP, HEIGHT_OFFSET = 32, 16
CHANNELS = 16
_WIDE = 64  # channels of the maps behind the second stage
_BRANCHES = ("cls", "obj", "bbox", "kps")


def slim(model: VerifiedModel) -> VerifiedModel:
    """The slim form of a YuNet file; a file that is slim already comes back as it is.

    The result takes [1, 3, h, w], h an odd multiple of 16 and w a multiple of 32, and
    gives, per stride s, `level_<s>` [1, 16, map_rows(h, s), w/s]: class and objectness as
    logits, box, points.

    Raises:
        ModelRefusedError: the graph is not YuNet's.
        ToolMissingError: the package onnx is not installed.
    """
    return rewritten(model, _slimmed)


def _slimmed(onnx: Any, whole: Any) -> bytes | None:
    if {it.name for it in whole.graph.output} == {_level(stride) for stride in STRIDES}:
        return None
    return _Slimmer(onnx, whole).model()


def map_rows(height: int, stride: int) -> int:
    """The rows of a slim model's output for an input of this height."""
    return height // stride if stride == STRIDES[0] else (height + HEIGHT_OFFSET) // stride


def _level(stride: int) -> str:
    return f"level_{stride}"


class _Slimmer:
    """Rewrites one graph."""

    def __init__(self, onnx: Any, whole: Any) -> None:
        self._onnx = onnx
        self._whole = whole
        self._makers: dict[str, Any] = {
            name: node for node in whole.graph.node for name in node.output
        }
        self._weights: dict[str, Any] = {it.name: it for it in whole.graph.initializer}

    def model(self) -> bytes:
        """The slim model, checked by onnx itself."""
        helper, graph = self._onnx.helper, self._whole.graph
        body = self._evened([*graph.node])
        nodes = [*body, *(node for stride in STRIDES for node in self._head(stride))]
        outputs = [
            helper.make_tensor_value_info(
                _level(stride), self._onnx.TensorProto.FLOAT, [1, CHANNELS, None, None]
            )
            for stride in STRIDES
        ]
        nodes, names = _needed(nodes, {it.name for it in outputs})
        (given,) = graph.input
        given.type.tensor_type.shape.dim[2].dim_param = "height"
        given.type.tensor_type.shape.dim[3].dim_param = "width"
        kept = [it for it in self._weights.values() if it.name in names]
        made = helper.make_model(
            helper.make_graph(nodes, graph.name, [given], outputs, kept),
            opset_imports=list(self._whole.opset_import),
            ir_version=self._whole.ir_version,
        )
        self._onnx.checker.check_model(made)
        return made.SerializeToString(deterministic=True)

    def _evened(self, nodes: list[Any]) -> list[Any]:
        """The nodes with one row more at stride 16, and its double cut off at stride 8."""
        last_pool = [node for node in nodes if node.op_type == "MaxPool"][-1]
        relu = self._makers[last_pool.input[0]]
        pads = next(it for it in self._makers[relu.input[0]].attribute if it.name == "pads")
        pads.ints[:] = [1, 1, 2, 1]
        widening = [node for node in nodes if node.op_type == "Resize"][-1]
        wide = widening.output[0]
        for node in nodes:
            node.input[:] = ["cut" if name == wide else name for name in node.input]
        first_of_three = np.zeros((_WIDE, 1, 3, 1), np.float32)
        first_of_three[:, :, 0] = 1  # a depthwise convolution without padding: two rows less
        self._weights["cut_weight"] = self._onnx.numpy_helper.from_array(
            first_of_three, "cut_weight"
        )
        cut = self._onnx.helper.make_node(
            "Conv", [wide, "cut_weight"], ["cut"], name="cut", kernel_shape=[3, 1], group=_WIDE
        )
        place = nodes.index(widening) + 1
        return [*nodes[:place], cut, *nodes[place:]]

    def _head(self, stride: int) -> tuple[Any, Any]:
        """The stacked pointwise and depthwise convolution of one stride."""
        branches = [self._branch(f"{name}_{stride}") for name in _BRANCHES]
        (source,) = {point.input[0] for point, _ in branches}
        point, depth = (f"head_{stride}_{step}" for step in ("point", "depth"))
        for place, name in enumerate((point, depth)):
            for index, part in ((1, "weight"), (2, "bias")):
                self._stack([pair[place].input[index] for pair in branches], f"{name}_{part}")
        convolution = self._onnx.helper.make_node
        return (
            convolution(
                "Conv",
                [source, f"{point}_weight", f"{point}_bias"],
                [point],
                name=point,
                kernel_shape=[1, 1],
            ),
            convolution(
                "Conv",
                [point, f"{depth}_weight", f"{depth}_bias"],
                [_level(stride)],
                name=depth,
                kernel_shape=[3, 3],
                pads=[1, 1, 1, 1],
                group=CHANNELS,
            ),
        )

    def _branch(self, output: str) -> tuple[Any, Any]:
        """The pointwise and depthwise convolution that end in one published output."""
        node = self._makers[output]
        while node.op_type in {"Sigmoid", "Reshape", "Transpose"}:
            node = self._makers[node.input[0]]
        return self._makers[node.input[0]], node

    def _stack(self, names: list[str], made: str) -> None:
        arrays = [self._onnx.numpy_helper.to_array(self._weights[name]) for name in names]
        stacked = np.concatenate(arrays)
        if len(stacked) != CHANNELS:
            raise ValueError(f"{made} has {len(stacked)} channels")
        self._weights[made] = self._onnx.numpy_helper.from_array(stacked, made)


def _needed(nodes: list[Any], names: set[str]) -> tuple[list[Any], set[str]]:
    """The nodes that lead to the named values, in order, and every name they use."""
    kept: list[Any] = []
    for node in reversed(nodes):
        if names & set(node.output):
            kept.append(node)
            names = names | set(node.input)
    return kept[::-1], names
