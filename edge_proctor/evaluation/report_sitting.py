# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sections on time: voice, flags on a film, quiet sitting, cost.

Owns what is told of each and beside which target. Must not measure by itself. Stands on the
measures of this package.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from edge_proctor.detectors.voice import VoiceDetector
from edge_proctor.errors import ModelMissingError
from edge_proctor.evaluation.bench import Bench
from edge_proctor.evaluation.costs import Cost, detector_costs, face_costs
from edge_proctor.evaluation.figures import (
    Figure,
    Section,
    Table,
    absent,
    between,
    counted,
    percent,
)
from edge_proctor.evaluation.film import NOTHING, FilmReport, show_films
from edge_proctor.evaluation.hearing import evaluate_voice
from edge_proctor.evaluation.plots import Series, draw_bars, draw_histogram, linear
from edge_proctor.evaluation.quiet import Person, noises_of, people_of, sit_quietly
from edge_proctor.evaluation.rates import Rate
from edge_proctor.evaluation.sitter import framed
from edge_proctor.models.manifest import Role

_SPEECH, _NOISE, _LONGEST_RUN_MS = 0.95, 0.005, 250
_LATENCY_S, _SHARE = 1.5, 0.2
_FACES_MS, _TIMES_FASTER = 2.5, 2.0
_HOUR_MINUTES = 60


def measure_voice(bench: Bench) -> Section:
    """Speech found, alone and over noise; noise taken for speech."""
    detector = VoiceDetector(bench.store.load(Role.VOICE))
    report = evaluate_voice(bench.folder / "audio_speech", bench.folder / "audio_noise", detector)
    figures = (
        Figure(
            "recordings whose speech is found",
            "≥ 95 %",
            counted(report.speech),
            between(report.speech.interval),
            report.speech.value >= _SPEECH,
            "recordings of audio_speech",
        ),
        Figure(
            "the same over noise, 10 dB softer",
            "stated",
            counted(report.over_noise),
            between(report.over_noise.interval),
            None,
            "every recording over every noise",
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
    return Section("voice", "Voice", figures, data)


def measure_film(bench: Bench) -> Section:
    """Things that happen at known times, for each person of the pairs."""
    people = people_of(bench.folder / "faces_pairs", bench.faces)
    report = show_films(people, bench.folder, bench.suite, bench.tell)
    latencies = report.latencies_s
    found = Rate(len(latencies), len(report.happenings))
    worst = max(latencies, default=0.0)
    basis = f"{found.total} happenings on {len(people)} films of real pictures"
    figures = (
        Figure(
            "from the fact to the start of its flag, longest",
            "≤ 1.5 s",
            f"{worst:.1f} s",
            f"median {np.median(latencies):.1f} s",
            worst <= _LATENCY_S,
            basis,
        ),
        Figure(
            "happenings that are flagged",
            "stated",
            counted(found),
            between(found.interval),
            None,
            basis,
        ),
        Figure(
            "flags that belong to nothing that happened",
            "0",
            str(report.false_flags),
            "",
            report.false_flags == 0,
            basis,
        ),
    )
    by_signal: dict[str, list[float | None]] = {}
    for it in report.happenings:
        by_signal.setdefault(it.signal.value, []).append(it.told_after_s)
    drawing = draw_histogram(
        [Series("flag", latencies, 0)],
        linear("seconds from the fact to the flag", 0, 2.0),
        (0.0, 2.0),
        "Time from the first frame that shows it to the start of its flag.",
        marks=((_LATENCY_S, "reach"),),
        bins=20,
    )
    data: dict[str, object] = {
        "told_after_s": {
            name: [None if it is None else round(it, 2) for it in values]
            for name, values in by_signal.items()
        },
        "raised": {f"{what} → {flag}": count for (what, flag), count in report.raised.items()},
    }
    remark = (
        "Whoever holds the telephone, turns away or sits beside the candidate on our pictures is"
        " somebody else, so that “other person” in those rows is right, too."
    )
    tables = (_happening_table(by_signal), _timeline_table(report))
    return Section("film", "Flags on a film", figures, data, (remark,), tables, (drawing,))


def _happening_table(by_signal: dict[str, list[float | None]]) -> Table:
    rows: list[tuple[str, ...]] = []
    for name, values in by_signal.items():
        told = [it for it in values if it is not None]
        times = f"{min(told):.1f}–{max(told):.1f} s" if told else "–"
        rows.append((name, str(len(values)), str(len(told)), times))
    heads = ("what happens", "times", "flagged", "told after")
    return Table("What happened, and when it was told.", heads, tuple(rows))


def _timeline_table(report: FilmReport) -> Table:
    happened = list(dict.fromkeys([*(it.signal.value for it in report.happenings), NOTHING]))
    flags = sorted({flag for _, flag in report.raised})
    rows = tuple(
        (
            what,
            *(
                str(report.raised[what, flag]) if report.raised[what, flag] else "·"
                for flag in flags
            ),
        )
        for what in happened
    )
    caption = "Flags (columns) by what was happening when they began (rows)."
    return Table(caption, ("happening", *flags), rows, heat=True)


def measure_quiet(bench: Bench, minutes: float) -> Section:
    """People who sit quietly: every flag is a false one."""
    title = "Quiet sitting"
    if minutes <= 0:
        return absent("quiet", title, "not asked for (--quiet-minutes)")
    people = people_of(bench.folder / "faces_pairs", bench.faces)
    noises = noises_of(bench.folder / "audio_noise")
    report = sit_quietly(people, noises, bench.suite, minutes, bench.tell)
    per_hour = report.false_flags * _HOUR_MINUTES / minutes
    share = report.share_of_a_core
    whole = minutes >= _HOUR_MINUTES
    basis = f"{report.frames} frames of {len(people)} sitters, {minutes:g} minutes in all"
    figures = (
        Figure(
            "false flags on an hour of quiet sitting",
            "0",
            f"{report.false_flags}" if whole else f"{report.false_flags} in {minutes:g} min",
            f"≤ {_poisson_bound(report.false_flags) * _HOUR_MINUTES / minutes:.1f} an hour",
            report.false_flags == 0 if whole or report.false_flags else None,
            basis,
        ),
        Figure(
            "full monitoring pass at 5 frames/s",
            "≤ 20 % of a core",
            percent(share),
            "",
            share <= _SHARE,
            f"processor time, {', '.join(sorted(bench.suite.models))}",
        ),
    )
    nearest = report.extremes
    rows = (
        ("largest turn that the landmarks saw", f"{nearest.turn:.1f}°", "flag from 25° or 30°"),
        ("highest telephone score", f"{nearest.phone:.2f}", "flag from .45"),
        ("largest part of half a second that was voice", f"{nearest.voice:.2f}", "flag from .5"),
        ("least similarity with the selfie", f"{nearest.similarity:.2f}", "flag below .25"),
    )
    tables = [Table("How near it came.", ("measure", "seen", "threshold"), rows)]
    if report.flags:
        tables.append(_flag_table([it.as_json() for it in report.flags]))
    data = {**report.as_json(), "false_flags_per_hour": round(per_hour, 2)}
    remark = (
        "Each sitter is a real picture, bent and lit by a program as somebody who works: sway,"
        " glances, looks at the keyboard, blinks, leaning, drifting light, sensor noise,"
        " compression; noise and keystrokes for the microphone. It is no recording of a person."
    )
    return Section("quiet", title, figures, data, (remark,), tuple(tables))


def _poisson_bound(count: int) -> float:
    """Upper 95 % bound of a Poisson mean (one-sided; 3.0 for none seen)."""
    low, high = float(count), count + 20.0 + 4 * count
    for _ in range(60):
        middle = (low + high) / 2
        term = total = float(np.exp(-middle))
        for k in range(1, count + 1):
            term *= middle / k
            total += term
        low, high = (middle, high) if total > 0.05 else (low, middle)
    return high


def _flag_table(flags: Sequence[dict[str, object]]) -> Table:
    heads = ("sitter", "signal", "t_s", "duration_s", "confidence", "station_fault")
    rows = tuple(tuple(str(flag[head]) for head in heads) for flag in flags)
    return Table("Every flag that was raised.", heads, rows)


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
