# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Quantising a model, static or dynamic, with a gate on accuracy before anything is kept.

Owns the recipes, the calibration reader and the gate. Must not choose for a device:
that is `edge_proctor.models.selection`. Stands on `onnxruntime.quantization`, which
needs the package onnx.

Traps that the recipes and the gate hold against: YOLOX's first three and depthwise
convolutions lose too many detections in int8; the text recogniser's convolutions lose
one character in twenty; Silero's recurrent layers are ruined by any recipe known here,
so that its recipe stands as the gate's own proof.
"""

import hashlib
import importlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

from edge_proctor.errors import AccuracyLostError, ToolMissingError
from edge_proctor.models.manifest import ModelEntry, Role
from edge_proctor.models.session import Tensor, quiet_runtime
from edge_proctor.models.store import VerifiedModel

Agreement = Callable[[VerifiedModel, VerifiedModel], float]
"""How far a variant agrees with its original, 0..1."""


_OPSET = 13


class Method(Enum):
    """When the scales of activations are found: on calibration inputs, or at each run."""

    STATIC = "static"
    DYNAMIC = "dynamic"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a role's model is quantised.

    Everything before convolution number `full_first`, the nodes whose names begin with
    one of `full_named` and, with `full_depthwise`, all depthwise convolutions stay in
    full precision; `operators` are those that may take eight bits; `budget` is the least
    agreement accepted.
    """

    role: Role
    budget: float
    full_first: int = 0
    full_named: tuple[str, ...] = ()
    full_depthwise: bool = False
    operators: tuple[str, ...] = ("Conv", "Gemm", "MatMul")
    method: Method = Method.STATIC


RECIPES = {
    # Pool and Relu stay among eight-bit neighbours, or every map is converted twice; the
    # first five are slower in eight bits, and the heads (logits and points in one tensor)
    # would lose landmarks
    Role.FACES: Recipe(
        Role.FACES,
        budget=0.97,
        full_first=5,
        full_named=("head_",),
        operators=("Conv", "Relu", "MaxPool", "Add", "Resize"),
    ),
    # Clip and Add as well: sums that are rounded between convolutions cost six points of
    # agreement, and every map is converted twice
    Role.EMBEDDING: Recipe(
        Role.EMBEDDING, budget=0.97, operators=("Conv", "Gemm", "MatMul", "Relu", "Clip", "Add")
    ),
    Role.OBJECTS: Recipe(Role.OBJECTS, budget=0.90, full_first=3, full_depthwise=True),
    Role.TEXT_RECOGNITION: Recipe(Role.TEXT_RECOGNITION, budget=0.98, operators=("MatMul",)),
    Role.VOICE: Recipe(Role.VOICE, budget=0.99, method=Method.DYNAMIC),
}


@dataclass(frozen=True, slots=True)
class Quantised:
    """A variant that passed the gate."""

    model: VerifiedModel
    agreement: float
    calibrated_on: int


def variant_of(entry: ModelEntry, data: bytes) -> ModelEntry:
    """The entry of a quantised variant: its own name, file, size and digest."""
    return replace(
        entry,
        name=f"{entry.name}-int8",
        file=entry.file.replace(".onnx", ".int8.onnx"),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        sources=(),
    )


def quantise(
    model: VerifiedModel, recipe: Recipe, inputs: Sequence[Tensor], agreement: Agreement
) -> Quantised:
    """Quantise and let the gate decide.

    Args:
        model: The pinned, full-precision model.
        recipe: What stays in full precision, and the budget.
        inputs: Calibration tensors, the model's own input each.
        agreement: Measures a variant against the original on other pictures.

    Raises:
        AccuracyLostError: the variant agrees less than the budget demands.
        ToolMissingError: the package onnx is not installed.
    """
    data = _quantised(model, recipe, inputs)
    variant = VerifiedModel(variant_of(model.entry, data), data)
    return passed(model, variant, recipe.budget, agreement, len(inputs))


def passed(
    model: VerifiedModel, variant: VerifiedModel, budget: float, agreement: Agreement, count: int
) -> Quantised:
    """The gate.

    Raises:
        AccuracyLostError: the variant agrees less than the budget demands.
    """
    agrees = agreement(model, variant)
    if agrees < budget:
        raise AccuracyLostError(
            f"{variant.entry.name} agrees with the original in {agrees:.1%} only,"
            f" {budget:.0%} is the least."
        )
    return Quantised(variant, agrees, count)


class _Reader:
    """Calibration tensors as ONNX Runtime asks for them."""

    def __init__(self, name: str, inputs: Sequence[Tensor]) -> None:
        self._rows: Iterator[dict[str, Tensor]] = iter([{name: tensor} for tensor in inputs])

    def get_next(self) -> dict[str, Tensor] | None:
        """The next input, None at the end (the library's own protocol)."""
        return next(self._rows, None)


def _quantised(model: VerifiedModel, recipe: Recipe, inputs: Sequence[Tensor]) -> bytes:
    quiet_runtime()
    try:
        onnx: Any = importlib.import_module("onnx")
        quantization: Any = importlib.import_module("onnxruntime.quantization")
    except ImportError as error:
        raise ToolMissingError("Quantising needs the package onnx.") from error
    whole = onnx.load_from_string(model.data)
    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch) / "a.onnx", Path(scratch) / "c.onnx"
        onnx.save(_modern(onnx, whole), str(source))
        if recipe.method is Method.DYNAMIC:
            kind = quantization.QuantType.QInt8
            quantization.quantize_dynamic(str(source), str(target), weight_type=kind)
        else:
            _static_qdq(onnx, quantization, recipe, inputs, source, target)
        made = onnx.load(str(target))
    for item in whole.metadata_props:  # a recogniser's character set, which the tools drop
        if item.key not in {it.key for it in made.metadata_props}:
            made.metadata_props.append(item)
    return made.SerializeToString(deterministic=True)


def _static_qdq(
    onnx: Any,
    quantization: Any,
    recipe: Recipe,
    inputs: Sequence[Tensor],
    source: Path,
    target: Path,
) -> None:
    prepared = source.with_name("b.onnx")
    quantization.quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
    graph = onnx.load(str(prepared)).graph
    kinds = quantization.QuantType
    quantization.quantize_static(
        str(prepared),
        str(target),
        _Reader(graph.input[0].name, inputs),
        quant_format=quantization.QuantFormat.QDQ,
        per_channel=True,
        activation_type=kinds.QUInt8,
        weight_type=kinds.QInt8,
        op_types_to_quantize=list(recipe.operators),
        nodes_to_exclude=kept_in_full(graph, recipe),
    )


def _modern(onnx: Any, model: Any) -> Any:
    """The model at the least operator set that knows scales per channel."""
    now = next(it.version for it in model.opset_import if it.domain in {"", "ai.onnx"})
    return model if now >= _OPSET else onnx.version_converter.convert_version(model, _OPSET)


def kept_in_full(graph: Any, recipe: Recipe) -> list[str]:
    """The names of the nodes that a recipe leaves in full precision."""
    nodes = list(graph.node)
    places = [index for index, node in enumerate(nodes) if node.op_type == "Conv"]
    kept = nodes[: places[recipe.full_first]]
    kept += [node for node in nodes if str(node.name).startswith(recipe.full_named)]
    if recipe.full_depthwise:
        kept += [nodes[index] for index in places if _group(nodes[index]) > 1]
    return [str(node.name) for node in kept]


def _group(node: Any) -> int:
    return next((int(it.i) for it in node.attribute if it.name == "group"), 1)
