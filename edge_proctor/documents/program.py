# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The command `escale proctor document`.

Owns its arguments and what it prints. Must not hold a rule or a model. Stands on
Typer; the reader and its models load when the command runs.
"""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edge_proctor.telling import tell_progress

if TYPE_CHECKING:
    from edge_proctor.documents.mrz.reading import MrzResult

ImagePaths = Annotated[
    list[Path], typer.Argument(help="Pictures of identity documents, and folders of them.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a picture, for a machine.")]
Today = Annotated[
    datetime | None,
    typer.Option("--today", formats=["%Y-%m-%d"], help="The day that settles centuries."),
]


def document(images: ImagePaths, as_json: Json = False, today: Today = None) -> None:
    """Read the machine readable zone of identity documents and check its digits.

    Example: escale proctor document passport.jpg --json
    """
    from edge_proctor.documents.reader import DocumentReader
    from edge_proctor.models.selection import device_store
    from edge_proctor.pictures import for_each_picture, read_picture

    day: date = today.date() if today else datetime.now(UTC).date()
    reader = DocumentReader(device_store(), threads=2)

    def read(path: Path) -> None:
        reading = reader.read(read_picture(path), day)
        if as_json:
            row = {"image": str(path), **result_row(reading.mrz), "models": reading.models}
            typer.echo(json.dumps(row))
        else:
            _tell(path, reading.mrz)

    for_each_picture(images, read, tell_progress)


def result_row(mrz: "MrzResult") -> dict[str, object]:
    """The reading as JSON tells it."""
    return {
        "format": mrz.format.value if mrz.format else None,
        "fields": dict(mrz.fields),
        "checks": dict(mrz.checks),
        "valid": mrz.valid,
        "notes": list(mrz.notes),
        "lines": list(mrz.lines),
    }


def _tell(path: Path, mrz: "MrzResult") -> None:
    if mrz.format is None:
        typer.echo(f"{path}: no machine readable zone was found.")
        typer.echo("  Show the whole page, flat, in even light, and try again.")
        return
    verdict = "every check holds" if mrz.valid else "a person must look at it"
    typer.echo(f"{path}: {mrz.format.value}, {verdict}.")
    for name, text in mrz.fields.items():
        typer.echo(f"  {name:<18} {text}")
    for name, holds in mrz.checks.items():
        typer.echo(f"  check {name:<18} {'holds' if holds else 'does not hold'}")
    for note in mrz.notes:
        typer.echo(f"  note: {note}")
