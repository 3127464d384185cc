# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The table of `escale proctor evaluate`: as JSON, and as one HTML page with drawings.

Owns what is measured on a folder of test material and how it is shown. Must not hide
what could not be measured. Stands on the measures of `edge_proctor.evaluation`.
"""

import html
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from edge_proctor.detectors.embedding import FaceEmbedder
from edge_proctor.detectors.faces import YuNet
from edge_proctor.detectors.suite import face_detector
from edge_proctor.detectors.voice import VoiceDetector
from edge_proctor.documents.reader import DocumentReader
from edge_proctor.errors import ModelMissingError, ModelRefusedError
from edge_proctor.evaluation import (
    PairReport,
    evaluate_faces,
    evaluate_pairs,
    evaluate_voice,
    roc,
)
from edge_proctor.identity import BANDS, Condition
from edge_proctor.models.manifest import Role
from edge_proctor.models.store import ModelStore
from edge_proctor.pictures import read_picture

NOT_MEASURED = (
    "Error rates by skin tone, age, sex, glasses or head covering: the material carries no"
    " such labels, and a few dozen pairs could not tell them apart.",
    "Liveness: no test that we know of resists a good screen; a person compares.",
    "Telephones at exam distance: only near, hand-held ones are found.",
    "Every figure on ARM: measure again on the target with `escale models bench`.",
)
_WIDTH, _HEIGHT = 360, 240
_PORTRAIT_PIXELS = 40  # height of a face on the smallest readable documents


def evaluate_all(folder: Path, store: ModelStore) -> dict[str, object]:
    """Every section whose material and models are here; the others say what is missing."""
    sections = {
        "faces": ("faces_misc", _faces),
        "identity": ("faces_pairs", _identity),
        "identity_small_portrait": ("faces_pairs", _small_portrait),
        "voice": ("audio_speech", _voice),
        "documents": ("mrz_passporteye", _documents),
    }
    report: dict[str, object] = {"at": datetime.now(UTC).isoformat(timespec="seconds")}
    for name, (needed, measure) in sections.items():
        if not (folder / needed).is_dir():
            report[name] = {"missing": f"no folder {needed}"}
            continue
        try:
            report[name] = measure(folder, store)
        except (ModelMissingError, ModelRefusedError) as error:
            report[name] = {"missing": str(error)}
    report["not_measured"] = list(NOT_MEASURED)
    return report


def _faces(folder: Path, store: ModelStore) -> dict[str, object]:
    tried = face_detector(store.load(Role.FACES), 0.6)
    reference = YuNet(store.load(Role.FACES_WIDE), score=0.3)
    report = evaluate_faces(folder / "faces_misc", tried, reference)
    return {
        "model": tried.label,
        "reference": reference.label,
        "recall": report.recall.as_json(),
        "unknown_to_reference": report.unknown,
        "latency_ms": [round(it, 2) for it in report.latencies_ms],
    }


def _identity(folder: Path, store: ModelStore) -> dict[str, object]:
    return _pairs(folder, store, Condition.CLEAN, None)


def _small_portrait(folder: Path, store: ModelStore) -> dict[str, object]:
    return _pairs(folder, store, Condition.SMALL_PORTRAIT, _PORTRAIT_PIXELS)


def _pairs(
    folder: Path, store: ModelStore, condition: Condition, portrait_pixels: int | None
) -> dict[str, object]:
    embedder = FaceEmbedder(store.load(Role.EMBEDDING))
    faces = face_detector(store.load(Role.FACES), 0.6)
    report = evaluate_pairs(folder / "faces_pairs", faces, embedder, portrait_pixels)
    band = BANDS[condition]
    rate, at = report.equal_error
    return {
        "model": embedder.label,
        "equal_error_rate": round(rate, 4),
        "at_threshold": round(at, 3),
        "false_rejection": report.false_rejection(band.match).as_json(),
        "false_no_match": report.false_rejection(band.no_match).as_json(),
        "false_acceptance": report.false_acceptance(band.match).as_json(),
        "threshold": band.match,
        "confusion": _confusion(report, band.match, band.no_match),
        "genuine": [round(it, 3) for it in report.genuine],
        "impostor": [round(it, 3) for it in report.impostor],
    }


def _confusion(report: PairReport, match: float, no_match: float) -> dict[str, list[int]]:
    """Rows same and other person; columns match, unsure, no match."""

    def row(scores: Sequence[float]) -> list[int]:
        matches = sum(it >= match for it in scores)
        none = sum(it < no_match for it in scores)
        return [matches, len(scores) - matches - none, none]

    return {"same": row(report.genuine), "other": row(report.impostor)}


def _voice(folder: Path, store: ModelStore) -> dict[str, object]:
    detector = VoiceDetector(store.load(Role.VOICE))
    report = evaluate_voice(folder / "audio_speech", folder / "audio_noise", detector)
    return {
        "model": detector.label,
        "noise_blocks_flagged": report.noise.as_json(),
        "longest_false_run_ms": report.longest_false_run_ms,
        "speech_found": report.speech.as_json(),
    }


def _documents(folder: Path, store: ModelStore) -> dict[str, object]:
    reader = DocumentReader(store)
    today = datetime.now(UTC).date()
    rows: dict[str, object] = {}
    for path in sorted((folder / "mrz_passporteye").iterdir()):
        found = reader.read(read_picture(path), today).mrz
        rows[path.name] = {
            "format": found.format.value if found.format is not None else None,
            "valid": found.valid,
            "failed": [name for name, holds in found.checks.items() if not holds],
        }
    valid = sum(bool(cast("dict[str, object]", row)["valid"]) for row in rows.values())
    return {"models": reader.models, "valid": valid, "pictures": len(rows), "each": rows}


def render_html(report: dict[str, object]) -> str:
    """One page without scripts or outside files."""
    identity = cast("dict[str, object]", report["identity"])
    faces = cast("dict[str, object]", report["faces"])
    parts = [_section(name, value) for name, value in report.items() if name != "not_measured"]
    if "genuine" in identity:
        genuine = cast("list[float]", identity["genuine"])
        impostor = cast("list[float]", identity["impostor"])
        points = [(far, 1 - frr) for far, frr, _ in roc(genuine, impostor)]
        parts.append(f"<h2>ROC: found over falsely accepted</h2>{_line(points)}")
    if "latency_ms" in faces:
        parts.append(
            f"<h2>Latency of a face pass</h2>{_bars(cast('list[float]', faces['latency_ms']))}"
        )
    missing = "".join(f"<li>{html.escape(it)}</li>" for it in NOT_MEASURED)
    parts.append(f"<h2>Fairness, and what could not be measured</h2><ul>{missing}</ul>")
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Escale: evaluation</title>"
        "<style>body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto}"
        "td,th{text-align:left;padding:.2rem .8rem;vertical-align:top}</style>"
        f"<h1>Evaluation of the monitoring</h1>{''.join(parts)}</html>"
    )


def _section(name: str, value: object) -> str:
    if not isinstance(value, dict):
        return f"<p>{html.escape(name)}: {html.escape(str(value))}</p>"
    table = cast("dict[str, object]", value)
    lists = {"genuine", "impostor", "latency_ms"}
    rows = "".join(
        f"<tr><th>{html.escape(key)}<td>{html.escape(str(cell))}"
        for key, cell in table.items()
        if key not in lists
    )
    return f"<h2>{html.escape(name)}</h2><table>{rows}</table>"


def _svg(inner: str, caption: str) -> str:
    frame = f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="none" stroke="#888"/>'
    return (
        f'<svg role="img" aria-label="{html.escape(caption)}" width="{_WIDTH}" height="{_HEIGHT}">'
        f"{frame}{inner}</svg><p>{html.escape(caption)}</p>"
    )


def _line(points: Sequence[tuple[float, float]]) -> str:
    places = " ".join(f"{x * _WIDTH:.1f},{(1 - y) * _HEIGHT:.1f}" for x, y in sorted(points))
    drawn = f'<polyline points="{places}" fill="none" stroke="#06c" stroke-width="2"/>'
    return _svg(drawn, "Across: false acceptance 0 to 1. Up: genuine pairs found 0 to 1.")


def _bars(values: Sequence[float], count: int = 20) -> str:
    top = max(values)
    bins = [0] * count
    for value in values:
        bins[min(count - 1, int(value / top * count))] += 1
    width, tallest = _WIDTH / count, max(bins)
    drawn = "".join(
        f'<rect x="{index * width:.1f}" y="{_HEIGHT * (1 - held / tallest):.1f}"'
        f' width="{width - 1:.1f}" height="{_HEIGHT * held / tallest:.1f}" fill="#06c"/>'
        for index, held in enumerate(bins)
    )
    return _svg(drawn, f"Across: 0 to {top:.1f} ms. Up: pictures, at most {tallest}.")
