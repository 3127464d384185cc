# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The report as one HTML page, without scripts or outside files.

Owns the page's order and its style. Must not measure. Stands on the report's values.
"""

import html
from collections.abc import Sequence

from edge_proctor.evaluation.figures import Figure, Report, Section, Table

_STYLE = """
:root { --ink: #1b2733; --soft: #5a6b7b; --line: #d8e0e7; --paper: #ffffff; --wash: #f4f7f9;
  --k0: #2a6f97; --k1: #d1793a; --k2: #7a8793; --good: #1d7a4a; --bad: #b3261e; --heat: 42 111 151 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4ebf1; --soft: #9fb0bf; --line: #33414e; --paper: #151d25; --wash: #1d2731;
    --k0: #5fa8d3; --k1: #e6a06a; --k2: #8b99a6; --good: #5cc08a; --bad: #f08b83;
    --heat: 95 168 211 }
}
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .25rem }
h2 { font-size: 1.3rem; margin: 3rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--line) }
p, li { max-width: 46rem } .soft, figcaption, caption { color: var(--soft); font-size: .875rem }
table { border-collapse: collapse; width: 100%; margin: .75rem 0; font-size: .925rem }
caption { text-align: left; padding-bottom: .35rem }
th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid var(--line);
  vertical-align: top } th { font-weight: 600 } thead th { color: var(--soft); font-size: .8rem }
td.n, .heat td { font-variant-numeric: tabular-nums }
td.n { white-space: nowrap }
.heat td { text-align: center } .heat thead th { writing-mode: initial }
.chip { display: inline-block; padding: 0 .55rem; border-radius: 1rem; border: 1px solid;
  font-size: .8rem; white-space: nowrap }
.met { color: var(--good) } .missed { color: var(--bad) } .open { color: var(--soft) }
.wide { overflow-x: auto } .drawings { display: flex; flex-wrap: wrap; gap: 1rem 2rem }
figure { margin: .5rem 0; max-width: 460px } svg { max-width: 100%; height: auto }
.k0 { fill: var(--k0) } .k1 { fill: var(--k1) } .k2 { fill: var(--k2) }
.line { fill: none; stroke-width: 2 } .line.k0 { stroke: var(--k0); fill: none }
.line.k1 { stroke: var(--k1); fill: none } .line.k2 { stroke: var(--k2); fill: none }
.grid { stroke: var(--line) } .mark { stroke: var(--bad); stroke-dasharray: 4 3 }
.tick { font: 11px system-ui, sans-serif; fill: var(--soft) }
.title { font: 12px system-ui, sans-serif; fill: var(--ink) }
.mid { text-anchor: middle } .end { text-anchor: end }
aside { background: var(--wash); border-left: 4px solid var(--k1); padding: .75rem 1.25rem }
aside h2 { border: 0; margin: 0; padding: 0 }
@media print { body { max-width: none } h2 { break-after: avoid } figure { break-inside: avoid } }
"""


def render_html(report: Report) -> str:
    """The whole page."""
    figures = report.figures
    met, missed = (sum(it.met is state for it in figures) for state in (True, False))
    models = "".join(
        f"<tr><th>{_text(role)}<td>{_text(label)}" for role, label in report.models.items()
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Escale: what the monitoring can do</title><style>{_STYLE}</style>"
        "<h1>What the monitoring can do, measured</h1>"
        f'<p class="soft">{_text(report.at)} · {_text(report.machine)}</p>'
        f"<p><b>{met} figures reached, {missed} missed.</b> The others are stated without a"
        " promise. Signals never judge anybody: each is shown to a person with its evidence.</p>"
        f"{_figures(figures)}"
        '<p class="soft">Intervals hold 95 % (Wilson). Where pictures or persons repeat, the'
        " true uncertainty is larger. Raised thresholds and smaller intervals need more"
        " material, not more decimals.</p>"
        f"{_fairness(report)}"
        f"{''.join(_section(section) for section in report.sections)}"
        f"<h2>Models</h2><table><tbody>{models}</tbody></table></html>"
    )


def _figures(figures: Sequence[Figure]) -> str:
    rows = "".join(
        f"<tr><th>{_text(it.what)}<td>{_text(it.reach)}<td class=n>{_text(it.measured)}"
        f"<td class=n>{_text(it.interval)}<td>{_chip(it.met)}<td class=soft>{_text(it.basis)}"
        for it in figures
    )
    heads = "".join(
        f"<th>{it}" for it in ("what", "reach", "measured", "95 % interval", "", "measured on")
    )
    return f'<div class="wide"><table><thead><tr>{heads}<tbody>{rows}</table></div>'


def _chip(met: bool | None) -> str:
    word, name = {
        True: ("reached", "met"),
        False: ("missed", "missed"),
        None: ("stated", "open"),
    }[met]
    return f'<span class="chip {name}">{word}</span>'


def _fairness(report: Report) -> str:
    known = "".join(f"<li>{_text(it)}" for it in report.fairness)
    unknown = "".join(f"<li>{_text(it)}" for it in report.not_measured)
    return (
        "<aside><h2>Fairness, and what could not be measured</h2>"
        f"<p>What is known:<ul>{known}</ul><p>What could not be measured:<ul>{unknown}</ul></aside>"
    )


def _section(section: Section) -> str:
    remarks = "".join(f"<p>{_text(it)}</p>" for it in section.remarks)
    drawings = "".join(
        f"<figure>{it.svg}<figcaption>{_text(it.caption)}</figcaption></figure>"
        for it in section.drawings
    )
    tables = "".join(_table(it) for it in section.tables)
    return (
        f'<h2 id="{_text(section.key)}">{_text(section.title)}</h2>{remarks}'
        f'<div class="drawings">{drawings}</div>{tables}'
    )


def _table(table: Table) -> str:
    heads = "".join(f"<th>{_text(it)}" for it in table.heads)
    largest = max((_number(cell) for row in table.rows for cell in row[1:]), default=0) or 1
    rows = "".join(
        f"<tr><th>{_text(row[0])}"
        + "".join(_cell(cell, largest if table.heat else None) for cell in row[1:])
        for row in table.rows
    )
    kind = ' class="heat"' if table.heat else ""
    return (
        f'<div class="wide"><table{kind}><caption>{_text(table.caption)}</caption>'
        f"<thead><tr>{heads}<tbody>{rows}</table></div>"
    )


def _cell(cell: str, largest: float | None) -> str:
    if largest is None or not _number(cell):
        return f"<td>{_text(cell)}"
    share = 0.1 + 0.5 * _number(cell) / largest
    return f'<td style="background:rgb(var(--heat) / {share:.2f})">{_text(cell)}'


def _number(cell: str) -> float:
    return float(cell) if cell.isdecimal() else 0.0


def _text(text: str) -> str:
    return html.escape(text)
