# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The section on cost: processor time of each detector and of the peer.

Owns what is told and beside which target. Must not measure by itself. Stands on the costs
of this package.
"""

from pathlib import Path

import numpy as np

from edge_proctor.detectors.faces import YuNet
from edge_proctor.errors import ModelMissingError
from edge_proctor.evaluation.bench import Bench
from edge_proctor.evaluation.costs import Cost, detector_costs, face_costs
from edge_proctor.evaluation.figures import Figure, Section, Table, between, counted
from edge_proctor.evaluation.peer import PeerFaces, peer_frames
from edge_proctor.evaluation.plots import draw_bars
from edge_proctor.evaluation.quiet import Person, people_of
from edge_proctor.evaluation.recall import recall_on
from edge_proctor.evaluation.sitter import framed
from edge_proctor.models.manifest import Role
from edge_proctor.pictures import read_picture

_FACES_MS, _TIMES_FASTER = 2.5, 2.0


def measure_costs(bench: Bench) -> Section:
    """Processor time of each detector, and of the peer with the same file."""
    figures, faces = _beside_the_peer(bench)
    figures.append(
        Figure(
            "memory of the child process",
            "≤ 200 MB",
            "not measured here",
            "",
            None,
            "just bench proctor measures it in a process of its own",
        )
    )
    costs = [*faces, *_detectors(bench)]
    drawing = draw_bars(
        [(it.name, it.median_ms) for it in costs], "ms", "Median processor time of one pass."
    )
    rows = tuple(
        (it.name, f"{it.median_ms:.2f}", f"{np.percentile(it.times_ms, 95):.2f}", it.runs, it.model)
        for it in costs
    )
    table = Table(
        "Each detector, on one thread.", ("what", "median ms", "95 % ms", "runs", "model"), rows
    )
    data: dict[str, object] = {"each": [it.as_json() for it in costs]}
    return Section("costs", "Cost", tuple(figures), data, (), (table,), (drawing,))


def _beside_the_peer(bench: Bench) -> tuple[list[Figure], list[Cost]]:
    """Time and recall on 320×240 in our hands and in the peer's."""
    paths = sorted((bench.folder / "faces_misc").glob("*.jpg"))
    frames = peer_frames(map(read_picture, paths))
    if not frames:
        return [], []
    peer = PeerFaces(bench.store.load(Role.FACES))
    costs = face_costs([bench.faces], peer, frames)
    own_ms, peer_ms = (it.median_ms for it in costs)
    wide = YuNet(bench.store.load(Role.FACES_WIDE))
    known = [wide.detect(frame) for frame in frames]
    own, theirs = (recall_on(frames, it, known) for it in (bench.faces, peer))
    basis = f"{len(frames)} pictures, in turns with the peer, processor time of one thread"
    figures = [
        Figure("faces on 320×240", "≤ 2.5 ms", f"{own_ms:.2f} ms", "", own_ms <= _FACES_MS, basis),
        Figure(
            "times faster than FaceDetectorYN",
            "≥ 2",
            f"{peer_ms / own_ms:.2f}",
            "",
            peer_ms / own_ms >= _TIMES_FASTER,
            basis,
        ),
        Figure(
            "faces of YuNet-640 found on these 320×240",
            f"as the peer: {counted(theirs)}",
            counted(own),
            between(own.interval),
            own.hits >= theirs.hits,
            "the same pictures, faces of any size",
        ),
    ]
    return figures, costs


def _detectors(bench: Bench) -> list[Cost]:
    person = _anybody(bench)
    scene, _ = framed(person.picture, person.face)
    face = bench.faces.detect(scene)
    return detector_costs(bench.suite, scene, face[0]) if face else []


def _anybody(bench: Bench) -> Person:
    pairs: Path = bench.folder / "faces_pairs"
    people = people_of(pairs, bench.faces) if pairs.is_dir() else []
    if not people:
        raise ModelMissingError("The material has no picture of one face to time on.")
    return people[0]
