# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The program `escale models`.

Owns its arguments and what it prints. Must not hold a model or a budget. Stands on Typer;
the heavy modules load when a command runs.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from edge_proctor.models.manifest import Role
from edge_proctor.telling import Json, tell_progress

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Model files: what is pinned, what is here, and bringing what is missing.",
    epilog="Examples: escale models list · escale models fetch · escale models verify --json",
)


@app.command("list")
def list_models(as_json: Json = False) -> None:
    """Every pinned model, its licence and training data, and whether it is here.

    Example: escale models list --json
    """
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


@app.command("fetch")
def fetch_models(
    to: Annotated[
        Path | None,
        typer.Option("--to", help="Make this folder complete (default: add to the cache folder)."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Bring every model that is missing, check it, and say what remains missing.

    With --to, models that are on this device are copied there and the others
    fetched, so that a stick can serve stations without a link (ESCALE_MODELS).
    What is there already stays.

    Example: escale models fetch --to /media/stick/models
    """
    from edge_proctor.models.fetch import Destination, fetch_all
    from edge_proctor.models.store import ModelStore, cache_folder

    here = ModelStore()
    store, target = (here, cache_folder()) if to is None else (ModelStore((to,)), to)
    nearby = None if to is None else here
    results = fetch_all(store, Destination.at(target), tell_progress, nearby=nearby)
    after = store.capabilities()
    if as_json:
        models = {item.entry.name: item.outcome for item in results}
        typer.echo(json.dumps({"models": models, "roles": after}))
        return
    for item in results:
        typer.echo(f"{item.entry.name:<22} {item.outcome}")
    typer.echo("")
    for role, state in after.items():
        typer.echo(f"{role:<18} {state}")


@app.command("verify")
def verify_models(as_json: Json = False) -> None:
    """Check every model file that is here against its pinned digest.

    Exit code 62 when a file was altered; what is missing is told and is no error.

    Example: escale models verify
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


@app.command("quantize")
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
    tell_progress(f"{wanted}: calibrating and judging, up to two minutes")
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


@app.command("bench")
def bench_models(
    pictures: Annotated[Path, typer.Argument(help="Folder of pictures to calibrate and judge.")],
    select: Annotated[
        bool, typer.Option("--select", help="Keep the faster one of each for this device.")
    ] = False,
    threads: Annotated[int, typer.Option(min=1, max=2, help="Threads of a session.")] = 1,
    as_json: Json = False,
) -> None:
    """Time full and 8-bit models on this device; --select keeps the faster ones.

    A role without fitting pictures in the folder, or whose variant loses too
    much, is told on standard error and stays in full precision.

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
        tell_progress(f"{role}: calibrating and judging")
        try:
            made = quantise_role(role, store, material)
        except (AccuracyLostError, ModelMissingError, PictureUnreadableError) as refused:
            tell_progress(f"{role}: {refused}")
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
