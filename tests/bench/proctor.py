# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the monitoring costs on this machine: ``python -m tests.bench.proctor [--json]``.

Owns the table. Must not judge the machine: other work beside it shows in the figures, so
that the load is told with them.
Stands on the detectors, the monitor and, as the peer, OpenCV's `FaceDetectorYN`.
"""

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from cv2.utils import logging

from edge_proctor.detectors.faces import FaceDetector, YuNet
from edge_proctor.detectors.suite import load_suite
from edge_proctor.events import EvidenceKind, SealedEvidence
from edge_proctor.framing import FaceBox, overlap
from edge_proctor.memory import give_back, share_one_heap
from edge_proctor.models.manifest import Role
from edge_proctor.models.store import ModelStore, VerifiedModel
from edge_proctor.monitoring.monitor import Monitor
from edge_proctor.monitoring.recorder import Recorder
from edge_proctor.pictures import read_picture
from edge_proctor.ports import SAMPLE_RATE_HZ, Frame, Pixels, SoundBlock
from edge_proctor.quantising.workshop import quantise_role, split_pictures
from edge_proctor.settings import ProctorSettings
from edge_proctor.sources.replay import portrait

ROUNDS = 8
SECONDS = 20
RATE = 5.0
BLOCK = 512
SAME_FACE = 0.5


@dataclass(frozen=True)
class Row:
    """One line of the table; `met` is None where there is no target."""

    what: str
    measured: str
    target: str
    met: bool | None


def material() -> Path:
    """Where real pictures are, if they are."""
    return Path(os.environ.get("ESCALE_TEST_DATA", "../shared")) / "media"


def faces_320x240() -> list[Pixels]:
    """Real pictures where the test material is here, else the portrait."""
    paths = sorted((material() / "faces_misc").glob("*.jpg"))
    pictures = [read_picture(path) for path in paths] or [portrait()]
    return [cv2.resize(picture, (320, 240)).astype(np.uint8) for picture in pictures]


def alternating_ms(works: list[Callable[[Pixels], object]], frames: list[Pixels]) -> list[float]:
    """Median processor milliseconds of each work on this one thread, in turns: other load
    on the machine strikes all alike and waiting for it is not counted."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for frame in frames:
            for work, kept in zip(works, times, strict=True):
                began = time.thread_time()
                work(frame)
                kept.append((time.thread_time() - began) * 1e3)
    return [float(np.median(kept)) for kept in times]


def eight_bits(store: ModelStore) -> list[VerifiedModel]:
    """The variant that `escale models quantize` makes here, where it has pictures."""
    folder = material() / "faces_misc"
    if not folder.is_dir():
        return []
    return [quantise_role(Role.FACES, store, split_pictures(folder)).model]


def peer_faces(peer: cv2.FaceDetectorYN, frame: Pixels) -> list[FaceBox]:
    """The peer's faces as ours are told."""
    height, width = frame.shape[:2]
    rows = np.asarray(peer.detect(frame)[1], np.float32)
    if rows.ndim != 2:  # no face, no array
        return []
    return [
        FaceBox(x / width, y / height, wide / width, tall / height, 1.0)
        for x, y, wide, tall in rows[:, :4].tolist()
    ]


def found_again(own: FaceDetector, peer: cv2.FaceDetectorYN, frames: list[Pixels]) -> str:
    """How many of the peer's faces are ours, too, at the same score and overlap."""
    known = [(frame, face) for frame in frames for face in peer_faces(peer, frame)]
    found = sum(any(overlap(face, it) > SAME_FACE for it in own.detect(fr)) for fr, face in known)
    return f"{found} of {len(known)}"


def face_rows(store: ModelStore) -> list[Row]:
    """One face pass on one thread, and the peer with the same file on the same frames."""
    cv2.setNumThreads(1)
    logging.setLogLevel(logging.LOG_LEVEL_ERROR)  # the peer warns of an engine not ours to choose
    full, frames = store.load(Role.FACES), faces_320x240()
    path = store.locate(full.entry)
    peer = cv2.FaceDetectorYN.create(str(path), "", (320, 240), 0.6, 0.3, 5000)
    variants = {it.entry.label: YuNet(it, threads=1) for it in (full, *eight_bits(store))}
    works = [it.detect for it in variants.values()]
    *own_ms, peer_ms = alternating_ms([*works, peer.detect], frames)
    rows = [Row("faces, 320x240, one thread, FaceDetectorYN", f"{peer_ms:.2f} ms", "", None)]
    for (label, detector), own in zip(variants.items(), own_ms, strict=True):
        ratio = peer_ms / own
        rows += [
            Row(f"the same by {label}", f"{own:.2f} ms", "≤ 2.5 ms", own <= 2.5),
            Row("times faster than the peer", f"{ratio:.2f}", "≥ 2", ratio >= 2),
            Row("the peer's faces that it finds", found_again(detector, peer, frames), "", None),
        ]
    return rows


def full_pass_rows() -> list[Row]:
    """Twenty seconds of a sitting at five frames a second, everything on, clips sealed.

    The process keeps its memory together as the monitoring's child does.
    """
    settings = ProctorSettings(frames_per_s=RATE)
    share_one_heap()
    suite = load_suite(settings)
    give_back()

    def seal(plaintext: bytes, kind: EvidenceKind) -> SealedEvidence:
        return SealedEvidence(b"", plaintext, kind)

    recorder = Recorder(lambda _: None, seal, pre_s=5, post_s=5, thresholds={})
    monitor = Monitor(suite, settings, recorder)
    picture = portrait()
    first = monitor.inspect(Frame(0, 0, picture))
    monitor.scrutiny.enrol(picture, first.faces)
    generator = np.random.default_rng(0)
    times: list[float] = []
    began = time.process_time()
    for index in range(1, round(SECONDS * RATE) + 1):
        at_ns = round(index / RATE * 1e9)
        for _ in range(round(SAMPLE_RATE_HZ / RATE / BLOCK)):
            noise = generator.integers(-300, 300, BLOCK).astype(np.int16)
            monitor.scrutiny.hear(SoundBlock(0, at_ns, noise))
        frame_began = time.perf_counter()
        monitor.inspect(Frame(index, at_ns, picture + np.uint8(index % 100)))
        times.append((time.perf_counter() - frame_began) * 1e3)
    share = (time.process_time() - began) / SECONDS
    rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    roles = ", ".join(sorted(suite.models))
    return [
        Row(f"full pass at 5/s ({roles})", f"{share:.1%} of a core", "≤ 20 %", share <= 0.2),
        Row("proctor frame time, median", f"{np.median(times):.2f} ms", "", None),
        Row("proctor frame time, p99", f"{np.percentile(times, 99):.2f} ms", "", None),
        Row("memory of the process, at most", f"{rss_mb:.0f} MB", "≤ 200 MB", rss_mb <= 200),
    ]


def load() -> str:
    """Work that waits or runs, beside the number of processors."""
    return f"{os.getloadavg()[0]:.1f} of {os.cpu_count()}"


def main() -> None:
    """Print the table; targets that this run missed are marked, not failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json: bool = parser.parse_args().json
    rows = [*full_pass_rows(), *face_rows(ModelStore())]
    rows.append(Row("load of the last minute, of processors", load(), "", None))
    if as_json:
        sys.stdout.write(json.dumps([asdict(row) for row in rows]) + "\n")
        return
    for row in rows:
        mark = {True: "met", False: "MISSED", None: ""}[row.met]
        sys.stdout.write(f"{row.what:<60} {row.measured:>16}  {row.target:<10} {mark}\n")


if __name__ == "__main__":
    main()
