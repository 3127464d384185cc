# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The page that ``escale cat simulate`` writes: one HTML file, plots as inline SVG.

Owns how an outcome looks. Must not compute statistics (``outcome`` does) nor load
anything from elsewhere: the page opens offline, forever. Stands on ``outcome``.
"""

from collections.abc import Mapping
from html import escape

import numpy as np
from numpy.typing import NDArray

from appliance.bank.adaptive.outcome import Outcome
from appliance.bank.plots import RUST, Axes, Series, Shape, document, figure, plot

_LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
_ABILITY = "true ability in logits"
_BINS = 24


def page(outcome: Outcome, title: str) -> str:
    """The whole page as HTML."""
    figures = [
        figure("Overall level reported, % of each true level", _confusion(outcome)),
        figure("Bias and RMSE of a domain", _errors(outcome)),
        figure("Coverage of the 95 % interval of a domain", _coverage(outcome)),
        figure("Share of sittings that meet an item", _exposure(outcome)),
    ]
    if outcome.minutes.size:
        figures.append(figure("Length of a sitting", _lengths(outcome.minutes)))
    return document(title, f'{_summary(outcome)}<div class="grid">{"".join(figures)}</div>')


def _errors(outcome: Outcome) -> str:
    curve = outcome.curve()
    theta = [row["theta"] for row in curve]
    series = [
        Series("RMSE", theta, [row["rmse"] for row in curve]),
        Series("bias", theta, [row["bias"] for row in curve], RUST),
    ]
    return plot(series, Axes(_ABILITY, mark=0.0))


def _coverage(outcome: Outcome) -> str:
    curve = outcome.curve()
    covered = [row["coverage"] for row in curve]
    series = [Series("covered", [row["theta"] for row in curve], covered)]
    return plot(series, Axes(_ABILITY, mark=0.95, low=min(0.8, *covered), high=1.0))


def _summary(outcome: Outcome) -> str:
    figures = outcome.to_json()
    exposure, minutes = figures["exposure"], figures["minutes"]
    rows = [
        ("Candidates", figures["candidates"]),
        ("Sittings", f"{figures['sittings']:,} of {figures['length']} questions"),
        ("RMSE per domain", f"{figures['rmse']:.3f} logits (bias {figures['bias']:+.3f})"),
        ("95 % coverage", f"{figures['coverage_95']:.3f}"),
        ("Overall level exactly right", f"{figures['overall_exact']:.1%}"),
        ("Largest exposure", _largest(exposure)),
        ("Items never used", f"{exposure['never_used']:.1%}"),
        ("Overlap of two sittings", f"{exposure['overlap']:.1%}"),
    ]
    if minutes:
        rows.append(
            ("Median length", f"{minutes['median']:.0f} min (95 % within {minutes['p95']:.0f})")
        )
    cells = "".join(f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in rows)
    return f"<table>{cells}</table>"


def _largest(exposure: Mapping[str, float]) -> str:
    if exposure["cap"] == 1.0:
        return f"{exposure['largest']:.3f} (no cap)"
    chance = f"one rate varies by ±{exposure['chance']:.3f}"
    return f"{exposure['largest']:.3f} (cap {exposure['cap']:g}; {chance})"


def _confusion(outcome: Outcome) -> str:
    head = "".join(f"<th>{level}</th>" for level in _LEVELS)
    body = ""
    for row, level in enumerate(_LEVELS):
        counts = outcome.confusion[row]
        seated = max(int(counts.sum()), 1)
        cells = "".join(
            f'<td class="{"hit" if row == column else "miss" if count else ""}">'
            f"{f'{100 * count / seated:.1f}' if count else '·'}</td>"
            for column, count in enumerate(counts.tolist())
        )
        body += f"<tr><th>{level}</th>{cells}<td>{counts.sum()}</td></tr>"
    return f"<table><tr><th>true</th>{head}<th>sittings</th></tr>{body}</table>"


def _exposure(outcome: Outcome) -> str:
    ordered = np.sort(outcome.exposure)[::-1]
    places = np.arange(1, ordered.size + 1, dtype=np.float64)
    series = [Series("items, most used first", places.tolist(), ordered.tolist(), shape=Shape.AREA)]
    return plot(series, Axes("rank of the item", mark=outcome.cap if outcome.cap < 1.0 else None))


def _lengths(minutes: NDArray[np.float64]) -> str:
    counts, edges = np.histogram(minutes, bins=_BINS)
    xs, ys = np.repeat(edges, 2)[1:-1], np.repeat(counts, 2).astype(np.float64)
    series = [Series("sittings", xs.tolist(), ys.tolist(), shape=Shape.AREA)]
    return plot(series, Axes("minutes"))
