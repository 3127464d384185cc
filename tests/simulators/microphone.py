# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A PyAudio that records calls and calls back with a tone, as PortAudio's thread would.

Owns the shape of the calls that the microphone adapter makes. Must not open a sound
card. Stands on numpy.
"""

import types
from collections.abc import Callable
from typing import Any

import numpy as np


class FakePyAudio:
    """Stands for the module, the `PyAudio` object and its stream at once."""

    def __init__(self, blocks: int, *, fails: bool = False) -> None:
        self._blocks = blocks
        self._fails = fails
        self.calls: list[str] = []
        self.opened: dict[str, Any] = {}

    def module(self) -> types.ModuleType:
        module = types.ModuleType("pyaudio")
        module.__dict__.update(PyAudio=lambda: self, paInt16=8, paContinue=0)
        return module

    def open(self, *, stream_callback: Callable[..., object], **parts: Any) -> "FakePyAudio":
        self.calls.append("open")
        if self._fails:
            raise OSError(-9996, "Invalid input device (no default output device)")
        self.opened = parts
        tone = np.arange(parts["frames_per_buffer"], dtype=np.int16).tobytes()
        for _ in range(self._blocks):
            stream_callback(tone, parts["frames_per_buffer"], {}, 0)
        return self

    def stop_stream(self) -> None:
        self.calls.append("stop_stream")

    def close(self) -> None:
        self.calls.append("close")

    def terminate(self) -> None:
        self.calls.append("terminate")
