# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""``escale bank import-qti | export-qti | score-qti``: exchange with other systems.

Owns the command line of QTI. Must not contain rules. Stands on the modules of this
package; it is the only one that prints and writes files.
"""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from appliance.bank.bank import load_bank
from appliance.bank.build import SAMPLE
from appliance.bank.errors import MissingError, OutputError, QtiError, SourceError
from appliance.bank.files import read, write
from appliance.bank.preview import find_item
from appliance.bank.qti.export import export_bank
from appliance.bank.qti.imports import Import, Status, bank_files, count
from appliance.bank.qti.package import CEILING, read_folder
from appliance.bank.qti.processing import score_document
from appliance.bank.qti.reader import Scope
from appliance.bank.qti.values import Json
from appliance.bank.recordings import adopt
from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.levels import Domain, Level

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
_SCORE_EXAMPLE = """Example: escale bank score-qti item.xml --responses '{"RESPONSE": "A"}'"""
_RESPONSES_ADVICE = "Give a JSON object as the example of `--help` does, or @FILE with one."
LEVELS = {level.label: level for level in Level}


def add_commands(app: typer.Typer) -> None:
    """Add the three commands to ``escale bank``."""
    app.command("import-qti", epilog="Example: escale bank import-qti items.zip --into my-bank")(
        import_command
    )
    app.command("export-qti", epilog="Example: escale bank export-qti my-bank --out items.zip")(
        export_command
    )
    app.command("score-qti", epilog=_SCORE_EXAMPLE)(score_command)


def import_command(
    paths: Annotated[
        list[Path],
        typer.Argument(help="QTI 3.0 items (.xml), packages (.zip) and folders of them."),
    ],
    into: Annotated[Path | None, typer.Option(help="A new folder for the bank.")] = None,
    domain: Annotated[Domain, typer.Option(help="Domain of items that do not say.")] = (
        Domain.GRAMMAR
    ),
    level: Annotated[str, typer.Option(help="Level of items that do not say.")] = "B1",
    as_json: AsJson = False,
) -> None:
    """Read items, say of each what became of it, and write a bank (with --into)."""
    if level.upper() not in LEVELS:
        raise SourceError(f"`{level}` is no level; write A1 to C2.")
    if into is not None:
        _refuse_to_mix(into)
    imported = Import(Scope(domain, LEVELS[level.upper()], Blueprint().cuts))
    for path in _with_progress(paths):
        _import(imported, path)
    done = count(imported.report, Status.IMPORTED)
    refused = count(imported.report, Status.REJECTED)
    if as_json:
        told = {"imported": done, "rejected": refused, "report": imported.to_json()}
        typer.echo(json.dumps(told, indent=1, ensure_ascii=False))
    else:
        for line in imported.report:
            typer.echo(str(line))
        typer.echo(f"{done} imported, {refused} rejected")
    if done == 0:
        raise QtiError("Nothing could be imported; the report above says why.")
    if into is not None:
        _write_bank(imported, into)


def export_command(
    folder: Annotated[Path, typer.Argument(help="The bank's folder.")] = SAMPLE,
    out: Annotated[Path, typer.Option(help="The package to write.")] = Path("items.zip"),
    item: Annotated[list[str] | None, typer.Option(help="Only these items, by id.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a bank's items, passages and recordings as a QTI 3.0 content package."""
    bank = load_bank(folder)
    named = dict.fromkeys(item or ())
    chosen = [find_item(bank, identity) for identity in named] or list(bank.items)
    data, stays = export_bank(bank, chosen), ("the mini-test", "oral material", "exposure control")
    write(out, data)
    if as_json:
        made = {"file": str(out), "items": len(chosen), "bytes": len(data), "stays": list(stays)}
        typer.echo(json.dumps(made, indent=1))
        return
    typer.echo(f"{out}: {len(chosen)} items, {len(data)} bytes")
    typer.echo(f"QTI has no place for, and the package does not hold: {', '.join(stays)}")


def score_command(
    item: Annotated[Path, typer.Argument(help="A QTI 3.0 item.")],
    responses: Annotated[
        str,
        typer.Option(
            "--responses",
            help="JSON object: response identifier to value; or @FILE with such an object.",
        ),
    ] = "{}",
) -> None:
    """Run an item's own response processing and print its outcomes as JSON."""
    typer.echo(json.dumps(score_document(_read(item), _responses(responses)), ensure_ascii=False))


def _responses(text: str) -> dict[str, Json]:
    if text.startswith("@"):
        text = read(Path(text[1:]), CEILING).decode(errors="replace")
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        message = f"The responses are no JSON: {error}"
        raise QtiError(message, advice=_RESPONSES_ADVICE) from error
    if not isinstance(given, dict):
        message = "The responses are a JSON object: identifier to value."
        raise QtiError(message, advice=_RESPONSES_ADVICE)
    return given


def _import(imported: Import, path: Path) -> None:
    if not path.is_dir():
        imported.read(str(path), _read(path))
        return
    try:
        imported.read_files(str(path), read_folder(path))
    except QtiError as error:
        imported.refuse(str(path), error)
    except OSError as error:
        raise MissingError(f"{error.filename} cannot be read: {error.strerror}.") from error


def _with_progress(paths: list[Path]) -> Iterator[Path]:
    """The paths, one after another; a person at a terminal sees how far the work is."""
    for number, path in enumerate(paths, 1):
        if sys.stderr.isatty() and len(paths) > 1:
            typer.echo(f"{number} of {len(paths)}: {path}", err=True)
        yield path


def _read(path: Path) -> bytes:
    return read(path, CEILING)


def _refuse_to_mix(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(f"{folder} is not an empty folder; a bank is written into a new one.")


def _write_bank(imported: Import, folder: Path) -> None:
    """Write the bank beside its place, then move it there, so that half a bank is none."""
    place = folder.resolve()
    made = place.with_name(f".{place.name}.new")
    shutil.rmtree(made, ignore_errors=True)  # what a power cut left
    try:
        for name, data in bank_files(imported, place.name, "en").items():
            write(made / name, data, folders=True)
        if imported.spoken:
            lengths = {identity: spoken.duration_s for identity, spoken in imported.spoken.items()}
            adopt(load_bank(made), lengths)
        _move(made, place)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    typer.echo(f"{len(imported.items)} items written to {folder}", err=True)


def _move(made: Path, place: Path) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
        for part in made.iterdir():  # one by one: somebody may stand in the empty folder
            part.rename(place / part.name)
    except OSError as error:
        raise OutputError(f"{place} cannot be written: {error.strerror}.") from error
