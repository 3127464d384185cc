# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The page that ``escale cat simulate`` writes: one HTML file, plots as inline SVG.

Owns how an outcome looks. Must not compute statistics (``cat_outcome`` does) nor load
anything from elsewhere: the page opens offline, forever. Stands on ``cat_outcome``.
"""

from collections.abc import Sequence
from html import escape

import numpy as np

from appliance.bank.cat_outcome import Outcome

_WIDTH, _HEIGHT, _EDGE = 460, 260, 42
_LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;
color:#1d2430;background:#fff}
h1{font-size:1.6rem}h2{font-size:1.1rem;margin:0 0 .3rem}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(460px,1fr));gap:1.5rem}
table{border-collapse:collapse}td,th{padding:.25rem .6rem;text-align:right;
border-bottom:1px solid #d7dce4}th:first-child,td:first-child{text-align:left}
svg{max-width:100%;height:auto}svg text{font-size:11px;fill:#4a5568}
.hit{background:#d9efe2}.miss{background:#fbe9d7}
"""

Series = tuple[str, str, Sequence[float], Sequence[float]]


def page(outcome: Outcome, title: str) -> str:
    """The whole page as HTML."""
    curve = outcome.curve()
    theta = [row["theta"] for row in curve]
    lines: list[Series] = [
        ("RMSE", "#2457a6", theta, [row["rmse"] for row in curve]),
        ("bias", "#b4532a", theta, [row["bias"] for row in curve]),
    ]
    covered: list[Series] = [("coverage", "#2457a6", theta, [row["coverage"] for row in curve])]
    plots = [
        _figure("Bias and RMSE by true ability (logits)", _lines(lines, 0.0)),
        _figure("Coverage of the 95 % interval by true ability", _lines(covered, 0.95)),
        _figure("Exposure of items, most used first", _exposure(outcome)),
        _figure("Reported level by true level, in %", _confusion(outcome)),
    ]
    if outcome.minutes.size:
        plots.append(_figure("Length of a sitting in minutes", _histogram(outcome.minutes)))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>{_summary(outcome)}"
        f'<div class="grid">{"".join(plots)}</div></html>\n'
    )


def _figure(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def _summary(outcome: Outcome) -> str:
    figures = outcome.to_json()
    exposure, minutes = figures["exposure"], figures["minutes"]
    rows = [
        ("Sittings", f"{figures['sittings']} of {figures['length']} questions"),
        ("RMSE per domain", f"{figures['rmse']:.3f} logits (bias {figures['bias']:+.3f})"),
        ("95 % coverage", f"{figures['coverage_95']:.3f}"),
        ("Overall level exactly right", f"{figures['overall_exact']:.1%}"),
        ("Largest exposure", f"{exposure['largest']:.3f} (cap {exposure['cap']:g})"),
        ("Items never used", f"{exposure['never_used']:.1%}"),
        ("Overlap of two sittings", f"{exposure['overlap']:.1%}"),
    ]
    if minutes:
        rows.append(("Median length", f"{minutes['median']:.0f} min (95 % {minutes['p95']:.0f})"))
    cells = "".join(f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in rows)
    return f"<table>{cells}</table><p></p>"


def _confusion(outcome: Outcome) -> str:
    head = "".join(f"<th>{level}</th>" for level in _LEVELS)
    body = ""
    for row, level in enumerate(_LEVELS):
        counts = outcome.confusion[row]
        seated = max(int(counts.sum()), 1)
        cells = "".join(
            f'<td class="{"hit" if row == column else "miss" if count else ""}">'
            f"{100 * count / seated:.1f}</td>"
            for column, count in enumerate(counts.tolist())
        )
        body += f"<tr><th>{level}</th>{cells}</tr>"
    return f"<table><tr><th>true</th>{head}</tr>{body}</table>"


def _exposure(outcome: Outcome) -> str:
    ordered = np.sort(outcome.exposure)[::-1]
    places = np.arange(ordered.size, dtype=np.float64)
    series: list[Series] = [("exposure", "#2457a6", places.tolist(), ordered.tolist())]
    return _lines(series, outcome.cap if outcome.cap < 1.0 else 0.0)


def _histogram(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    counts, edges = np.histogram(values, bins=20)
    xs = np.repeat(edges, 2)[1:-1]
    ys = np.repeat(counts, 2)
    series: list[Series] = [("sittings", "#2457a6", xs.tolist(), [float(y) for y in ys])]
    return _lines(series, 0.0)


def _lines(series: Sequence[Series], mark: float) -> str:
    """Lines over shared axes, with a dashed line at ``mark``."""
    xs = [x for line in series for x in line[2]] or [0.0]
    ys = [y for line in series for y in line[3]] + [mark]
    left, right = min(xs), max(max(xs), min(xs) + 1e-9)
    low, high = min(0.0, *ys), max(max(ys) * 1.08, 1e-9)

    def at(x: float, y: float) -> tuple[float, float]:
        across = _EDGE + (x - left) / (right - left) * (_WIDTH - _EDGE - 12)
        up = _HEIGHT - _EDGE + 12 - (y - low) / (high - low) * (_HEIGHT - _EDGE - 12)
        return across, up

    parts = [_axis(low, high, left, right, at(left, mark)[1])]
    for place, (name, colour, line_x, line_y) in enumerate(series):
        points = " ".join(
            f"{a:.1f},{b:.1f}" for a, b in (at(x, y) for x, y in zip(line_x, line_y, strict=True))
        )
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
            f'<text x="{_WIDTH - 100}" y="{20 + 15 * place}" fill="{colour}">{escape(name)}</text>'
        )
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">{"".join(parts)}</svg>'


def _axis(low: float, high: float, left: float, right: float, mark: float) -> str:
    bottom = _HEIGHT - _EDGE + 12
    return (
        f'<path d="M{_EDGE} 12V{bottom}H{_WIDTH - 12}" fill="none" stroke="#8792a5"/>'
        f'<path d="M{_EDGE} {mark:.1f}H{_WIDTH - 12}" stroke="#8792a5" stroke-dasharray="4 4"/>'
        f'<text x="2" y="18">{high:.2f}</text><text x="2" y="{bottom}">{low:.2f}</text>'
        f'<text x="{_EDGE}" y="{bottom + 16}">{left:g}</text>'
        f'<text x="{_WIDTH - 50}" y="{bottom + 16}">{right:g}</text>'
    )
