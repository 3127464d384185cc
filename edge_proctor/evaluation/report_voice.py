# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The section on voice: utterances found, alone and over noise; noise taken for speech.

Owns which recordings are heard, and what is told beside which target. Must not measure by
itself. Stands on the hearing of this package.
"""

from pathlib import Path

from edge_proctor.detectors.voice import VoiceDetector
from edge_proctor.evaluation.bench import Bench
from edge_proctor.evaluation.figures import Figure, Section, between, counted
from edge_proctor.evaluation.hearing import evaluate_voice
from edge_proctor.models.manifest import Role

_SPEECH, _NOISE, _LONGEST_RUN_MS = 0.95, 0.005, 250


def measure_voice(bench: Bench) -> Section:
    """Speech found, alone and over noise; noise taken for speech."""
    detector = VoiceDetector(bench.store.load(Role.VOICE))
    report = evaluate_voice(speech_of(bench.folder), noise_of(bench.folder), detector)
    figures = (
        Figure(
            "utterances that are found",
            "≥ 95 %",
            counted(report.speech),
            between(report.speech.interval),
            report.speech.value >= _SPEECH,
            "utterances of audio_speech and audio_vad, told by level and pitch",
        ),
        Figure(
            "the same over noise, 10 dB softer",
            "stated",
            counted(report.over_noise),
            between(report.over_noise.interval),
            None,
            "every utterance over every noise",
        ),
        Figure(
            "blocks of noise taken for speech",
            "≤ .5 %",
            counted(report.noise, 2),
            between(report.noise.interval, 2),
            report.noise.value <= _NOISE,
            "blocks of 32 ms",
        ),
        Figure(
            "longest such run",
            "< 250 ms",
            f"{report.longest_false_run_ms} ms",
            "",
            report.longest_false_run_ms < _LONGEST_RUN_MS,
            "the same blocks",
        ),
    )
    data: dict[str, object] = {
        "model": detector.label,
        "noise_blocks_flagged": report.noise.as_json(),
        "longest_false_run_ms": report.longest_false_run_ms,
        "speech_found": report.speech.as_json(),
        "speech_found_over_noise": report.over_noise.as_json(),
    }
    remark = (
        "An utterance counts as found when half of it or more was heard as speech. Where people"
        " have marked the recordings, the labels agree with them. What is said is neither kept"
        " nor written down. While the station itself speaks, and for a second after, nothing is"
        " heard: its own loudspeaker would pass for a voice in the room."
    )
    return Section("voice", "Voice", figures, data, (remark,))


def speech_of(material: Path) -> list[Path]:
    """The clean recordings of speech: every one of audio_speech, and two of audio_vad."""
    marked = [material / "audio_vad" / name for name in ("train.wav", "valid.wav")]
    return [*sorted((material / "audio_speech").iterdir()), *filter(Path.is_file, marked)]


def noise_of(material: Path) -> list[Path]:
    """The recordings without speech, as far as they are here."""
    folder = material / "audio_noise"
    return sorted(folder.iterdir()) if folder.is_dir() else []
