# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""``escale bank calibrate``: from a table of responses to parameters and their report.

Owns reading the table and the bank, and printing. Must not estimate. Stands on
``fitting``, ``report`` and ``bank``.
"""

import csv
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from appliance.bank.bank import load_bank
from appliance.bank.calibration.fitting import MISSING, calibrate
from appliance.bank.calibration.page import page
from appliance.bank.calibration.report import Column, describe
from appliance.bank.files import write
from appliance.exam.cat.errors import RequestError
from appliance.exam.cat.parameters import ItemParameters, Model
from appliance.exam.items import Item

app = typer.Typer(rich_markup_mode=None, help="Calibrate item parameters from responses.")
_ALONE = "all"


@app.command(
    "calibrate",
    epilog="Example: escale bank calibrate responses.csv --bank appliance/bank/sample/en "
    "--out calibration",
)
def calibrate_command(
    responses: Annotated[
        Path,
        typer.Argument(
            help="CSV: candidate, then one column of scores per item id; empty: not asked."
        ),
    ],
    bank: Annotated[
        Path | None,
        typer.Option(help="Bank folder: models, domains and the parameters in use."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for calibration.html and calibration.json.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Fit items by marginal maximum likelihood; report errors, fit and drift.

    With a bank, the domains are fitted together, each on a scale of its own that is linked
    to the one in use; without, all items are taken to measure one ability.
    """
    names, table = read_responses(responses)
    columns = _columns(names, bank)
    start = [_start(column.before, table[:, i]) for i, column in enumerate(columns)]
    order = list(dict.fromkeys(column.domain for column in columns))
    domains = [order.index(column.domain) for column in columns]
    result = calibrate(table, start, domains, told=_tell if sys.stderr.isatty() else None)
    report = describe(columns, result)
    text = json.dumps(report, indent=2)
    if out is not None:
        write(out / "calibration.json", text.encode(), folders=True)
        write(out / "calibration.html", page(report, f"Calibration: {responses.name}").encode())
    typer.echo(text if as_json else _in_words(report, out))


def _tell(cycle: int, change: float) -> None:
    typer.echo(f"\rcycle {cycle}, largest change {change:.4f} ", nl=False, err=True)


def read_responses(path: Path) -> tuple[list[str], NDArray[np.int8]]:
    """Item ids and categories of a CSV file, shape (candidates, items).

    Raises:
        RequestError: It is not such a table; the line is named.
    """
    try:
        with path.open(newline="", encoding="utf-8") as file:
            lines = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RequestError(f"{path.name} cannot be read as a table: {error}") from error
    if len(lines) < 2 or len(lines[0]) < 2 or len(set(lines[0][1:])) != len(lines[0]) - 1:
        raise RequestError(f"{path.name} needs a header of distinct item ids and one candidate")
    table = np.full((len(lines) - 1, len(lines[0]) - 1), MISSING, dtype=np.int8)
    for number, line in enumerate(lines[1:]):
        if len(line) != len(lines[0]):
            raise RequestError(f"line {number + 2} of {path.name} has {len(line)} cells")
        for place, cell in enumerate(line[1:]):
            table[number, place] = _category(cell.strip(), f"line {number + 2} of {path.name}")
    return lines[0][1:], table


def _category(cell: str, where: str) -> int:
    if not cell:
        return MISSING
    if not (cell.isascii() and cell.isdigit()) or int(cell) > 100:
        raise RequestError(f"{where}: {cell!r} is not a score category")
    return int(cell)


def _columns(names: list[str], folder: Path | None) -> list[Column]:
    """What the bank knows of the items of the table.

    Raises:
        RequestError: It does not know one of them.
    """
    if folder is None:
        return [Column(name, _ALONE, None) for name in names]
    known: dict[str, Item] = {item.id: item for item in load_bank(folder).items}
    strange = [name for name in names if name not in known]
    if strange:
        some = ", ".join(strange[:3]) + (" …" if len(strange) > 3 else "")
        raise RequestError(f"{len(strange)} columns name no item of {folder}: {some}")
    return [Column(name, known[name].domain.value, known[name].parameters) for name in names]


def _start(known: ItemParameters | None, column: NDArray[np.int8]) -> ItemParameters:
    """The item's own model where it is known, otherwise 2PL or GPCM by its categories."""
    if known is not None:
        return known
    top = max(int(column.max(initial=1)), 1)
    if top == 1:
        return ItemParameters(Model.TWO_PL, 1.0, (0.0,))
    return ItemParameters(Model.GPCM, 1.0, tuple(0.3 * (k - (top - 1) / 2) for k in range(top)))


def _in_words(report: dict[str, Any], out: Path | None) -> str:
    state = "converged" if report["converged"] else "did NOT converge"
    lines = [f"{len(report['items'])} items, {state} after {report['cycles']} cycles"]
    lines += [
        f"  {item['id']}: {', '.join(item['flags'])}" for item in report["items"] if item["flags"]
    ]
    if out is not None:
        lines.append(f"report: {out / 'calibration.html'}")
    return "\n".join(lines)
