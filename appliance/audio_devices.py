# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The sound card, through PyAudio.

Owns opening and closing devices and the translation of their errors. Must not decide
what is played. Stands on PyAudio (PortAudio); importing it waits until a device is asked
for, so that a station without PortAudio can say so instead of failing to start.
"""

import os
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from appliance.audio import AudioError, AudioInput, AudioOutput, SilentInput, SilentOutput, Sound

_BLOCK_FRAMES = 2048  # nearly a tenth of a second: no gap in an extract while the station works
_INPUT_RATE = 16_000
_LISTEN_FRAMES = _INPUT_RATE // 10
_DOOR = threading.Lock()
"""Held while PortAudio is begun, ended or asked to open: it takes one caller at a time."""


@contextmanager
def _quiet() -> Generator[None]:
    """Keep PortAudio's back ends from writing across the screen (they use stderr directly)."""
    sys.stderr.flush()
    kept = os.dup(2)
    silence = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(silence, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(silence)
        os.close(kept)


@dataclass(frozen=True, slots=True)
class _Stream:
    """An open device, on a PortAudio of its own: it sees what was plugged in since the last
    one only when it is begun anew."""

    audio: Any
    device: Any

    @classmethod
    def open(cls, library: Any, **how: Any) -> "_Stream":
        """Open the default device; raises OSError when it refuses."""
        with _DOOR, _quiet():
            audio = library.PyAudio()
            try:
                return cls(audio, audio.open(format=library.paInt16, channels=1, **how))
            except OSError:
                audio.terminate()
                raise

    def close(self) -> None:
        """Let go of the device and of PortAudio."""
        with _DOOR:
            self.audio.terminate()


class PyAudioOutput:
    """The default loudspeaker; a thread feeds it so that playing never blocks the caller."""

    def __init__(self, library: Any, name: str) -> None:
        self._library, self._name = library, name
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._position_s = 0.0

    @property
    def description(self) -> str:
        """Name of the device."""
        return f"available ({self._name})"

    @property
    def playing(self) -> bool:
        """Whether the feeding thread runs."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def position_s(self) -> float:
        """How much has been given to the device."""
        return self._position_s

    @contextmanager
    def cue(self, sound: Sound) -> Generator[Callable[[], None]]:
        """Open the device for a sound; raises AudioError when it refuses."""
        self.stop()
        try:
            stream = _Stream.open(
                self._library, rate=sound.rate, output=True, frames_per_buffer=_BLOCK_FRAMES
            )
        except OSError as error:
            raise AudioError("the loudspeaker cannot be opened") from error
        thread = threading.Thread(
            target=self._feed, args=(stream, sound), name="loudspeaker", daemon=True
        )

        def start() -> None:
            self._stop.clear()
            self._position_s = 0.0
            self._thread = thread
            thread.start()

        try:
            yield start
        finally:
            if thread.ident is None:  # it was never started
                stream.close()

    def play(self, sound: Sound) -> None:
        """Start a sound; raises AudioError when the device refuses."""
        with self.cue(sound) as start:
            start()

    def stop(self) -> None:
        """Stop playing and let go of the device."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=2)
            self._thread = None

    def _feed(self, stream: _Stream, sound: Sound) -> None:
        step = _BLOCK_FRAMES * 2
        try:
            for start in range(0, len(sound.samples), step):
                if self._stop.is_set():
                    return
                stream.device.write(sound.samples[start : start + step])
                self._position_s = min(start + step, len(sound.samples)) / 2 / sound.rate
            stream.device.stop_stream()
        except OSError:
            return  # the device was unplugged: position_s shows how far the sound got
        finally:
            stream.close()


class PyAudioInput:
    """The default microphone."""

    def __init__(self, library: Any, name: str) -> None:
        self._library, self._name = library, name

    @property
    def description(self) -> str:
        """Name of the device."""
        return f"available ({self._name})"

    def record(self, seconds: float) -> Sound:
        """Listen that long; raises AudioError when the device refuses."""
        with self._stream() as stream:
            return Sound(_read(stream, round(seconds * _INPUT_RATE)), _INPUT_RATE)

    def listen(self, longest_s: float, heard: Callable[[Sound], bool]) -> Sound:
        """Listen block by block on one open stream; raises AudioError as `record`."""
        left, samples = round(longest_s * _INPUT_RATE), bytearray()
        with self._stream() as stream:
            while left > 0:
                block = _read(stream, min(left, _LISTEN_FRAMES))
                samples += block
                left -= _LISTEN_FRAMES
                if not heard(Sound(block, _INPUT_RATE)):
                    break
        return Sound(bytes(samples), _INPUT_RATE)

    @contextmanager
    def _stream(self) -> Generator[Any]:
        try:
            stream = _Stream.open(self._library, rate=_INPUT_RATE, input=True)
        except OSError as error:
            raise AudioError("the microphone cannot be opened") from error
        try:
            yield stream.device
        finally:
            stream.close()


def _read(stream: Any, frames: int) -> bytes:
    try:
        return stream.read(frames, exception_on_overflow=False)
    except OSError as error:
        raise AudioError("the microphone stopped") from error


def default_output() -> AudioOutput:
    """The default loudspeaker, or a silent one that says why there is none."""
    try:
        library, name = _default_device("output")
    except AudioError as error:
        return SilentOutput(f"missing: {error}")
    return PyAudioOutput(library, name)


def default_input() -> AudioInput:
    """The default microphone, or a silent one that says why there is none."""
    try:
        library, name = _default_device("input")
    except AudioError as error:
        return SilentInput(f"missing: {error}")
    return PyAudioInput(library, name)


def _default_device(direction: str) -> tuple[Any, str]:
    try:
        library: Any = import_module("pyaudio")
    except ImportError as error:
        raise AudioError("PortAudio is not installed") from error
    with _DOOR:
        with _quiet():
            audio = library.PyAudio()
        try:
            info: dict[str, Any] = getattr(audio, f"get_default_{direction}_device_info")()
        except OSError as error:
            raise AudioError(f"no {direction} device") from error
        finally:
            audio.terminate()
    return library, str(info["name"])
