# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Drawings of the report as SVG: curves, histograms, bars. No script, no outside file.

Owns the axes and the colours, which follow the page's style sheet. Must not know what is
drawn. Stands on nothing.
"""

import html
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

WIDTH, HEIGHT = 460, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 14, 32, 46
_PROBIT = NormalDist().inv_cdf


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished drawing and what it shows, in a sentence."""

    svg: str
    caption: str


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one kind, by name; `kind` 0, 1 or 2 chooses the colour."""

    name: str
    values: tuple[float, ...]
    kind: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of one curve, by name."""

    name: str
    points: tuple[tuple[float, float], ...]
    kind: int


@dataclass(frozen=True, slots=True)
class Axis:
    """A range, its ticks with labels, its title, and how a value becomes a place 0..1."""

    title: str
    ticks: tuple[tuple[float, str], ...]
    place: Callable[[float], float]


def linear(title: str, low: float, high: float, unit: str = "", steps: int = 5) -> Axis:
    """A straight axis with round ticks."""
    step = _round_step((high - low) / steps)
    first = math.ceil(low / step - 1e-9)
    count = math.floor(high / step + 1e-9) - first + 1
    ticks = tuple(((first + i) * step, f"{(first + i) * step:g}{unit}") for i in range(count))
    return Axis(title, ticks, lambda value: (value - low) / (high - low))


def probit(title: str) -> Axis:
    """The axis of a DET curve: the normal quantile of a rate (Martin et al., 1997)."""
    low, high = _PROBIT(0.004), _PROBIT(0.6)
    ticks = tuple((it, f"{100 * it:g} %") for it in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4))
    return Axis(
        title,
        ticks,
        lambda rate: (_PROBIT(min(max(rate, 0.004), 0.6)) - low) / (high - low),
    )


def _round_step(raw: float) -> float:
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * it for it in (1, 2, 2.5, 5, 10) if power * it >= raw)


def draw_curves(curves: Sequence[Curve], across: Axis, up: Axis, caption: str) -> Drawing:
    """Curves over two axes, with a legend."""
    parts = [_axes(across, up)]
    for curve in curves:
        places = " ".join(
            f"{_x(across.place(x)):.1f},{_y(up.place(y)):.1f}" for x, y in curve.points
        )
        parts.append(f'<polyline class="line k{curve.kind}" points="{places}"/>')
    parts.append(_legend([(curve.name, curve.kind) for curve in curves]))
    return Drawing(_svg("".join(parts), caption), caption)


def draw_histogram(
    series: Sequence[Series],
    across: Axis,
    bounds: tuple[float, float],
    caption: str,
    *,
    marks: Sequence[tuple[float, str]] = (),
    bins: int = 30,
) -> Drawing:
    """Counts of values, the series side by side in each bin; marks are thresholds, rising."""
    counts = [_binned(it.values, bounds, bins) for it in series]
    tallest = max((count for held in counts for count in held), default=0) or 1
    up = linear("count", 0, tallest * 1.12, steps=4)
    width = (bounds[1] - bounds[0]) / bins
    parts = [_axes(across, up)]
    for order, (it, held) in enumerate(zip(series, counts, strict=True)):
        for index, count in enumerate(held):
            if count:
                begin = bounds[0] + (index + order / len(series)) * width
                end = begin + width / len(series)
                parts.append(_bar(across, up, (begin, end), count, it.kind))
    for index, (value, label) in enumerate(marks):
        parts.append(_mark(_x(across.place(value)), label, to_right=index == len(marks) - 1))
    if len(series) > 1:
        parts.append(_legend([(it.name, it.kind) for it in series]))
    return Drawing(_svg("".join(parts), caption), caption)


def draw_bars(rows: Sequence[tuple[str, float]], unit: str, caption: str) -> Drawing:
    """Horizontal bars with their values, for a handful of names."""
    tallest = max((value for _, value in rows), default=1.0) or 1.0
    step, left = 24, 210
    parts: list[str] = []
    for index, (name, value) in enumerate(rows):
        y = 8 + index * step
        width = (WIDTH - left - 80) * value / tallest
        parts.append(f'<text class="tick end" x="{left - 8}" y="{y + 13}">{_text(name)}</text>')
        parts.append(f'<rect class="k0" x="{left}" y="{y}" width="{width:.1f}" height="16"/>')
        label = f"{value:.2f} {unit}"
        parts.append(f'<text class="tick" x="{left + width + 6:.1f}" y="{y + 13}">{label}</text>')
    return Drawing(_svg("".join(parts), caption, height=16 + step * len(rows)), caption)


def _binned(values: Sequence[float], bounds: tuple[float, float], bins: int) -> list[int]:
    held = [0] * bins
    for value in values:
        place = (value - bounds[0]) / (bounds[1] - bounds[0]) * bins
        held[min(bins - 1, max(0, int(place)))] += 1
    return held


def _x(place: float) -> float:
    return _LEFT + place * (WIDTH - _LEFT - _RIGHT)


def _y(place: float) -> float:
    return HEIGHT - _BOTTOM - place * (HEIGHT - _TOP - _BOTTOM)


def _bar(across: Axis, up: Axis, span: tuple[float, float], count: int, kind: int) -> str:
    begin, end = (_x(across.place(it)) for it in span)
    top, floor = _y(up.place(count)), _y(0)
    return (
        f'<rect class="k{kind}" x="{begin + 0.5:.1f}" y="{top:.1f}"'
        f' width="{max(end - begin - 1, 1):.1f}" height="{floor - top:.1f}"/>'
    )


def _mark(x: float, label: str, *, to_right: bool) -> str:
    """A threshold with its name on the side that it names: the last one's is above it."""
    side, place = ("", x + 3) if to_right else (" end", x - 3)
    return (
        f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_y(0)}"/>'
        f'<text class="tick{side}" x="{place:.1f}" y="{_TOP + 11}">{_text(label)}</text>'
    )


def _axes(across: Axis, up: Axis) -> str:
    parts: list[str] = []
    for value, label in across.ticks:
        x = _x(across.place(value))
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_y(0)}"/>')
        parts.append(
            f'<text class="tick mid" x="{x:.1f}" y="{_y(0) + 16:.1f}">{_text(label)}</text>'
        )
    for value, label in up.ticks:
        y = _y(up.place(value))
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_x(1)}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(
            f'<text class="tick end" x="{_LEFT - 6}" y="{y + 4:.1f}">{_text(label)}</text>'
        )
    middle_x, middle_y = (_LEFT + WIDTH - _RIGHT) / 2, (_TOP + HEIGHT - _BOTTOM) / 2
    parts.append(
        f'<text class="title mid" x="{middle_x}" y="{HEIGHT - 8}">{_text(across.title)}</text>'
        f'<text class="title mid" transform="translate(13 {middle_y}) rotate(-90)">'
        f"{_text(up.title)}</text>"
    )
    return "".join(parts)


def _legend(names: Sequence[tuple[str, int]]) -> str:
    """Names in a row above the plot."""
    parts: list[str] = []
    for index, (name, kind) in enumerate(names):
        x = _LEFT + index * (WIDTH - _LEFT - _RIGHT) / len(names)
        parts.append(f'<rect class="k{kind}" x="{x:.1f}" y="8" width="10" height="10"/>')
        parts.append(f'<text class="tick" x="{x + 15:.1f}" y="17">{_text(name)}</text>')
    return "".join(parts)


def _text(text: str) -> str:
    return html.escape(text)


def _svg(inner: str, caption: str, height: int = HEIGHT) -> str:
    return (
        f'<svg role="img" aria-label="{html.escape(caption)}" viewBox="0 0 {WIDTH} {height}"'
        f' width="{WIDTH}" height="{height}">{inner}</svg>'
    )
