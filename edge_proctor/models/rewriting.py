# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A verified file's graph, rewritten in memory.

Owns the way from the file's bytes to the rewritten graph's and the refusals on it. Must not
know any model, write a file or meet bytes whose digest was not checked. Stands on the
package onnx.
"""

import importlib
from collections.abc import Callable
from typing import Any

from edge_proctor.errors import ModelRefusedError, ToolMissingError
from edge_proctor.models.store import VerifiedModel

Rewrite = Callable[[Any, Any], bytes | None]
"""The package onnx and a graph → the rewritten graph's bytes; None when it is rewritten already."""


def rewritten(model: VerifiedModel, rewrite: Rewrite) -> VerifiedModel:
    """The model with its graph rewritten; the same object when there was nothing to do.

    Raises:
        ModelRefusedError: the graph is not the one that `rewrite` knows.
        ToolMissingError: the package onnx is not installed.
    """
    try:
        onnx: Any = importlib.import_module("onnx")
    except ImportError as error:
        raise ToolMissingError(f"Running {model.entry.name} needs the package onnx.") from error
    try:
        made = rewrite(onnx, onnx.load_from_string(model.data))
    except Exception as error:  # protobuf's errors have no public common class
        raise ModelRefusedError(f"The model {model.entry.name} has another graph.") from error
    return model if made is None else VerifiedModel(model.entry, made)
