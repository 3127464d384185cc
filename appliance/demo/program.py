# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""`escale demo`: the command, its progress and its closing table.

Owns what is printed: progress on standard error, the result on standard output. Must
not hold a step of the story. `candidate` is the station's process and speaks JSON lines.
"""

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from appliance.demo.ending import ending_whole
from appliance.demo.errors import StepFailedError
from tui.language import Language
from tui.options import MinutesScale

if TYPE_CHECKING:
    from appliance.service.views import SyncReport

MARK = ".escale-demo"
"""A folder with this file was made by the demo, which may empty it."""

_ANOTHER_FOLDER = "Give an empty or new folder with --dir."

app = typer.Typer(add_completion=False)

Camera = Annotated[
    Path | None,
    typer.Option(help="A picture, folder or video to replay as the camera.", exists=True),
]


@app.callback(
    invoke_without_command=True,
    epilog="Examples: escale demo --dir ./demo ; escale demo --camera candidate.mp4 --json",
)
def demo(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Option("--dir", help="Keep everything there.")] = None,
    camera: Camera = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Run the whole story on this machine, headless: from enrolment to a verified certificate."""
    if context.invoked_subcommand is not None:
        return
    from appliance.demo.report import as_object, as_table
    from appliance.demo.story import Stage, play

    place = place_for(folder)
    console = Console(stderr=True)
    with ending_whole(), _Progress(console) as progress:
        stage = Stage(place, camera, progress.tell, progress.count)
        facts = play(stage)
    report = as_object(facts, stage)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
    else:
        Console().print(as_table(report))


@app.command(epilog="Example: escale demo exam --minutes-scale 0.1 --lang en")
def exam(
    folder: Annotated[Path | None, typer.Option("--dir", help="Keep everything there.")] = None,
    camera: Camera = None,
    minutes_scale: MinutesScale = 1.0,
    lang: Annotated[Language, typer.Option(help="Language of the screens.")] = Language.ENGLISH,
) -> None:
    """Sit the exam in this terminal, with a central of its own behind the station."""
    from appliance.demo.exam import Trial, notice, open_calendar, open_trial
    from appliance.demo.story import Facts, Stage, prepared
    from tui.start import run_screens

    console = Console(stderr=True)
    stage = Stage(place_for(folder), camera, lambda title: console.print(f"• {title}"), _uncounted)
    with ending_whole(), prepared(stage, Facts()) as ready:
        examiner_code = open_calendar(ready.admin)
        station = open_trial(stage, Trial(minutes_scale, camera))
        try:
            words = notice(ready.access_code, examiner_code)
            console.print(f"[bold]{words}")
            run_screens(station, language=lang, notice=words, guarded=False)
            console.print(_sent(station.synchronise()))
        finally:
            station.close()
    console.print(f"Everything of this trial is in {stage.folder}")


@app.command(hidden=True)
def candidate(
    folder: Annotated[Path, typer.Option("--dir")],
    code: Annotated[str, typer.Option()],
    camera: Camera = None,
) -> None:
    """Seat the scripted candidate and print each step as a JSON line."""
    from appliance.demo import cast
    from appliance.demo.seating import Casting, seat

    sat = seat(Casting(folder, code, cast.THETA, cast.SEED, camera), _print_step)
    _print_step("sat", sat)


class _Progress:
    """A line for each chapter and a bar for the questions, on standard error."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._console = console
        self._questions: TaskID | None = None

    def __enter__(self) -> "_Progress":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def tell(self, title: str) -> None:
        """Say what happens now."""
        self._console.print(f"• {title}" if not title.startswith(" ") else title)

    def count(self, number: int, total: int) -> None:
        """Show how many questions are answered."""
        if self._questions is None:
            self._questions = self._progress.add_task("  questions", total=total)
        self._progress.update(self._questions, completed=number)


def place_for(wanted: Path | None) -> Path:
    """The folder of this run: a new one, or the wanted one if a demo may use it."""
    if wanted is None:
        return Path(tempfile.mkdtemp(prefix="escale-demo-"))
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        _empty(wanted)
        (wanted / MARK).touch()
    except OSError as error:
        message = f"{wanted} cannot be used: {error.strerror}"
        raise StepFailedError(message, advice=_ANOTHER_FOLDER) from error
    return wanted.resolve()


def _empty(folder: Path) -> None:
    """Remove what an earlier demo left; what a link leads to stays."""
    parts = [*folder.iterdir()]
    if parts and not (folder / MARK).exists():
        raise StepFailedError(f"{folder} holds something else", advice=_ANOTHER_FOLDER)
    for part in parts:
        shutil.rmtree(part) if part.is_dir() and not part.is_symlink() else part.unlink()


def _sent(report: "SyncReport") -> str:
    if report.receipts:
        return f"The sitting reached central: {report.sent_bytes:,} bytes, receipt taken."
    if report.sync.waiting_bundles:
        return f"{report.sync.waiting_bundles} bundles wait at the station."
    return "Nothing was handed in: the sitting is not over, or it was a rehearsal."


def _uncounted(_number: int, _total: int) -> None:
    """A person sees the count on the screen."""


def _print_step(step: str, facts: dict[str, Any]) -> None:
    typer.echo(json.dumps({"step": step} | facts))
