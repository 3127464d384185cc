# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the detectors cost on this machine: processor time a picture, in turns.

Owns the timing. Must not judge the machine: work beside it shows in wall-clock times, so
that processor time on this one thread is what is told. Stands on the detectors and the peer.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from edge_proctor.detectors.faces import FaceDetector
from edge_proctor.detectors.suite import Suite
from edge_proctor.evaluation.peer import PeerFaces, one_quiet_thread
from edge_proctor.framing import FaceBox
from edge_proctor.pictures import measure_light
from edge_proctor.ports import BLOCK_SAMPLES, Pixels

_ROUNDS = 5
_LEARNS = "first minute, then turned heads"
_BLOCKS_OF_SOUND = 60


@dataclass(frozen=True, slots=True)
class Cost:
    """One piece of work: processor milliseconds each time, its model, how often it runs."""

    name: str
    times_ms: tuple[float, ...]
    model: str
    runs: str

    @property
    def median_ms(self) -> float:
        """The median."""
        return float(np.median(self.times_ms))

    def as_json(self) -> dict[str, object]:
        """For the report."""
        return {
            "what": self.name,
            "median_ms": round(self.median_ms, 3),
            "p95_ms": round(float(np.percentile(self.times_ms, 95)), 3),
            "model": self.model,
            "runs": self.runs,
        }


def median_ms(work: Callable[[], object], repeats: int) -> float:
    """Median time of a piece of work, in milliseconds."""
    times: list[float] = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1e3)
    return float(np.median(times))


def processor_ms(work: Callable[[], object]) -> float:
    """Processor milliseconds of this thread for one piece of work."""
    began = time.thread_time()
    work()
    return (time.thread_time() - began) * 1e3


def in_turns(
    works: Sequence[Callable[[Pixels], object]], pictures: Sequence[Pixels]
) -> list[tuple[float, ...]]:
    """Processor milliseconds of each work on each picture, in turns: load strikes all alike."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(_ROUNDS):
        for picture in pictures:
            for work, kept in zip(works, times, strict=True):
                kept.append(processor_ms(lambda work=work, picture=picture: work(picture)))
    return [tuple(kept) for kept in times]


def face_costs(
    detectors: Sequence[FaceDetector], peer: PeerFaces, frames: Sequence[Pixels]
) -> list[Cost]:
    """A face pass of each detector and, last, of the peer, in turns on the same frames."""
    with one_quiet_thread():
        times = in_turns([*(it.detect for it in detectors), peer.run], frames)
    labels = [*(it.label for it in detectors), peer.label]
    return [
        Cost(f"faces on 320×240 by {label}", kept, label, "every frame")
        for label, kept in zip(labels, times, strict=True)
    ]


def detector_costs(suite: Suite, picture: Pixels, face: FaceBox) -> list[Cost]:
    """Every detector of the suite on one picture of a sitting."""
    works: list[tuple[str, Callable[[Pixels], object], str, str]] = [
        ("light, sharpness", measure_light, "none", "every frame")
    ]
    if suite.faces is not None:
        works.append(("faces on the frame", suite.faces.detect, suite.faces.label, "every frame"))
    if (mesh := suite.mesh) is not None:
        works.append(("landmarks", lambda it: mesh.detect(it, face), mesh.label, "every frame"))
    if (pose := suite.pose) is not None:
        works.append(("pose, second opinion", lambda it: pose.yaw(it, face), "pose", _LEARNS))
    if (embedder := suite.embedder) is not None:
        works.append(("embedding", lambda it: embedder.glance(it, face), embedder.label, "2 Hz"))
    if (objects := suite.objects) is not None:
        one_view = partial(objects.phones_in, view=0)
        works.append(("telephones in one view", one_view, suite.models["objects"], "every frame"))
    times = in_turns([work for _, work, _, _ in works], [picture] * 8)
    costs = [
        Cost(name, kept, suite.models.get(model, model), runs)
        for (name, _, model, runs), kept in zip(works, times, strict=True)
    ]
    return costs + _voice_cost(suite)


def _voice_cost(suite: Suite) -> list[Cost]:
    if suite.voice is None:
        return []
    hear = suite.voice.hear
    silence = np.zeros(BLOCK_SAMPLES, np.int16)
    times = [processor_ms(lambda: hear(silence)) for _ in range(_BLOCKS_OF_SOUND)]
    suite.voice.reset()
    return [Cost("voice, a block of 32 ms", tuple(times), suite.voice.label, "31 Hz")]
