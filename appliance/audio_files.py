# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sound files: the extracts of a pack, as the loudspeaker takes them.

Owns decoding to mono 16-bit sound, in memory. Must not play. Stands on soundfile
(libsndfile), which reads Ogg/Opus, FLAC and WAV.
"""

from io import BytesIO

import numpy as np
import soundfile

from appliance.audio import AudioError, Sound

LONGEST_S = 600
"""Longest file that is decoded; an extract lasts a minute or two."""


def decode(data: bytes) -> Sound:
    """The sound of a file's bytes; channels are averaged.

    Raises:
        AudioError: Not a sound file, or longer than ten minutes.
    """
    try:
        with soundfile.SoundFile(BytesIO(data)) as file:
            if file.frames > LONGEST_S * file.samplerate:
                raise AudioError("the sound file is too long")
            samples = file.read(dtype="float32", always_2d=True)
            rate = file.samplerate
    except soundfile.SoundFileError as error:
        raise AudioError("the sound file cannot be read") from error
    mono = np.clip(samples.mean(axis=1) * 32767.0, -32768, 32767).astype(np.int16)
    return Sound(mono.tobytes(), rate)
