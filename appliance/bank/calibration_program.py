# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""``escale bank calibrate``: from a table of responses to parameters and their report.

Owns reading the table and the bank, and printing. Must not estimate. Stands on
``calibration``, ``calibration_report`` and ``bank``.
"""

import csv
import json
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from appliance.bank.bank import load_bank
from appliance.bank.calibration import MISSING, calibrate
from appliance.bank.calibration_report import describe
from appliance.exam.cat.errors import RequestError
from appliance.exam.cat.parameters import ItemParameters, Model
from sync.protocol.durable import write_durably

app = typer.Typer(rich_markup_mode=None, help="Calibrate item parameters from responses.")


@app.command(
    "calibrate",
    epilog="Example: escale bank calibrate responses.csv --bank appliance/bank/sample/en "
    "--out calibration.json",
)
def calibrate_command(
    responses: Annotated[
        Path, typer.Argument(help="CSV: candidate, then one column per item id; empty: not asked.")
    ],
    bank: Annotated[
        Path | None, typer.Option(help="Bank folder with the parameters in use.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File for the whole report as JSON.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Fit items by marginal maximum likelihood; report errors, fit and drift."""
    names, table = read_responses(responses)
    before = _parameters(bank) if bank is not None else {}
    start = [_start(before.get(name), table[:, i]) for i, name in enumerate(names)]
    report = describe(names, calibrate(table, start), before)
    text = json.dumps(report, indent=2)
    if out is not None:
        write_durably(out, text.encode())
    typer.echo(text if as_json else _in_words(report))


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


def _parameters(folder: Path) -> dict[str, ItemParameters]:
    return {item.id: item.parameters for item in load_bank(folder).items}


def _start(known: ItemParameters | None, column: NDArray[np.int8]) -> ItemParameters:
    """The item's own model where it is known, otherwise 2PL or GPCM by its categories."""
    if known is not None:
        return known
    top = max(int(column.max(initial=1)), 1)
    if top == 1:
        return ItemParameters(Model.TWO_PL, 1.0, (0.0,))
    return ItemParameters(Model.GPCM, 1.0, tuple(0.3 * (k - (top - 1) / 2) for k in range(top)))


def _in_words(report: dict[str, Any]) -> str:
    state = "converged" if report["converged"] else "did NOT converge"
    lines = [f"{len(report['items'])} items, {state} after {report['cycles']} cycles"]
    for item in report["items"]:
        if item["flags"]:
            lines.append(f"  {item['id']}: {', '.join(item['flags'])}")
    return "\n".join(lines)
