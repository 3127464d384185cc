# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""``escale bank balance``: hold the exposure cap of a bank, and write down how.

Owns the command. Must not rehearse itself. Stands on ``exposure`` and ``sources``.
"""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Final

import typer

from appliance.bank.adaptive.exposure import EXPOSURE, Population, control_exposure
from appliance.bank.adaptive.sources import content_of
from appliance.bank.bank import load_bank
from appliance.bank.build import SAMPLE
from appliance.bank.errors import LintError
from appliance.bank.files import write

_EVERY: Final = 100


def balance_command(
    folder: Annotated[
        Path, typer.Argument(help="The bank's folder; the sample bank by default.")
    ] = SAMPLE,
    cap: Annotated[
        float | None, typer.Option(min=0.01, max=1.0, help="Largest share of sittings of an item.")
    ] = None,
    sittings: Annotated[int, typer.Option(min=40, max=100_000, help="Sittings rehearsed.")] = 8000,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    population: Annotated[
        Population,
        typer.Option(
            help="For whom: as many of each level, a normal distribution, or half and half."
        ),
    ] = Population.LEVELS,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Rehearse the exam until no item meets more candidates than the cap; write exposure.yaml.

    Takes about a minute. Review the file and keep it with the bank: builds freeze it into
    the pack. The cap holds for whom it was rehearsed with; where candidates gather at other
    levels, the items of those are met more often.
    """
    bank = load_bank(folder)
    if bank.problems:
        listed = "\n".join(str(problem) for problem in bank.problems)
        raise LintError(f"The bank cannot be balanced:\n{listed}")
    content = content_of(bank)
    blueprint = content.blueprint if cap is None else replace(content.blueprint, exposure_cap=cap)
    seen = sys.stderr.isatty()
    found = control_exposure(
        content.items,
        blueprint,
        sittings=sittings,
        seed=seed,
        population=population,
        told=_Progress(sittings + sittings // 2) if seen else None,
    )
    if seen:
        typer.echo(err=True)
    write(folder / EXPOSURE, found.to_yaml().encode())
    typer.echo(
        json.dumps(asdict(found), indent=1)
        if as_json
        else f"{folder / EXPOSURE}: largest exposure {found.largest:.3f} (cap {found.cap:g}), "
        f"never used {found.never_used:.1%}, {found.sittings} sittings rehearsed"
    )


class _Progress:
    """Tells a person at a terminal how many sittings are rehearsed."""

    def __init__(self, of: int) -> None:
        self._done, self._of = 0, of

    def __call__(self, more: int) -> None:
        self._done += more
        if self._done % _EVERY == 0 or self._done == self._of:
            typer.echo(f"\r{self._done:,} of {self._of:,} sittings ", nl=False, err=True)
