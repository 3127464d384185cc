# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Plots of the bank's reports, as inline SVG: lines, dots and steps over shared axes.

Owns axes, ticks and the key. Must not know what is plotted, nor load anything from
elsewhere: a report opens offline, for as long as it is kept. Stands on the standard library.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from typing import Final

BLUE: Final = "#2457a6"
RUST: Final = "#b4532a"
GREY: Final = "#8792a5"
STYLE: Final = """
body{font:16px/1.5 system-ui,sans-serif;max-width:66rem;margin:2rem auto;padding:0 1rem;
color:#1d2430;background:#fff}
h1{font-size:1.6rem}h2{font-size:1.05rem;margin:0 0 .4rem}p.note{color:#4a5568;max-width:46rem}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(430px,1fr));gap:2rem 1.5rem;
margin-top:1.5rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
td,th{padding:.25rem .7rem;text-align:right;border-bottom:1px solid #d7dce4;font-weight:400}
th{color:#4a5568}th:first-child,td:first-child{text-align:left;white-space:nowrap}
svg{width:100%;height:auto;display:block}svg text{font-size:11px;fill:#4a5568}
.hit{background:#d9efe2}.miss{background:#fbe9d7}
"""
_WIDTH: Final = 460
_HEIGHT: Final = 270
_LEFT: Final = 46
_BOTTOM: Final = 232
_TOP: Final = 26
_RIGHT: Final = 448
_TICKS: Final = 5


class Shape(StrEnum):
    """How the points of a series are drawn."""

    LINE = "line"
    DOTS = "dots"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Series:
    """Points to plot.

    Args:
        name: In the key; without a name it has no entry there.
        xs: Across.
        ys: Up.
        colour: As CSS names it.
        shape: How they are drawn.
    """

    name: str
    xs: Sequence[float]
    ys: Sequence[float]
    colour: str = BLUE
    shape: Shape = Shape.LINE


@dataclass(frozen=True, slots=True)
class Axes:
    """What the axes say.

    Args:
        across: Under the horizontal axis.
        mark: A dashed line at this height, if any.
        low: Where the vertical axis begins; the least value or 0 by default.
        high: Where it ends; the largest value by default.
        diagonal: Whether a dashed line shows where both axes agree.
    """

    across: str
    mark: float | None = None
    low: float | None = None
    high: float | None = None
    diagonal: bool = False


@dataclass(frozen=True, slots=True)
class _Scale:
    """From values to places on the picture."""

    left: float
    right: float
    low: float
    high: float
    ticks: tuple[tuple[float, ...], tuple[float, ...]] = field(default=((), ()))

    def at(self, x: float, y: float) -> tuple[float, float]:
        across = (x - self.left) / (self.right - self.left)
        up = (y - self.low) / (self.high - self.low)
        return _LEFT + across * (_RIGHT - _LEFT), _BOTTOM - up * (_BOTTOM - _TOP)


def plot(series: Sequence[Series], axes: Axes) -> str:
    """One picture."""
    scale = _fit(series, axes)
    parts = [_frame(scale, axes.across)]
    if axes.mark is not None:
        parts.append(_dashes(scale, (scale.left, axes.mark), (scale.right, axes.mark)))
    if axes.diagonal:
        low, high = max(scale.left, scale.low), min(scale.right, scale.high)
        parts.append(_dashes(scale, (low, low), (high, high)))
    parts += [_drawn(one, scale) for one in series]
    parts.append(_key([one for one in series if one.name]))
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">{"".join(parts)}</svg>'


def figure(title: str, body: str) -> str:
    """A picture or table under its title."""
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def document(title: str, body: str) -> str:
    """A whole page of its own."""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style><h1>{escape(title)}</h1>{body}</html>\n"
    )


def _fit(series: Sequence[Series], axes: Axes) -> _Scale:
    xs = [x for one in series for x in one.xs] or [0.0]
    ys = [y for one in series for y in one.ys] + ([] if axes.mark is None else [axes.mark])
    low = axes.low if axes.low is not None else min([0.0, *ys])
    high = axes.high if axes.high is not None else max([0.0, *ys])
    across, up = _ticks(min(xs), max(xs)), _ticks(low, high)
    left, right = min(xs), max(max(xs), min(xs) + 1e-9)
    low = low if axes.low is not None else min(up[0], low)
    high = high if axes.high is not None else max(up[-1], high)
    return _Scale(left, right, low, max(high, low + 1e-9), (across, up))


def _ticks(low: float, high: float) -> tuple[float, ...]:
    """Round values that cover a range, about five of them."""
    raw = max(high - low, 1e-9) / _TICKS
    unit = 10.0 ** math.floor(math.log10(raw))
    step = next(unit * m for m in (1.0, 2.0, 2.5, 5.0, 10.0) if unit * m >= raw * 0.999)
    first, last = math.floor(low / step + 1e-6), math.ceil(high / step - 1e-6)
    return tuple(round(step * number, 10) for number in range(first, last + 1))


def _frame(scale: _Scale, across: str) -> str:
    parts: list[str] = []
    for tick in scale.ticks[1]:
        if scale.low - 1e-9 <= tick <= scale.high + 1e-9:
            _, up = scale.at(scale.left, tick)
            parts.append(f'<path d="M{_LEFT} {up:.1f}H{_RIGHT}" stroke="#eceff4"/>')
            parts.append(
                f'<text x="{_LEFT - 6}" y="{up + 4:.1f}" text-anchor="end">{_number(tick)}</text>'
            )
    for tick in scale.ticks[0]:
        if scale.left - 1e-9 <= tick <= scale.right + 1e-9:
            place, _ = scale.at(tick, scale.low)
            parts.append(
                f'<text x="{place:.1f}" y="{_BOTTOM + 15}" text-anchor="middle">'
                f"{_number(tick)}</text>"
            )
    middle = (_LEFT + _RIGHT) / 2
    parts.append(
        f'<path d="M{_LEFT} {_TOP}V{_BOTTOM}H{_RIGHT}" fill="none" stroke="{GREY}"/>'
        f'<text x="{middle}" y="{_BOTTOM + 32}" text-anchor="middle">{escape(across)}</text>'
    )
    return "".join(parts)


def _dashes(scale: _Scale, start: tuple[float, float], end: tuple[float, float]) -> str:
    (x, y), (other_x, other_y) = scale.at(*start), scale.at(*end)
    return (
        f'<path d="M{x:.1f} {y:.1f}L{other_x:.1f} {other_y:.1f}" '
        f'stroke="{GREY}" stroke-dasharray="4 4"/>'
    )


def _drawn(one: Series, scale: _Scale) -> str:
    points = [scale.at(x, y) for x, y in zip(one.xs, one.ys, strict=True)]
    if one.shape is Shape.DOTS:
        return "".join(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{one.colour}" fill-opacity=".7"/>'
            for x, y in points
        )
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    area = ""
    if one.shape is Shape.AREA and points:
        base = f"{points[-1][0]:.1f},{_BOTTOM} {points[0][0]:.1f},{_BOTTOM}"
        area = f'<polygon points="{line} {base}" fill="{one.colour}" fill-opacity=".15"/>'
    return f'{area}<polyline points="{line}" fill="none" stroke="{one.colour}" stroke-width="2"/>'


def _key(series: Sequence[Series]) -> str:
    """The names, in one line above the picture."""
    parts: list[str] = []
    x = float(_LEFT)
    for one in series:
        parts.append(
            f'<rect x="{x:.0f}" y="6" width="12" height="4" fill="{one.colour}"/>'
            f'<text x="{x + 17:.0f}" y="12">{escape(one.name)}</text>'
        )
        x += 34 + 6.5 * len(one.name)
    return "".join(parts)


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "\u2212")
