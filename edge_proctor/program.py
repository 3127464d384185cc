# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The program `escale proctor`.

Owns its arguments and what it prints. Must not hold a rule or a model. Stands on
Typer; the heavy modules load when a command runs.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from edge_proctor.documents.program import document
from edge_proctor.telling import Json, tell_progress

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="The monitoring at a desk: replay a recording, look at pictures.",
    epilog="Example: escale proctor replay sitting.mp4 --json --annotate out.mp4",
)


@app.command("replay")
def replay_video(
    video: Annotated[Path, typer.Argument(help="A video, a picture or a folder of pictures.")],
    as_json: Json = False,
    annotate: Annotated[
        Path | None, typer.Option("--annotate", help="Write a video with boxes and flags.")
    ] = None,
    sound: Annotated[
        Path | None, typer.Option("--sound", help="A WAV, FLAC or Ogg file recorded with it.")
    ] = None,
    selfie: Annotated[
        Path | None,
        typer.Option(
            "--selfie", help="The candidate (default: who is first seen alone, from the front)."
        ),
    ] = None,
    frames_per_s: Annotated[
        float, typer.Option("--fps", min=1, max=30, help="Frames inspected a second.")
    ] = 5.0,
) -> None:
    """Run a recording through the monitoring and print its events.

    A line a start and a line an end: `t_s` counts from the recording's start,
    `duration_s` is how long it had been seen by then. Progress goes to
    standard error.

    Example: escale proctor replay sitting.mp4 --json --selfie candidate.jpg
    """
    from edge_proctor.desk.replaying import event_line, replay
    from edge_proctor.detectors.suite import load_suite
    from edge_proctor.events import ProctorEvent
    from edge_proctor.pictures import read_picture
    from edge_proctor.settings import ProctorSettings
    from edge_proctor.sources.replay import replay_of
    from edge_proctor.sources.sound import SoundReplay

    settings = ProctorSettings(frames_per_s=frames_per_s)
    camera = replay_of(video, real_time=False, loop=False)
    heard = None if sound is None else SoundReplay(sound, real_time=False, loop=False)
    candidate = None if selfie is None else read_picture(selfie)
    suite = load_suite(settings)

    def tell(event: ProctorEvent) -> None:
        line = event_line(event)
        if as_json:
            typer.echo(json.dumps(line))
        else:
            typer.echo(
                f"{line['t_s']:>9.2f} s  {line['signal']:<16} {line['phase']:<6}"
                f" for {line['duration_s']:.2f} s, confidence {line['confidence']:.2f}"
            )

    played = replay(
        camera.frames(),
        suite,
        settings,
        tell,
        sound=() if heard is None else heard.blocks(),
        selfie=candidate,
        annotate=annotate,
        progress=tell_progress,
    )
    if not as_json:
        typer.echo(f"{played.frames} frames, {len(played.events)} events.")
        typer.echo(_compared_with(played.enrolled_s, selfie))
        missing = [role for role, state in suite.capabilities.items() if "missing" in state]
        typer.echo(f"Not watched for want of a model: {', '.join(missing) or 'nothing'}.")


def _compared_with(enrolled_s: float | None, selfie: Path | None) -> str:
    if enrolled_s is None:
        return "Nobody was seen alone and from the front, so that no faces were compared."
    taken = f"seen at {enrolled_s:.1f} s" if selfie is None else f"on {selfie.name}"
    return f"Faces were compared with the one {taken}."


@app.command("faces")
def find_faces(
    images: Annotated[list[Path], typer.Argument(help="Pictures, and folders of them.")],
    as_json: Json = False,
) -> None:
    """Find the faces on pictures; boxes and points are fractions of the picture.

    With the models for it, JSON tells of each face how open the eyes are and,
    coarsely, where they point within the head; no flag is ever raised from that.

    Example: escale proctor faces group.jpg --json
    """
    from edge_proctor.desk.finding import FaceFinder
    from edge_proctor.models.selection import device_store
    from edge_proctor.pictures import for_each_picture

    finder = FaceFinder.load(device_store())

    def find(path: Path) -> None:
        found = finder.find(path)
        plain = f"{path}: {len(found.faces)} face(s)"
        typer.echo(json.dumps(found.as_json()) if as_json else plain)

    for_each_picture(images, find, tell_progress)


@app.command("compare")
def compare_faces(
    left: Annotated[Path, typer.Argument(help="A picture.")],
    right: Annotated[Path, typer.Argument(help="Another picture.")],
    as_json: Json = False,
) -> None:
    """Say how alike the largest faces of two pictures are; people decide.

    Example: escale proctor compare selfie.jpg portrait.jpg --json
    """
    from edge_proctor.desk.comparison import compare
    from edge_proctor.models.selection import device_store

    outcome = compare(left, right, device_store())
    if as_json:
        typer.echo(json.dumps(outcome.as_json()))
    else:
        typer.echo(f"{outcome.decision} (similarity {outcome.similarity:.3f}, {outcome.condition})")


app.command("document")(document)


@app.command("evaluate")
def evaluate(
    material: Annotated[Path, typer.Argument(help="Folder with faces_misc, faces_pairs, …")],
    page: Annotated[Path | None, typer.Option("--html", help="Write the report as a page.")] = None,
    quiet_minutes: Annotated[
        float, typer.Option(min=0, help="Minutes of quiet sitting; 60 is the stated hour.")
    ] = 2.0,
    worn: Annotated[
        bool, typer.Option("--worn", help="Read documents in worn states, too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Measure the detectors on labelled material, and say what could not be measured.

    Takes some minutes, with an hour of quiet sitting a quarter of an hour;
    progress goes to standard error.

    Example: escale proctor evaluate media --html report.html
    """
    from edge_proctor.desk.outputs import demand_writable, write_text
    from edge_proctor.evaluation.bench import Bench
    from edge_proctor.evaluation.page import render_html
    from edge_proctor.evaluation.report import Scope, evaluate_all

    if page is not None:
        demand_writable(page)
    bench = Bench.open(material, tell_progress)
    report = evaluate_all(bench, Scope(quiet_minutes, worn))
    if page is not None:
        write_text(page, render_html(report))
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
        return
    for figure in report.figures:
        mark = {True: "reached", False: "MISSED", None: ""}[figure.met]
        typer.echo(f"{figure.what:<62} {figure.measured:>22}  {figure.reach:<16} {mark}")
    for line in report.not_measured:
        typer.echo(f"Not measured: {line}")
