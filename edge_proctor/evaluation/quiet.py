# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""An hour of quiet sitting: how many flags are raised though nothing happens.

Owns who sits, what the room sounds like and what is counted. Must not soften a rule.
Stands on the sitter, the noise recordings of the test material and the whole monitoring.
The sound is those recordings one after the other, louder and softer, with the strokes of a
keyboard between; without recordings it is the keyboard and a hiss.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge_proctor.detectors.faces import FaceDetector
from edge_proctor.detectors.suite import Suite
from edge_proctor.errors import PictureUnreadableError
from edge_proctor.evaluation.sitter import Sitter
from edge_proctor.events import Phase, ProctorEvent
from edge_proctor.framing import FaceBox
from edge_proctor.monitoring.monitor import Inspection
from edge_proctor.monitoring.playback import play
from edge_proctor.pictures import read_picture
from edge_proctor.ports import BLOCK_SAMPLES, SAMPLE_RATE_HZ, Frame, Pixels, Samples, SoundBlock
from edge_proctor.settings import ProctorSettings
from edge_proctor.sources.sound import read_sound

_BLOCK_NS = BLOCK_SAMPLES * 1_000_000_000 // SAMPLE_RATE_HZ
_STROKES_PER_S = 2.0
_STROKE_SAMPLES = 240  # 15 ms
_HISS = 40.0  # of 32768
_LEAST_FACE_PIXELS = 150  # a smaller picture would be filmed enlarged


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag of a quiet sitting: whose, which, when and how long."""

    sitter: str
    signal: str
    at_s: float
    lasted_s: float
    confidence: float
    station_fault: bool

    def as_json(self) -> dict[str, object]:
        """For the report."""
        return {
            "sitter": self.sitter,
            "signal": self.signal,
            "t_s": round(self.at_s, 1),
            "duration_s": round(self.lasted_s, 1),
            "confidence": round(self.confidence, 3),
            "station_fault": self.station_fault,
        }


@dataclass(slots=True)
class Extremes:
    """How near the sitting came to the thresholds, for the report."""

    turn: float = 0.0
    phone: float = 0.0
    voice: float = 0.0
    similarity: float = 1.0

    def take(self, seen: Inspection) -> None:
        """Consider one frame."""
        now = seen.observation
        if now.look is not None:
            self.turn = max(self.turn, now.look.turn)
        self.phone = max(self.phone, now.phone or 0.0)
        self.voice = max(self.voice, now.voice or 0.0)
        if now.similarity is not None:
            self.similarity = min(self.similarity, now.similarity)


@dataclass(slots=True)
class QuietReport:
    """Frames inspected, time sat and worked, sitters, flags raised, how near they came."""

    frames: int = 0
    seconds: float = 0.0
    processor_s: float = 0.0
    sitters: list[str] = field(default_factory=list[str])
    flags: list[Flag] = field(default_factory=list[Flag])
    extremes: Extremes = field(default_factory=Extremes)

    @property
    def false_flags(self) -> int:
        """Flags held against a candidate; faults of the station are told apart."""
        return sum(not flag.station_fault for flag in self.flags)

    @property
    def share_of_a_core(self) -> float:
        """Processor time of the monitoring over the sitting's time."""
        return self.processor_s / self.seconds if self.seconds else 0.0

    def as_json(self) -> dict[str, object]:
        """For the report."""
        nearest = self.extremes
        return {
            "minutes": round(self.seconds / 60, 2),
            "frames": self.frames,
            "share_of_a_core": round(self.share_of_a_core, 4),
            "sitters": self.sitters,
            "false_flags": self.false_flags,
            "station_faults": len(self.flags) - self.false_flags,
            "flags": [flag.as_json() for flag in self.flags],
            "largest_turn_degrees": round(nearest.turn, 1),
            "largest_phone_score": round(nearest.phone, 3),
            "largest_voice_share": round(nearest.voice, 3),
            "least_similarity": round(nearest.similarity, 3),
        }


@dataclass(frozen=True, slots=True)
class Person:
    """A picture to sit, and where its face is."""

    name: str
    picture: Pixels
    face: FaceBox


def sit_quietly(
    people: Sequence[Person],
    noises: Sequence[Samples],
    suite: Suite,
    minutes: float,
    tell: Callable[[str], None],
    *,
    seed: int = 1,
) -> QuietReport:
    """Let the people sit one after the other, `minutes` in all, each a sitting of its own.

    Args:
        people: At least one.
        noises: Recordings of rooms without speech; may be empty.
        suite: The detectors.
        minutes: Of sitting, for all together.
        tell: Called with a line of progress after each person.
        seed: Of habits, noise and strokes.

    Raises:
        PictureUnreadableError: somebody without a face to compare later ones with.
    """
    report = QuietReport()
    settings = ProctorSettings()
    lasts_s = minutes * 60 / len(people)

    def look(_frame: Frame, seen: Inspection) -> None:
        report.extremes.take(seen)

    for index, person in enumerate(people):
        camera = Sitter(person.picture, person.face, seed=seed + index, lasts_s=lasts_s)
        room = room_sound(noises, seed + index, lasts_s)
        played = play(camera.frames(), suite, settings, sound=room, look=look)
        if played.enrolled_s != 0:
            raise PictureUnreadableError(f"{person.name} is not seen as the sitting begins.")
        report.flags += flags_of(played.events, person.name)
        report.frames += played.frames
        report.processor_s += played.processor_s
        report.sitters.append(person.name)
        report.seconds += lasts_s
        tell(f"{person.name}: {lasts_s / 60:.1f} minutes, {len(report.flags)} flags so far")
    return report


def flags_of(events: Sequence[ProctorEvent], sitter: str) -> list[Flag]:
    """The flags among events, each by its end."""
    return [
        Flag(
            sitter,
            event.signal.value,
            event.start_ns / 1e9,
            event.duration_s,
            event.confidence,
            event.signal.is_station_fault,
        )
        for event in events
        if event.phase is Phase.END
    ]


def people_of(folder: Path, faces: FaceDetector) -> list[Person]:
    """One picture of each person of `pairs.csv`: of those with one face the straightest."""
    people: list[Person] = []
    for names in same_person(folder / "pairs.csv"):
        found = [_person(folder / name, faces) for name in sorted(names)]
        straight = [it for it in found if it is not None]
        if straight:
            people.append(min(straight, key=lambda it: _askew(it.face)))
    return people


def same_person(pairs: Path) -> list[set[str]]:
    """The pictures of each person, joined by the pairs that are labelled the same."""
    groups: list[set[str]] = []
    with pairs.open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["same_person"] != "yes":
                continue
            joined = {row["file_x"], row["file_y"]}
            for group in [it for it in groups if it & joined]:
                joined |= group
                groups.remove(group)
            groups.append(joined)
    return groups


def _person(path: Path, faces: FaceDetector) -> Person | None:
    picture = read_picture(path)
    found = faces.detect(picture)
    if len(found) != 1 or found[0].height * picture.shape[0] < _LEAST_FACE_PIXELS:
        return None
    return Person(path.stem, picture, found[0])


def _askew(face: FaceBox) -> float:
    """How far the nose is from the middle of the eyes, over their distance."""
    right, left, nose = (face.landmarks[index][0] for index in range(3))
    return abs((nose - right) / (left - right) - 0.5)


def noises_of(folder: Path) -> list[Samples]:
    """Every recording in a folder, without whatever speech a quiet room cannot have."""
    return [read_sound(path) for path in sorted(folder.iterdir())] if folder.is_dir() else []


def room_sound(noises: Sequence[Samples], seed: int, lasts_s: float) -> Iterator[SoundBlock]:
    """What a microphone hears in a quiet room, block by block, stamped from 0."""
    chance = np.random.default_rng(seed)
    beds = [_bed(noise) for noise in noises] or [np.zeros(BLOCK_SAMPLES, np.float32)]
    bed, place, gain = beds[0], 0, 1.0
    for sequence in range(int(lasts_s * 1e9 // _BLOCK_NS)):
        if place + BLOCK_SAMPLES > len(bed):
            bed, place = beds[int(chance.integers(len(beds)))], 0
            gain = float(chance.uniform(0.2, 1.0))
        sound = bed[place : place + BLOCK_SAMPLES] * gain
        sound = sound + chance.standard_normal(BLOCK_SAMPLES) * _HISS
        if chance.random() < _STROKES_PER_S * _BLOCK_NS / 1e9:
            _strike(sound, chance)
        place += BLOCK_SAMPLES
        samples = np.clip(sound, -32768, 32767).astype(np.int16)
        yield SoundBlock(sequence, sequence * _BLOCK_NS, samples)


def _bed(noise: Samples) -> NDArray[np.float32]:
    return noise[: len(noise) // BLOCK_SAMPLES * BLOCK_SAMPLES].astype(np.float32)


def _strike(sound: NDArray[np.float64], chance: np.random.Generator) -> None:
    """The stroke of a key: a short burst that dies away."""
    begin = int(chance.integers(0, BLOCK_SAMPLES - _STROKE_SAMPLES))
    burst = chance.standard_normal(_STROKE_SAMPLES) * np.exp(-np.arange(_STROKE_SAMPLES) / 50)
    sound[begin : begin + _STROKE_SAMPLES] += burst * float(chance.uniform(500, 4000))
