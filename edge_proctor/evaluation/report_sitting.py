# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sections on time: flags on a film, quiet sitting.

Owns what is told of each and beside which target. Must not measure by itself. Stands on the
measures of this package.
"""

from collections.abc import Sequence

import numpy as np

from edge_proctor.evaluation.bench import Bench
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
from edge_proctor.evaluation.plots import Series, draw_histogram, linear
from edge_proctor.evaluation.quiet import Extremes, noises_of, people_of, sit_quietly
from edge_proctor.evaluation.rates import Rate
from edge_proctor.settings import ProctorSettings

_LATENCY_S, _SHARE = 1.5, 0.2
_HOUR_MINUTES = 60


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
            f"{worst:.1f} s, median {np.median(latencies):.1f} s",
            "",
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
        times = dict.fromkeys(f"{it:.1f}" for it in (min(told), max(told))) if told else ()
        after = f"{'–'.join(times)} s" if times else "–"
        rows.append((_words(name), str(len(values)), str(len(told)), after))
    heads = ("what happens", "times", "flagged", "told after")
    return Table("What happened, and when it was told.", heads, tuple(rows))


def _timeline_table(report: FilmReport) -> Table:
    happened = list(dict.fromkeys([*(it.signal.value for it in report.happenings), NOTHING]))
    flags = sorted({flag for _, flag in report.raised})
    rows = tuple(
        (
            _words(what),
            *(
                str(report.raised[what, flag]) if report.raised[what, flag] else "·"
                for flag in flags
            ),
        )
        for what in happened
    )
    caption = "Flags (columns) by what was happening when they began (rows)."
    return Table(caption, ("happening", *map(_words, flags)), rows, heat=True)


def _words(name: str) -> str:
    return name.replace("_", " ")


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
    tables = [_nearness_table(report.extremes)]
    if report.flags:
        tables.append(_flag_table([it.as_json() for it in report.flags]))
    data = {**report.as_json(), "false_flags_per_hour": round(per_hour, 2)}
    remark = (
        "Each sitter is a real picture, bent and lit by a program as somebody who works: sway,"
        " glances, looks at the keyboard, blinks, leaning, drifting light, sensor noise,"
        " compression; noise and keystrokes for the microphone. It is no recording of a person."
    )
    return Section("quiet", title, figures, data, (remark,), tuple(tables))


def _nearness_table(nearest: Extremes) -> Table:
    limits = ProctorSettings().thresholds
    turned = min(limits.yaw_degrees, limits.pitch_degrees)
    rows = (
        ("largest turn", f"{nearest.turn:.1f}°", f"flag from {turned:g}°"),
        ("highest telephone score", f"{nearest.phone:.2f}", f"flag from {limits.phone_score:.2f}"),
        (
            "largest part of half a second that was voice",
            f"{nearest.voice:.2f}",
            f"flag from {limits.voice_score:.2f}",
        ),
        (
            "least similarity with the selfie",
            f"{nearest.similarity:.2f}",
            f"flag below {limits.identity_unsure:.2f}",
        ),
    )
    return Table("How near it came.", ("measure", "seen", "threshold"), rows)


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
