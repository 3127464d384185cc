# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The programs `escale models` and `escale proctor`.

Owns their arguments and what they print. Must not hold a rule or a model. Stands on
Typer; the heavy modules load when a command runs.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from edge_proctor.documents.program import document
from edge_proctor.models.manifest import Role

models_app = typer.Typer(
    no_args_is_help=True,
    help="Model files: what is pinned, what is here, and bringing what is missing.",
    epilog="Examples: escale models list · escale models fetch · escale models verify --json",
)
proctor_app = typer.Typer(
    no_args_is_help=True,
    help="The monitoring at a desk: replay a recording, look at pictures.",
    epilog="Example: escale proctor replay sitting.mp4 --json --annotate out.mp4",
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a machine.")]


@models_app.command("list")
def list_models(as_json: Json = False) -> None:
    """Every pinned model, its licence and training data, and whether it is here."""
    from edge_proctor.models.store import ModelStore

    store = ModelStore()
    rows = [
        {
            "role": entry.role.value,
            "name": entry.name,
            "file": entry.file,
            "sha256": entry.sha256,
            "licence": entry.licence,
            "training": entry.training,
            "present": store.locate(entry) is not None,
        }
        for entry in store.entries
    ]
    if as_json:
        typer.echo(json.dumps({"folders": [str(it) for it in store.folders], "models": rows}))
        return
    for row in rows:
        mark = "here   " if row["present"] else "missing"
        typer.echo(f"{mark} {row['role']:<16} {row['name']:<20} {row['licence']}")
        typer.echo(f"{'':24} trained on: {row['training']}")


@models_app.command("fetch")
def fetch_models(
    to: Annotated[
        Path | None, typer.Option("--to", help="Keep them here (default: the cache folder).")
    ] = None,
    as_json: Json = False,
) -> None:
    """Bring every model that is missing, check it, and say what remains missing."""
    from edge_proctor.models.fetch import fetch_all
    from edge_proctor.models.store import ModelStore, cache_folder

    store = ModelStore()
    target = to or cache_folder()
    results = fetch_all(store, target, lambda line: typer.echo(line, err=True))
    after = ModelStore((*store.folders, target)).capabilities()
    if as_json:
        models = {item.entry.name: item.outcome for item in results}
        typer.echo(json.dumps({"models": models, "roles": after}))
        return
    for item in results:
        typer.echo(f"{item.entry.name:<22} {item.outcome}")
    typer.echo("")
    for role, state in after.items():
        typer.echo(f"{role:<18} {state}")


@models_app.command("verify")
def verify_models(as_json: Json = False) -> None:
    """Check every model file that is here against its pinned digest.

    Exit code 62 when a file was altered; what is missing is told and is no error.
    """
    from edge_proctor.models.store import ModelStore

    store = ModelStore()
    present = [entry for entry in store.entries if store.locate(entry) is not None]
    for entry in present:
        store.verify(entry)
    missing = [entry.name for entry in store.entries if entry not in present]
    if as_json:
        typer.echo(json.dumps({"verified": [it.name for it in present], "missing": missing}))
        return
    typer.echo(f"{len(present)} model files are the pinned ones.")
    if missing:
        typer.echo(f"Missing: {', '.join(missing)}. Run `escale models fetch`.")


@models_app.command("quantize")
def quantize_models(
    material: Annotated[
        Path, typer.Argument(help="Folder of pictures (for voice: sounds) to calibrate and judge.")
    ],
    role: Annotated[
        str, typer.Option(help="faces, embedding, objects, text_recognition or voice.")
    ] = "embedding",
    as_json: Json = False,
) -> None:
    """Make an 8-bit variant of a model; refused (exit 68) when it loses too much.

    Every second picture calibrates, the others judge; nothing is used before
    `escale models bench --select` found it faster on this device.
    Example: escale models quantize media/faces_misc --role embedding
    """
    from edge_proctor.models.store import ModelStore, cache_folder
    from edge_proctor.quantising.recipes import RECIPES
    from edge_proctor.quantising.workshop import keep, quantise_role, quantise_voice, split_pictures

    wanted = next((it for it in RECIPES if it.value == role), None)
    if wanted is None:
        raise typer.BadParameter(f"one of {', '.join(RECIPES)}", param_hint="--role")
    names: tuple[str, ...] = ()
    if wanted is Role.VOICE:
        made = quantise_voice(ModelStore(), material)
    else:
        pictures = split_pictures(material)
        made, names = quantise_role(wanted, ModelStore(), pictures), pictures.names
    path = keep(made, cache_folder() / "int8")
    row = {
        "model": made.model.entry.label,
        "agreement": round(made.agreement, 4),
        "calibrated_on": list(names),
        "file": str(path),
    }
    typer.echo(json.dumps(row) if as_json else f"{row['model']}: agrees {made.agreement:.1%}")


@models_app.command("bench")
def bench_models(
    pictures: Annotated[Path, typer.Argument(help="Folder of pictures to calibrate and judge.")],
    select: Annotated[
        bool, typer.Option("--select", help="Keep the faster one of each for this device.")
    ] = False,
    threads: Annotated[int, typer.Option(help="Threads of a session, 1 or 2.")] = 1,
    as_json: Json = False,
) -> None:
    """Time full and 8-bit models on this device; --select makes the faster ones its choice.

    A role without fitting pictures in the folder, or whose variant loses too much, is
    told on standard error and stays in full precision.
    Example: escale models bench media/faces_misc --select
    """
    from dataclasses import asdict

    from edge_proctor.errors import AccuracyLostError, ModelMissingError, PictureUnreadableError
    from edge_proctor.models.selection import Choice, write_choices
    from edge_proctor.models.store import ModelStore, cache_folder
    from edge_proctor.quantising.recipes import RECIPES
    from edge_proctor.quantising.workshop import keep, measure, quantise_role, split_pictures

    material, store, choices = split_pictures(pictures), ModelStore(), list[Choice]()
    folder = cache_folder() / "int8"
    for role in (it for it in RECIPES if it is not Role.VOICE):  # the gate refuses any of its
        try:
            made = quantise_role(role, store, material)
        except (AccuracyLostError, ModelMissingError, PictureUnreadableError) as refused:
            typer.echo(f"{role}: {refused}", err=True)
            continue
        keep(made, folder)
        choices.append(measure(role, store, made, threads))
    if select:
        write_choices(folder, choices)
    for choice in choices:
        row = {**asdict(choice), "choice": "int8" if choice.takes_int8 else "full"}
        plain = (
            f"{choice.name:<22} full {choice.full_ms} ms, int8 {choice.int8_ms} ms,"
            f" agrees {choice.agreement:.1%}"
        )
        typer.echo(json.dumps(row) if as_json else f"{plain} → {row['choice']}")


@proctor_app.command("replay")
def replay_video(
    video: Annotated[Path, typer.Argument(help="A video, a picture or a folder of pictures.")],
    as_json: Json = False,
    annotate: Annotated[
        Path | None, typer.Option("--annotate", help="Write a video with boxes and flags.")
    ] = None,
    frames_per_s: Annotated[float, typer.Option("--fps", help="Frames inspected a second.")] = 5.0,
) -> None:
    """Run a recording through the monitoring and print its events.

    A line a start and a line an end: `t_s` counts from the recording's start, `duration_s`
    is how long it had been seen by then.
    Example: escale proctor replay sitting.mp4 --json
    """
    from edge_proctor.desk import event_line, replay
    from edge_proctor.detectors.suite import load_suite
    from edge_proctor.events import ProctorEvent
    from edge_proctor.settings import ProctorSettings
    from edge_proctor.sources.replay import replay_of

    settings = ProctorSettings(frames_per_s=frames_per_s)
    camera = replay_of(video, real_time=False, loop=False)
    suite = load_suite(settings)

    def tell(event: ProctorEvent, began_ns: int) -> None:
        line = event_line(event, began_ns)
        if as_json:
            typer.echo(json.dumps(line))
        else:
            typer.echo(
                f"{line['t_s']:>9.2f} s  {line['signal']:<16} {line['phase']:<6}"
                f" for {line['duration_s']:.2f} s, confidence {line['confidence']:.2f}"
            )

    outcome = replay(camera, suite, settings, tell, annotate)
    if not as_json:
        missing = [role for role, state in suite.capabilities.items() if "missing" in state]
        typer.echo(f"{outcome.frames} frames, {len(outcome.events)} events.")
        typer.echo(f"Not watched for want of a model: {', '.join(missing) or 'nothing'}.")


@proctor_app.command("faces")
def find_faces(
    images: Annotated[list[Path], typer.Argument(help="Pictures.")], as_json: Json = False
) -> None:
    """Find the faces on pictures; boxes and landmarks are fractions of the picture.

    With the models for it, JSON tells of each face how open the eyes are and, coarsely,
    where they point within the head; no flag is ever raised from that.
    """
    from edge_proctor.finding import FaceFinder
    from edge_proctor.models.selection import device_store

    finder = FaceFinder.load(device_store())
    for path in images:
        found = finder.find(path)
        plain = f"{path}: {len(found.faces)} face(s)"
        typer.echo(json.dumps(found.as_json()) if as_json else plain)


@proctor_app.command("compare")
def compare_faces(
    left: Annotated[Path, typer.Argument(help="A picture.")],
    right: Annotated[Path, typer.Argument(help="Another picture.")],
    as_json: Json = False,
) -> None:
    """Say how alike the largest faces of two pictures are; people decide what it means.

    Example: escale proctor compare selfie.jpg portrait.jpg --json
    """
    from edge_proctor.comparison import compare
    from edge_proctor.models.selection import device_store

    outcome = compare(left, right, device_store())
    if as_json:
        typer.echo(json.dumps(outcome.as_json()))
    else:
        typer.echo(f"{outcome.decision} (similarity {outcome.similarity:.3f}, {outcome.condition})")


proctor_app.command("document")(document)


@proctor_app.command("evaluate")
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

    Takes some minutes; progress goes to standard error.
    Example: escale proctor evaluate media --html report.html
    """
    from edge_proctor.evaluation.bench import Bench
    from edge_proctor.evaluation.page import render_html
    from edge_proctor.evaluation.report import Scope, evaluate_all

    bench = Bench.open(material, lambda line: typer.echo(line, err=True))
    report = evaluate_all(bench, Scope(quiet_minutes, worn))
    if page is not None:
        page.write_text(render_html(report), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
        return
    for figure in report.figures:
        mark = {True: "reached", False: "MISSED", None: ""}[figure.met]
        typer.echo(f"{figure.what:<62} {figure.measured:>22}  {figure.reach:<16} {mark}")
    for line in report.not_measured:
        typer.echo(f"Not measured: {line}")
