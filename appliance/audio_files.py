# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sound files: the extracts of a pack, and recorded answers.

Owns decoding to mono 16-bit sound and encoding as Ogg/Opus, in memory. Must not play.
Stands on soundfile (libsndfile), which reads Ogg/Opus, FLAC and WAV, and on
NumPy; both load with the first file, which a station's welcome need not wait for.
"""

from io import BytesIO

from appliance.audio import AudioError, Sound

LONGEST_S = 600
"""Longest file that is decoded; an extract lasts a minute or two."""


def decode(data: bytes) -> Sound:
    """The sound of a file's bytes; channels are averaged.

    Raises:
        AudioError: Not a sound file, or longer than ten minutes.
    """
    import numpy as np
    import soundfile

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


def encode_opus(sound: Sound) -> bytes:
    """An Ogg/Opus file (RFC 7845) with this sound.

    Raises:
        AudioError: The rate is none of Opus's (8, 12, 16, 24 or 48 kHz).
    """
    import numpy as np
    import soundfile

    file = BytesIO()
    samples = np.frombuffer(sound.samples, dtype=np.int16)
    try:
        soundfile.write(file, samples, sound.rate, format="OGG", subtype="OPUS")
    except soundfile.SoundFileError as error:
        raise AudioError("the recording cannot be encoded") from error
    return file.getvalue()
