# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sections on single faces: recall, and weak signals of liveness.

Owns what is told of each and beside which target. Must not measure by itself. Stands on the
measures of this package.
"""

import numpy as np

from edge_proctor.detectors.faces import YuNet
from edge_proctor.errors import ModelMissingError
from edge_proctor.evaluation.bench import Bench
from edge_proctor.evaluation.figures import Figure, Section, Table, between, counted, percent
from edge_proctor.evaluation.liveness import weak_signals
from edge_proctor.evaluation.plots import Series, draw_histogram, linear
from edge_proctor.evaluation.recall import evaluate_faces
from edge_proctor.models.manifest import Role
from edge_proctor.pictures import read_picture

_RECALL = 0.97


def measure_faces(bench: Bench) -> Section:
    """Recall against YuNet at 640 pixels in full precision."""
    reference = YuNet(bench.store.load(Role.FACES_WIDE), score=0.3)
    report = evaluate_faces(bench.folder / "faces_misc", bench.faces, reference)
    times = report.latencies_ms
    basis = f"{len(times)} pictures, {report.recall.total} faces of 8 % of the height or more"
    figures = (
        Figure(
            "faces found that YuNet-640 finds",
            "≥ 97 %",
            counted(report.recall),
            between(report.recall.interval),
            report.recall.value >= _RECALL,
            basis,
        ),
        Figure(
            "faces that YuNet-640 does not know",
            "0",
            str(report.unknown),
            "",
            report.unknown == 0,
            basis,
        ),
    )
    longest = float(np.percentile(times, 98)) * 1.1
    drawing = draw_histogram(
        [Series("pass", times, 0)],
        linear("milliseconds", 0, longest),
        (0, longest),
        "Wall-clock time of a face pass on the pictures as they are, scaling of large ones"
        f" included; median {np.median(times):.1f} ms. Work beside it shows.",
    )
    data: dict[str, object] = {
        "model": bench.faces.label,
        "reference": reference.label,
        "recall": report.recall.as_json(),
        "unknown_to_reference": report.unknown,
        "latency_ms": [round(it, 2) for it in times],
    }
    remark = "There are no labels: YuNet-640 is the measure, and what both miss is not seen here."
    return Section("faces", "Faces", figures, data, (remark,), drawings=(drawing,))


def measure_liveness(bench: Bench) -> Section:
    """What weak signals say on the pictures of that folder."""
    rows: list[tuple[str, ...]] = []
    data: dict[str, object] = {}
    for path in sorted((bench.folder / "liveness").glob("*.jpg")):
        pixels = read_picture(path)
        found = bench.faces.detect(pixels)
        if not found:
            continue
        signals = weak_signals(pixels, found[0])
        data[path.name] = signals.as_json()
        shows = "a live face" if "_T" in path.name else "a picture of a face"
        rows.append(
            (
                path.name,
                shows,
                percent(signals.glare),
                f"{signals.fine_grain:.4f}",
                f"{signals.frame:.2f}",
            )
        )
    if not rows:
        raise ModelMissingError("The folder liveness has no picture with a face.")
    heads = ("picture", "shows", "burnt out", "fine grain", "longest edge")
    remark = (
        f"No promise is made. On {len(rows)} pictures the measures differ, and so few tell"
        " nothing about the next one: the same numbers come from a lamp on glasses, a soft lens"
        " or a shelf behind the candidate. No flag is raised from them."
    )
    figure = Figure(
        "liveness",
        "nothing promised",
        "not a feature",
        "",
        None,
        f"{len(rows)} pictures, weak signals only",
    )
    return Section(
        "liveness",
        "Liveness",
        (figure,),
        data,
        (remark,),
        (Table("Weak signals, told for completeness.", heads, tuple(rows)),),
    )
