# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A voice that reads a text aloud, where this machine has one.

Owns the port and the adapter to espeak-ng, which needs no network and no model. Must not
play what it makes. Stands on the audio port and on sound files.
"""

import shutil
import subprocess
from dataclasses import dataclass
from typing import Final, Protocol

from appliance.audio import AudioError, Sound
from appliance.audio_files import decode

WORDS_PER_MINUTE: Final = 140
_TIMEOUT_S: Final = 20.0
_VOICES: Final = {"en": "en-gb-x-rp+f2", "fr": "fr-fr+f2"}


class Speech(Protocol):
    """Reads texts aloud."""

    @property
    def description(self) -> str:
        """What it is, or why there is none: "available (…)" or "missing: why"."""
        ...

    def speak(self, text: str, language: str) -> Sound:
        """The text as sound; takes a moment. Raises AudioError."""
        ...


@dataclass(frozen=True, slots=True)
class Speechless:
    """No voice: texts are read by whoever sits here."""

    description: str = "missing: espeak-ng is not installed"

    def speak(self, text: str, language: str) -> Sound:
        """Raises AudioError, always."""
        raise AudioError("no voice can read the text here", advice="Read it on the screen.")


@dataclass(frozen=True, slots=True)
class EspeakSpeech:
    """The voice of espeak-ng.

    Attributes:
        program: Where it is.
    """

    program: str

    @property
    def description(self) -> str:
        """Which voice it is."""
        return "available (espeak-ng)"

    def speak(self, text: str, language: str) -> Sound:
        """The text as sound; raises AudioError."""
        voice = _VOICES.get(language, language)
        # It reads the text from its input, so no text is ever taken for an option.
        command = [self.program, "-v", voice, "-s", str(WORDS_PER_MINUTE), "--stdin", "--stdout"]
        try:
            done = subprocess.run(
                command, input=text.encode(), capture_output=True, timeout=_TIMEOUT_S, check=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise AudioError(
                "the text cannot be read aloud", advice="Read it on the screen."
            ) from error
        return decode(done.stdout)


def default_speech() -> Speech:
    """The voice of this machine, if it has one."""
    program = shutil.which("espeak-ng")
    return Speechless() if program is None else EspeakSpeech(program)
