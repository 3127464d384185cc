# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Speaking a listening extract: text in, a small Ogg/Opus file out.

Owns the voices, the pace per level, the pauses and the encoding. Must not decide when an
extract is stale (:mod:`appliance.bank.recordings` does). Stands on espeak-ng as a program
and on soundfile; both are needed on an author's machine only, never on a station.
"""

import io
import shutil
import subprocess
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import soundfile as sf

from appliance.bank.errors import ExtractError
from appliance.bank.materials import Extract, Line
from appliance.exam.levels import Level
from appliance.exam.passages import AudioKind

RATE_HZ: Final = 16_000
_COMPRESSION: Final = 0.94
_TIMEOUT_S: Final = 60
_EDGE_S: Final = 0.3
_PEAK: Final = 0.8
_PAUSE_S: Final = {
    AudioKind.ANNOUNCEMENT: 0.7,
    AudioKind.MONOLOGUE: 0.6,
    AudioKind.DIALOGUE: 0.5,
    AudioKind.MESSAGE: 0.6,
}
_WORDS_PER_MINUTE: Final = {
    Level.A1: 120,
    Level.A2: 130,
    Level.B1: 145,
    Level.B2: 160,
    Level.C1: 170,
    Level.C2: 180,
}


class _Voice(NamedTuple):
    name: str
    pitch: int


_VOICES: Final = {"a": _Voice("en-gb-x-rp+f2", 58), "b": _Voice("en-us+m3", 38)}

Samples = npt.NDArray[np.float32]


def speak(extract: Extract) -> tuple[bytes, float]:
    """The Ogg/Opus bytes of an extract (mono, 16 kHz) and its length in seconds.

    Raises:
        ExtractError: espeak-ng is not installed, or refuses the text.
    """
    pause = _silence(_PAUSE_S[extract.kind])
    pieces: list[Samples] = [_silence(_EDGE_S)]
    for line in extract.lines:
        pieces += [_spoken(line, _WORDS_PER_MINUTE[extract.level]), pause]
    samples = np.concatenate([*pieces[:-1], _silence(_EDGE_S)])
    file = io.BytesIO()
    sf.write(file, samples, RATE_HZ, format="OGG", subtype="OPUS", compression_level=_COMPRESSION)
    return file.getvalue(), round(len(samples) / RATE_HZ, 2)


def _spoken(line: Line, words_per_minute: int) -> Samples:
    program = shutil.which("espeak-ng")
    if program is None:
        raise ExtractError("The extracts cannot be spoken: espeak-ng is not installed.")
    voice = _VOICES[line.voice]
    # espeak-ng reads the text from its input, so no text is ever taken for an option.
    command = [program, "-v", voice.name, "-p", str(voice.pitch), "-s", str(words_per_minute)]
    done = subprocess.run(
        [*command, "--stdin", "--stdout"],
        input=line.text.encode(),
        capture_output=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    if done.returncode != 0 or not done.stdout:
        raise ExtractError(f"espeak-ng refused a text: {done.stderr.decode(errors='replace')}")
    read, rate_hz = sf.read(io.BytesIO(done.stdout), dtype="float32")
    return _levelled(_resampled(np.asarray(read, dtype=np.float32), rate_hz))


def _resampled(samples: Samples, rate_hz: int) -> Samples:
    """Band-limited resampling by cutting the spectrum; lines are short and end in silence."""
    length = round(len(samples) * RATE_HZ / rate_hz)
    spectrum = np.fft.rfft(samples)[: length // 2 + 1]
    return (np.fft.irfft(spectrum, length) * (length / len(samples))).astype(np.float32)


def _levelled(samples: Samples) -> Samples:
    peak = float(np.max(np.abs(samples), initial=0.0))
    return samples * np.float32(_PEAK / peak) if peak > 0.0 else samples


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE_HZ), dtype=np.float32)
