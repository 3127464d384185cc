# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From a TensorFlow Lite file to ONNX, without TensorFlow, the same bytes every time.

Owns the meaning of the dozen operators that our models use; any other is refused.
Must not download or keep files. Stands on the graph reader and the `onnx` package.

Pictures are NHWC there and NCHW here: the input is taken as NCHW, constants are
turned once, and values return to NHWC before a reshape or a four-dimensional output.
PRelu is written as a·x + (1−a)·relu(x), which ONNX Runtime runs four times faster.
"""

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from edge_proctor.errors import ModelFetchError, ToolMissingError
from edge_proctor.models.tflite_graph import Array, Graph, Operator, read_graph

_OPSET = 17
_IR_VERSION = 8
_SAME = 0
_ACTIVATIONS = {0: None, 1: "Relu"}
_TO_NHWC, _TO_NCHW = [0, 2, 3, 1], [0, 3, 1, 2]


def import_tflite(data: bytes) -> bytes:
    """The ONNX form (opset 17) of a TensorFlow Lite model.

    Raises:
        ModelFetchError: an operator or option that is not among ours.
        ToolMissingError: the packages `tflite` and `onnx` are not installed.
    """
    return _Importer(read_graph(data)).model()


def _onnx() -> Any:
    try:
        return importlib.import_module("onnx")
    except ImportError as error:
        raise ToolMissingError("Importing this model needs the package onnx.") from error


class _Importer:
    """Builds one model, operator by operator; names are tensor numbers."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._onnx = _onnx()
        self._nodes: list[Any] = []
        self._initializers: list[Any] = []
        self._made = 0
        self._steps: dict[str, Callable[[Operator], None]] = {
            "CONV_2D": self._convolution,
            "DEPTHWISE_CONV_2D": self._depthwise,
            "ADD": self._add,
            "PAD": self._pad,
            "PRELU": self._prelu,
            "MAX_POOL_2D": self._max_pool,
            "RESIZE_BILINEAR": self._resize,
            "DEPTH_TO_SPACE": self._depth_to_space,
            "RESHAPE": self._reshape,
        }

    def model(self) -> bytes:
        """All operators, then the outputs; serialised deterministically."""
        for operator in self._graph.operators:
            step = self._steps.get(operator.kind)
            if step is None:
                raise ModelFetchError(f"The operator {operator.kind} cannot be imported.")
            step(operator)
        helper = self._onnx.helper
        graph = helper.make_graph(
            self._nodes,
            "imported",
            [self._value(f"t{number}", number, turned=True) for number in self._graph.inputs],
            [self._output(number) for number in self._graph.outputs],
            self._initializers,
        )
        opset = helper.make_opsetid("", _OPSET)
        model = helper.make_model(graph, opset_imports=[opset], producer_name="escale")
        model.ir_version = _IR_VERSION
        self._onnx.checker.check_model(model, full_check=True)
        return model.SerializeToString(deterministic=True)

    def _value(self, name: str, number: int, *, turned: bool) -> Any:
        shape = list(self._graph.shapes[number])
        if turned and len(shape) == 4:
            shape = [shape[axis] for axis in _TO_NCHW]
        return self._onnx.helper.make_tensor_value_info(name, self._onnx.TensorProto.FLOAT, shape)

    def _output(self, number: int) -> Any:
        name = f"t{number}"
        if len(self._graph.shapes[number]) == 4:
            name = f"out{number}"
            self._node("Transpose", [f"t{number}"], name, perm=_TO_NHWC)
        return self._value(name, number, turned=False)

    def _node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> None:
        self._nodes.append(self._onnx.helper.make_node(kind, inputs, [output], **attributes))

    def _keep(self, array: Array) -> str:
        name = f"c{len(self._initializers)}"
        dense = np.ascontiguousarray(array)
        self._initializers.append(self._onnx.numpy_helper.from_array(dense, name))
        return name

    def _between(self) -> str:
        self._made += 1
        return f"v{self._made}"

    def _activated(
        self, operator: Operator, kind: str, inputs: list[str], **attributes: Any
    ) -> None:
        """A node whose fused activation follows it."""
        code = operator.options.FusedActivationFunction()
        if code not in _ACTIVATIONS:
            raise ModelFetchError(f"The activation {code} cannot be imported.")
        activation, output = _ACTIVATIONS[code], f"t{operator.outputs[0]}"
        if activation is None:
            self._node(kind, inputs, output, **attributes)
            return
        between = self._between()
        self._node(kind, inputs, between, **attributes)
        self._node(activation, [between], output)

    def _convolution(self, operator: Operator) -> None:
        weights = self._graph.constants[operator.inputs[1]].transpose(0, 3, 1, 2)
        self._convolve(operator, weights, group=1)

    def _depthwise(self, operator: Operator) -> None:
        weights = self._graph.constants[operator.inputs[1]].transpose(3, 0, 1, 2)
        self._convolve(operator, weights, group=self._graph.shapes[operator.inputs[0]][3])

    def _convolve(self, operator: Operator, weights: Array, group: int) -> None:
        bias = self._graph.constants[operator.inputs[2]]
        kernel = [int(weights.shape[2]), int(weights.shape[3])]
        self._activated(
            operator,
            "Conv",
            [f"t{operator.inputs[0]}", self._keep(weights), self._keep(bias)],
            kernel_shape=kernel,
            strides=_strides(operator),
            pads=self._same_pads(operator, kernel),
            dilations=[operator.options.DilationHFactor(), operator.options.DilationWFactor()],
            group=group,
        )

    def _same_pads(self, operator: Operator, kernel: list[int]) -> list[int]:
        """Explicit pads [top, left, bottom, right] of the SAME scheme (the odd one goes last)."""
        if operator.options.Padding() != _SAME:
            return [0, 0, 0, 0]
        before: list[int] = []
        after: list[int] = []
        have = self._graph.shapes[operator.inputs[0]][1:3]
        want = self._graph.shapes[operator.outputs[0]][1:3]
        for size, out, width, stride in zip(have, want, kernel, _strides(operator), strict=True):
            missing = max((out - 1) * stride + width - size, 0)
            before.append(missing // 2)
            after.append(missing - missing // 2)
        return [*before, *after]

    def _add(self, operator: Operator) -> None:
        self._activated(operator, "Add", [self._operand(number) for number in operator.inputs])

    def _operand(self, number: int) -> str:
        constant = self._graph.constants.get(number)
        return f"t{number}" if constant is None else self._keep(_per_channel(constant))

    def _pad(self, operator: Operator) -> None:
        amounts = self._graph.constants[operator.inputs[1]].astype(np.int64)[_TO_NCHW]
        pads = self._keep(np.concatenate([amounts[:, 0], amounts[:, 1]]))
        self._node("Pad", [f"t{operator.inputs[0]}", pads], f"t{operator.outputs[0]}")

    def _prelu(self, operator: Operator) -> None:
        slope = _per_channel(self._graph.constants[operator.inputs[1]])
        source = f"t{operator.inputs[0]}"
        positive, left, right = self._between(), self._between(), self._between()
        self._node("Relu", [source], positive)
        self._node("Mul", [source, self._keep(slope)], left)
        self._node("Mul", [positive, self._keep(np.float32(1) - slope)], right)
        self._node("Add", [left, right], f"t{operator.outputs[0]}")

    def _max_pool(self, operator: Operator) -> None:
        kernel = [operator.options.FilterHeight(), operator.options.FilterWidth()]
        self._activated(
            operator,
            "MaxPool",
            [f"t{operator.inputs[0]}"],
            kernel_shape=kernel,
            strides=_strides(operator),
            pads=self._same_pads(operator, kernel),
        )

    def _resize(self, operator: Operator) -> None:
        if operator.options.AlignCorners() or not operator.options.HalfPixelCenters():
            raise ModelFetchError("Only half-pixel bilinear resizing can be imported.")
        shape = self._graph.shapes[operator.outputs[0]]
        sizes = self._keep(np.asarray([shape[axis] for axis in _TO_NCHW], np.int64))
        self._node(
            "Resize",
            [f"t{operator.inputs[0]}", "", "", sizes],
            f"t{operator.outputs[0]}",
            mode="linear",
            coordinate_transformation_mode="half_pixel",
        )

    def _depth_to_space(self, operator: Operator) -> None:
        self._node(
            "DepthToSpace",
            [f"t{operator.inputs[0]}"],
            f"t{operator.outputs[0]}",
            blocksize=operator.options.BlockSize(),
            mode="DCR",
        )

    def _reshape(self, operator: Operator) -> None:
        source, target = operator.inputs[0], operator.outputs[0]
        if len(self._graph.shapes[target]) == 4:
            raise ModelFetchError("A reshape to a picture cannot be imported.")
        turned = self._between()
        self._node("Transpose", [f"t{source}"], turned, perm=_TO_NHWC)
        shape = self._keep(np.asarray(self._graph.shapes[target], np.int64))
        self._node("Reshape", [turned, shape], f"t{target}")


def _strides(operator: Operator) -> list[int]:
    return [operator.options.StrideH(), operator.options.StrideW()]


def _per_channel(constant: Array) -> Array:
    """A constant along the last axis, as it broadcasts over NCHW."""
    if constant.size != constant.shape[-1]:
        raise ModelFetchError("Only constants along the channels can be imported.")
    return constant.reshape(1, -1, 1, 1).astype(np.float32)
