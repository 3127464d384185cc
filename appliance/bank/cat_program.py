# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""``escale cat``: the adaptive engine at a prompt.

Owns reading requests from a file or standard input and writing answers. Must not know
any formula. Stands on ``cat_requests``.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from appliance.bank.cat_requests import answer, solve_estimate, solve_next
from appliance.exam.cat.errors import RequestError

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Estimate abilities, choose items and simulate sittings with the adaptive engine.",
)

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
    """Choose the best next item: {"next", "value"} for an object, a list for a list."""
    typer.echo(answer(_read(source), solve_next))


def _read(source: str) -> str:
    if source == "-":
        return sys.stdin.read()
    try:
        return Path(source).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(f"{source} cannot be read: {error}") from error
