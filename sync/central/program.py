# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""`escale central`: make, run and feed a central from the command line.

Owns the commands' words and their JSON; the composition root of central. Must not
decide anything. Whoever may write to the directory is its operator: these commands need
no token, and the audit log names them `operator`.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from sync.central.composition import FIRST_ADMIN, Central, compose, create
from sync.central.errors import SetupError, TooLargeError
from sync.central.exporting import export as write_export
from sync.central.roles import Role
from sync.central.roster_file import read_roster
from sync.central.settings import Settings
from sync.central.slot_file import read_slots
from sync.central.verifier_page import publish_verifier_page
from sync.central.world import real_world
from sync.protocol.keys import public_bytes
from sync.protocol.printable import printable

OPERATOR = "operator"
_ROSTER_CEILING = 4 << 20
_SLOTS_CEILING = 1 << 20
_DEFAULTS = Settings()

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The central service of Escale.")
content = typer.Typer(no_args_is_help=True, help="Packs, rosters and enrolment tokens.")
staff = typer.Typer(no_args_is_help=True, help="Accounts of the people at central.")
app.add_typer(content, name="content")
app.add_typer(staff, name="staff")

Directory = Annotated[Path, typer.Argument(metavar="DIR", help="The directory of central.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Centre = Annotated[str, typer.Option(help="The training centre.")]


@app.command(epilog="Example: escale central init ./central --name 'Example Certifications'")
def init(
    directory: Directory,
    name: Annotated[str, typer.Option(help="Who this central is.")] = _DEFAULTS.name,
    verifier_host: Annotated[
        str, typer.Option(help="Host of the verifier page, in the QR code.")
    ] = _DEFAULTS.verifier_host,
    locale: Annotated[
        str, typer.Option(help="Language of documents: fr or en.")
    ] = _DEFAULTS.locale,
    as_json: AsJson = False,
) -> None:
    """Make a new central: folders, keys, database and the first administrator."""
    settings = Settings(name=name, verifier_host=verifier_host, locale=locale)
    made = create(directory, settings, real_world())
    layout = made.layout
    told = {
        "directory": str(layout.root),
        "admin_login": FIRST_ADMIN,
        "admin_token": made.admin_token,
        "content_key": str(layout.keys / "content.key"),
        "public": str(layout.public),
        "offline_root": str(layout.offline),
    }
    _tell(
        told,
        as_json,
        f"Central is ready in {layout.root}.\n"
        f"Administrator's token (shown once): {made.admin_token}\n"
        f"Now carry {layout.offline} away to a safe place without network.\n"
        f"Start with: escale central serve {layout.root}",
    )


@app.command(epilog="Example: escale central serve ./central --port 8440")
def serve(
    directory: Directory,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free port.")] = 8440,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve until stopped; prints one JSON line with the address when ready.

    Put a proxy with TLS in front when it listens on anything but this machine.
    """
    from sync.central.serving import address_of, listen, run  # the web framework, here only

    central = compose(directory, real_world())
    listener = listen(host, port)
    line = json.dumps({"url": address_of(listener), "directory": str(directory)})
    try:
        run(central, listener, lambda: typer.echo(line))
    finally:
        central.close()


@app.command(epilog="Example: escale central jobs ./central --json")
def jobs(directory: Directory, as_json: AsJson = False) -> None:
    """Do one round of jobs: finish releases, sweep what is over, check the audit log."""
    central = _open(directory)
    done = central.sweeper.run().to_json()
    _tell(done, as_json, "\n".join(f"{name}: {count}" for name, count in done.items()))


@app.command(epilog="Example: escale central export ./central ./archive")
def export(
    directory: Directory,
    folder: Annotated[Path, typer.Argument(help="A new folder for the export.")],
    as_json: AsJson = False,
) -> None:
    """Write sittings, decisions, results and audit log as JSON lines."""
    counts: dict[str, Any] = dict(write_export(_open(directory), folder))
    _tell(counts, as_json, "\n".join(f"{name}: {count}" for name, count in counts.items()))


@app.command(epilog="Example: escale central page ./central /srv/verify")
def page(
    directory: Directory,
    folder: Annotated[Path, typer.Argument(help="A new folder, or one with an earlier page.")],
    as_json: AsJson = False,
) -> None:
    """Publish the verifier page with the lists of today; again after each revocation."""
    central = _open(directory)
    index = publish_verifier_page(central, folder)
    address = f"https://{central.settings.verifier_host}/"
    told = {"index": str(index), "address": address}
    _tell(told, as_json, f"The verifier page is {index}.\nServe its folder at {address}")


@app.command("import", epilog="Example: escale central import ./central /media/usb")
def import_stick(
    directory: Directory,
    stick: Annotated[Path, typer.Argument(help="The stick that a station exported to.")],
    as_json: AsJson = False,
) -> None:
    """Take in the bundles on a stick and leave their receipts on it."""
    carried = _open(directory).stick.read(stick)
    told = {"bundles": [asdict(bundle) for bundle in carried]}
    lines = [
        printable(f"{each.sitting_id or each.folder}: {each.outcome} {each.detail}")
        for each in carried
    ]
    _tell(told, as_json, "\n".join(lines) or "There was nothing on the stick.")
    if any(bundle.outcome == "refused" for bundle in carried):
        raise typer.Exit(87)  # the code of BundleRefusedError


@content.command("publish-pack", epilog="Example: … content publish-pack ./central en.pack")
def publish_pack(
    directory: Directory,
    pack: Annotated[Path, typer.Argument(help="The signed pack file.")],
    as_json: AsJson = False,
) -> None:
    """Publish a content pack to every station."""
    central = _open(directory)
    file = central.publisher.publish_pack(OPERATOR, _read(pack, central.settings.pack_ceiling))
    told = {"id": file.name, "version": file.version, "digest": file.digest.hex()}
    _tell(told, as_json, f"Published pack {file.name} {file.version}.")


@content.command("publish-roster", epilog="Example: … publish-roster ./central day.csv --centre L")
def publish_roster(
    directory: Directory,
    roster: Annotated[Path, typer.Argument(help="The roster: .csv, .yaml or .json.")],
    centre: Centre,
    as_json: AsJson = False,
) -> None:
    """Register candidates; prints each access code, once."""
    central = _open(directory)
    registrations = read_roster(_read(roster, _ROSTER_CEILING), roster.name)
    admissions = central.registrar.register(OPERATOR, centre, registrations)
    told = {"centre": centre, "candidates": [asdict(admission) for admission in admissions]}
    lines = [f"{a.access_code}  {a.given_name} {a.family_name}" for a in admissions]
    _tell(told, as_json, "\n".join(lines))


@content.command(epilog="Example: escale central content slots ./central week.yaml --centre Lyon")
def slots(
    directory: Directory,
    file: Annotated[Path, typer.Argument(help="A list of {starts, minutes, place}: .yaml, .json.")],
    centre: Centre,
    as_json: AsJson = False,
) -> None:
    """Publish slots for oral interviews to the stations of a centre."""
    central = _open(directory)
    new = read_slots(_read(file, _SLOTS_CEILING), file.name)
    told = central.appointments.add_slots(OPERATOR, centre, new)
    _tell({"centre": centre, "slots": told}, as_json, f"{len(told)} slots are open at {centre}.")


@content.command(epilog="Example: escale central content token ./central --centre Lyon")
def token(directory: Directory, centre: Centre, as_json: AsJson = False) -> None:
    """Make an enrolment token for one new station; printed once."""
    made = _open(directory).devices.make_token(OPERATOR, centre)
    _tell({"token": made, "centre": centre}, as_json, made)


@staff.command("add", epilog="Example: … staff add ./central maria --name 'Maria' --role reviewer")
def add_account(
    directory: Directory,
    login: str,
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[list[Role], typer.Option(help="May be given more than once.")],
    as_json: AsJson = False,
) -> None:
    """Open an account; prints its API token, once."""
    made = _open(directory).add_staff(OPERATOR, login, name, [each.value for each in role])
    _tell({"login": login, "token": made}, as_json, made)


@staff.command("examiner-code", epilog="Example: … staff examiner-code ./central eva")
def examiner_code(directory: Directory, login: str, as_json: AsJson = False) -> None:
    """Give an examiner a new code for the stations; printed once."""
    code = _open(directory).appointments.set_examiner_code(OPERATOR, login)
    _tell({"login": login, "code": code}, as_json, code)


@app.command(epilog="Example: escale central root ./central")
def root(directory: Directory, as_json: AsJson = False) -> None:
    """Show the root key that stations and verifiers pin."""
    key = public_bytes(_open(directory).vault.root).hex()
    _tell({"root": key}, as_json, key)


def _open(directory: Path) -> Central:
    return compose(directory, real_world())


def _read(path: Path, ceiling: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(ceiling + 1)
    except OSError as error:
        raise SetupError(
            f"{path} cannot be read: {error.strerror}", advice="Check the name of the file."
        ) from error
    if len(data) > ceiling:
        raise TooLargeError(f"{path} has more than {ceiling} bytes")
    return data


def _tell(told: dict[str, Any], as_json: bool, text: str) -> None:
    whole = json.dumps(told, ensure_ascii=False, indent=2) if as_json else text
    typer.echo(printable(whole, keep="\n"))
