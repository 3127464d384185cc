# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""``escale bank``: build, lint and preview an item bank.

Owns the command line of authoring. Must not contain rules. Stands on the modules of this
package; it is the only one that prints.
"""

import json
from pathlib import Path
from typing import Annotated, Final

import typer

from appliance.bank.adaptive.exposure_program import balance_command
from appliance.bank.bank import Bank, load_bank
from appliance.bank.build import SAMPLE, build_pack
from appliance.bank.calibration.program import calibrate_command
from appliance.bank.errors import LintError, OutputError
from appliance.bank.files import read, write
from appliance.bank.linting.lint import PracticeReport, Report, lint
from appliance.bank.practice import practice_of
from appliance.bank.preview import find_item, preview
from appliance.bank.qti.commands import add_commands
from appliance.bank.recordings import speak_stale
from appliance.exam.pack import encode_pack
from sync.protocol.keys import Signer

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Author, check and build item banks."
)
add_commands(app)
app.command(
    "calibrate", epilog="Example: escale bank calibrate responses.csv --bank my-bank --json"
)(calibrate_command)
app.command("balance", epilog="Example: escale bank balance my-bank --cap 0.2")(balance_command)

Folder = Annotated[Path, typer.Argument(help="The bank's folder; the sample bank by default.")]
_KEY_CEILING: Final = 64
_DRAFT: Final = "Correct the problems listed above; for a trial only, add `--draft`."
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command("lint", epilog="Example: escale bank lint my-bank --json")
def lint_command(
    folder: Folder = SAMPLE,
    as_json: AsJson = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
) -> None:
    """Say what a bank holds and everything that is wrong with it."""
    report = lint(load_bank(folder))
    typer.echo(json.dumps(report.to_json(), indent=1) if as_json else _in_words(report))
    weighty = report.problems if strict else report.errors
    if weighty:
        raise LintError(f"Problems in {folder}: {len(weighty)}")


@app.command("speak", epilog="Example: escale bank speak my-bank")
def speak_command(folder: Folder = SAMPLE) -> None:
    """Speak the extracts whose recording is missing or older than its text (espeak-ng)."""
    spoken = _speak(load_bank(folder))
    typer.echo(f"Extracts spoken: {len(spoken)}")


@app.command("build", epilog="Example: escale bank build my-bank --key content.key --out en.pack")
def build_command(
    folder: Folder = SAMPLE,
    key: Annotated[Path, typer.Option(help="The content key: 32 bytes.")] = Path("content.key"),
    out: Annotated[Path, typer.Option(help="The pack file to write.")] = Path("bank.pack"),
    new_key: Annotated[bool, typer.Option("--new-key", help="Make the key first.")] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help="Build in spite of what the lint says.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Speak what is missing, then build and sign the pack; the lint must find no error."""
    bank = load_bank(folder)
    spoken = _speak(bank)
    errors = () if draft else lint(bank).errors
    if errors:
        listed = "\n".join(map(str, errors))
        raise LintError(f"The bank cannot be built:\n{listed}", advice=_DRAFT)
    pack, media = build_pack(bank)
    signer = _new_signer(key) if new_key else _signer(key)
    data = encode_pack(pack, media, signer)
    write(out, data)
    made = {
        "file": str(out),
        "id": pack.id,
        "version": pack.version,
        "items": len(pack.items),
        "practice": len(pack.practice.items),
        "spoken": len(spoken),
        "bytes": len(data),
        "kid": signer.kid.hex(),
    }
    typer.echo(
        json.dumps(made, indent=1)
        if as_json
        else f"{out}: {len(pack.items)} items and {len(pack.practice.items)} to practise with,"
        f" {len(data)} bytes, signed by {signer.kid.hex()}"
    )


@app.command("preview", epilog="Example: escale bank preview voc-b1-01")
def preview_command(
    item: Annotated[str, typer.Argument(help="Id of the item, or a beginning of ids.")],
    folder: Annotated[Path, typer.Option("--bank", help="The bank's folder.")] = SAMPLE,
) -> None:
    """Show an item as the candidate sees it, with its key and explanation."""
    bank = load_bank(folder)
    practice = practice_of(bank)
    found = [
        preview(one_bank, one)
        for one_bank in (bank, *([practice] if practice is not None else []))
        for one in one_bank.items
        if one.id == item or one.id.startswith(f"{item}-")
    ]
    for text in found or [preview(bank, find_item(bank, item))]:
        typer.echo(text + "\n")


def _speak(bank: Bank) -> tuple[str, ...]:
    """Speak what is stale, for the exam and for practice."""
    practice = practice_of(bank)
    return (*speak_stale(bank), *(speak_stale(practice) if practice is not None else ()))


def _signer(path: Path) -> Signer:
    return Signer.from_private_bytes(read(path, _KEY_CEILING))


def _new_signer(path: Path) -> Signer:
    if path.exists():
        raise OutputError(f"The content key {path} exists already; it is not replaced.")
    signer = Signer.generate()
    write(path, signer.private_bytes(), mode=0o600)
    return signer


def _in_words(report: Report) -> str:
    counts = [
        f"{report.items} items, {report.passages} passages, {report.extracts} extracts,"
        f" {report.oral} oral prompts, mini-test of {report.minitest};"
        f" {report.minutes:g} minutes in an average sitting",
        *(f"  {name}: {_listed(group)}" for name, group in _groups(report)),
        *_practice_in_words(report.practice),
        *(str(problem) for problem in report.problems),
    ]
    errors = len(report.errors)
    return "\n".join([*counts, f"errors: {errors}, warnings: {len(report.problems) - errors}"])


def _practice_in_words(practice: PracticeReport | None) -> list[str]:
    if practice is None:
        return ["nothing to practise with"]
    return [
        f"{practice.items} items to practise with, {practice.passages} passages,"
        f" {practice.extracts} extracts, {practice.oral} oral prompts",
        *(f"  {name}: {_listed(group)}" for name, group in _groups(practice)),
    ]


def _groups(report: Report | PracticeReport) -> tuple[tuple[str, dict[str, int]], ...]:
    return (
        ("domains", report.by_domain),
        ("types", report.by_type),
        ("levels", report.by_level),
    )


def _listed(group: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in group.items())
