# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""ONNX Runtime sessions as the station needs them: few threads, no spinning, warm.

Owns the session options and the runtime's silence. Must not read files: only verified
bytes come in. Stands on ONNX Runtime's CPU provider.
"""

import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_proctor.errors import ModelRefusedError
from edge_proctor.models.store import VerifiedModel

Tensor = NDArray[np.floating[Any]]


def quiet_runtime() -> Any:
    """The `onnxruntime` module with its telemetry off.

    Since 1.29 its Linux wheels report to their maker and keep a database in the user's
    cache; both start when the library loads, so the variable must be set before.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime  # after the variable, see above

    onnxruntime.disable_telemetry_events()
    return onnxruntime


class ModelSession:
    """One model, ready to run.

    Args:
        model: Bytes whose digest has been checked.
        threads: Intra-op threads, 1 or 2; spinning is off so that an idle session
            costs nothing beside a running exam.

    Raises:
        ModelRefusedError: ONNX Runtime cannot load the bytes.
    """

    def __init__(self, model: VerifiedModel, threads: int = 1) -> None:
        ort = quiet_runtime()
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
        options.enable_cpu_mem_arena = False  # 20 MB less for all sessions, no slower
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session: Any = ort.InferenceSession(
                model.data, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # ONNX Runtime's errors have no public common class
            raise ModelRefusedError(f"The model {model.entry.name} does not load.") from error
        # ONNX Runtime keeps the file's bytes for a fallback that we do not want: 20 MB in all
        self._session.disable_fallback()
        self._session._model_bytes = b""
        self.entry = model.entry
        self.inputs: tuple[str, ...] = tuple(item.name for item in self._session.get_inputs())
        self.outputs: tuple[str, ...] = tuple(item.name for item in self._session.get_outputs())

    def run(self, **inputs: NDArray[Any]) -> list[Tensor]:
        """Run once; outputs in the model's own order."""
        return self._session.run(None, inputs)

    def run_first(self, tensor: Tensor) -> list[Tensor]:
        """Run a model with one input."""
        return self._session.run(None, {self.inputs[0]: tensor})

    def metadata(self, key: str) -> str | None:
        """A value of the model's own metadata, such as a recogniser's character set."""
        return self._session.get_modelmeta().custom_metadata_map.get(key)
