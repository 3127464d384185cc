# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The report as values: the table of figures, a section for each, what was not measured.

Owns their shapes and their JSON. Must not measure or draw. Stands on the rates.
"""

from dataclasses import dataclass, field

from edge_proctor.evaluation.plots import Drawing
from edge_proctor.evaluation.rates import Rate


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    `met` is None where nothing is promised or nothing was measured; `basis` says on how
    much, and `interval` is the 95 % interval in words.
    """

    what: str
    reach: str
    measured: str
    interval: str = ""
    met: bool | None = None
    basis: str = ""

    def as_json(self) -> dict[str, object]:
        """For the report."""
        return {
            "what": self.what,
            "reach": self.reach,
            "measured": self.measured,
            "ci95": self.interval,
            "met": self.met,
            "basis": self.basis,
        }


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a section: a caption, heads and rows of text; `heat` tints by numbers."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    heat: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """What one kind of material gave: figures, data for machines, drawings and tables."""

    key: str
    title: str
    figures: tuple[Figure, ...] = ()
    data: dict[str, object] = field(default_factory=dict[str, object])
    remarks: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    drawings: tuple[Drawing, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything: when, on what machine, with which models, and what was not measured."""

    at: str
    machine: str
    models: dict[str, str]
    sections: tuple[Section, ...]
    fairness: tuple[str, ...]
    not_measured: tuple[str, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All lines of the table, in the order of the sections."""
        return tuple(figure for section in self.sections for figure in section.figures)

    def as_json(self) -> dict[str, object]:
        """For `escale proctor evaluate --json`."""
        return {
            "at": self.at,
            "machine": self.machine,
            "models": self.models,
            "figures": [figure.as_json() for figure in self.figures],
            "sections": {section.key: section.data for section in self.sections},
            "fairness": list(self.fairness),
            "not_measured": list(self.not_measured),
        }


def absent(key: str, title: str, why: str) -> Section:
    """A section that could not be measured, and why."""
    figure = Figure(title, "", "not measured", basis=why)
    return Section(key, title, (figure,), {"missing": why}, (f"Not measured: {why}",))


def percent(value: float, digits: int = 1) -> str:
    """A share as a percentage."""
    return f"{100 * value:.{digits}f} %"


def between(bounds: tuple[float, float], digits: int = 1) -> str:
    """An interval of shares."""
    return f"{100 * bounds[0]:.{digits}f}–{100 * bounds[1]:.{digits}f} %"


def counted(rate: Rate, digits: int = 1) -> str:
    """A rate with what was counted."""
    return f"{percent(rate.value, digits)} ({rate.hits} of {rate.total})"
