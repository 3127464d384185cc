# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The voice that reads questions aloud, where the machine has one."""

import shutil

import pytest

from appliance.audio import AudioError
from appliance.audio_speech import EspeakSpeech, Speechless, default_speech


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_the_voice_of_this_machine_is_heard() -> None:
    voice = default_speech()
    assert voice.description.startswith("available")
    short = voice.speak("Good morning.", "en")
    longer = voice.speak("--help me, please: where do you work, and what do you do there?", "en")
    assert short.level_dbfs > -40
    assert longer.duration_s > 2 * short.duration_s


@pytest.mark.parametrize(
    "voice", [Speechless(), EspeakSpeech("/nonexistent"), EspeakSpeech("false")]
)
def test_without_a_voice_the_text_is_read_on_the_screen(
    voice: Speechless | EspeakSpeech,
) -> None:
    with pytest.raises(AudioError) as refused:
        voice.speak("Good morning.", "en")
    assert refused.value.advice == "Read it on the screen."
