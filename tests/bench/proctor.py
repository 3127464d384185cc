# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the monitoring costs on this machine: ``python -m tests.bench.proctor [--json]``.

Owns the table. Must not judge the machine: other work beside it shows in the figures, so
that the load is told with them.
Stands on the detectors, the monitor and the report's own measures.
"""

import argparse
import json
import os
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from edge_proctor.detectors.faces import YuNet
from edge_proctor.detectors.suite import load_suite
from edge_proctor.evaluation.costs import face_costs
from edge_proctor.evaluation.peer import PeerFaces, peer_frames
from edge_proctor.evaluation.recall import recall_on
from edge_proctor.events import EvidenceKind, SealedEvidence
from edge_proctor.memory import give_back, share_one_heap
from edge_proctor.models.manifest import Role
from edge_proctor.models.store import ModelStore, VerifiedModel
from edge_proctor.monitoring.monitor import Monitor
from edge_proctor.monitoring.recorder import Recorder
from edge_proctor.pictures import read_picture
from edge_proctor.ports import SAMPLE_RATE_HZ, Frame, SoundBlock
from edge_proctor.quantising.workshop import quantise_role, split_pictures
from edge_proctor.settings import ProctorSettings
from edge_proctor.sources.replay import portrait

SECONDS = 20
RATE = 5.0
BLOCK = 512


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


def eight_bits(store: ModelStore) -> list[VerifiedModel]:
    """The variant that `escale models quantize` makes here, where it has pictures."""
    folder = material() / "faces_misc"
    if not folder.is_dir():
        return []
    return [quantise_role(Role.FACES, store, split_pictures(folder)).model]


def face_rows(store: ModelStore) -> list[Row]:
    """One face pass on one thread, and the peer with the same file on the same frames."""
    full, wide = store.load(Role.FACES), YuNet(store.load(Role.FACES_WIDE))
    paths = sorted((material() / "faces_misc").glob("*.jpg"))
    frames = peer_frames([read_picture(path) for path in paths] or [portrait()])
    own = [YuNet(it) for it in (full, *eight_bits(store))]
    peer = PeerFaces(full)
    *costs, theirs = face_costs(own, peer, frames)
    known = [wide.detect(frame) for frame in frames]
    reach = recall_on(frames, peer, known)
    rows = [Row(theirs.name, f"{theirs.median_ms:.2f} ms", "", None)]
    for detector, cost in zip(own, costs, strict=True):
        ratio, found = theirs.median_ms / cost.median_ms, recall_on(frames, detector, known)
        rows += [
            Row(cost.name, f"{cost.median_ms:.2f} ms", "≤ 2.5 ms", cost.median_ms <= 2.5),
            Row("times faster than the peer", f"{ratio:.2f}", "≥ 2", ratio >= 2),
            Row(
                "faces of YuNet-640 that it finds there",
                f"{found.hits} of {found.total}",
                f"≥ {reach.hits}, as the peer",
                found.hits >= reach.hits,
            ),
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
