# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the programs share: the option for machines, and where progress goes.

Owns no command. Must not print an outcome. Stands on Typer.
"""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a machine.")]


def tell_progress(line: str) -> None:
    """A line for whoever waits; standard output is for the outcome."""
    typer.echo(line, err=True)
