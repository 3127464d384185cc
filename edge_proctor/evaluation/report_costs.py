# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The section on cost: processor time of each detector and of the peer.

Owns what is told and beside which target. Must not measure by itself. Stands on the costs
of this package.
"""

from pathlib import Path

import numpy as np

from edge_proctor.errors import ModelMissingError
from edge_proctor.evaluation.bench import Bench
from edge_proctor.evaluation.costs import Cost, detector_costs, face_costs
from edge_proctor.evaluation.figures import Figure, Section, Table
from edge_proctor.evaluation.plots import draw_bars
from edge_proctor.evaluation.quiet import Person, people_of
from edge_proctor.evaluation.sitter import framed
from edge_proctor.models.manifest import Role

_FACES_MS, _TIMES_FASTER = 2.5, 2.0


def measure_costs(bench: Bench) -> Section:
    """Processor time of each detector, and of the peer with the same file."""
    model = bench.store.load(Role.FACES)
    path = bench.store.locate(model.entry)
    faces = face_costs(bench.suite, model, path, bench.folder / "faces_misc") if path else []
    figures: list[Figure] = []
    if len(faces) == 2:
        own, peer = (it.median_ms for it in faces)
        basis = "33 pictures, in turns with the peer, processor time of one thread"
        figures = [
            Figure("faces on 320×240", "≤ 2.5 ms", f"{own:.2f} ms", "", own <= _FACES_MS, basis),
            Figure(
                "times faster than FaceDetectorYN",
                "≥ 2",
                f"{peer / own:.2f}",
                "",
                peer / own >= _TIMES_FASTER,
                basis,
            ),
        ]
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
