# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""`escale provision`: the technician's commands.

Owns the commands and what they print. Must not hold the steps (`enrolling`).
"""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from appliance.keys.keyring import KeyRing
from appliance.service.asking import NEW_PIN, new_pin
from provisioning.board import read_board
from provisioning.enrolling import Application, enrol_station

app = typer.Typer(no_args_is_help=True, add_completion=False)

Folder = Annotated[Path, typer.Option("--dir", help="The station's folder.")]
Passphrase = Annotated[
    str | None,
    typer.Option(envvar="ESCALE_PASSPHRASE", help="Guard the keys with a passphrase."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
HERE = Path("station")


@app.callback()
def provision() -> None:
    """Turn a board into a trusted station."""


@app.command(
    epilog="Example: escale provision enrol --central http://hub.local:8440 --token T --dir ."
    " --ask-pin"
)
def enrol(
    central: Annotated[str, typer.Option(help="Address of central.")],
    token: Annotated[str, typer.Option(help="The single-use token from central.")],
    folder: Folder = HERE,
    passphrase: Passphrase = None,
    ask_pin: Annotated[
        bool, typer.Option("--ask-pin", help="Ask for the invigilator's PIN, twice, unechoed.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make the station's keys, get its certificate, create its encrypted store.

    The invigilator's PIN is set with it when ESCALE_PIN holds one or --ask-pin asks for it;
    `escale station pin` sets it later, and changes it.
    """
    pin = new_pin() if ask_pin or NEW_PIN in os.environ else None
    board = read_board()
    tell = _silent if as_json else _say
    device = enrol_station(Application(folder, central, token, board, passphrase, pin), tell)
    facts = {
        "device_id": device.device_id,
        "centre": device.centre,
        "serial": device.serial,
        "dir": str(folder),
        "has_pin": pin is not None,
    }
    if pin is None and not as_json:
        hint = f"no invigilator's PIN yet: `escale station pin --dir {folder}` sets one"
        typer.echo(f"  {hint}", err=True)
    typer.echo(
        json.dumps(facts)
        if as_json
        else f"station {device.device_id} of {device.centre} is enrolled in {folder}"
    )


@app.command(epilog="Example: escale provision status --dir ./station --json")
def status(folder: Folder = HERE, passphrase: Passphrase = None, as_json: AsJson = False) -> None:
    """Say who this station is and what guards its keys."""
    ring = KeyRing.open(folder, passphrase)
    device = ring.identity.device
    board = read_board()
    facts = {
        "device_id": device.device_id,
        "centre": device.centre,
        "serial": device.serial,
        "same_board": device.serial == board.serial,
        "model": board.model,
        "key_tier": ring.tier.name,
    }
    if as_json:
        typer.echo(json.dumps(facts))
        return
    typer.echo("\n".join(f"{name.replace('_', ' '):<11} {value}" for name, value in facts.items()))


def _say(step: str) -> None:
    typer.echo(f"  {step} …", err=True)


def _silent(_step: str) -> None:
    """Machines read the object at the end only."""
