# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""`escale station run`, `escale practice`, `escale minitest`: the screens in this terminal.

Owns their arguments. Must not load Textual before a command runs, nor hold a rule. The
station's commands without a screen (`status`, `pin`, `sync`, `export`, `import`) come from the
service's program when one of them is named. Stands on Typer.
"""

import importlib
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.main
from typer.core import TyperGroup

from tui.language import Language
from tui.options import MinutesScale

if TYPE_CHECKING:
    from appliance.service.station import Station

_SERVICE = "appliance.service.program"
_SERVICE_COMMANDS = ("status", "pin", "sync", "export", "import")


class Look(StrEnum):
    """How the screens look."""

    EVENING = "evening"
    CONTRAST = "contrast"
    LARGE = "large"
    PLAIN = "plain"


class StationGroup(TyperGroup):
    """Adds the commands of the service, whose modules load when one is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """`run` first, then those of the service."""
        return [*super().list_commands(ctx), *_SERVICE_COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command of ours, or one of the service."""
        if cmd_name not in _SERVICE_COMMANDS:
            return super().get_command(ctx, cmd_name)
        service = typer.main.get_command(importlib.import_module(_SERVICE).app)
        return service.commands[cmd_name] if isinstance(service, TyperGroup) else None


station_app = typer.Typer(
    cls=StationGroup,
    no_args_is_help=True,
    add_completion=False,
    help="The candidate's station: its screens, and its errands without a screen.",
    epilog="Example: escale station run --dir ./station --lang fr",
)
practice_app = typer.Typer(add_completion=False)
minitest_app = typer.Typer(add_completion=False)

Folder = Annotated[Path, typer.Option("--dir", help="The station's folder.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the screens; F2 changes it.")]
Theme = Annotated[
    Look | None,
    typer.Option(
        "--theme",
        help="Look of the screens; F3 changes it. Plain on a bare console unless one is named.",
    ),
]
Passphrase = Annotated[
    str | None,
    typer.Option(envvar="ESCALE_PASSPHRASE", help="Opens a station whose keys need one."),
]
HERE = Path("station")


@station_app.callback()
def station() -> None:
    """Keep `run` a command of its own beside those of the service."""


@station_app.command(epilog="Example: escale station run --dir ./station --camera 0 --lang fr")
def run(
    folder: Folder = HERE,
    minutes_scale: MinutesScale = 1.0,
    lang: Lang = Language.FRENCH,
    theme: Theme = None,
    camera: Annotated[
        str, typer.Option(help="none, picamera, a device's number, or a file to replay.")
    ] = "0",
    sync_every: Annotated[
        float,
        typer.Option(
            envvar="ESCALE_SYNC_EVERY",
            min=0,
            help="Minutes between two exchanges with central, made while nobody sits; 0 is never.",
        ),
    ] = 5.0,
    bandwidth: Annotated[
        int,
        typer.Option(
            envvar="ESCALE_BANDWIDTH",
            min=0,
            help="At most so many kilobytes leave in a second; 0 is no limit.",
        ),
    ] = 0,
    passphrase: Passphrase = None,
) -> None:
    """Seat candidates in this terminal until the screen is closed."""
    from appliance.service.cameras import proctor_with
    from appliance.service.composition import StationSettings, open_station

    settings = StationSettings(
        passphrase=passphrase,
        minutes_scale=minutes_scale,
        rehearsal=minutes_scale != 1.0,
        proctor=proctor_with(camera),
        sync_every_s=60 * sync_every or None,
        upload_bytes_per_s=1000 * bandwidth,
    )
    _show(open_station(folder, settings), lang, theme, guarded=not settings.rehearsal)


@practice_app.command(epilog="Example: escale practice --dir ./station")
def practice(
    folder: Folder = HERE,
    lang: Lang = Language.FRENCH,
    theme: Theme = None,
    passphrase: Passphrase = None,
) -> None:
    """Practise every question type, with feedback and explanation; nothing is scored."""
    from tui.start import Start

    _show(_open(folder, passphrase), lang, theme, Start.PRACTICE)


@minitest_app.command(epilog="Example: escale minitest --dir ./station")
def minitest(
    folder: Folder = HERE,
    lang: Lang = Language.FRENCH,
    theme: Theme = None,
    passphrase: Passphrase = None,
) -> None:
    """Seven questions, one per type, never scored."""
    from tui.start import Start

    _show(_open(folder, passphrase), lang, theme, Start.MINITEST)


def _open(folder: Path, passphrase: str | None) -> "Station":
    from appliance.service.composition import StationSettings, open_for_errand

    return open_for_errand(folder, StationSettings(passphrase=passphrase, rehearsal=True))


def _show(
    station: "Station",
    lang: Language,
    theme: Look | None,
    start: Any = None,
    *,
    guarded: bool = False,
) -> None:
    from tui.start import run_screens

    look = theme.value if theme else ""
    try:
        run_screens(station, language=lang, look=look, start=start, guarded=guarded)
    finally:
        station.close()
