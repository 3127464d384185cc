# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""YOLOX with the same weights and less to do: no square, and the two classes that count.

Owns the rewriting of a verified file's graph in memory. Must not change a weight, write
a file. Stands on the package onnx.

What changes, and why nothing is lost:
    1. height and width become free: the net is fully convolutional, so a landscape
       picture needs no rows of grey below it (a quarter less to compute for 4:3);
    2. of the 80 classes' logits only those of persons and telephones are computed.
"""

from typing import Any

import numpy as np

from edge_proctor.models.rewriting import rewritten
from edge_proctor.models.store import VerifiedModel

PERSON, PHONE = 0, 67  # numbers in COCO
VALUES = 7  # box (4), objectness, person, telephone
_CLASSES = 80


def slim_objects(model: VerifiedModel) -> VerifiedModel:
    """The slim form of a YOLOX file; a file that is slim already comes back as it is.

    The result takes [1, 3, h, w] (multiples of 32) and gives [1, cells, 7].

    Raises:
        ModelRefusedError: the graph is not YOLOX's.
        ToolMissingError: the package onnx is not installed.
    """
    return rewritten(model, _slimmed)


def _slimmed(onnx: Any, whole: Any) -> bytes | None:
    if whole.graph.output[0].type.tensor_type.shape.dim[2].dim_value == VALUES:
        return None
    graph, arrays = whole.graph, onnx.numpy_helper
    weights = {it.name: it for it in graph.initializer}
    narrowed = [
        node
        for node in graph.node
        if node.op_type == "Conv" and weights[node.input[1]].dims[0] == _CLASSES
    ]
    if len(narrowed) != len(_shapes(graph)):
        raise ValueError(f"{len(narrowed)} convolutions give classes")
    for name in (name for node in narrowed for name in node.input[1:]):
        kept = arrays.to_array(weights[name])[[PERSON, PHONE]]
        weights[name].CopyFrom(arrays.from_array(np.ascontiguousarray(kept), name))
    for constant in _shapes(graph):
        constant.CopyFrom(arrays.from_array(np.asarray([1, VALUES, -1]), constant.name))
    (given,), (result,) = graph.input, graph.output
    given.type.tensor_type.shape.dim[2].dim_param = "height"
    given.type.tensor_type.shape.dim[3].dim_param = "width"
    result.type.tensor_type.shape.dim[1].dim_param = "cells"
    result.type.tensor_type.shape.dim[2].dim_value = VALUES
    del graph.value_info[:]
    onnx.checker.check_model(whole)
    return whole.SerializeToString(deterministic=True)


def _shapes(graph: Any) -> list[Any]:
    """The constants by which every level's map is laid out as a row of cells."""
    wanted = {node.input[1] for node in graph.node if node.op_type == "Reshape"}
    constants = [node for node in graph.node if node.op_type == "Constant"]
    found = [node.attribute[0].t for node in constants if node.output[0] in wanted]
    return [*found, *(it for it in graph.initializer if it.name in wanted)]
