# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""``escale cat``: the adaptive engine at a prompt.

Owns reading requests from a file or standard input and writing answers. Must not know
any formula. Stands on ``requests`` and ``simulation``.
"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from appliance.bank.adaptive.outcome import Outcome
from appliance.bank.adaptive.report import page
from appliance.bank.adaptive.requests import answer, solve_estimate, solve_next
from appliance.bank.adaptive.simulation import Plan, run
from appliance.bank.adaptive.sources import read_source
from appliance.bank.files import write
from appliance.exam.cat.errors import RequestError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Estimate abilities, choose items and simulate sittings with the adaptive engine.",
)

_MOST = 64 << 20  # bytes of a request
Source = Annotated[str, typer.Argument(help="A JSON file, or - for standard input.")]


@app.command(
    epilog='Example: echo \'{"items":[{"model":"2PL","a":1.2,"b":0.3}],"responses":[1],'
    '"method":"EAP"}\' | escale cat estimate'
)
def estimate(source: Source = "-") -> None:
    """Estimate ability from responses: {"theta", "se"} for an object, a list for a list."""
    typer.echo(answer(_read(source), solve_estimate))


@app.command(
    "next",
    epilog='Example: echo \'{"criterion":"MFI","items":[{"model":"1PL","b":-1},'
    '{"model":"1PL","b":0.2}],"theta":0,"administered":[],"responses":[]}\' | escale cat next',
)
def next_item(source: Source = "-") -> None:
    """Choose the best next item: {"next", "value"} for an object, a list for a list.

    Criterion "D" is the exam's own, over several domains: give {"criterion":"D","items":[…],
    "domains":[…],"prior":{"r":0.65},"administered":[…],"responses":[…]}; theta follows from
    the answers and comes back with "domain".
    """
    typer.echo(answer(_read(source), solve_next))


@app.command(
    epilog="Example: escale cat simulate appliance/bank/sample/en --sittings 500 --out report"
)
def simulate(  # noqa: PLR0913, PLR0917 - the options of a command are its arguments
    source: Annotated[Path, typer.Argument(help="A bank folder, or JSON with items and domains.")],
    sittings: Annotated[int, typer.Option(min=1, max=100_000)] = 1000,
    r: Annotated[float, typer.Option(min=0.0, max=0.99, help="True correlation.")] = 0.65,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    per_domain: Annotated[int, typer.Option(min=1, help="Items per domain, for JSON.")] = 10,
    cap: Annotated[float, typer.Option(min=0.01, max=1.0, help="Exposure cap; 1: none.")] = 0.2,
    by_level: Annotated[bool, typer.Option(help="Seat the middle of each level.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder for the HTML page and JSON.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Seat simulated candidates of known ability and report how well they are measured."""
    outcome = run(read_source(source), Plan(sittings, r, seed, per_domain, cap, by_level))
    figures = json.dumps(outcome.to_json(), indent=2)
    if out is not None:
        write(out / "simulation.json", figures.encode(), folders=True)
        page_text = page(outcome, f"Simulated sittings: {source.name}")
        write(out / "simulation.html", page_text.encode())
    if as_json:
        typer.echo(figures)
    else:
        _tell(outcome, out)


def _tell(outcome: Outcome, out: Path | None) -> None:
    found = outcome.to_json()
    exposure = found["exposure"]
    chance = f" ± {exposure['chance']:.3f}" if exposure["cap"] < 1.0 else ""
    typer.echo(
        f"{found['sittings']} sittings of {found['length']} questions: "
        f"RMSE {found['rmse']:.3f}, 95 % coverage {found['coverage_95']:.3f}, "
        f"overall level right {found['overall_exact']:.1%}, "
        f"largest exposure {exposure['largest']:.3f}{chance}, "
        f"never used {exposure['never_used']:.1%}"
    )
    if out is not None:
        typer.echo(f"report: {out / 'simulation.html'}")


def _read(source: str) -> str:
    if source == "-" and sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison]
        raise RequestError("standard input is closed; name a file")
    try:
        with sys.stdin.buffer if source == "-" else Path(source).open("rb") as file:
            data = file.read(_MOST + 1)
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(f"{source} cannot be read: {error}") from error
    if len(data) > _MOST:
        raise RequestError(f"{source} holds more than {_MOST >> 20} MiB")
    return text
