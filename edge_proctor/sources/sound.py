# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Microphones: a sound card through PyAudio in callback mode, and the replay of a file.

Owns the cutting into blocks of 32 ms at 16 kHz. Must not keep sound longer than a
block. Stands on PyAudio (imported when used) and soundfile.
"""

import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from edge_proctor.errors import MicrophoneUnavailableError, PictureUnreadableError
from edge_proctor.ports import BLOCK_SAMPLES, SAMPLE_RATE_HZ, Samples, SoundBlock

_WAITING_BLOCKS = 64  # two seconds; older sound is given up rather than kept
_SILENT_AFTER_S = 3.0
_BLOCK_S = BLOCK_SAMPLES / SAMPLE_RATE_HZ


class SoundReplay:
    """A sound file as a microphone would hear it.

    Args:
        path: WAV, FLAC or Ogg; mixed to one channel and brought to 16 kHz.
        real_time: Keep the pace of the recording.
        loop: Begin again at the end.
    """

    def __init__(self, path: Path, *, real_time: bool = True, loop: bool = True) -> None:
        self._samples = read_sound(path)
        self._real_time = real_time
        self._loop = loop
        self._closed = threading.Event()

    def blocks(self) -> Iterator[SoundBlock]:
        """Deliver blocks stamped with the recording's time after the start."""
        began_ns = time.monotonic_ns()
        whole = len(self._samples) // BLOCK_SAMPLES
        sequence = 0
        while whole and not self._closed.is_set():
            for index in range(whole):
                at_ns = began_ns + round(sequence * _BLOCK_S * 1e9)
                if self._real_time:
                    self._closed.wait(max(0.0, (at_ns - time.monotonic_ns()) / 1e9))
                if self._closed.is_set():
                    return
                start = index * BLOCK_SAMPLES
                yield SoundBlock(sequence, at_ns, self._samples[start : start + BLOCK_SAMPLES])
                sequence += 1
            if not self._loop:
                return

    def close(self) -> None:
        """Stop delivering."""
        self._closed.set()


def read_sound(path: Path) -> Samples:
    """A sound file as 16-bit samples at 16 kHz, one channel.

    Raises:
        PictureUnreadableError: no sound file that libsndfile reads.
    """
    try:
        data, rate = soundfile.read(str(path), dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise PictureUnreadableError(f"The file {path.name} is no readable sound.") from error
    mono: NDArray[np.float32] = data.mean(axis=1)
    if rate != SAMPLE_RATE_HZ:
        count = round(len(mono) * SAMPLE_RATE_HZ / rate)
        places = np.arange(count) * (rate / SAMPLE_RATE_HZ)
        mono = np.interp(places, np.arange(len(mono)), mono).astype(np.float32)
    return np.clip(mono * 32768.0, -32768, 32767).astype(np.int16)


class PyAudioMicrophone:
    """A sound card's input in callback mode: PortAudio's thread fills a short queue.

    Args:
        device: PortAudio's index, or None for the default input.
        module: The `pyaudio` module (imported when None).
    """

    def __init__(self, device: int | None = None, module: ModuleType | None = None) -> None:
        self._device = device
        self._module = module
        self._closed = threading.Event()
        self._blocks: queue.Queue[bytes] = queue.Queue(_WAITING_BLOCKS)
        self.dropped = 0

    def blocks(self) -> Iterator[SoundBlock]:
        """Deliver blocks until closed.

        Raises:
            MicrophoneUnavailableError: the device does not open, or went silent.
        """
        module: Any = self._module or _pyaudio()
        audio = module.PyAudio()
        try:
            stream = self._open(audio, module)
            try:
                yield from self._read()
            finally:
                stream.stop_stream()
                stream.close()
        finally:
            audio.terminate()

    def _open(self, audio: Any, module: Any) -> Any:
        def take(data: bytes, _count: int, _time: object, _status: int) -> tuple[None, int]:
            try:
                self._blocks.put_nowait(data)
            except queue.Full:
                self.dropped += 1
            return None, module.paContinue

        try:
            return audio.open(
                format=module.paInt16,
                channels=1,
                rate=SAMPLE_RATE_HZ,
                input=True,
                input_device_index=self._device,
                frames_per_buffer=BLOCK_SAMPLES,
                stream_callback=take,
            )
        except (OSError, ValueError) as error:
            raise MicrophoneUnavailableError("The microphone does not open.") from error

    def _read(self) -> Iterator[SoundBlock]:
        sequence = 0
        while not self._closed.is_set():
            try:
                data = self._blocks.get(timeout=_SILENT_AFTER_S)
            except queue.Empty as error:
                raise MicrophoneUnavailableError("The microphone went silent.") from error
            yield SoundBlock(sequence, time.monotonic_ns(), np.frombuffer(data, np.int16))
            sequence += 1

    def close(self) -> None:
        """Stop delivering; the device is let go by the reading thread."""
        self._closed.set()


def _pyaudio() -> ModuleType:
    try:
        import pyaudio  # needs PortAudio, which only a station has
    except ImportError as error:
        raise MicrophoneUnavailableError("The package PyAudio is not installed.") from error
    return pyaudio
