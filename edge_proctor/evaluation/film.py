# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A film of real pictures in which things happen at known times: what is flagged, how soon.

Owns the script and the comparison of flags with it. Must not know how a flag is raised.
Stands on the test material's pictures, its speech, and the whole monitoring.

Between two things that happen the person sits for a while. Whoever holds the telephone or
turns away on our pictures is somebody else than the candidate, so that *other person* beside
those flags is right.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from edge_proctor.detectors.suite import Suite
from edge_proctor.evaluation.quiet import Person, room_sound
from edge_proctor.evaluation.sitter import HEIGHT, WIDTH
from edge_proctor.events import Phase, ProctorEvent, Signal
from edge_proctor.monitoring.playback import play
from edge_proctor.pictures import read_picture
from edge_proctor.ports import BLOCK_SAMPLES, SAMPLE_RATE_HZ, Frame, Pixels, Samples, SoundBlock
from edge_proctor.settings import ProctorSettings
from edge_proctor.sources.replay import empty_room
from edge_proctor.sources.sound import read_sound

_HAPPENS_S, _SITS_S = 3.0, 2.6
_LEAD_S = 0.3  # a flag that begins a moment before its scene belongs to it
_NOISE = 9  # grey levels
_COVERED_LEVEL = 18
_DARK = 0.12
_LOUD = 0.1  # of the loudest block: there speech has begun
_ALSO_RIGHT = frozenset({Signal.PHONE, Signal.LOOKING_AWAY, Signal.OTHER_PERSON})
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Act:
    """A picture for some seconds, and what should be flagged meanwhile.

    `frozen` has no sensor noise; `speech` is heard with it.
    """

    picture: Pixels
    seconds: float = _HAPPENS_S
    signal: Signal | None = None
    frozen: bool = False
    speech: Samples | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: when, and how long until its flag was told (None: never)."""

    signal: Signal
    at_s: float
    told_after_s: float | None


@dataclass(frozen=True, slots=True)
class FilmReport:
    """What happened and when it was told; flags by what was happening when they began."""

    happenings: tuple[Happening, ...]
    raised: Counter[tuple[str, str]]

    @property
    def latencies_s(self) -> tuple[float, ...]:
        """Seconds from the fact to its flag."""
        return tuple(it.told_after_s for it in self.happenings if it.told_after_s is not None)

    @property
    def false_flags(self) -> int:
        """Flags that do not belong to what was happening."""
        return sum(
            count
            for (happening, flag), count in self.raised.items()
            if flag != happening and not (flag == Signal.OTHER_PERSON and happening in _ALSO_RIGHT)
        )


def write_script(
    candidate: Person, other: Pixels, folder: Path, suite: Suite, speech: Samples | None
) -> list[Act]:
    """The acts for one candidate, as far as material and models are here.

    Args:
        candidate: Whose picture is the selfie, too. A head that turns away in the film turns
            away from the selfie's own side; one that holds a telephone keeps to it.
        other: A picture of somebody else.
        folder: The test material.
        suite: The detectors: what none of them can see does not happen.
        speech: What is said when somebody speaks.
    """
    own, yaw = candidate.picture, yaw_of(candidate.picture, suite)
    sits = Act(framed(own), _SITS_S)
    phone = folder / "phone_person_coco" / "val2017_000000001296.jpg"
    turned = folder / "liveness" / "image_F1.jpg"
    happens = [
        Act(empty_room(WIDTH, HEIGHT), signal=Signal.NO_FACE),
        Act(joined(own, other), signal=Signal.SEVERAL_FACES),
        Act(np.full_like(sits.picture, _COVERED_LEVEL), signal=Signal.CAMERA_COVERED),
        Act(sits.picture, signal=Signal.CAMERA_FROZEN, frozen=True),
        Act((sits.picture * _DARK).astype(np.uint8), signal=Signal.POOR_LIGHT),
    ]
    if suite.embedder is not None:
        happens.append(Act(framed(other), signal=Signal.OTHER_PERSON))
    if suite.objects is not None and phone.is_file():
        held = turned_to(read_picture(phone), suite, yaw)
        happens.append(Act(framed(held), signal=Signal.PHONE))
    if suite.mesh is not None and turned.is_file():
        away = turned_to(read_picture(turned), suite, -yaw)
        happens.append(Act(framed(away), signal=Signal.LOOKING_AWAY))
    if suite.voice is not None and speech is not None:
        happens.append(Act(sits.picture, signal=Signal.VOICE, speech=speech))
    return [sits, sits, *(act for happening in happens for act in (happening, sits))]


def turned_to(picture: Pixels, suite: Suite, yaw: float) -> Pixels:
    """The picture, or its mirror image, whichever has the head turned to the side of `yaw`."""
    if yaw_of(picture, suite) * yaw >= 0:
        return picture
    return np.ascontiguousarray(picture[:, ::-1])


def yaw_of(picture: Pixels, suite: Suite) -> float:
    """Degrees of the largest head's turn from the camera's axis, 0 where that is not known."""
    faces = suite.faces.detect(picture) if suite.faces is not None else ()
    largest = max(faces, key=lambda it: it.height, default=None)
    if largest is None or suite.pose is None:
        return 0.0
    return suite.pose.yaw(picture, largest)


def watch_film(acts: Sequence[Act], suite: Suite) -> tuple[ProctorEvent, ...]:
    """The events of a film, sound included where somebody speaks in it."""
    settings = ProctorSettings()
    sound = filmed_sound(acts) if any(act.speech is not None for act in acts) else ()
    film = filmed(acts, settings.frames_per_s)
    return play(film, suite, settings, sound=sound).events


def compare_with_script(acts: Sequence[Act], events: Sequence[ProctorEvent]) -> FilmReport:
    """What of the script was told, when, and what was told beside it (pure)."""
    starts = [event for event in events if event.phase in {Phase.START, Phase.POINT}]
    happenings: list[Happening] = []
    raised: Counter[tuple[str, str]] = Counter()
    at_s = 0.0
    for act in acts:
        ends_s = at_s + act.seconds
        meanwhile = [it for it in starts if at_s - _LEAD_S <= it.start_ns / 1e9 < ends_s - _LEAD_S]
        named = act.signal.value if act.signal is not None else NOTHING
        raised.update((named, event.signal.value) for event in meanwhile)
        if act.signal is not None:
            flag = next((it for it in meanwhile if it.signal is act.signal), None)
            after = None if flag is None else _told_s(flag) - at_s
            happenings.append(Happening(act.signal, at_s, after))
        at_s = ends_s
    return FilmReport(tuple(happenings), raised)


def _told_s(start: ProctorEvent) -> float:
    return start.start_ns / 1e9 + start.duration_s


def join_reports(reports: Sequence[FilmReport]) -> FilmReport:
    """Several films as one."""
    raised: Counter[tuple[str, str]] = Counter()
    for report in reports:
        raised.update(report.raised)
    return FilmReport(tuple(it for report in reports for it in report.happenings), raised)


def show_films(
    people: Sequence[Person], folder: Path, suite: Suite, tell: Callable[[str], None]
) -> FilmReport:
    """One film for each person, in which the next person is the stranger."""
    speech = spoken(folder / "audio_speech")
    reports: list[FilmReport] = []
    for index, person in enumerate(people):
        stranger = people[(index + 1) % len(people)].picture
        acts = write_script(person, stranger, folder, suite, speech)
        reports.append(compare_with_script(acts, watch_film(acts, suite)))
        told = len(reports[-1].latencies_s)
        tell(f"{person.name}: {told} of {len(reports[-1].happenings)} happenings flagged")
    return join_reports(reports)


def spoken(folder: Path) -> Samples | None:
    """The first recording of a folder of speech, from where speech begins."""
    paths = sorted(folder.glob("*.wav")) if folder.is_dir() else []
    if not paths:
        return None
    samples = read_sound(paths[0])
    whole = samples[: len(samples) // BLOCK_SAMPLES * BLOCK_SAMPLES].reshape(-1, BLOCK_SAMPLES)
    loudness = np.abs(whole.astype(np.float32)).mean(axis=1)
    return samples[int(np.argmax(loudness > _LOUD * loudness.max())) * BLOCK_SAMPLES :]


def filmed(acts: Sequence[Act], frames_per_s: float) -> Iterator[Frame]:
    """The film's frames, stamped from 0, with a sensor's noise but where it is frozen."""
    generator = np.random.default_rng(3)
    sequence = 0
    for act in acts:
        for _ in range(round(act.seconds * frames_per_s)):
            pixels = act.picture
            if not act.frozen:
                noise = generator.integers(0, _NOISE, pixels.shape, dtype=np.uint8)
                pixels = cv2.add(pixels, noise).astype(np.uint8, copy=False)
            yield Frame(sequence, round(sequence / frames_per_s * 1e9), pixels)
            sequence += 1


def filmed_sound(acts: Sequence[Act]) -> Iterator[SoundBlock]:
    """A hiss and a keyboard, and in its place what is said."""
    lasts_s = sum(act.seconds for act in acts)
    said: list[tuple[int, Samples]] = []
    at_s = 0.0
    for act in acts:
        if act.speech is not None:
            begins = round(at_s * SAMPLE_RATE_HZ)
            said.append((begins, act.speech[: round(act.seconds * SAMPLE_RATE_HZ)]))
        at_s += act.seconds
    for block in room_sound((), 3, lasts_s):
        yield SoundBlock(block.sequence, block.monotonic_ns, _spoken_over(block, said))


def _spoken_over(block: SoundBlock, said: Sequence[tuple[int, Samples]]) -> Samples:
    begins = block.sequence * BLOCK_SAMPLES
    mixed = block.samples.astype(np.int32)
    for at, speech in said:
        part = speech[max(0, begins - at) : max(0, begins - at + BLOCK_SAMPLES)]
        skipped = max(0, at - begins)
        part = part[: BLOCK_SAMPLES - skipped] if skipped < BLOCK_SAMPLES else part[:0]
        mixed[skipped : skipped + len(part)] += part
    return np.clip(mixed, -32768, 32767).astype(np.int16)


def framed(picture: Pixels, *, left: float = 0.5) -> Pixels:
    """A picture before the wall of a room, undistorted, `left` of the free width from the left."""
    height, width = picture.shape[:2]
    ratio = min(WIDTH / width, HEIGHT / height)
    small = cv2.resize(picture, (round(width * ratio), round(height * ratio)))
    room = empty_room(WIDTH, HEIGHT)
    begin = round((WIDTH - small.shape[1]) * left)
    room[HEIGHT - small.shape[0] :, begin : begin + small.shape[1]] = small
    return room


def joined(own: Pixels, other: Pixels) -> Pixels:
    """The person, and somebody smaller at the side."""
    room = framed(own, left=0.9)
    room[HEIGHT // 2 :, : WIDTH // 4] = cv2.resize(other, (WIDTH // 4, HEIGHT // 2))
    return room
