# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""`escale station status|pin|sync|export|import`: the station's errands without a screen.

Owns the commands and what they print. Must not hold rules, nor touch the sitting: whoever
runs the station takes that up. Stands on the façade; the screens' program mounts this
application beside `run`.
"""

import json
from contextlib import AbstractContextManager, closing
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from appliance.service.asking import new_pin, present_pin
from appliance.service.composition import StationSettings, open_for_errand, open_to_look
from appliance.service.station import Station
from appliance.service.views import StationView
from sync.agent.errors import AgentError, LinkError

app = typer.Typer(no_args_is_help=True, add_completion=False)

Folder = Annotated[Path, typer.Option("--dir", help="The station's folder.")]
Passphrase = Annotated[
    str | None,
    typer.Option(envvar="ESCALE_PASSPHRASE", help="Opens a station whose keys need one."),
]
Pin = Annotated[
    str,
    typer.Option(envvar="ESCALE_PIN", prompt=True, hide_input=True, help="The invigilator's PIN."),
]
Bandwidth = Annotated[
    int,
    typer.Option(
        envvar="ESCALE_BANDWIDTH",
        min=0,
        help="At most so many kilobytes leave in a second; 0 is no limit.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
HERE = Path("station")


@app.command(epilog="Example: escale station status --dir ./station --json")
def status(folder: Folder = HERE, passphrase: Passphrase = None, as_json: AsJson = False) -> None:
    """Say what the station holds, what it can do and what waits to leave."""
    with closing(open_to_look(folder, StationSettings(passphrase=passphrase))) as station:
        view = station.station_view()
        has_pin = station.has_pin
    facts = {**asdict(view), "has_pin": has_pin}
    typer.echo(json.dumps(facts) if as_json else _in_words(view, has_pin=has_pin))


@app.command(
    epilog="Examples: escale station pin --dir ./station;"
    " ESCALE_PRESENT_PIN=… ESCALE_PIN=… escale station pin --json"
)
def pin(folder: Folder = HERE, passphrase: Passphrase = None, as_json: AsJson = False) -> None:
    """Set the invigilator's PIN, or change it for another.

    It is asked for twice on the terminal, without echo, or read from ESCALE_PIN. Changing it
    asks for the present one first, or reads that from ESCALE_PRESENT_PIN. A PIN has at least
    four letters or digits. Exit codes: 57 a PIN is wrong, missing or too short; 52 too many
    wrong ones; 110 the station runs.
    """
    with _opened(folder, passphrase) as station:
        changing = station.has_pin
        if changing:
            station.change_pin(present_pin(), new_pin())
        else:
            station.set_pin(new_pin())
    typer.echo(
        json.dumps({"pin": "changed" if changing else "set"})
        if as_json
        else f"the invigilator's PIN is {'changed' if changing else 'set'}"
    )


@app.command(epilog="Example: escale station sync --dir ./station --bandwidth 50")
def sync(
    folder: Folder = HERE,
    passphrase: Passphrase = None,
    central: Annotated[
        str | None, typer.Option(help="Central's address, when it is not the enrolled one.")
    ] = None,
    bandwidth: Bandwidth = 0,
    as_json: AsJson = False,
) -> None:
    """Send what waits and fetch content; goes on where the last attempt ended."""
    settings = StationSettings(
        passphrase=passphrase, central_url=central, upload_bytes_per_s=1000 * bandwidth
    )
    with closing(open_for_errand(folder, settings)) as station:
        report = station.synchronise()
        view = station.station_view()
    facts = {
        "sent_bytes": report.sent_bytes,
        "receipts": report.receipts,
        "link_failures": report.link_failures,
        "refusals": report.refusals,
        "waiting_bundles": report.sync.waiting_bundles,
        "pack": view.pack,
        "candidates": view.candidates,
    }
    typer.echo(
        json.dumps(facts)
        if as_json
        else f"{report.receipts} receipts, {report.sent_bytes} bytes sent,"
        f" {view.sync.waiting_bundles} bundles waiting; {view.candidates} candidates on the roster"
    )
    if report.refusals:
        raise AgentError(
            f"central refused a bundle: {'; '.join(report.refusals)}",
            advice="Nothing was erased. Keep the station as it is and tell your support contact.",
        )
    if report.link_failures and report.sync.waiting_bundles:
        raise LinkError("the link broke before everything was sent; what waits is kept")


@app.command(epilog="Example: escale station export /media/usb --dir ./station")
def export(
    target: Annotated[Path, typer.Argument(help="The stick's folder.")],
    pin: Pin,
    folder: Folder = HERE,
    passphrase: Passphrase = None,
    as_json: AsJson = False,
) -> None:
    """Write what waits to a stick, sealed and signed, and take the receipts that are on it."""
    with _opened(folder, passphrase) as station:
        bundles = station.export(pin, target)
    typer.echo(json.dumps({"bundles": bundles}) if as_json else f"{bundles} bundles on {target}")


@app.command("import", epilog="Example: escale station import /media/usb --dir ./station")
def import_roster(
    source: Annotated[Path, typer.Argument(help="A roster file, or the folder that holds it.")],
    pin: Pin,
    folder: Folder = HERE,
    passphrase: Passphrase = None,
    as_json: AsJson = False,
) -> None:
    """Load a roster that central sealed to this station."""
    with _opened(folder, passphrase) as station:
        candidates = station.load_roster(pin, source)
    typer.echo(
        json.dumps({"candidates": candidates})
        if as_json
        else f"{candidates} candidates on the roster"
    )


def _opened(folder: Path, passphrase: str | None) -> AbstractContextManager[Station]:
    return closing(open_for_errand(folder, StationSettings(passphrase=passphrase)))


def _in_words(view: StationView, *, has_pin: bool) -> str:
    missing = {role: state for role, state in view.capabilities.items() if "missing" in state}
    return "\n".join(
        [
            f"station {view.device_id} of {view.centre}",
            f"  content     {view.pack or 'none yet: run `escale station sync`'}",
            f"  roster      {view.candidates} candidates; the day is"
            f" {'open' if view.day_open else 'closed'}",
            f"  keys        {view.key_tier}",
            f"  desk's PIN  {'set' if has_pin else 'none yet: run `escale station pin`'}",
            f"  waiting     {view.sync.waiting_bundles} bundles, {view.sync.waiting_bytes} bytes",
            *(f"  {role:<11} {state}" for role, state in sorted(missing.items())),
        ]
    )
