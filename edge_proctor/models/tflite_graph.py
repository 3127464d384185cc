# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Reading a TensorFlow Lite file: operators in order, constants as dense float32 arrays.

Owns the folding of float16 and sparse constants. Must not know ONNX. Stands on the
`tflite` package (the schema's accessors), which only this tool needs.
"""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_proctor.errors import ModelFetchError, ToolMissingError

Array = NDArray[Any]

_FLOAT32, _FLOAT16, _INT32 = 0, 1, 2
_TYPES: dict[int, type[np.generic]] = {
    _FLOAT32: np.float32,
    _FLOAT16: np.float16,
    _INT32: np.int32,
}
_DENSE = 0


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator: its kind, tensor numbers (-1 = absent) and its typed options."""

    kind: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: Any


@dataclass(frozen=True, slots=True)
class Graph:
    """A model: shapes by tensor number, constants, operators in order, inputs, outputs."""

    shapes: dict[int, tuple[int, ...]]
    constants: dict[int, Array]
    operators: tuple[Operator, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


def schema() -> Any:
    """The `tflite` package.

    Raises:
        ToolMissingError: it is not installed.
    """
    try:
        return importlib.import_module("tflite")
    except ImportError as error:
        raise ToolMissingError("Importing this model needs the package tflite.") from error


def read_graph(data: bytes) -> Graph:
    """Read the first (only) subgraph and fold its constants.

    Raises:
        ModelFetchError: not one subgraph, or a constant of a type we do not know.
    """
    tflite = schema()
    model = tflite.Model.GetRootAsModel(data, 0)
    if model.SubgraphsLength() != 1:
        raise ModelFetchError("A model with several subgraphs cannot be imported.")
    graph = model.Subgraphs(0)
    tensors = [graph.Tensors(index) for index in range(graph.TensorsLength())]
    constants = {
        index: value
        for index, tensor in enumerate(tensors)
        if (value := _constant(model, tensor)) is not None
    }
    operators: list[Operator] = []
    for operator in _operators(tflite, model, graph):
        source = operator.inputs[0]
        if operator.kind == "DEQUANTIZE" and source in constants:
            constants[operator.outputs[0]] = constants[source].astype(np.float32)
        elif operator.kind == "DENSIFY":
            constants[operator.outputs[0]] = densify(constants[source], tensors[source].Sparsity())
        else:
            operators.append(operator)
    return Graph(
        shapes={
            i: tuple(int(n) for n in t.ShapeAsNumpy())
            for i, t in enumerate(tensors)
            if t.ShapeLength()
        },
        constants=constants,
        operators=tuple(operators),
        inputs=tuple(int(graph.Inputs(index)) for index in range(graph.InputsLength())),
        outputs=tuple(int(graph.Outputs(index)) for index in range(graph.OutputsLength())),
    )


def _constant(model: Any, tensor: Any) -> Array | None:
    buffer = model.Buffers(tensor.Buffer())
    if not buffer.DataLength():
        return None
    kind = _TYPES.get(tensor.Type())
    if kind is None:
        raise ModelFetchError(f"A constant of type {tensor.Type()} cannot be imported.")
    flat = np.frombuffer(buffer.DataAsNumpy().tobytes(), kind)
    return flat if tensor.Sparsity() is not None else flat.reshape(tensor.ShapeAsNumpy())


def _operators(tflite: Any, model: Any, graph: Any) -> list[Operator]:
    names = {value: key for key, value in vars(tflite.BuiltinOperator).items() if key.isupper()}
    found: list[Operator] = []
    for index in range(graph.OperatorsLength()):
        operator = graph.Operators(index)
        code = model.OperatorCodes(operator.OpcodeIndex())
        kind = names[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
        found.append(
            Operator(
                kind,
                tuple(int(it) for it in operator.InputsAsNumpy()),
                tuple(int(it) for it in operator.OutputsAsNumpy()),
                _options(tflite, operator),
            )
        )
    return found


def _options(tflite: Any, operator: Any) -> Any:
    names = {value: key for key, value in vars(tflite.BuiltinOptions).items()}
    table = operator.BuiltinOptions()
    kind = names.get(operator.BuiltinOptionsType())
    if table is None or kind is None or kind == "NONE":
        return None
    options = getattr(tflite, kind)()
    options.Init(table.Bytes, table.Pos)
    return options


def densify(values: Array, sparsity: Any) -> Array:
    """A sparse constant as a dense array (TACO format, as TensorFlow Lite stores it).

    Args:
        values: The stored values, in traversal order.
        sparsity: The schema's `SparsityParameters`.
    """
    order = [int(it) for it in sparsity.TraversalOrderAsNumpy()]
    blocks = [int(it) for it in sparsity.BlockMapAsNumpy()] if sparsity.BlockMapLength() else []
    levels = [_level(sparsity.DimMetadata(index)) for index in range(len(order))]
    rank = len(order) - len(blocks)
    sizes = dict(zip(order, (_size(level) for level in levels), strict=True))
    places = _places(levels)
    axis = {number: position for position, number in enumerate(order)}
    shape: list[int] = []
    indices: list[Array] = []
    for number in range(rank):
        block = rank + blocks.index(number) if number in blocks else None
        width = sizes[block] if block is not None else 1
        inner = places[:, axis[block]] if block is not None else 0
        indices.append(places[:, axis[number]] * width + inner)
        shape.append(sizes[number] * width)
    dense = np.zeros(shape, values.dtype)
    dense[tuple(indices)] = values
    return dense


@dataclass(frozen=True, slots=True)
class _Level:
    """One traversed dimension: its size when dense, else segments and indices."""

    dense: int | None
    segments: Array
    indices: Array


def _level(metadata: Any) -> _Level:
    if metadata.Format() == _DENSE:
        nothing = np.zeros(0, np.int64)
        return _Level(int(metadata.DenseSize()), nothing, nothing)
    segments = _vector(metadata.ArraySegmentsType(), metadata.ArraySegments())
    indices = _vector(metadata.ArrayIndicesType(), metadata.ArrayIndices())
    return _Level(None, segments, indices)


def _vector(kind: int, table: Any) -> Array:
    tflite = schema()
    classes = {1: tflite.Int32Vector, 2: tflite.Uint16Vector, 3: tflite.Uint8Vector}
    vector = classes[kind]()
    vector.Init(table.Bytes, table.Pos)
    return vector.ValuesAsNumpy().astype(np.int64)


def _size(level: _Level) -> int:
    return level.dense if level.dense is not None else int(level.indices.max()) + 1


def _places(levels: Sequence[_Level]) -> Array:
    """The coordinate of every stored value in every traversed dimension: [values, levels]."""
    rows: list[tuple[int, ...]] = [()]
    for level in levels:
        if level.dense is not None:
            rows = [(*row, index) for row in rows for index in range(level.dense)]
            continue
        rows = [
            (*row, int(level.indices[place]))
            for position, row in enumerate(rows)
            for place in range(int(level.segments[position]), int(level.segments[position + 1]))
        ]
    return np.asarray(rows, np.int64)
