# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Which of the text lines in an upright picture form a machine readable zone.

Owns the grouping of neighbouring lines of equal extent. Must not read fields. Stands
on the layouts and on boxes that the detector found.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sin

from edge_proctor.documents.detection import TextBox
from edge_proctor.documents.lattice import text_of
from edge_proctor.documents.mrz.agreement import Look
from edge_proctor.documents.mrz.alphabets import FILLER
from edge_proctor.documents.mrz.correction import conform
from edge_proctor.documents.mrz.layouts import LAYOUTS, WIDTHS, Layout, layout_of

_LEAST_ELONGATION = 8.0  # length over height; a whole line has 15 and more
_LEAST_SHARE = 0.45  # of the longest line; a zone's lines are among the longest of a page
_MOST_LINES = 10
_NEXT_LINE = (0.6, 4.0)  # distance of lines, in heights of a line
_SAME_EXTENT = 0.12  # of the length
_ROWS = {layout.columns: layout.rows for layout in LAYOUTS.values()}


@dataclass(frozen=True, slots=True)
class Row:
    """A line that fits a zone's width in at least one way."""

    box: TextBox
    looks: Mapping[int, Look]  # by number of columns


@dataclass(frozen=True, slots=True)
class Zone:
    """Lines that together fit a layout, top to bottom."""

    layout: Layout
    rows: tuple[Row, ...]

    @property
    def fillers(self) -> int:
        """How many fillers there are; the zone with most is the likeliest."""
        width = self.layout.columns
        return sum(text_of(row.looks[width]).count(FILLER) for row in self.rows)


def long_lines(boxes: Sequence[TextBox]) -> list[TextBox]:
    """The boxes that may be lines of a zone, longest first."""
    lines = [box for box in boxes if box.length >= _LEAST_ELONGATION * box.height]
    lines.sort(key=lambda box: -box.length)
    return [box for box in lines if box.length >= _LEAST_SHARE * lines[0].length][:_MOST_LINES]


def find_zones(rows: Sequence[Row]) -> list[Zone]:
    """Every group of lines that fits a layout, the one with most fillers first."""
    zones = [zone for width in WIDTHS for zone in _zones_of(rows, width)]
    return sorted(zones, key=lambda zone: -zone.fillers)


def _zones_of(rows: Sequence[Row], width: int) -> Iterator[Zone]:
    count = _ROWS[width]
    fitting = [row for row in rows if width in row.looks]
    fitting.sort(key=lambda row: _across(row.box))
    for first in fitting:
        group = [first]
        while len(group) < count:
            after = next((row for row in fitting if _follows(group[-1].box, row.box)), None)
            if after is None:
                break
            group.append(after)
        lines = [text_of(row.looks[width]) for row in group]
        layout = layout_of(lines) if len(group) == count else None
        if layout is not None and layout_of(conform(lines, layout)) is layout:
            yield Zone(layout, tuple(group))


def _across(box: TextBox) -> float:
    """The place of a line across the reading direction."""
    angle = radians(box.angle)
    return box.y * cos(angle) - box.x * sin(angle)


def _along(box: TextBox, other: TextBox) -> float:
    angle = radians(box.angle)
    return (other.x - box.x) * cos(angle) + (other.y - box.y) * sin(angle)


def _down(box: TextBox, other: TextBox) -> float:
    angle = radians(box.angle)
    return (other.y - box.y) * cos(angle) - (other.x - box.x) * sin(angle)


def _follows(box: TextBox, other: TextBox) -> bool:
    """Whether the other line is the next one below, of the same extent."""
    least, most = _NEXT_LINE
    height = (box.height + other.height) / 2
    return (
        least * height <= _down(box, other) <= most * height
        and abs(box.length - other.length) <= _SAME_EXTENT * box.length
        and abs(_along(box, other)) <= _SAME_EXTENT * box.length
    )


def likely_neighbours(row: Row, boxes: Sequence[TextBox]) -> list[TextBox]:
    """Lines as long as this one where the detector saw only pieces of them.

    A run of fillers is no text to some detectors: the line before it is found short.
    The piece gives the height and distance, this row the extent.
    """
    least, most = _NEXT_LINE
    found: list[TextBox] = []
    for piece in boxes:
        height = (row.box.height + piece.height) / 2
        distance = _down(row.box, piece)
        inside = abs(_along(row.box, piece)) <= row.box.length / 2
        near = least * height <= abs(distance) <= most * height
        if near and inside and 0.5 <= piece.height / row.box.height <= 1.6:
            angle = radians(row.box.angle)
            x, y = row.box.x - distance * sin(angle), row.box.y + distance * cos(angle)
            found.append(replace(row.box, x=x, y=y))
    return found
